"""docs/aws_behaviour.md: every number is there, has a source, and names tests that exist or says why there is none."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "aws_behaviour.md"
_ROW = re.compile(r"^\|\s*(\d+)\s*\|(.*)\|\s*$")
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)(?:\[[^`]*\])?`")
_COLUMNS = 4  # beside the number


def faults(page: str) -> list[str]:
    """What is wrong with a page: numbers that are missing or out of order, rows that lack something, lost tests."""
    rows = [(int(found[1]), found[2].split("|")) for line in page.splitlines() if (found := _ROW.match(line))]
    numbers = [number for number, _ in rows]
    wrong = [f"{number} is missing" for number in range(1, max(numbers, default=1) + 1) if number not in numbers]
    if numbers != sorted(set(numbers)):
        wrong.append("numbers are out of order, or given twice")
    for number, cells in rows:
        wrong += [f"{number}: {fault}" for fault in _of_row([cell.strip() for cell in cells])]
    return wrong


def _of_row(cells: list[str]) -> list[str]:
    if len(cells) != _COLUMNS or not all(cells):
        return [f"has {len([cell for cell in cells if cell])} of {_COLUMNS} cells"]
    _, source, _, tests = cells
    named = _TEST.findall(tests)
    wrong = [f"there is no test {file}::{name}" for file, name in named if name not in _tests_in(file)]
    if "https://" not in source:
        wrong.append("has no source")
    if not named and not tests.startswith("none: "):
        wrong.append("names no test, and does not say why")
    if len(named) != tests.count("::"):
        wrong.append("has a test that is not written as `folder/test_file.py::test_name`")
    return wrong


@cache
def _tests_in(file: str) -> frozenset[str]:
    """The functions of a test file, found without importing it."""
    path = TESTS / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_the_page_is_whole() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert faults(page) == []
    assert len(re.findall(r"^\| \d+ \|", page, re.MULTILINE)) > 80


SOURCE = "[page](https://example.com)"
HERE = "`test_aws_behaviour.py::test_the_page_is_whole`"


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (f"| 2 | a | {SOURCE} | b | {HERE} |", "1 is missing"),
        (f"| 1 | a | {SOURCE} | b | {HERE} |\n| 1 | a | {SOURCE} | b | {HERE} |", "out of order"),
        (f"| 1 | a | {SOURCE} | b | `test_aws_behaviour.py::test_gone` |", "there is no test"),
        (f"| 1 | a | {SOURCE} | b | `gone/test_gone.py::test_gone` |", "there is no test"),
        (f"| 1 | a | {SOURCE} | b | test_aws_behaviour.py::test_the_page_is_whole |", "not written as"),
        (f"| 1 | a | {SOURCE} | b | not yet |", "does not say why"),
        (f"| 1 | a | somewhere | b | {HERE} |", "has no source"),
        (f"| 1 | a | {SOURCE} | {HERE} |", "of 4 cells"),
    ],
)
def test_a_fault_of_the_page_is_found(page: str, fault: str) -> None:
    assert any(fault in found for found in faults(page)), faults(page)


def test_a_row_that_is_whole_has_no_fault() -> None:
    assert faults(f"| 1 | a | {SOURCE} | b | {HERE} |\n| 2 | a | {SOURCE} | b | none: not used |") == []
