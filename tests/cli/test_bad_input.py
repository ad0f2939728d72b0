"""Whatever is wrong is told in words, with the right exit code, and nothing is changed."""

from __future__ import annotations

import json

import pytest

from hardpan.model import ExitCode

ONE = ("--region", "eu-west-1", "--control", "ec2.ebs_encryption_by_default")


def refused(done, code, *words):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("profle: personal\n", ("hardpan.yaml:1:1", "profle", "did you mean", "profile")),
        ("profile: personal\naccount: 123\n", ("hardpan.yaml:2:", "twelve digits")),
        ("profile: [\n", ("hardpan.yaml:",)),
        ('profile: personal\naccount: "999988887777"\n', ("111122223333", "999988887777")),
    ],
)
def test_a_wrong_baseline(shell, text, words):
    (shell.folder / "hardpan.yaml").write_text(text)
    refused(shell.run("assess"), ExitCode.USAGE, *words)


def test_an_endpoint_that_nobody_serves(shell):
    done = shell.run("assess", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    refused(done, ExitCode.TOOL_FAILED, "cannot reach AWS", "AWS_ENDPOINT_URL")


def test_no_credentials(shell):
    done = shell.run("assess", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    refused(done, ExitCode.TOOL_FAILED, "no AWS credentials")


def test_expired_credentials(shell):
    shell.sandbox.control.fault("expired", "*")
    refused(shell.run("assess"), ExitCode.TOOL_FAILED, "does not accept the credentials", "expired")


@pytest.mark.parametrize(
    "words",
    [
        ("asess",),
        ("assess", "--control", "iam.rot_mfa"),
        ("assess", "--region", "mars-1"),
        ("plan", "--consent", "nothing.of_the_kind"),
        ("apply",),
        ("apply", "plan.json"),
        ("apply", "--resume", "20200101T000000-beef"),
        ("explain", "nothing.here"),
        ("assess", "elsewhere.yaml"),
    ],
)
def test_wrong_words(shell, words):
    refused(shell.run(*words), ExitCode.USAGE)
    assert shell.changes() == 0


@pytest.fixture
def plan(shell):
    assert shell.run("plan", *ONE, "--out", "plan.json").returncode == ExitCode.CLEAN
    return json.loads((shell.folder / "plan.json").read_text())


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}', '{"format": 1, "hash": "x", "steps": 3}'])
def test_a_malformed_plan(shell, text):
    (shell.folder / "plan.json").write_text(text)
    refused(shell.run("apply", "plan.json", "--approve", "x"), ExitCode.USAGE, "nothing was changed")


def test_a_plan_that_was_edited(shell, plan):
    plan["steps"][0]["operation"] = "DisableEbsEncryptionByDefault"
    (shell.folder / "plan.json").write_text(json.dumps(plan))
    refused(shell.run("apply", "plan.json", "--approve", plan["hash"]), ExitCode.USAGE, "changed after it was made")
    assert shell.changes() == 0


def test_a_plan_for_another_account(shell, plan):
    from hardpan.plan import from_dict

    other = {**plan, "account": "999988887777"}
    other["steps"] = [{**step, "account": "999988887777"} for step in plan["steps"]]
    other["hash"] = from_dict(other).hash
    (shell.folder / "plan.json").write_text(json.dumps(other))
    done = shell.run("apply", "plan.json", "--approve", other["hash"])
    refused(done, ExitCode.USAGE, "999988887777", "111122223333")
    assert shell.changes() == 0


@pytest.mark.parametrize("approve", [(), ("--approve", "0123456789abcdef")])
def test_a_plan_nobody_approved(shell, plan, approve):
    refused(shell.run("apply", "plan.json", *approve), ExitCode.USAGE, "not approved", plan["hash"])
    assert shell.changes() == 0


def test_a_plan_whose_state_has_moved_on(shell, plan):
    assert shell.run("apply", "plan.json", "--approve", plan["hash"]).returncode == ExitCode.CLEAN
    changes = shell.changes()
    done = shell.run("apply", "plan.json", "--approve", plan["hash"])
    refused(done, ExitCode.TOOL_FAILED, "has changed since the plan was made", "nothing was changed")
    assert shell.changes() == changes


def test_a_denied_change_skips_what_needs_it_and_says_so(shell, plan):
    shell.sandbox.control.fault("deny", "ec2:EnableEbsEncryptionByDefault")
    done = shell.run("apply", "plan.json", "--approve", plan["hash"])
    refused(done, ExitCode.TOOL_FAILED, "failed", "UnauthorizedOperation")
    assert "1 failed" in done.stdout
