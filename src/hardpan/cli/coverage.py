"""`hardpan coverage`."""

from __future__ import annotations

import json

import click

from hardpan.model import ExitCode


@click.command("coverage", short_help="Say what of the catalogue and of frameworks is judged.")
@click.option("--framework", "name", metavar="ID", help="Only this one, requirement by requirement.")
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(name: str | None, output: str) -> int:
    """Say how much of the catalogue, and of each framework, there are controls for, and name what is missing.

    Counted from the controls that are there. How an account stands to one is what `hardpan assess --framework ID` says.
    """
    from hardpan import services
    from hardpan.cli import options
    from hardpan.frameworks import coverage
    from hardpan.report import coverage as report

    services.load()
    only = options.framework(name) if name else None
    found = coverage()
    if output == "json":
        click.echo(json.dumps(report.as_dict(found, only), indent=2))
    else:
        click.echo(report.requirements(only) if only else report.table(found), nl=False)
    return ExitCode.CLEAN
