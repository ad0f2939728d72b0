"""Detective: an account's graph, and that of an organization."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Read, Ref, planned_account
from hardpan.services.detective.collect import administrations, administrators, graphs
from hardpan.services.detective.examples import ADMINISTRATION, ADMINISTRATOR, ELSEWHERE, GRAPH, HERE, REGION
from hardpan.services.organizations.examples import (
    AS_DESCRIBED,
    AS_MEMBER,
    DESCRIBED,
    IN_NONE,
    LOGS,
    MANAGEMENT,
    MEMBERSHIP,
    SHOP,
    TOOLING,
    TRUSTED,
)
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of

services.load()
MANAGER = str(AS_MEMBER.management_account)
NOBODY = replace(ADMINISTRATOR, account=None)
LISTED = {"detective:ListGraphs": {"GraphList": [{"Arn": GRAPH.arn}]}}
NONE: dict[str, Any] = {"detective:ListGraphs": {"GraphList": []}}
MEMBER = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": MANAGER}}}
DESIGNATED = "detective.administrator/designate@111122223333/eu-west-1"


def as_administrator() -> dict[str, Any]:
    """Answers to an administrator with a member of which nothing is known yet, and one account that is none."""
    accounts = [{"Id": name, "Email": f"{name}@x", "State": "ACTIVE"} for name in (HERE.account, MANAGER, SHOP.id)]
    member = {"AccountId": MANAGER, "Status": "ACCEPTED_BUT_DISABLED", "DisabledReason": "VOLUME_UNKNOWN"}
    return {
        **LISTED,
        **MEMBER,
        "detective:DescribeOrganizationConfiguration": {"AutoEnable": True},
        "detective:ListMembers": {"MemberDetails": [member]},
        "organizations:ListAccounts": {"Accounts": accounts},
        "account:GetRegionOptStatus": {"RegionOptStatus": "ENABLED_BY_DEFAULT"},
    }


def test_a_graph_takes_one_call() -> None:
    assert drive(graphs(HERE), LISTED) == [GRAPH]
    assert drive(graphs(HERE), NONE) == []
    assert drive(graphs(HERE), {"detective:ListGraphs": None}) == []
    assert drive(graphs(ELSEWHERE.place), {}) == [], "AWS has no Detective there"
    name = "detective:ListGraphs"
    with pytest.raises(FactUnreadable):
        drive(graphs(HERE), {name: denied(name)})


def test_an_administrator_knows_who_is_left_out_or_held_back() -> None:
    assert drive(administrations(HERE), as_administrator()) == [
        replace(ADMINISTRATION, left_out={SHOP.id: f"{SHOP.id}@x"}, held_back={MANAGER: "VOLUME_UNKNOWN"})
    ]
    managing = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": HERE.account}}}
    listed = {"detective:ListOrganizationAdminAccounts": {"Administrators": [{"AccountId": LOGS.id}]}}
    assert drive(administrators(HERE), managing | listed) == [ADMINISTRATOR]


def test_who_administers_nothing_is_asked_nothing_more() -> None:
    sent: list[Read] = []
    assert drive(administrations(HERE), MEMBER | NONE, sent) == []
    assert len(sent) == 2
    own = {"detective:DescribeOrganizationConfiguration": None}
    assert drive(administrations(HERE), MEMBER | LISTED | own) == []


def test_an_account_by_itself_has_its_graph() -> None:
    (step,) = steps_of("detective.graph", EXAMPLE, Snapshot.of(IN_NONE, REGION, ELSEWHERE))
    assert step.undo
    assert step.undo[0].parameters == {"GraphArn": Ref(step.key, "GraphArn")}
    assert step.monthly_cost_usd is None
    assert step.cost_note
    assert steps_of("detective.graph", EXAMPLE, Snapshot.of(IN_NONE, GRAPH)) == []
    assert steps_of("detective.graph", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, REGION)) == []


def test_a_graph_of_its_own_is_given_away_with_consent_alone() -> None:
    (step,) = steps_of("detective.shared_graph", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, REGION, GRAPH))
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, TRUSTED, NOBODY)
    _, designated = steps_of("detective.administrator", DESCRIBED, have)
    assert step.key.replace(HERE.account, LOGS.id) in designated.needs
    for facts in ((AS_MEMBER, TOOLING, REGION), (AS_MEMBER, TOOLING, GRAPH, ADMINISTRATION), (AS_MEMBER, GRAPH)):
        assert steps_of("detective.shared_graph", DESCRIBED, Snapshot.of(*facts)) == []


def test_designating_waits_until_the_account_is_told_of_and_names_nobody_when_taken_back() -> None:
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, TRUSTED, NOBODY)
    _, designated = steps_of("detective.administrator", DESCRIBED, have)
    assert designated.settled
    assert (designated.settled.path, designated.settled.equals) == ("Administrators[0].AccountId", LOGS.id)
    assert designated.undo
    assert designated.undo[0].parameters == {}
    assert "deleted" in designated.undo_note


def test_all_that_are_there_come_into_the_graph_that_the_designation_makes() -> None:
    (step,) = steps_of("detective.members", DESCRIBED, Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, NOBODY))
    assert step.write.parameters["GraphArn"] == Ref(DESIGNATED, "settled.Administrators[0].GraphArn")
    assert step.write.parameters["Accounts"] == [
        {"AccountId": SHOP.id, "EmailAddress": SHOP.email},
        {"AccountId": HERE.account, "EmailAddress": MANAGEMENT.email},
    ]
    assert step.undo
    assert step.undo[0].parameters["AccountIds"] == [SHOP.id, HERE.account]
    (step,) = steps_of("detective.members", DESCRIBED, Snapshot.of(IN_NONE, NOBODY))
    assert step.write.parameters["Accounts"][0]["AccountId"] == planned_account(2)
    assert DESIGNATED in step.needs


def test_new_accounts_come_into_the_graph_and_who_is_left_out_is_taken_in() -> None:
    (configure,) = steps_of("detective.organization", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, REGION))
    designated = f"detective.administrator/designate@{MANAGER}/eu-west-1"
    assert configure.write.parameters["GraphArn"] == Ref(designated, "settled.Administrators[0].GraphArn")
    assert configure.needs == {designated}
    found = replace(ADMINISTRATION, auto_enable=False, left_out={f"{n:012}": "x@example.com" for n in range(51)})
    have = Snapshot.of(AS_MEMBER, TOOLING, REGION, GRAPH, found)
    configure, first, second = steps_of("detective.organization", DESCRIBED, have)
    assert configure.write.parameters == {"GraphArn": GRAPH.arn, "AutoEnable": True}
    assert configure.undo
    assert configure.undo[0].parameters == {"GraphArn": GRAPH.arn, "AutoEnable": False}
    assert [len(step.write.parameters["Accounts"]) for step in (first, second)] == [50, 1]
    assert steps_of("detective.organization", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, GRAPH, ADMINISTRATION)) == []
