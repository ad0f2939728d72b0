"""What to ask Security Hub CSPM, and what the answers mean."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..administration import DESCRIBE, administrator, organization
from .administrators import SECURITY_HUB
from .facts import Administration, Administrator, Aggregator, Critical, Hub, OpenFindings
from .wanted import standard

_SELF_MANAGED = "SELF_MANAGED_SECURITY_HUB"
# https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFindingFilters.html
_OPEN_AND_CRITICAL = {
    "SeverityLabel": [{"Value": "CRITICAL", "Comparison": "EQUALS"}],
    "ComplianceStatus": [{"Value": "FAILED", "Comparison": "EQUALS"}],
    "RecordState": [{"Value": "ACTIVE", "Comparison": "EQUALS"}],
    "WorkflowStatus": [{"Value": value, "Comparison": "EQUALS"} for value in ("NEW", "NOTIFIED")],
}
# What it answers where it is off, or to one who administers nothing.
_OFF = ("InvalidAccessException", "ResourceNotFoundException")


@collector(Hub, per="region", reads=["securityhub:DescribeHub", "securityhub:GetEnabledStandards"])
def hubs(here: Place) -> Reading[Hub]:
    """The hub, if there is one, and its standards."""
    found = yield _hub()
    if found is None:
        return []
    told = (yield Read("securityhub", "GetEnabledStandards"))["StandardsSubscriptions"]
    statuses = {standard(one["StandardsArn"]): one["StandardsStatus"] for one in told}
    return [Hub(place=here, arn=found["HubArn"], standards=statuses)]


@collector(
    Aggregator,
    per="region",
    reads=["securityhub:DescribeHub", "securityhub:ListFindingAggregators", "securityhub:GetFindingAggregator"],
)
def aggregators(here: Place) -> Reading[Aggregator]:
    """The account's aggregator, in the Region that is its home alone; the others tell of it as well."""
    if (yield _hub()) is None:
        return []
    listed = (yield Read("securityhub", "ListFindingAggregators"))["FindingAggregators"]
    arns = [one["FindingAggregatorArn"] for one in listed]
    answers = yield [Read("securityhub", "GetFindingAggregator", FindingAggregatorArn=arn) for arn in arns]
    return [
        Aggregator(
            place=here,
            arn=one["FindingAggregatorArn"],
            home=one["FindingAggregationRegion"],
            mode=one["RegionLinkingMode"],
        )
        for one in answers
        if one["FindingAggregationRegion"] == here.region
    ]


@collector(
    OpenFindings,
    per="region",
    reads=["securityhub:DescribeHub", "securityhub:ListFindingAggregators", "securityhub:GetFindings"],
)
def open_findings(here: Place) -> Reading[OpenFindings]:
    """Where findings of other Regions are brought to one, they are asked for there alone."""
    if (yield _hub()) is None:
        return []
    listed = (yield Read("securityhub", "ListFindingAggregators"))["FindingAggregators"]
    homes = [one["FindingAggregatorArn"].split(":")[3] for one in listed]
    if homes and here.region not in homes:
        return [OpenFindings(place=here, home=homes[0], critical=())]
    answer = yield Read("securityhub", "GetFindings", Filters=_OPEN_AND_CRITICAL, MaxResults=100)
    return [OpenFindings(place=here, home=here.endpoint_region, critical=lift(_critical, answer["Findings"]))]


def _critical(listed: list[dict[str, Any]]) -> tuple[Critical, ...]:
    found = [
        Critical(one["AwsAccountId"], one.get("Region", ""), one["Title"], datetime.fromisoformat(one["CreatedAt"]))
        for one in listed
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.title)))


@collector(Administrator, per="region", reads=SECURITY_HUB.reads)
def administrators(here: Place) -> Reading[Administrator]:
    """Whom the management account has designated."""
    return (yield from administrator(here, SECURITY_HUB, Administrator))


@collector(
    Administration,
    per="region",
    reads=[
        DESCRIBE,
        "securityhub:DescribeHub",
        "securityhub:DescribeOrganizationConfiguration",
        "securityhub:ListFindingAggregators",
        "securityhub:ListConfigurationPolicies",
        "securityhub:ListConfigurationPolicyAssociations",
        "securityhub:GetConfigurationPolicy",
        "organizations:ListRoots",
    ],
)
def administrations(here: Place) -> Reading[Administration]:
    """Of a member of an organization that administers Security Hub; policies are told in the home Region alone."""
    told = yield from organization(here)
    if told is None or told["MasterAccountId"] == here.account or (yield _hub()) is None:
        return []
    asked = Read("securityhub", "DescribeOrganizationConfiguration").or_none("InvalidAccessException")
    configured = yield asked
    if configured is None:
        return []
    kind = configured["OrganizationConfiguration"]["ConfigurationType"]
    root = (yield Read("organizations", "ListRoots").at(here.global_region))["Roots"][0]["Id"]
    listed = (yield Read("securityhub", "ListFindingAggregators"))["FindingAggregators"]
    at_home = any(f":{here.region}:" in one["FindingAggregatorArn"] for one in listed)
    central = (yield from _central(root)) if kind == "CENTRAL" and at_home else _NOTHING
    return [
        Administration(
            place=here,
            kind=kind,
            auto_enable=configured["AutoEnable"],
            auto_enable_standards=configured.get("AutoEnableStandards") or "NONE",
            root=root,
            **central,
        )
    ]


_NOTHING: dict[str, Any] = {"policies": {}, "root_policy": None, "root_status": None, "root_standards": ()}


def _central(root: str) -> Generator[Any, Any, dict[str, Any]]:
    """Configuration policies, and the one that the root has."""
    listed, associated = yield [
        Read("securityhub", "ListConfigurationPolicies"),
        Read("securityhub", "ListConfigurationPolicyAssociations", Filters={"AssociationType": "APPLIED"}),
    ]
    every = associated["ConfigurationPolicyAssociationSummaries"]
    held = next((one for one in every if one["TargetId"] == root), None)
    told = {
        **_NOTHING,
        "policies": {one["Name"]: one["Id"] for one in listed["ConfigurationPolicySummaries"]},
    }
    if held is None or held["ConfigurationPolicyId"] == _SELF_MANAGED:
        return told
    answer = yield Read("securityhub", "GetConfigurationPolicy", Identifier=held["ConfigurationPolicyId"])
    policy = answer["ConfigurationPolicy"]["SecurityHub"]
    enabled = policy.get("EnabledStandardIdentifiers") or [] if policy["ServiceEnabled"] else []
    return {
        **told,
        "root_policy": held["ConfigurationPolicyId"],
        "root_status": held["AssociationStatus"],
        "root_standards": tuple(sorted(standard(arn) for arn in enabled)),
    }


def _hub() -> Read:
    return Read("securityhub", "DescribeHub").or_none(*_OFF)
