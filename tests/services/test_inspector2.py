"""Inspector: what is scanned in an account, and how an organization has it administered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Place, Read, planned_account
from hardpan.services.account.facts import OptInRegion
from hardpan.services.inspector2.collect import administrations, administrators, scanning
from hardpan.services.inspector2.examples import ADMINISTRATION, ADMINISTRATOR, ELSEWHERE, HERE, REGION, SCANNING
from hardpan.services.organizations.examples import (
    AS_DESCRIBED,
    AS_MEMBER,
    DESCRIBED,
    IN_NONE,
    LOGS,
    MEMBERSHIP,
    SHOP,
    TOOLING,
    TRUSTED,
)
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()
MANAGER = str(AS_MEMBER.management_account)
OFF = replace(SCANNING, statuses=dict.fromkeys(SCANNING.statuses, "DISABLED"))
NOBODY = replace(ADMINISTRATOR, account=None)
STATE = {kind: {"status": status} for kind, status in SCANNING.statuses.items()}
IN_AN_ORGANIZATION = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": MANAGER}}}


def administers(account: str | None) -> dict[str, Any]:
    told = {"delegatedAdmin": {"accountId": account, "relationshipStatus": "ENABLED"}} if account else None
    return {**IN_AN_ORGANIZATION, "inspector2:GetDelegatedAdminAccount": told}


def as_administrator(status: str = "ENABLED") -> dict[str, Any]:
    """Answers to an administrator with one member, and one account that is none."""
    accounts = [{"Id": name, "Email": f"{name}@x", "State": "ACTIVE"} for name in (HERE.account, MANAGER, SHOP.id)]
    state = {**STATE, "lambda": {"status": status}}
    return {
        **administers(HERE.account),
        "inspector2:DescribeOrganizationConfiguration": {"autoEnable": ADMINISTRATION.auto_enable},
        "inspector2:ListMembers": {
            "members": [
                {"accountId": MANAGER, "relationshipStatus": "ENABLED"},
                {"accountId": SHOP.id, "relationshipStatus": "REMOVED"},
            ]
        },
        "inspector2:BatchGetAccountStatus": {"accounts": [{"accountId": MANAGER, "resourceState": state}]},
        "organizations:ListAccounts": {"Accounts": accounts},
        "account:GetRegionOptStatus": {"RegionOptStatus": "ENABLED_BY_DEFAULT"},
    }


def test_what_an_account_has_scanned_takes_one_call() -> None:
    sent: list[Read] = []
    told = {"accounts": [{"accountId": HERE.account, "resourceState": STATE}]}
    assert drive(scanning(HERE), {"inspector2:BatchGetAccountStatus": told}, sent) == [SCANNING]
    assert [read.parameters for read in sent] == [{}]


@pytest.mark.parametrize("collector", [scanning, administrators, administrations])
def test_where_aws_has_no_inspector_nothing_is_asked(collector: Any) -> None:
    for place in (ELSEWHERE.place, Place("111122223333", "eusc-de-east-1", "aws-eusc")):
        assert drive(collector(place), {}) == []


def test_only_the_management_account_asks_who_administers() -> None:
    managing = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": HERE.account}}}
    listed = {"inspector2:ListDelegatedAdminAccounts": {"delegatedAdminAccounts": [{"accountId": LOGS.id}]}}
    assert drive(administrators(HERE), managing | listed) == [ADMINISTRATOR]
    assert drive(administrators(HERE), IN_AN_ORGANIZATION) == []


def test_an_administrator_knows_who_is_left_out_or_not_scanned() -> None:
    left_out = {SHOP.id: f"{SHOP.id}@x"}
    assert drive(administrations(HERE), as_administrator()) == [replace(ADMINISTRATION, left_out=left_out)]
    (found,) = drive(administrations(HERE), as_administrator("DISABLED"))
    assert found.unscanned == {MANAGER: ("LAMBDA",)}
    silent = as_administrator() | {"inspector2:BatchGetAccountStatus": {"accounts": []}}
    (found,) = drive(administrations(HERE), silent)
    assert found.unscanned == {MANAGER: ("EC2", "ECR", "LAMBDA")}


@pytest.mark.parametrize(("account", "regions"), [(SHOP.id, ["us-east-1"]), (None, ["us-east-1", "eu-west-1"])])
def test_who_administers_nothing_is_asked_nothing_more(account: str | None, regions: list[str]) -> None:
    """Once for all Regions where somebody else administers, since that one does so in all of them."""
    sent: list[Read] = []
    assert drive(administrations(HERE), administers(account), sent) == []
    assert [read.region for read in sent if read.operation == "GetDelegatedAdminAccount"] == regions
    assert len(sent) == 1 + len(regions)
    assert drive(administrations(HERE), {"organizations:DescribeOrganization": None}) == []


def test_members_that_may_not_be_listed_are_not_taken_for_none() -> None:
    name = "inspector2:ListMembers"
    with pytest.raises(FactUnreadable):
        drive(administrations(HERE), as_administrator() | {name: denied(name)})


def test_an_account_by_itself_turns_on_what_is_off_and_nothing_more() -> None:
    part = replace(SCANNING, statuses={"ec2": "ENABLED", "ecr": "DISABLED", "lambda": "DISABLED"})
    (step,) = steps_of("inspector2.scanning", EXAMPLE, Snapshot.of(IN_NONE, REGION, part))
    assert step.write.parameters == {"resourceTypes": ["ECR", "LAMBDA"]}
    assert step.undo
    assert step.undo[0].parameters == {"resourceTypes": ["ECR", "LAMBDA"]}
    assert step.monthly_cost_usd is None
    assert step.cost_note
    assert steps_of("inspector2.scanning", EXAMPLE, Snapshot.of(IN_NONE, REGION, SCANNING)) == []


@pytest.mark.parametrize(("facts", "expected"), [((MEMBERSHIP,), 1), ((AS_MEMBER, TOOLING), 1), ((AS_MEMBER,), 0)])
def test_members_are_turned_on_from_the_account_for_security_tooling(facts: Any, expected: int) -> None:
    have = Snapshot.of(*facts, REGION, OFF)
    assert len(steps_of("inspector2.scanning", DESCRIBED, have)) == expected


def test_the_administrator_has_inspector_on_before_it_is_one() -> None:
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, TRUSTED, NOBODY)
    trust, designated = steps_of("inspector2.administrator", DESCRIBED, have)
    assert designated.write.parameters == {"delegatedAdminAccountId": LOGS.id}
    assert designated.needs >= {trust.key, f"inspector2.scanning/enable@{LOGS.id}/eu-west-1"}
    assert designated.settled
    assert (designated.settled.path, designated.settled.equals) == ("delegatedAdminAccounts[0].status", "ENABLED")
    assert designated.undo
    assert [write.operation for write in designated.undo] == [
        "DisableDelegatedAdminAccount",
        "DeregisterDelegatedAdministrator",
    ]


def test_accounts_that_are_there_are_associated_one_by_one_and_enabled_at_once() -> None:
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, NOBODY)
    shop, management, enabled = steps_of("inspector2.members", DESCRIBED, have)
    assert {step.place for step in (shop, management, enabled)} == {Place(LOGS.id, "eu-west-1")}
    assert shop.write.parameters == {"accountId": SHOP.id}
    assert "inspector2.scanning/enable@111122223333/eu-west-1" in management.needs - shop.needs
    assert enabled.write.parameters == {"accountIds": [SHOP.id], "resourceTypes": ["EC2", "ECR", "LAMBDA"]}
    assert enabled.follows == {"inspector2.members/associate@*/eu-west-1"}
    assert enabled.reaches
    assert enabled.undo is None, "what they had scanned before is not known"
    assert shop.undo
    assert shop.undo[0].operation == "DisassociateMember"


def test_what_inspector_does_not_tell_of_is_not_asked_for() -> None:
    without = replace(SCANNING, statuses={"ec2": "DISABLED", "ecr": "DISABLED"})
    (*_, enabled) = steps_of("inspector2.members", DESCRIBED, Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, NOBODY, without))
    assert enabled.write.parameters["resourceTypes"] == ["EC2", "ECR"]
    have = Snapshot.of(AS_MEMBER, TOOLING, REGION, without)
    (configure,) = steps_of("inspector2.organization", DESCRIBED, have)
    assert configure.write.parameters["autoEnable"] == {"ec2": True, "ecr": True}


def test_of_an_organization_to_be_made_accounts_have_the_numbers_that_stand_for_theirs() -> None:
    steps = steps_of("inspector2.members", DESCRIBED, Snapshot.of(IN_NONE, NOBODY))
    assert verbs(steps) == [
        f"inspector2.members/associate:{planned_account(2)}",
        "inspector2.members/associate:111122223333",
        f"inspector2.members/enable:{planned_account(2)}",
    ]


def test_new_accounts_are_scanned_and_what_else_is_configured_stays() -> None:
    (configure,) = steps_of("inspector2.organization", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, REGION))
    assert configure.write.parameters == {"autoEnable": {"ec2": True, "ecr": True, "lambda": True}}
    assert configure.needs >= {f"inspector2.administrator/designate@{MANAGER}/eu-west-1"}
    before = {"ec2": True, "ecr": False, "lambda": False, "lambdaCode": True}
    have = Snapshot.of(AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, auto_enable=before))
    (configure,) = steps_of("inspector2.organization", DESCRIBED, have)
    assert configure.write.parameters["autoEnable"] == {**before, "ecr": True, "lambda": True}
    assert configure.undo
    assert configure.undo[0].parameters == {"autoEnable": before}


def test_who_is_left_out_is_taken_in_and_what_a_member_lacks_is_turned_on() -> None:
    found = replace(ADMINISTRATION, left_out={SHOP.id: SHOP.email}, unscanned={MANAGER: ("LAMBDA",)})
    associated, taken_in, turned_on = steps_of(
        "inspector2.organization", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, REGION, found)
    )
    assert associated.write.parameters == {"accountId": SHOP.id}
    assert taken_in.write.parameters["accountIds"] == [SHOP.id]
    assert taken_in.undo is None
    assert turned_on.write.parameters == {"accountIds": [MANAGER], "resourceTypes": ["LAMBDA"]}
    assert turned_on.undo
    assert turned_on.undo[0].parameters == turned_on.write.parameters


def test_a_hundred_accounts_are_enabled_at_a_time() -> None:
    left_out = {f"{number:012}": f"{number}@example.com" for number in range(200_000_000_000, 200_000_000_120)}
    have = Snapshot.of(AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, left_out=left_out))
    enabled = [
        step.write.parameters["accountIds"]
        for step in steps_of("inspector2.organization", DESCRIBED, have)
        if step.write.operation == "Enable"
    ]
    assert [len(names) for names in enabled] == [100, 20]


@pytest.mark.parametrize(
    "facts",
    [
        (AS_MEMBER, REGION),
        (AS_MEMBER, TOOLING, ELSEWHERE),
        (AS_MEMBER, TOOLING, REGION, ADMINISTRATION),
        (AS_MEMBER, TOOLING, REGION, OptInRegion(place=HERE.at(None), name="eu-west-1", status="ENABLED")),
    ],
)
def test_nothing_is_configured_elsewhere_or_where_it_is_as_it_should(facts: Any) -> None:
    assert steps_of("inspector2.organization", DESCRIBED, Snapshot.of(*facts)) == []
