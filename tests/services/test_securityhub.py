"""Security Hub: hubs and standards, and how an organization has them configured."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Read, Ref
from hardpan.services.organizations.examples import (
    AS_DESCRIBED,
    AS_MEMBER,
    DESCRIBED,
    IN_NONE,
    LOGS,
    MEMBERSHIP,
    TOOLING,
    TRUSTED,
)
from hardpan.services.securityhub.collect import administrations, administrators, aggregators, hubs, open_findings
from hardpan.services.securityhub.examples import (
    ADMINISTRATION,
    ADMINISTRATOR,
    AGGREGATOR,
    FINDINGS,
    HERE,
    HUB,
    REGION,
)
from hardpan.services.securityhub.wanted import CIS, FOUNDATIONAL, arn
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()
TEAM = replace(EXAMPLE, profile="team")
TEAM_DESCRIBED = replace(DESCRIBED, profile="team")
ON = {"securityhub:DescribeHub": {"HubArn": HUB.arn}}
OFF = {"securityhub:DescribeHub": None}
MEMBER = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": AS_MEMBER.management_account}}}
POLICY = ADMINISTRATION.root_policy
AS_ADMINISTRATOR = {
    **ON,
    **MEMBER,
    "securityhub:DescribeOrganizationConfiguration": {
        "AutoEnable": False,
        "AutoEnableStandards": "NONE",
        "OrganizationConfiguration": {"ConfigurationType": "CENTRAL", "Status": "ENABLED"},
    },
    "organizations:ListRoots": {"Roots": [{"Id": "r-ab12"}]},
    "securityhub:ListFindingAggregators": {"FindingAggregators": [{"FindingAggregatorArn": AGGREGATOR.arn}]},
    "securityhub:ListConfigurationPolicies": {"ConfigurationPolicySummaries": [{"Name": "hardpan", "Id": POLICY}]},
    "securityhub:ListConfigurationPolicyAssociations": {
        "ConfigurationPolicyAssociationSummaries": [
            {"TargetId": "ou-ab12-11111111", "ConfigurationPolicyId": "another", "AssociationStatus": "FAILED"},
            {"TargetId": "r-ab12", "ConfigurationPolicyId": POLICY, "AssociationStatus": "SUCCESS"},
        ]
    },
    "securityhub:GetConfigurationPolicy": {
        "ConfigurationPolicy": {
            "SecurityHub": {
                "ServiceEnabled": True,
                "EnabledStandardIdentifiers": [arn(FOUNDATIONAL, HERE), arn(CIS, HERE)],
            }
        }
    },
}


def test_standards_are_known_by_the_end_of_their_arns() -> None:
    told = [{"StandardsArn": arn(name, HERE), "StandardsStatus": "READY"} for name in (FOUNDATIONAL, CIS)]
    answers = ON | {"securityhub:GetEnabledStandards": {"StandardsSubscriptions": told}}
    assert drive(hubs(HERE), answers) == [HUB]
    assert drive(hubs(HERE), OFF) == []
    assert drive(aggregators(HERE), OFF) == []


def test_an_aggregator_is_told_of_in_its_home_region_alone() -> None:
    told = {
        "FindingAggregatorArn": AGGREGATOR.arn,
        "FindingAggregationRegion": "eu-west-1",
        "RegionLinkingMode": "ALL_REGIONS",
    }
    answers = {**AS_ADMINISTRATOR, "securityhub:GetFindingAggregator": told}
    assert drive(aggregators(HERE), answers) == [AGGREGATOR]
    assert drive(aggregators(HERE.at("us-east-1")), answers) == []


def test_central_configuration_is_read_as_far_as_it_goes() -> None:
    assert drive(administrations(HERE), AS_ADMINISTRATOR) == [
        replace(ADMINISTRATION, root_standards=tuple(sorted(ADMINISTRATION.root_standards)))
    ]
    name = "securityhub:ListConfigurationPolicyAssociations"
    own = {"TargetId": "r-ab12", "ConfigurationPolicyId": "SELF_MANAGED_SECURITY_HUB", "AssociationStatus": "SUCCESS"}
    for held in ([], [own]):
        bare = {**AS_ADMINISTRATOR, name: {"ConfigurationPolicyAssociationSummaries": held}}
        (found,) = drive(administrations(HERE), bare)
        assert (found.root_policy, found.root_standards) == (None, ())
    off = {"ConfigurationPolicy": {"SecurityHub": {"ServiceEnabled": False}}}
    (found,) = drive(administrations(HERE), {**AS_ADMINISTRATOR, "securityhub:GetConfigurationPolicy": off})
    assert (found.root_policy, found.root_standards) == (POLICY, ())


def test_who_administers_nothing_is_asked_nothing_more() -> None:
    for answers in (
        {"organizations:DescribeOrganization": None},
        {**MEMBER, **OFF},
        {**MEMBER, **ON, "securityhub:DescribeOrganizationConfiguration": None},
        {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": HERE.account}}},
    ):
        assert drive(administrations(HERE), answers) == []


def test_a_policy_that_may_not_be_read_is_not_taken_for_none() -> None:
    name = "securityhub:ListConfigurationPolicyAssociations"
    hidden = {name: denied(name)}
    with pytest.raises(FactUnreadable):
        drive(administrations(HERE), AS_ADMINISTRATOR | hidden)


def test_an_administrator_is_read_where_one_may_ask() -> None:
    sent: list[Read] = []
    managing = {
        "organizations:DescribeOrganization": {"Organization": {"MasterAccountId": HERE.account}},
        "securityhub:ListOrganizationAdminAccounts": {"AdminAccounts": [{"AccountId": LOGS.id}]},
    }
    assert drive(administrators(HERE), managing, sent) == [ADMINISTRATOR]
    assert drive(administrators(HERE), MEMBER) == []


def test_an_account_by_itself_has_its_hub_and_standards() -> None:
    steps = steps_of("securityhub.hub", TEAM, Snapshot.of(IN_NONE, REGION))
    assert verbs(steps) == ["securityhub.hub/enable", "securityhub.hub/standards"]
    assert steps[0].write.parameters["EnableDefaultStandards"] is False
    assert steps[1].needs == {steps[0].key}
    assert all(step.monthly_cost_usd is None and step.cost_note for step in steps)
    (standards,) = steps_of("securityhub.hub", TEAM, Snapshot.of(IN_NONE, replace(HUB, standards={})))
    assert standards.undo
    assert standards.undo[0].parameters["StandardsSubscriptionArns"] == [
        Ref(standards.key, "StandardsSubscriptions[0].StandardsSubscriptionArn")
    ]
    assert steps_of("securityhub.hub", TEAM, Snapshot.of(IN_NONE, HUB)) == []


def test_in_an_organization_only_what_comes_first_is_turned_on_by_hand() -> None:
    away = replace(REGION, place=HERE.at("us-east-1"))
    for facts, expected in (
        ((MEMBERSHIP, REGION, away), 1),
        ((AS_MEMBER, TOOLING, REGION, away), 1),
        ((AS_MEMBER, REGION, away), 0),
        ((MEMBERSHIP, HUB, away), 0),
    ):
        steps = steps_of("securityhub.hub", TEAM_DESCRIBED, Snapshot.of(*facts))
        assert [step.place.region for step in steps] == ["eu-west-1"] * expected


def test_the_administrator_is_designated_in_the_home_region() -> None:
    nobody = replace(ADMINISTRATOR, account=None)
    elsewhere = replace(nobody, place=HERE.at("us-east-1"))
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, TRUSTED, nobody, elsewhere)
    trust, designated = steps_of("securityhub.administrator", TEAM_DESCRIBED, have)
    assert designated.place.region == "eu-west-1"
    assert designated.needs >= {
        trust.key,
        f"securityhub.hub/enable@{LOGS.id}/eu-west-1",
        "securityhub.hub/enable@111122223333/eu-west-1",
    }


def test_configuration_goes_from_aggregator_to_association() -> None:
    steps = steps_of("securityhub.organization", TEAM_DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, REGION))
    assert [step.write.operation for step in steps] == [
        "CreateFindingAggregator",
        "UpdateOrganizationConfiguration",
        "CreateConfigurationPolicy",
        "StartConfigurationPolicyAssociation",
    ]
    for before, after in pairwise(steps):
        assert before.key in after.needs
    assert steps[1].write.parameters["AutoEnable"] is False
    policy = steps[2].write.parameters["ConfigurationPolicy"]["SecurityHub"]
    assert policy["EnabledStandardIdentifiers"] == [arn(FOUNDATIONAL, HERE)]
    assert steps[3].write.parameters["Target"] == {"RootId": Ref(steps[2].key, "settled.Roots[0].Id")}
    assert steps[3].reaches


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (ADMINISTRATION, []),
        (replace(ADMINISTRATION, root_policy=None), ["StartConfigurationPolicyAssociation"]),
        (
            replace(ADMINISTRATION, root_policy=None, policies={}),
            ["CreateConfigurationPolicy", "StartConfigurationPolicyAssociation"],
        ),
        (replace(ADMINISTRATION, root_standards=()), []),  # somebody's own policy
    ],
)
def test_what_is_there_is_kept(found: Any, expected: list[str]) -> None:
    have = Snapshot.of(AS_MEMBER, TOOLING, AGGREGATOR, found)
    steps = steps_of("securityhub.organization", TEAM_DESCRIBED, have)
    assert [step.write.operation for step in steps] == expected
    for step in steps[-1:]:
        if expected == ["StartConfigurationPolicyAssociation"]:
            assert step.write.parameters == {
                "ConfigurationPolicyIdentifier": POLICY,
                "Target": {"RootId": "r-ab12"},
            }


def test_undo_brings_back_how_new_accounts_were_configured() -> None:
    before = replace(ADMINISTRATION, kind="LOCAL", auto_enable=True, auto_enable_standards="DEFAULT")
    have = Snapshot.of(AS_MEMBER, TOOLING, AGGREGATOR, before)
    central = steps_of("securityhub.organization", TEAM_DESCRIBED, have)[0]
    assert central.undo
    assert central.undo[0].parameters == {
        "AutoEnable": True,
        "AutoEnableStandards": "DEFAULT",
        "OrganizationConfiguration": {"ConfigurationType": "LOCAL"},
    }


# Findings


FOUND = {
    "Id": "1",
    "AwsAccountId": "111122223333",
    "Region": "eu-west-1",
    "Title": "Hardware MFA",
    "CreatedAt": "2026-10-30T12:00:00Z",
}


def test_findings_are_asked_for_where_they_are_brought_to() -> None:
    here = {"FindingAggregators": [{"FindingAggregatorArn": AGGREGATOR.arn}]}
    answers = ON | {"securityhub:ListFindingAggregators": here, "securityhub:GetFindings": {"Findings": [FOUND]}}
    assert drive(open_findings(HERE), answers) == [FINDINGS]
    sent: list[Read] = []
    (elsewhere,) = drive(open_findings(HERE.at("us-east-1")), answers, sent)
    assert (elsewhere.home, elsewhere.critical) == ("eu-west-1", ())
    assert "GetFindings" not in {read.operation for read in sent}
    assert drive(open_findings(HERE), OFF) == []


def test_without_an_aggregator_each_region_is_asked() -> None:
    answers = ON | {"securityhub:ListFindingAggregators": {"FindingAggregators": []}}
    assert drive(open_findings(HERE), answers | {"securityhub:GetFindings": {"Findings": [FOUND]}}) == [FINDINGS]
    (hidden,) = drive(open_findings(HERE), answers | {"securityhub:GetFindings": denied("securityhub:GetFindings")})
    with pytest.raises(FactUnreadable):
        len(hidden.critical)
