"""Findings condensed: the worst speaks for a control, and a section's score is that of its controls."""

from __future__ import annotations

import pytest

from hardpan.model import SECTIONS, Severity, Status
from hardpan.report.score import SECTION_TITLES, by_control, by_section


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        ((Status.PASS, Status.FAIL, Status.UNKNOWN), Status.FAIL),
        ((Status.PASS, Status.UNKNOWN, Status.MANUAL), Status.UNKNOWN),
        ((Status.WAIVED, Status.MANUAL, Status.PASS), Status.MANUAL),
        ((Status.PASS, Status.WAIVED), Status.WAIVED),
        ((Status.NOT_APPLICABLE, Status.PASS), Status.PASS),
        ((Status.NOT_APPLICABLE,), Status.NOT_APPLICABLE),
    ],
)
def test_the_worst_finding_speaks_for_the_control(statuses, worst, finding, assessment) -> None:
    (result,) = by_control(assessment(*(finding(status=status) for status in statuses)))
    assert result.status is worst
    assert len(result.findings) == len(statuses)
    assert {found.status for found in result.of_status} == {worst}


def test_worst_controls_come_first(finding, assessment) -> None:
    done = assessment(
        finding(control="a", status=Status.PASS, severity=Severity.CRITICAL),
        finding(control="b", severity=Severity.LOW),
        finding(control="c", severity=Severity.CRITICAL),
        finding(control="d", status=Status.UNKNOWN, severity=Severity.HIGH),
    )
    assert [result.control for result in by_control(done)] == ["c", "b", "d", "a"]


@pytest.mark.parametrize(
    ("regions", "headline"),
    [
        (("eu-west-1",), "off"),
        (("eu-west-1", "eu-west-1"), "off (and 1 more in eu-west-1)"),
        (("eu-west-1", "us-east-1", "us-east-1"), "off (and 2 more in 2 Regions)"),
        ((None, None), "off (and 1 more)"),
    ],
)
def test_a_headline_says_how_many_more_and_where(regions, headline, finding, assessment) -> None:
    failing = [finding(region=region, message="off") for region in regions]
    (result,) = by_control(assessment(*failing, finding(status=Status.PASS, region="ap-south-1", message="on")))
    assert result.headline == headline


def test_sections_are_the_baseline_s_in_its_order(finding, assessment) -> None:
    assert tuple(SECTION_TITLES) == SECTIONS
    done = assessment(finding(section="iam", control="x"), finding(section="root-user", control="y"))
    assert [result.title for result in by_section(done)] == ["Root user", "Identity and access"]


@pytest.mark.parametrize(
    ("statuses", "score"),
    [
        ([Status.PASS, Status.FAIL], 50),
        ([Status.PASS, Status.UNKNOWN], 50),
        ([Status.PASS, Status.PASS, Status.FAIL], 67),
        ([Status.PASS, Status.MANUAL, Status.WAIVED, Status.NOT_APPLICABLE], 100),
        ([Status.UNKNOWN], 0),
        ([Status.MANUAL], None),
        ([], None),
    ],
)
def test_a_score_is_of_controls_that_could_be_answered(statuses, score, finding, assessment) -> None:
    held = [finding(control=f"c{number}", status=status) for number, status in enumerate(statuses)]
    elsewhere = finding(section="iam", control="other", status=Status.FAIL)
    done = assessment(*held, elsewhere)
    assert done.score("data-protection") == score
    found = {result.section: result for result in by_section(done)}
    assert found["iam"].score == 0
    if held:
        assert found["data-protection"].score == score
        assert found["data-protection"].counts.total() == len(statuses)


def test_many_findings_of_one_control_count_once(finding, assessment) -> None:
    many = [finding(control="a", region=f"r-{number}") for number in range(20)]
    assert assessment(*many, finding(control="b", status=Status.PASS)).score() == 50
