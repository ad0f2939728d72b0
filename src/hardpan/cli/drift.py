"""`hardpan drift`."""

from __future__ import annotations

from pathlib import Path

import click

from hardpan.cli import options
from hardpan.model import ExitCode


@click.command("drift", short_help="Compare two saved snapshots. Reads no AWS.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@options.config
@click.option("--output", type=click.Choice(("table", "json")), default="table", show_default=True)
def command(old: Path, new: Path, config: Path, output: str) -> int:
    """Tell what differs between the snapshots OLD and NEW, made by `hardpan assess --save`: verdicts, then facts.

    Exit code: 0 nothing differs   1 the tool failed   2 something does   64 no snapshot, or one that was altered
    """
    from hardpan.report import drift as report
    from hardpan.workflows.snapshots import compare

    found = compare(options.load(config), old, new)
    click.echo(report.table(found) if output == "table" else report.as_json(found), nl=False)
    return ExitCode.CLEAN if found.none else ExitCode.FINDINGS
