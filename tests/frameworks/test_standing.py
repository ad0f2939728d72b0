"""What an assessment says of a requirement: nothing that was not asked, or not read, is met."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hardpan import services
from hardpan.frameworks import Framework, Requirement, Standing, held
from hardpan.model import NOT_ACTIVE, Assessment, Finding, Severity, Status

services.load()

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MFA, KEYS = "iam.root_mfa", "iam.root_no_access_keys"  # of the entries root.mfa and root.no-access-keys
BOTH = Requirement(id="1", title="Root is safe", entries=("root.mfa", "root.no-access-keys"))
UNWRITTEN = "root.none-such"  # an entry that has no control, and never will
EVERY = list(Status)


def finding(control: str, status: Status, account: str = "111122223333") -> Finding:
    return Finding(
        control=control,
        title="Something holds",
        section="root-user",
        severity=Severity.HIGH,
        status=status,
        account=account,
        region=None,
        resource=None,
        message=f"it says {status.value}",
        evidence=(),
        fix="",
    )


def framework(*requirements: Requirement) -> Framework:
    return Framework(
        id="own",
        title="Our own",
        source="https://example.com",
        read="2026",
        complete=True,
        caveat="",
        requirements=requirements,
    )


def answer(asked: Requirement, *findings: Finding, **changes):
    done = Assessment(
        started=NOON,
        finished=NOON,
        caller="arn:aws:iam::111122223333:user/ada",
        organization=None,
        accounts=({"id": "111122223333", "name": None},),
        regions=("eu-west-1",),
        reads={"planned": 0, "sent": 0, "retried": 0, "denied": 0},
        findings=findings,
    )
    (only,) = held(framework(asked), replace(done, **changes)).answers
    return only


@pytest.mark.parametrize(
    ("mfa", "keys", "standing"),
    [
        (Status.PASS, Status.PASS, Standing.MET),
        (Status.PASS, Status.NOT_APPLICABLE, Standing.MET),
        (Status.NOT_APPLICABLE, Status.NOT_APPLICABLE, Standing.NOT_APPLICABLE),
        (Status.PASS, Status.WAIVED, Standing.WAIVED),
        (Status.WAIVED, Status.MANUAL, Standing.MANUAL),
        (Status.PASS, Status.UNKNOWN, Standing.UNKNOWN),
        (Status.UNKNOWN, Status.FAIL, Standing.NOT_MET),
        (Status.PASS, Status.FAIL, Standing.NOT_MET),
    ],
)
def test_the_worst_decides(mfa, keys, standing) -> None:
    for one, other in ((MFA, KEYS), (KEYS, MFA)):
        said = answer(BOTH, finding(one, mfa), finding(other, keys))
        assert said.standing is standing
        assert {result.control for result in said.results} == {MFA, KEYS}
        for result in said.telling:
            assert result.headline in said.why
        assert bool(said.why) is (standing is not Standing.MET)


@pytest.mark.parametrize("status", EVERY)
def test_a_control_that_was_not_asked_leaves_it_unknown_or_worse(status) -> None:
    said = answer(BOTH, finding(MFA, status))
    assert said.standing is (Standing.NOT_MET if status is Status.FAIL else Standing.UNKNOWN)
    if status not in (Status.FAIL, Status.UNKNOWN):
        assert said.note == f"not asked this time: {KEYS}"


def test_nothing_asked_is_unknown() -> None:
    assert answer(BOTH).standing is Standing.UNKNOWN


@pytest.mark.parametrize("status", EVERY)
def test_an_entry_without_a_control_is_not_covered_or_worse(status) -> None:
    asked = Requirement(id="1", title="", entries=("root.mfa", UNWRITTEN))
    said = answer(asked, finding(MFA, status))
    worse = {Status.FAIL: Standing.NOT_MET, Status.UNKNOWN: Standing.UNKNOWN}
    assert said.standing is worse.get(status, Standing.NOT_COVERED)
    if status not in worse:
        assert said.note == f"there is no control yet for {UNWRITTEN}"


def test_a_requirement_of_which_nothing_can_be_asked_says_why() -> None:
    said = answer(Requirement(id="1", title="", why="only people can"))
    assert (said.standing, said.note, said.why) == (Standing.NOT_COVERED, "only people can", "only people can")


@pytest.mark.parametrize("status", EVERY)
def test_what_nobody_can_read_keeps_it_from_being_met(status) -> None:
    asked = Requirement(id="1", title="", entries=("root.mfa",), rest="whether it works")
    said = answer(asked, finding(MFA, status))
    assert said.standing is not Standing.MET
    assert (said.standing is Standing.MANUAL) is (status in (Status.PASS, Status.MANUAL))
    assert (said.note == "for a person: whether it works") is (said.standing is Standing.MANUAL)


def test_what_stands_beside_decides_nothing() -> None:
    asked = Requirement(id="1", title="", entries=("root.mfa",), beside=("root.no-access-keys",))
    said = answer(asked, finding(MFA, Status.PASS), finding(KEYS, Status.FAIL))
    assert said.standing is Standing.MET
    assert [result.control for result in said.results] == [MFA]


def test_an_account_that_is_closed_decides_nothing() -> None:
    accounts = ({"id": "111122223333"}, {"id": "999988887777", "closed": "the account is SUSPENDED"})
    findings = [finding(name, Status.PASS) for name in (MFA, KEYS)]
    findings += [finding(name, Status.UNKNOWN, "999988887777") for name in (MFA, KEYS)]
    assert answer(BOTH, *findings, accounts=accounts).standing is Standing.UNKNOWN
    accounts[1]["closed"] = f"{NOT_ACTIVE}: SUSPENDED"
    assert answer(BOTH, *findings, accounts=accounts).standing is Standing.MET


def test_counts_have_every_standing() -> None:
    done = Assessment(
        started=NOON,
        finished=NOON,
        caller="",
        organization=None,
        accounts=(),
        regions=(),
        reads={},
        findings=[finding(MFA, Status.PASS), finding(KEYS, Status.PASS)],
    )
    own = framework(BOTH, Requirement(id="2", title="", why="no"))
    assert held(own, done).counts == {
        "met": 1,
        "not_met": 0,
        "unknown": 0,
        "manual": 0,
        "waived": 0,
        "not_covered": 1,
        "not_applicable": 0,
    }
