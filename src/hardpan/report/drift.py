"""Drift for people and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from hardpan.model import Drift, FactChange, VerdictChange
from hardpan.report.terminal import said


def table(found: Drift) -> str:
    """What differs, line by line, verdicts first."""
    lines = [f"From {found.old:%Y-%m-%d %H:%M} to {found.new:%Y-%m-%d %H:%M} UTC:"]
    if found.none:
        return f"{lines[0]} nothing differs.\n"
    lines += [_verdict(change) for change in found.verdicts]
    if found.facts:
        lines += ["", "What is not as it was:", *(line for change in found.facts for line in _fact(change))]
    return "\n".join(lines) + "\n"


def as_json(found: Drift) -> str:
    """One object: when, the verdicts and the facts that differ."""
    return json.dumps(asdict(found), indent=2, default=str) + "\n"


def _verdict(change: VerdictChange) -> str:
    before, after = (status.value if status else "–" for status in (change.before, change.after))
    return f"  {before:>14} → {after:<14} {change.control}  {_where(change)}{said(change.message)}"


def _fact(change: FactChange) -> list[str]:
    first = f"  {change.what:<20} {change.kind}  {_where(change)}".rstrip(": ")
    return [first, *(f"      {name}: {said(before)} → {said(after)}" for name, before, after in change.fields)]


def _where(change: VerdictChange | FactChange) -> str:
    where = " ".join(part for part in (change.account, change.region, change.resource) if part)
    return f"{said(where)}: "
