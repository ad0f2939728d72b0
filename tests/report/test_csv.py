"""Comma-separated values read back as they were, and no spreadsheet takes one for a formula."""

from __future__ import annotations

import csv
import io

import pytest

from hardpan.model import Status
from hardpan.report import render_assessment

COLUMNS = ["control", "title", "section", "severity", "status", "account", "region", "resource", "message", "fix"]


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_header_and_a_line_for_each_finding_whatever_its_status(finding, assessment) -> None:
    text = render_assessment(assessment(*(finding(status=status) for status in Status)), "csv")
    assert text.splitlines()[0].split(",") == COLUMNS
    assert [row["status"] for row in read(text)] == [status.value for status in Status]


def test_no_findings_are_a_header_only(assessment) -> None:
    assert render_assessment(assessment(), "csv") == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize("text", ['a, "b", c', "two\nlines", "it's; x\ty", "ünï ✓", "a=b", " spaced "])
def test_text_reads_back_as_it_was(text, finding, assessment) -> None:
    (row,) = read(render_assessment(assessment(finding(message=text, resource=text)), "csv"))
    assert (row["message"], row["resource"]) == (text, text)


def test_what_is_none_is_empty(finding, assessment) -> None:
    (row,) = read(render_assessment(assessment(finding(region=None, resource=None)), "csv"))
    assert (row["region"], row["resource"]) == ("", "")


@pytest.mark.parametrize("lines", ["a\rb", "a\r\nb"])
def test_a_carriage_return_ends_no_row(lines, finding, assessment) -> None:
    (row,) = read(render_assessment(assessment(finding(message=lines)), "csv"))
    assert row["message"] == "a\nb"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠"])
def test_a_formula_becomes_text(start, finding, assessment) -> None:
    """An apostrophe in front, as spreadsheets have it for text."""
    evil = f"{start}cmd|' /C calc'!A0"
    (row,) = read(render_assessment(assessment(finding(message=evil, resource=evil)), "csv"))
    assert (row["message"], row["resource"]) == (f"'{evil}", f"'{evil}")
