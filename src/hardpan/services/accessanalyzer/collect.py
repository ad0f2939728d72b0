"""What to ask Access Analyzer, and what the answers mean."""

from __future__ import annotations

from functools import partial
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import EXTERNAL, Analyzer, ExternalAccess

_ACTIVE = {"status": {"eq": ["ACTIVE"]}, "findingType": {"eq": ["ExternalAccess"]}}


@collector(Analyzer, per="region", reads=["accessanalyzer:ListAnalyzers"])
def analyzers(here: Place) -> Reading[Analyzer]:
    """The Region's analyzers of access from outside, whoever made them."""
    return [
        Analyzer(place=here, arn=found["arn"], status=found["status"])
        for found in _external((yield Read("accessanalyzer", "ListAnalyzers")))
    ]


@collector(ExternalAccess, per="region", reads=["accessanalyzer:ListAnalyzers", "accessanalyzer:ListFindingsV2"])
def external_access(here: Place) -> Reading[ExternalAccess]:
    """What the Region's analyzers found and nobody archived, each resource once.

    A summary does not say whether everybody is let in; a filter does.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
    """
    arns = [found["arn"] for found in _external((yield Read("accessanalyzer", "ListAnalyzers")))]
    filters: list[dict[str, Any]] = [_ACTIVE, {**_ACTIVE, "isPublic": {"eq": ["true"]}}]
    answers = yield [
        Read("accessanalyzer", "ListFindingsV2", analyzerArn=arn, filter=chosen) for chosen in filters for arn in arns
    ]
    every, public = answers[: len(arns)], answers[len(arns) :]
    found = {finding["resource"]: finding["resourceType"] for answer in every for finding in answer["findings"]}
    open_to_all = [lift(_resources, answer["findings"]) for answer in public]
    return [
        ExternalAccess(place=here, arn=arn, kind=kind, public=lift(partial(_is_in, arn), *open_to_all))
        for arn, kind in sorted(found.items())
    ]


def _external(answer: Any) -> list[dict[str, Any]]:
    found = (analyzer for analyzer in answer["analyzers"] if analyzer["type"] in EXTERNAL)
    return sorted(found, key=lambda analyzer: str(analyzer["arn"]))


def _resources(findings: list[dict[str, Any]]) -> set[str]:
    return {finding["resource"] for finding in findings}


def _is_in(arn: str, *several: set[str]) -> bool:
    return any(arn in one for one in several)
