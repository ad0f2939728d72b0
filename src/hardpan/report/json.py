"""The contracts of `assess --output json` and `plan --output json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import indent

from hardpan import __version__
from hardpan.frameworks import Held
from hardpan.model import Assessment
from hardpan.plan import Plan, dumps
from hardpan.report.aws_cli import command
from hardpan.report.requirements import as_dict
from hardpan.snapshot.findings import FindingsFile
from hardpan.snapshot.written import lines as written

_BETWEEN = ",\n    "


def assessment(done: Assessment, by: Held | None = None) -> Iterator[str]:
    """One object: who, when, where, how many calls, counts, a framework's requirements if asked, and every finding.

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
        **({"framework": as_dict(by)} if by else {}),
    }
    yield json.dumps(head, indent=2, default=str).removesuffix("\n}") + ',\n  "findings": ['
    between = "\n    "
    for block in _blocks(done):
        yield between + block.replace("\n", _BETWEEN)
        between = _BETWEEN
    notes = indent(json.dumps(list(done.notes), indent=2), "  ").lstrip()
    yield f'{chr(10) + "  ]" if between == _BETWEEN else "]"},\n  "notes": {notes}\n}}\n'


def lines(done: Assessment) -> Iterator[str]:
    """One finding per line, to be filtered by line-oriented tools."""
    return (block + "\n" for block in _blocks(done))


def _blocks(done: Assessment) -> Iterator[str]:
    """The lines of all findings, some at a time; of many accounts they were written when those were judged."""
    return done.findings.blocks() if isinstance(done.findings, FindingsFile) else written(done.findings)


def plan(made: Plan) -> str:
    """The plan as `hardpan apply` takes it, each step with the AWS CLI command that would do the same."""
    return dumps(made, lambda step: command(step.write, step.place))
