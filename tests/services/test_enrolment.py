"""Whom an administrator is to have as members, and in which Regions AWS has a service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore
import pytest

from hardpan.model import Place, Ref, planned_account
from hardpan.services.account.facts import OptInRegion
from hardpan.services.enrolment import joining
from hardpan.services.inspector2.administrators import INSPECTOR
from hardpan.services.inspector2.examples import ADMINISTRATOR
from hardpan.services.inspector2.facts import Administrator
from hardpan.services.offered import LACKING, PARTITIONS, offered
from hardpan.services.organizations.examples import (
    AS_DESCRIBED,
    CLOSED,
    DESCRIBED,
    HERE,
    IN_NONE,
    LOGS,
    MANAGEMENT,
    MEMBERSHIP,
    SHOP,
)
from hardpan.snapshot import Snapshot

NOBODY = replace(ADMINISTRATOR, account=None)
IN_BOTOCORE = {"detective": "api.detective"}  # the name of its endpoints


def joined(*facts: Any, want: Any = DESCRIBED) -> list[Any]:
    return list(joining(INSPECTOR, Administrator, want, Snapshot.of(*facts)))


def test_where_nobody_administers_every_active_account_is_to_be_a_member() -> None:
    (found,) = joined(MEMBERSHIP, *AS_DESCRIBED, CLOSED, NOBODY)
    assert found.place == Place(LOGS.id, "eu-west-1")
    assert found.management == HERE.at("eu-west-1")
    assert found.accounts == {SHOP.id: SHOP.email, HERE.account: MANAGEMENT.email}
    assert found.needs(SHOP.id) == {"inspector2.administrator/designate@111122223333/eu-west-1"}


def test_of_an_organization_to_be_made_the_accounts_of_the_file_are() -> None:
    (found,) = joined(IN_NONE, NOBODY)
    assert found.place.account == planned_account(1)
    assert found.accounts == {
        planned_account(2): "aws+shop@example.com",
        HERE.account: Ref("organizations.organization/create@111122223333", "Organization.MasterAccountEmail"),
    }
    assert found.needs(planned_account(2)) >= {"organizations.accounts/create:shop@111122223333"}


def test_an_account_to_be_made_keeps_nobody_waiting_where_the_administrator_is_there() -> None:
    there = [one for one in AS_DESCRIBED if one is not SHOP]
    (found,) = joined(MEMBERSHIP, *there, NOBODY)
    assert list(found.accounts) == [HERE.account]


@pytest.mark.parametrize(
    "facts",
    [
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR),
        (MEMBERSHIP, *AS_DESCRIBED, NOBODY, replace(NOBODY, place=HERE.at("us-east-1"), account=SHOP.id)),
        (MEMBERSHIP, *AS_DESCRIBED, NOBODY, OptInRegion(place=HERE, name="eu-west-1", status="ENABLED")),
    ],
)
def test_nobody_joins_from_there_where_somebody_administers_or_members_may_not_have_the_region(facts: Any) -> None:
    assert joined(*facts) == []


def test_without_an_account_for_security_tooling_nobody_joins() -> None:
    want = replace(DESCRIBED, organization=replace(DESCRIBED.organization, security_tooling=None))
    assert joined(MEMBERSHIP, *AS_DESCRIBED, NOBODY, want=want) == []


@pytest.mark.parametrize("service", sorted(LACKING))
def test_regions_without_a_service_are_those_that_botocore_knows(service: str) -> None:
    told = json.loads((Path(botocore.__file__).parent / "data" / "endpoints.json").read_text())["partitions"]
    having: dict[str, Mapping[str, Any]] = {one["partition"]: one for one in told}
    name = IN_BOTOCORE.get(service, service)
    partitions = {partition for partition, one in having.items() if name in one["services"]}
    assert partitions == set(PARTITIONS[service])
    lacking = {
        region
        for partition in partitions
        for region in having[partition]["regions"]
        if region not in having[partition]["services"][name]["endpoints"]
    }
    assert lacking == LACKING[service]


def test_a_service_that_is_everywhere_is_offered_anywhere() -> None:
    assert offered("guardduty", Place("111122223333", "cn-north-1", "aws-cn"))
    assert not offered("macie2", Place("111122223333", "cn-north-1", "aws-cn"))
    assert offered("macie2", Place("111122223333", "xx-new-1"))
