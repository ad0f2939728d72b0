"""Waivers as somebody meets them who writes them into hardpan.yaml."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

TODAY = datetime.now(UTC).date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=2), TODAY + timedelta(days=2)


@pytest.fixture
def judged(shell):
    """What is said of IAM users in personal-messy, with these waivers."""

    def ask(*waivers: str, code: int = 2):
        file = shell.folder / "hardpan.yaml"
        lines = ["profile: personal", "home_region: eu-west-1", "alerts: {email: me@example.com}", "waivers:"]
        file.write_text("\n".join([*lines, *(f"  - {{{waiver}}}" for waiver in waivers)]) + "\n")
        done = shell.run("assess", "--control", "iam.no_users", "--output", "json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout) if done.stdout else done.stderr

    return ask


def of(control, expires, **more):
    said = {"control": control, "reason": "moves next week", "owner": "Ada", "expires": expires, **more}
    return ", ".join(f"{key}: {value}" for key, value in said.items())


def test_in_force(judged) -> None:
    said = judged(of("iam.no_users", TOMORROW), code=0)
    assert {one["status"] for one in said["findings"]} == {"WAIVED"}
    assert all(f"waived until {TOMORROW} by Ada: moves next week" in one["message"] for one in said["findings"])
    assert said["summary"]["waived"] == len(said["findings"]) > 1
    assert said["notes"] == []


def test_of_one_resource(judged) -> None:
    said = judged(of("iam.no_users", TOMORROW, account="'111122223333'", resource="'*:user/alice'"))
    assert {one["resource"].rpartition("/")[2] for one in said["findings"] if one["status"] == "WAIVED"} == {"alice"}
    assert said["summary"]["fail"] == len(said["findings"]) - 1 > 0


def test_expired(judged) -> None:
    said = judged(of("iam.no_users", YESTERDAY))
    many = len(said["findings"])
    assert said["summary"]["fail"] == many
    assert all(one["message"].endswith(f"(its waiver by Ada expired on {YESTERDAY})") for one in said["findings"])
    told = f"the waiver of iam.no_users by Ada (line 5) expired on {YESTERDAY}: {many} findings count again"
    assert said["notes"] == [told]


def test_unused(judged) -> None:
    said = judged(of("iam.no_users", TOMORROW, resource="'*:user/carol'"), of("ec2.no_default_vpc", TOMORROW))
    (note,) = said["notes"]  # of the one whose control was asked
    assert note.startswith("the waiver of iam.no_users by Ada (line 5) accepts nothing")


def test_of_a_control_that_is_none(judged, shell) -> None:
    errors = judged(of("iam.no_user", TOMORROW), of("iam.no_users", TOMORROW), of("s4.*", TOMORROW), code=64)
    assert "hardpan.yaml:5: waivers[0].control: there is no control iam.no_user; did you mean iam.no_users?" in errors
    assert "hardpan.yaml:7: waivers[2].control: there is no control s4.*" in errors
    assert "waivers[1]" not in errors
    assert not [one for one in shell.sandbox.control.requests() if one["service"] == "iam"]


def test_a_plan_says_that_what_was_accepted_is_planned_for_again(shell) -> None:
    file = shell.folder / "hardpan.yaml"
    waiver = of("s3control.account_public_access_block", YESTERDAY)
    file.write_text(f"{file.read_text()}waivers:\n  - {{{waiver}}}\n")
    done = shell.run("plan", "--control", "s3control.account_public_access_block")
    assert done.returncode == 0, done.stderr
    assert "s3control:PutPublicAccessBlock" in done.stdout
    assert f"note: the waiver of s3control.account_public_access_block by Ada (line 6) expired on {YESTERDAY}" in (
        done.stderr
    )
    file.write_text(file.read_text().replace(str(YESTERDAY), str(TOMORROW)))
    done = shell.run("plan", "--control", "s3control.account_public_access_block")
    assert "s3control:PutPublicAccessBlock" not in done.stdout
    assert "note:" not in done.stderr
