"""What to change so that somebody looks for access from outside."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Place, Read, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import Analyzer

NAME = "hardpan"


@operation(
    satisfies=["accessanalyzer.external_analyzer"],
    facts=[Analyzer],
    writes=["accessanalyzer:CreateAnalyzer", "accessanalyzer:DeleteAnalyzer"],
    permissions=["access-analyzer:GetAnalyzer", "iam:CreateServiceLinkedRole"],
)
def external_analyzer(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """An analyzer in each Region that has none; AWS allows one of its type, so that a broken one is left to a person.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
    """
    for region in have.regions:
        if not have.at(Analyzer, region.place):
            yield _create(region.place)


def _create(place: Place) -> Step:
    return Step(
        key=step_key("accessanalyzer.external_analyzer/create", place),
        place=place,
        write=Write("accessanalyzer", "CreateAnalyzer", analyzerName=NAME, type="ACCOUNT"),
        because="no analyzer looks for access from outside",
        before="no analyzer",
        after=f"analyzer {NAME}",
        undo=(Write("accessanalyzer", "DeleteAnalyzer", analyzerName=NAME),),
        settled=Settled(
            Read("accessanalyzer", "GetAnalyzer", analyzerName=NAME).or_none("ResourceNotFoundException"),
            "analyzer.status",
            "ACTIVE",
        ),
    )
