"""What to ask GuardDuty, and what the answers mean."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..administration import DESCRIBE, administrator, organization
from ..enrolment import READS, left_out
from .administrators import GUARDDUTY
from .facts import HIGH, RUNTIME_MONITORING, Administration, Administrator, Detector, Filter, HighFinding, TrustedList

# https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetFindings.html
_FINDINGS_PER_CALL = 50
_UNHANDLED_AND_HIGH = {"severity": {"GreaterThanOrEqual": HIGH}, "service.archived": {"Equals": ["false"]}}


@collector(Detector, per="region", reads=["guardduty:ListDetectors", "guardduty:GetDetector"])
def detectors(here: Place) -> Reading[Detector]:
    """The detector, if there is one."""
    ids = yield from _detector_ids()
    answers = yield [Read("guardduty", "GetDetector", DetectorId=found) for found in ids]
    return [
        Detector(
            place=here,
            id=found,
            status=answer["Status"],
            publishing_frequency=answer["FindingPublishingFrequency"],
            features=lift(_features, answer.get("Features")),
            agents=lift(_agents, answer.get("Features")),
            managed=lift(_managed, answer.get("Features")),
        )
        for found, answer in zip(ids, answers, strict=True)
    ]


@collector(
    HighFinding,
    per="region",
    reads=["guardduty:ListDetectors", "guardduty:ListFindings", "guardduty:GetFindings"],
)
def high_findings(here: Place) -> Reading[HighFinding]:
    """Findings that nobody has dealt with, whatever their age."""
    found: list[HighFinding] = []
    for detector in (yield from _detector_ids()):
        criteria = {"Criterion": _UNHANDLED_AND_HIGH}
        listed = yield Read("guardduty", "ListFindings", DetectorId=detector, FindingCriteria=criteria)
        answers = yield [
            Read("guardduty", "GetFindings", DetectorId=detector, FindingIds=ids)
            for ids in _pieces(sorted(listed["FindingIds"]))
        ]
        found += [_finding(here, finding) for answer in answers for finding in answer["Findings"]]
    return sorted(found, key=lambda finding: (finding.since, finding.arn))


@collector(
    Filter,
    per="region",
    reads=["guardduty:ListDetectors", "guardduty:ListFilters", "guardduty:GetFilter"],
)
def filters(here: Place) -> Reading[Filter]:
    """Saved filters, those that only sort the console's list included."""
    found: list[Filter] = []
    for detector in (yield from _detector_ids()):
        names = sorted((yield Read("guardduty", "ListFilters", DetectorId=detector))["FilterNames"])
        answers = yield [Read("guardduty", "GetFilter", DetectorId=detector, FilterName=name) for name in names]
        found += [
            Filter(
                place=here,
                detector=detector,
                name=name,
                action=answer["Action"],
                content=lift(_filter_content, answer),
            )
            for name, answer in zip(names, answers, strict=True)
        ]
    return found


@collector(
    TrustedList,
    per="region",
    reads=[
        "guardduty:ListDetectors",
        "guardduty:ListIPSets",
        "guardduty:GetIPSet",
        "guardduty:ListTrustedEntitySets",
        "guardduty:GetTrustedEntitySet",
    ],
)
def trusted_lists(here: Place) -> Reading[TrustedList]:
    """Trusted lists of both kinds: of addresses, and the newer one that holds domains too."""
    found: list[TrustedList] = []
    for detector in (yield from _detector_ids()):
        addresses, entities = yield [
            Read("guardduty", "ListIPSets", DetectorId=detector),
            Read("guardduty", "ListTrustedEntitySets", DetectorId=detector),
        ]
        asked = [("IPSet", "IpSetId", one) for one in sorted(addresses["IpSetIds"])]
        asked += [("TrustedEntitySet", "TrustedEntitySetId", one) for one in sorted(entities["TrustedEntitySetIds"])]
        answers = yield [
            Read("guardduty", f"Get{kind}", DetectorId=detector, **{parameter: one}) for kind, parameter, one in asked
        ]
        found += [
            TrustedList(
                place=here,
                detector=detector,
                kind=kind,
                id=one,
                name=answer["Name"],
                status=answer["Status"],
                content=lift(_list_content, answer),
            )
            for (kind, _, one), answer in zip(asked, answers, strict=True)
        ]
    return found


@collector(Administrator, per="region", reads=GUARDDUTY.reads)
def administrators(here: Place) -> Reading[Administrator]:
    """Whom the management account has designated."""
    return (yield from administrator(here, GUARDDUTY, Administrator))


@collector(
    Administration,
    per="region",
    reads=[
        DESCRIBE,
        "guardduty:ListDetectors",
        "guardduty:DescribeOrganizationConfiguration",
        "guardduty:ListMembers",
        *READS,
    ],
)
def administrations(here: Place) -> Reading[Administration]:
    """Of a member of an organization that administers GuardDuty; any other is refused the question as a bad request."""
    told = yield from organization(here)
    if told is None or told["MasterAccountId"] == here.account:
        return []
    found: list[Administration] = []
    for detector in (yield from _detector_ids()):
        asked = Read("guardduty", "DescribeOrganizationConfiguration", DetectorId=detector)
        answer = yield asked.or_none("BadRequestException")
        if answer is None:
            continue
        members = yield Read("guardduty", "ListMembers", DetectorId=detector, OnlyAssociated="false")
        enabled = {one["AccountId"] for one in members["Members"] if one["RelationshipStatus"] == "Enabled"}
        found.append(
            Administration(
                place=here,
                detector=detector,
                auto_enable=answer["AutoEnableOrganizationMembers"],
                features=lift(_modes, answer.get("Features")),
                agents=lift(_agent_modes, answer.get("Features")),
                left_out=(yield from left_out(here, enabled, told["MasterAccountId"])),
            )
        )
    return found


def _modes(listed: list[dict[str, Any]] | None) -> dict[str, str]:
    return {feature["Name"]: feature["AutoEnable"] for feature in listed or []}


def _agent_modes(listed: list[dict[str, Any]] | None) -> dict[str, str]:
    return {part["Name"]: part["AutoEnable"] for part in _parts(listed)}


def _parts(listed: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """What Runtime Monitoring consists of."""
    found = [one.get("AdditionalConfiguration") or [] for one in listed or [] if one["Name"] == RUNTIME_MONITORING]
    return [part for parts in found for part in parts]


def _detector_ids() -> Generator[Read, Any, list[str]]:
    return sorted((yield Read("guardduty", "ListDetectors"))["DetectorIds"])


def _features(listed: list[dict[str, Any]] | None) -> dict[str, str]:
    return {feature["Name"]: feature["Status"] for feature in listed or []}


def _agents(listed: list[dict[str, Any]] | None) -> tuple[str, ...]:
    return tuple(sorted(part["Name"] for part in _parts(listed) if part["Status"] == "ENABLED"))


def _managed(listed: list[dict[str, Any]] | None) -> tuple[str, ...]:
    return tuple(sorted(feature["Name"] for feature in listed or [] if feature.get("ManagedBy")))


def _finding(here: Place, finding: dict[str, Any]) -> HighFinding:
    return HighFinding(
        place=here,
        arn=finding["Arn"],
        type=finding["Type"],
        severity=float(finding["Severity"]),
        since=datetime.fromisoformat(finding["CreatedAt"]),
    )


# Names of conditions that the API answers with twice, once under a deprecated name.
# https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Condition.html
_DEPRECATED = {"Eq", "Neq", "Gt", "Gte", "Lt", "Lte"}


def _filter_content(answer: dict[str, Any]) -> dict[str, Any]:
    """What CreateFilter needs to make the filter again."""
    content = {name: answer[name] for name in ("Description", "Rank", "Tags") if answer.get(name)}
    criterion = answer["FindingCriteria"].get("Criterion", {})
    content["FindingCriteria"] = {"Criterion": {name: _condition(said) for name, said in sorted(criterion.items())}}
    return content


def _condition(said: dict[str, Any]) -> dict[str, Any]:
    return {test: value for test, value in said.items() if test not in _DEPRECATED} or said


def _list_content(answer: dict[str, Any]) -> dict[str, Any]:
    names = ("Format", "Location", "ExpectedBucketOwner", "Tags")
    return {name: answer[name] for name in names if answer.get(name)}


def _pieces(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + _FINDINGS_PER_CALL] for start in range(0, len(ids), _FINDINGS_PER_CALL)]
