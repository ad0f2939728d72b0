"""What to ask Access Analyzer, and what the answers mean."""

from __future__ import annotations

from collections.abc import Collection, Generator
from functools import partial
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..administration import DESCRIBE, organization
from .facts import EXTERNAL, ROLE, UNUSED, Analyzer, ExternalAccess, UnusedAccessAnalyzer

_ACTIVE = {"status": {"eq": ["ACTIVE"]}, "findingType": {"eq": ["ExternalAccess"]}}


@collector(Analyzer, per="region", reads=["accessanalyzer:ListAnalyzers"])
def analyzers(here: Place) -> Reading[Analyzer]:
    """The Region's analyzers of access from outside, whoever made them."""
    return [
        Analyzer(place=here, arn=found["arn"], kind=found["type"], status=found["status"])
        for found in _of_type(EXTERNAL, (yield Read("accessanalyzer", "ListAnalyzers")))
    ]


@collector(UnusedAccessAnalyzer, per="region", reads=["accessanalyzer:ListAnalyzers"])
def unused_access_analyzers(here: Place) -> Reading[UnusedAccessAnalyzer]:
    """The Region's analyzers of access that nobody uses."""
    return [
        UnusedAccessAnalyzer(
            place=here,
            arn=found["arn"],
            kind=found["type"],
            status=found["status"],
            days=int(found["configuration"]["unusedAccess"]["unusedAccessAge"]),
        )
        for found in _of_type(UNUSED, (yield Read("accessanalyzer", "ListAnalyzers")))
    ]


@collector(
    ExternalAccess,
    per="region",
    reads=["accessanalyzer:ListAnalyzers", "accessanalyzer:ListFindingsV2", DESCRIBE],
)
def external_access(here: Place) -> Reading[ExternalAccess]:
    """What the Region's analyzers found and nobody archived of the account's own resources, each once.

    The organization's analyzer finds those of all accounts, where their own analyzers find them as well.
    A summary does not say who is let in; a filter does.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
    """
    arns = [found["arn"] for found in _of_type(EXTERNAL, (yield Read("accessanalyzer", "ListAnalyzers")))]
    own = _own(here)
    filters: list[dict[str, Any]] = [own, {**own, "isPublic": {"eq": ["true"]}}]
    answers = yield [
        Read("accessanalyzer", "ListFindingsV2", analyzerArn=arn, filter=chosen) for chosen in filters for arn in arns
    ]
    every, public = answers[: len(arns)], answers[len(arns) :]
    found = {finding["resource"]: finding["resourceType"] for answer in every for finding in answer["findings"]}
    open_to_all = [lift(_resources, answer["findings"]) for answer in public]
    by_manager = (yield from _by_manager(here, arns)) if ROLE in found.values() else []
    others = lift(partial(_less, every), *by_manager)
    return [
        ExternalAccess(
            place=here,
            arn=arn,
            kind=kind,
            public=lift(partial(_is_in, arn), *open_to_all),
            to_management=lift(lambda left, name=arn: name not in left, others),
        )
        for arn, kind in sorted(found.items())
    ]


def _own(here: Place) -> dict[str, Any]:
    return {**_ACTIVE, "resourceOwnerAccount": {"eq": [here.account]}}


def _by_manager(here: Place, arns: list[str]) -> Generator[Any, Any, list[Any]]:
    """Ids of findings that are about the management account as a whole; none outside an organization, or in it."""
    told = yield from organization(here)
    if told is None or told["MasterAccountId"] == here.account:
        return []
    manager = told["MasterAccountId"]
    who = {"eq": [manager, here.at(None).arn("iam", "root").replace(here.account, str(manager))]}
    answers = yield [
        Read("accessanalyzer", "ListFindingsV2", analyzerArn=arn, filter={**_own(here), "principal.AWS": who})
        for arn in arns
    ]
    return [lift(_ids, answer["findings"]) for answer in answers]


def _less(every: list[Any], *known: set[str]) -> set[str]:
    """The resources that somebody else uses as well."""
    ids = set().union(*known)
    return {finding["resource"] for answer in every for finding in answer["findings"] if finding["id"] not in ids}


def _of_type(kinds: Collection[str], answer: Any) -> list[dict[str, Any]]:
    found = (analyzer for analyzer in answer["analyzers"] if analyzer["type"] in kinds)
    return sorted(found, key=lambda analyzer: str(analyzer["arn"]))


def _ids(findings: list[dict[str, Any]]) -> set[str]:
    return {finding["id"] for finding in findings}


def _resources(findings: list[dict[str, Any]]) -> set[str]:
    return {finding["resource"] for finding in findings}


def _is_in(arn: str, *several: set[str]) -> bool:
    return any(arn in one for one in several)
