"""The contracts of `assess --output json` and `plan --output json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from textwrap import indent
from typing import Any

from hardpan import __version__
from hardpan.model import Assessment, Evidence, Finding
from hardpan.plan import Plan, dumps
from hardpan.report.aws_cli import command

_REMEMBERED = 10_000  # pieces of evidence
_ENCODE = json.JSONEncoder(default=str).encode


def assessment(done: Assessment) -> Iterator[str]:
    """One object: who, when, where, how many calls, counts and every finding.

    In pieces, since findings may be many; each on one line, which is ten times faster to write than indented.
    """
    head = {
        "hardpan": __version__,
        "started": done.started.isoformat(timespec="milliseconds"),
        "finished": done.finished.isoformat(timespec="milliseconds"),
        "caller": done.caller,
        "organization": done.organization,
        "accounts": list(done.accounts),
        "regions": list(done.regions),
        "reads": done.reads,
        "summary": done.counts,
    }
    yield json.dumps(head, indent=2, default=str).removesuffix("\n}") + ',\n  "findings": ['
    between = "\n"
    for line in _each(done.findings):
        yield f"{between}    {line}"
        between = ",\n"
    notes = indent(json.dumps(list(done.notes), indent=2), "  ").lstrip()
    yield f'{"]" if between == chr(10) else chr(10) + "  ]"},\n  "notes": {notes}\n}}\n'


def lines(done: Assessment) -> Iterator[str]:
    """One finding per line, to be filtered by line-oriented tools."""
    return (line + "\n" for line in _each(done.findings))


def _each(findings: Iterable[Finding]) -> Iterator[str]:
    """`as_dict` of each, as text. Evidence is most of it, and many findings rest on the same: each is written once."""
    written: dict[int, tuple[Evidence, str]] = {}  # by identity, and held, so that nothing else can have it

    def said(item: Evidence) -> str:
        held = written.get(id(item))
        if held is None:
            if len(written) > _REMEMBERED:
                written.clear()
            held = written[id(item)] = (item, _ENCODE(_evidence(item)))
        return held[1]

    for finding in findings:
        plain = as_dict(finding, evidence=False)
        fix = plain.pop("fix")
        evidence = ", ".join(map(said, finding.evidence))
        yield f'{_ENCODE(plain)[:-1]}, "evidence": [{evidence}], "fix": {_ENCODE(fix)}}}'


def plan(made: Plan) -> str:
    """The plan as `hardpan apply` takes it, each step with the AWS CLI command that would do the same."""
    return dumps(made, lambda step: command(step.write, step.place))


def as_dict(finding: Finding, *, evidence: bool = True) -> dict[str, Any]:
    """A finding as the contract has it, or all but its evidence."""
    return {
        "control": finding.control,
        "title": finding.title,
        "section": finding.section,
        "severity": finding.severity.value,
        "status": finding.status.value,
        "account": finding.account,
        "region": finding.region,
        "resource": finding.resource,
        "message": finding.message,
        **({"evidence": [_evidence(item) for item in finding.evidence]} if evidence else {}),
        "fix": finding.fix,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "call": f"{item.service}:{item.operation}",
        "parameters": item.parameters,
        "region": item.region,
        "at": item.at.isoformat(timespec="milliseconds"),
        "outcome": item.outcome,
    }
