"""Findings as comma-separated values, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from hardpan.model import Assessment
from hardpan.snapshot.written import as_dict

_COLUMNS = ("control", "title", "section", "severity", "status", "account", "region", "resource", "message", "fix")
# https://owasp.org/www-community/attacks/CSV_Injection, with the wide forms that some spreadsheets take as well
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")


def assessment(done: Assessment) -> Iterator[str]:
    """A header line, then one line per finding."""
    yield _line(_COLUMNS)
    for finding in done.findings:
        row = as_dict(finding)
        yield _line([_inert(str(row[name] or "")) for name in _COLUMNS])


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _inert(value: str) -> str:
    """A cell that no spreadsheet takes for a formula: names in AWS are chosen by whoever made the resource."""
    value = "\n".join(value.splitlines()) if "\r" in value else value
    return f"'{value}" if value.startswith(_FORMULA) else value
