"""Macie: on in an account, looking into buckets by itself, and administered for an organization."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Read
from hardpan.services.macie2.collect import administrations, administrators, discoveries, sessions
from hardpan.services.macie2.examples import (
    ADMINISTRATION,
    ADMINISTRATOR,
    DECIDED_ABOVE,
    DISCOVERY,
    ELSEWHERE,
    HERE,
    REGION,
    SESSION,
)
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
from services.driving import denied, drive, steps_of

services.load()
MANAGER = str(AS_MEMBER.management_account)
NOBODY = replace(ADMINISTRATOR, account=None)
ON = {"macie2:GetMacieSession": {"status": "ENABLED"}}
OFF = {"macie2:GetMacieSession": None}
ALONE = {"organizations:DescribeOrganization": None}
MEMBER = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": MANAGER}}}
ABOVE = {"macie2:GetAdministratorAccount": {"administrator": {"accountId": LOGS.id}}}
AT_THE_TOP: dict[str, Any] = {"macie2:GetAdministratorAccount": {}}
DISCOVERS = {"macie2:GetAutomatedDiscoveryConfiguration": {"status": "ENABLED", "autoEnableOrganizationMembers": "ALL"}}


def as_administrator() -> dict[str, Any]:
    """Answers to an administrator with a paused member, and one account that is none."""
    accounts = [{"Id": name, "Email": f"{name}@x", "State": "ACTIVE"} for name in (HERE.account, MANAGER, SHOP.id)]
    members = [
        {"accountId": MANAGER, "relationshipStatus": "Paused"},
        {"accountId": SHOP.id, "relationshipStatus": "Removed"},
    ]
    return {
        **ON,
        **MEMBER,
        **AT_THE_TOP,
        "macie2:DescribeOrganizationConfiguration": {"autoEnable": True},
        "macie2:ListMembers": {"members": members},
        "organizations:ListAccounts": {"Accounts": accounts},
        "account:GetRegionOptStatus": {"RegionOptStatus": "ENABLED_BY_DEFAULT"},
    }


@pytest.mark.parametrize("collector", [sessions, discoveries, administrations])
def test_where_macie_is_off_that_is_all_that_is_asked(collector: Any) -> None:
    sent: list[Read] = []
    assert drive(collector(HERE), OFF, sent) == []
    assert [read.action for read in sent] == ["macie2:GetMacieSession"]
    assert drive(collector(ELSEWHERE.place), {}) == [], "AWS has no Macie there"


def test_a_session_and_its_discovery_are_read() -> None:
    assert drive(sessions(HERE), ON) == [SESSION]
    assert drive(discoveries(HERE), ON | ALONE | DISCOVERS) == [DISCOVERY]
    sent: list[Read] = []
    assert drive(discoveries(HERE), ON | MEMBER | ABOVE, sent) == [DECIDED_ABOVE]
    assert len(sent) == 3, "what another account decides is not asked for"


def test_a_session_that_may_not_be_read_is_not_taken_for_none() -> None:
    name = "macie2:GetMacieSession"
    (found,) = drive(sessions(HERE), {name: denied(name)})
    with pytest.raises(FactUnreadable):
        bool(found.status)


def test_an_administrator_knows_who_is_left_out_or_paused() -> None:
    assert drive(administrations(HERE), as_administrator()) == [
        replace(ADMINISTRATION, left_out={SHOP.id: f"{SHOP.id}@x"}, paused=(MANAGER,))
    ]
    managing = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": HERE.account}}}
    listed = {"macie2:ListOrganizationAdminAccounts": {"adminAccounts": [{"accountId": LOGS.id}]}}
    assert drive(administrators(HERE), managing | listed) == [ADMINISTRATOR]


def test_who_administers_nothing_is_asked_nothing_more() -> None:
    none = {"macie2:DescribeOrganizationConfiguration": None}
    for answers, calls in ((ON | ALONE, 3), (ON | MEMBER | ABOVE, 3), (ON | MEMBER | AT_THE_TOP | none, 5)):
        sent: list[Read] = []
        assert drive(administrations(HERE), answers, sent) == []
        assert len(sent) == calls


def test_an_account_by_itself_has_macie_and_lets_it_look() -> None:
    (session,) = steps_of("macie2.session", EXAMPLE, Snapshot.of(IN_NONE, REGION, ELSEWHERE))
    assert session.write.operation == "EnableMacie"
    assert session.monthly_cost_usd is None
    assert session.cost_note
    (discovery,) = steps_of("macie2.discovery", EXAMPLE, Snapshot.of(IN_NONE, REGION, ELSEWHERE))
    assert discovery.write.parameters == {"status": "ENABLED"}
    assert session.key in discovery.needs
    assert discovery.undo
    assert discovery.undo[0].parameters == {"status": "DISABLED"}
    good = Snapshot.of(IN_NONE, SESSION, DISCOVERY)
    assert steps_of("macie2.session", EXAMPLE, good) + steps_of("macie2.discovery", EXAMPLE, good) == []


def test_what_is_paused_is_resumed_unless_another_account_decides() -> None:
    paused = replace(SESSION, status="PAUSED")
    (step,) = steps_of("macie2.session", DESCRIBED, Snapshot.of(MEMBERSHIP, paused, DISCOVERY))
    assert step.undo
    assert step.undo[0].parameters == {"status": "PAUSED"}
    assert steps_of("macie2.session", DESCRIBED, Snapshot.of(MEMBERSHIP, paused, DECIDED_ABOVE)) == []
    assert steps_of("macie2.session", DESCRIBED, Snapshot.of(AS_MEMBER, REGION)) == []


def test_the_administrator_has_macie_on_before_and_all_that_are_there_become_members() -> None:
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, TRUSTED, NOBODY)
    _, designated = steps_of("macie2.administrator", DESCRIBED, have)
    assert f"macie2.session/enable@{LOGS.id}/eu-west-1" in designated.needs
    shop, management = steps_of("macie2.members", DESCRIBED, have)
    assert shop.write.parameters == {"account": {"accountId": SHOP.id, "email": SHOP.email}}
    assert management.needs - shop.needs == {"macie2.session/enable@111122223333/eu-west-1"}
    assert shop.reaches
    assert shop.undo
    assert [write.operation for write in shop.undo] == ["DisassociateMember", "DeleteMember"]


def test_the_administrator_configures_new_accounts_and_discovery_for_all() -> None:
    have = Snapshot.of(AS_MEMBER, TOOLING, REGION)
    (configure,) = steps_of("macie2.organization", DESCRIBED, have)
    assert configure.write.parameters == {"autoEnable": True}
    designated = f"macie2.administrator/designate@{MANAGER}/eu-west-1"
    (discovery,) = steps_of("macie2.discovery", DESCRIBED, have)
    assert designated in configure.needs & discovery.needs
    assert discovery.write.parameters == {"status": "ENABLED", "autoEnableOrganizationMembers": "ALL"}
    assert discovery.reaches
    before = replace(DISCOVERY, auto_enable="NEW")
    have = Snapshot.of(AS_MEMBER, TOOLING, REGION, ADMINISTRATION, before)
    (discovery,) = steps_of("macie2.discovery", DESCRIBED, have)
    assert discovery.undo
    assert discovery.undo[0].parameters == {"status": "ENABLED", "autoEnableOrganizationMembers": "NEW"}
    assert steps_of("macie2.organization", DESCRIBED, have) == []


def test_who_is_left_out_joins_and_who_is_paused_is_resumed() -> None:
    found = replace(ADMINISTRATION, left_out={SHOP.id: SHOP.email}, paused=(MANAGER,))
    joined, resumed = steps_of("macie2.organization", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, REGION, found))
    assert joined.write.parameters["account"]["accountId"] == SHOP.id
    assert resumed.write.parameters == {"id": MANAGER, "status": "ENABLED"}
    assert resumed.undo
    assert resumed.undo[0].parameters == {"id": MANAGER, "status": "PAUSED"}
