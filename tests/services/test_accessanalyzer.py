"""Access Analyzer: analyzers, and what they found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Read
from hardpan.services.accessanalyzer.collect import analyzers, external_access, unused_access_analyzers
from hardpan.services.accessanalyzer.examples import (
    ACCESS_ROLE,
    ANALYZER,
    HERE,
    OF_ALL,
    OF_UNUSED,
    PUBLIC_BUCKET,
    REGION,
    SHARED_ROLE,
)
from hardpan.services.organizations.examples import AS_MEMBER, DESCRIBED, TOOLING
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

OURS = {"arn": ANALYZER.arn, "type": "ACCOUNT", "status": "ACTIVE"}
UNUSED = {
    "arn": OF_UNUSED.arn,
    "type": "ACCOUNT_UNUSED_ACCESS",
    "status": "ACTIVE",
    "configuration": {"unusedAccess": {"unusedAccessAge": 90}},
}
MANAGER = "444455556666"
TOLD = {"Organization": {"Id": "o-exampleorgid", "MasterAccountId": MANAGER, "FeatureSet": "ALL"}}
LISTED = {
    "accessanalyzer:ListAnalyzers": {"analyzers": [UNUSED, OURS]},
    "organizations:DescribeOrganization": TOLD,
}
EVERY = [SHARED_ROLE, PUBLIC_BUCKET, SHARED_ROLE, ACCESS_ROLE]


def findings(read: Read) -> dict[str, Any]:
    chosen = read.parameters["filter"]
    assert chosen["resourceOwnerAccount"] == {"eq": [HERE.account]}
    shown = [number for number, one in enumerate(EVERY) if one is PUBLIC_BUCKET or "isPublic" not in chosen]
    if "principal.AWS" in chosen:
        assert chosen["principal.AWS"] == {"eq": [MANAGER, f"arn:aws:iam::{MANAGER}:root"]}
        shown = [0, 3]  # of the shared role only one of the two findings
    return {
        "findings": [
            {"id": str(number), "resource": EVERY[number].arn, "resourceType": EVERY[number].kind} for number in shown
        ]
    }


def test_analyzers_of_unused_access_are_another_matter() -> None:
    assert drive(analyzers(HERE), LISTED) == [ANALYZER]
    assert drive(unused_access_analyzers(HERE), LISTED) == [OF_UNUSED]


def test_each_open_resource_is_told_once_and_whether_it_is_open_to_all() -> None:
    sent: list[Read] = []
    found = drive(external_access(HERE), LISTED | {"accessanalyzer:ListFindingsV2": findings}, sent)
    assert found == sorted([PUBLIC_BUCKET, SHARED_ROLE, ACCESS_ROLE], key=lambda access: access.arn)
    assert len(sent) == 5


@pytest.mark.parametrize("told", [None, {"Organization": {**TOLD["Organization"], "MasterAccountId": HERE.account}}])
def test_outside_an_organization_and_in_its_management_account_nobody_manages(told: Any) -> None:
    answers = {
        **LISTED,
        "accessanalyzer:ListFindingsV2": findings,
        "organizations:DescribeOrganization": told,
    }
    assert not any(access.to_management for access in drive(external_access(HERE), answers))


def test_a_region_without_an_analyzer_takes_one_call() -> None:
    sent: list[Read] = []
    assert drive(external_access(HERE), {"accessanalyzer:ListAnalyzers": {"analyzers": []}}, sent) == []
    assert len(sent) == 1


def test_findings_that_may_not_be_read_are_not_taken_for_none() -> None:
    hidden = denied("accessanalyzer:ListFindingsV2")
    with pytest.raises(FactUnreadable):
        drive(external_access(HERE), LISTED | {"accessanalyzer:ListFindingsV2": hidden})


def test_one_analyzer_is_made_where_there_is_none_and_a_broken_one_is_left_to_a_person() -> None:
    (create,) = steps_of("accessanalyzer.external_analyzer", EXAMPLE, Snapshot.of(REGION))
    assert create.settled is not None
    for there in (ANALYZER, replace(ANALYZER, status="DISABLED")):
        assert steps_of("accessanalyzer.external_analyzer", EXAMPLE, Snapshot.of(there)) == []


def test_the_account_for_security_tooling_has_the_organizations_analyzer_and_no_other() -> None:
    have = Snapshot.of(AS_MEMBER, TOOLING, REGION)
    assert steps_of("accessanalyzer.external_analyzer", DESCRIBED, have) == []
    (create,) = steps_of("accessanalyzer.organization_analyzer", DESCRIBED, have)
    assert create.write.parameters == {"analyzerName": "hardpan-organization", "type": "ORGANIZATION"}
    assert create.needs == {
        "organizations.delegated_administrators/register:access-analyzer.amazonaws.com@444455556666",
    }
    for there in (OF_ALL, replace(OF_ALL, status="DISABLED")):
        have = Snapshot.of(AS_MEMBER, TOOLING, there)
        assert steps_of("accessanalyzer.organization_analyzer", DESCRIBED, have) == []
    # A member, and an account that hardpan.yaml says nothing of, have their own as ever.
    for facts, want in (((AS_MEMBER, REGION), DESCRIBED), ((AS_MEMBER, TOOLING, REGION), EXAMPLE)):
        assert steps_of("accessanalyzer.organization_analyzer", want, Snapshot.of(*facts)) == []
        assert verbs(steps_of("accessanalyzer.external_analyzer", want, Snapshot.of(*facts))) == [
            "accessanalyzer.external_analyzer/create"
        ]


def test_unused_access_is_looked_for_once() -> None:
    (create,) = steps_of("accessanalyzer.unused_access", EXAMPLE, Snapshot.of(AS_MEMBER, REGION))
    assert (create.place.region, create.write.parameters["type"]) == ("eu-west-1", "ACCOUNT_UNUSED_ACCESS")
    assert create.monthly_cost_usd is None
    assert "$0.20" in create.cost_note
    (create,) = steps_of("accessanalyzer.unused_access", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, OF_UNUSED))
    assert create.write.parameters["type"] == "ORGANIZATION_UNUSED_ACCESS"
    assert create.needs
    assert steps_of("accessanalyzer.unused_access", DESCRIBED, Snapshot.of(AS_MEMBER, REGION)) == []
    assert steps_of("accessanalyzer.unused_access", EXAMPLE, Snapshot.of(AS_MEMBER, OF_UNUSED)) == []
