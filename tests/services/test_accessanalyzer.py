"""Access Analyzer: analyzers, and what they found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Read
from hardpan.services.accessanalyzer.collect import analyzers, external_access
from hardpan.services.accessanalyzer.examples import ANALYZER, HERE, PUBLIC_BUCKET, REGION, SHARED_ROLE
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of

services.load()

OURS = {"arn": ANALYZER.arn, "type": "ACCOUNT", "status": "ACTIVE"}
UNUSED = {"arn": "other", "type": "ACCOUNT_UNUSED_ACCESS", "status": "ACTIVE"}
LISTED = {"accessanalyzer:ListAnalyzers": {"analyzers": [UNUSED, OURS]}}


def findings(read: Read) -> dict[str, Any]:
    found = [PUBLIC_BUCKET] if "isPublic" in read.parameters["filter"] else [SHARED_ROLE, PUBLIC_BUCKET, SHARED_ROLE]
    return {"findings": [{"resource": one.arn, "resourceType": one.kind} for one in found]}


def test_analyzers_of_unused_access_are_another_matter() -> None:
    assert drive(analyzers(HERE), LISTED) == [ANALYZER]


def test_each_open_resource_is_told_once_and_whether_it_is_open_to_all() -> None:
    sent: list[Read] = []
    found = drive(external_access(HERE), LISTED | {"accessanalyzer:ListFindingsV2": findings}, sent)
    assert found == sorted([PUBLIC_BUCKET, SHARED_ROLE], key=lambda access: access.arn)
    assert len(sent) == 3


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
