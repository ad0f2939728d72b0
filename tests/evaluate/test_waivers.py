"""Waivers: which findings they accept, until when, and what is said of those that accept nothing."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Waiver
from hardpan.evaluate.waivers import WaiverUse, expired, waived
from hardpan.model import CONTROLS, Finding, Severity, Status

services.load()

TODAY = date(2026, 11, 25)
VPC = Finding(
    control="ec2.no_default_vpc",
    title="There is no default VPC",
    section="infrastructure-protection",
    severity=Severity.LOW,
    status=Status.FAIL,
    account="111122223333",
    region="eu-west-1",
    resource="vpc-1",
    message="vpc-1 is a default VPC",
    evidence=(),
    fix="",
)
LABS = Waiver(control="ec2.no_default_vpc", reason="labs", owner="Ada", expires=date(2026, 12, 31), line=7)
ASKED = [CONTROLS["ec2.no_default_vpc"], CONTROLS["iam.no_users"]]


def of(*waivers):
    return replace(EXAMPLE, waivers=waivers)


def use(*findings, want):
    noted = WaiverUse()
    noted.add([waived(finding, want, TODAY) for finding in findings], want, TODAY)
    return noted


def notes(*findings, want, **changes):
    asked = {"controls": ASKED, "accounts": ["111122223333"], "all_regions": True, **changes}
    return use(*findings, want=want).notes(want, TODAY, **asked)


@pytest.mark.parametrize("status", [Status.FAIL, Status.MANUAL])
def test_it_accepts_what_fails_or_waits_for_a_person(status) -> None:
    found = waived(replace(VPC, status=status), of(LABS), TODAY)
    assert found.status is Status.WAIVED
    assert found.message == "vpc-1 is a default VPC (waived until 2026-12-31 by Ada: labs)"


@pytest.mark.parametrize("status", [Status.PASS, Status.UNKNOWN, Status.NOT_APPLICABLE])
def test_it_leaves_everything_else(status) -> None:
    found = replace(VPC, status=status)
    assert waived(found, of(LABS), TODAY) is found
    lapsed = replace(LABS, expires=date(2020, 1, 1))
    assert waived(found, of(lapsed), TODAY) is found


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({}, True),
        ({"control": "ec2.*"}, True),
        ({"control": "iam.*"}, False),
        ({"account": "111122223333"}, True),
        ({"account": "444455556666"}, False),
        ({"resource": "vpc-1"}, True),
        ({"resource": "vpc-?"}, True),
        ({"resource": "vpc-2*"}, False),
        ({"account": "111122223333", "resource": "sg-*"}, False),
    ],
)
def test_its_scope(changes, accepted) -> None:
    assert (waived(VPC, of(replace(LABS, **changes)), TODAY).status is Status.WAIVED) is accepted


def test_its_last_day_is_one_of_its_days() -> None:
    assert waived(VPC, of(replace(LABS, expires=TODAY)), TODAY).status is Status.WAIVED
    ended = waived(VPC, of(replace(LABS, expires=date(2026, 11, 24))), TODAY)
    assert ended.status is Status.FAIL
    assert ended.message == "vpc-1 is a default VPC (its waiver by Ada expired on 2026-11-24)"


def test_one_in_force_goes_before_one_that_ran_out() -> None:
    old = replace(LABS, expires=date(2020, 1, 1), owner="Bob")
    assert "by Ada" in waived(VPC, of(old, LABS), TODAY).message


def test_one_that_accepts_something_is_not_spoken_of() -> None:
    assert notes(VPC, want=of(LABS)) == []
    assert notes(VPC, want=of(replace(LABS, control="ec2.*"))) == []


def test_one_that_ran_out_is_announced_with_what_counts_again() -> None:
    want = of(replace(LABS, expires=date(2026, 11, 24)))
    said = "the waiver of ec2.no_default_vpc by Ada (line 7) expired on 2026-11-24"
    assert notes(VPC, replace(VPC, resource="vpc-2"), want=want) == [f"{said}: 2 findings count again"]
    assert notes(want=want) == [f"{said}: there is nothing that it would accept"]
    assert list(expired(want, TODAY)) == [said]
    assert list(expired(of(LABS), TODAY)) == []


def test_one_that_accepts_nothing_is_announced() -> None:
    (unused,) = notes(replace(VPC, status=Status.PASS), want=of(LABS))
    assert unused.startswith("the waiver of ec2.no_default_vpc by Ada (line 7) accepts nothing of what was asked")
    # of two for one control, the one that is not needed
    other = replace(LABS, resource="vpc-9", line=9)
    (said,) = notes(VPC, want=of(LABS, other))
    assert "(line 9)" in said


@pytest.mark.parametrize(
    "changes",
    [{"controls": ASKED[1:]}, {"accounts": ["444455556666"]}, {"all_regions": False}],
    ids=["another control", "another account", "one Region"],
)
def test_what_was_not_looked_for_is_not_missed(changes) -> None:
    assert notes(want=of(replace(LABS, account="111122223333")), **changes) == []


def test_what_could_not_be_read_may_need_it() -> None:
    hidden = replace(VPC, status=Status.UNKNOWN, resource=None)
    assert notes(hidden, want=of(replace(LABS, resource="vpc-1"))) == []
    assert len(notes(replace(hidden, account="444455556666"), want=of(replace(LABS, account="111122223333")))) == 1


def test_what_two_processes_noted_is_put_together() -> None:
    lapsed = replace(LABS, expires=date(2026, 11, 24), account="444455556666")
    want = of(LABS, lapsed)
    here, there = use(VPC, want=want), use(replace(VPC, account="444455556666"), want=of(lapsed))
    here.merge(pickle.loads(pickle.dumps(there)))
    assert here.accepted == {LABS}
    assert here.lapsed == {lapsed: 1}
