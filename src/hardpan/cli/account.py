"""`hardpan account`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardpan.cli import options
from hardpan.cli.progress import reading
from hardpan.model import ExitCode

if TYPE_CHECKING:
    from hardpan.workflows.roster import Entry

config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    default="hardpan.yaml",
    show_default=True,
    metavar="FILE",
    help="Where the organization is described.",
)


@click.group("account", short_help="Add an account to hardpan.yaml, or list them all.")
def command() -> None:
    """The accounts of the organization: in hardpan.yaml, and as they are."""


@command.command(short_help="Add an account to hardpan.yaml.")
@click.argument("name")
@click.option("--ou", "unit", required=True, metavar="PATH", help="The unit that it is to be in: Workloads/Prod.")
@click.option("--email", metavar="ADDRESS", help="Of its root user; from organization.email when left out.")
@click.option("--tag", "tags", multiple=True, metavar="K=V", help="A tag of the new account. May be repeated.")
@click.option("--create-ou", is_flag=True, help="Add the unit, too, where the file does not have it.")
@config
def add(name: str, unit: str, email: str | None, tags: tuple[str, ...], create_ou: bool, config: Path) -> int:
    """Add an account to hardpan.yaml; all else in the file stays as it is. Asks AWS nothing.

    The account is made when the next plan is applied. One that is there already, by its e-mail address or name, is
    taken as it is.
    """
    from hardpan.config.edit import NewAccount, read, with_account, write

    before = read(config)
    new = NewAccount(name=name, unit=unit, email=email, tags=tags)
    after = with_account(before, str(config), new, create_unit=create_ou)
    write(config, after)
    made = options.load(config).organization.accounts[-1]
    for line in changes(before, after):
        click.echo(line)
    click.echo(f"its root user's e-mail address is {made.email}: mail to it must reach you", err=True)
    click.echo(f"changed {config}; next: hardpan plan {config} --out plan.json", err=True)
    return ExitCode.CLEAN


@command.command("list", short_help="List the file's accounts beside those that there are. Reads only.")
@config
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def show(config: Path, output: str) -> int:
    """List the accounts of hardpan.yaml beside those that the organization has. Reads only."""
    from hardpan.workflows.roster import roster

    want = options.load(config)
    with reading("Reading the organization") as progress:
        entries = roster(want, progress=progress)
    if output == "json":
        click.echo(json.dumps([asdict(entry) for entry in entries], indent=2))
        return ExitCode.CLEAN
    for line in _table(entries):
        click.echo(line)
    counted = {
        standing: sum(entry.standing == standing for entry in entries) for standing in ("in place", "to be made")
    }
    click.echo(f"{len(entries)} accounts: " + ", ".join(f"{n} {words}" for words, n in counted.items()), err=True)
    return ExitCode.CLEAN


def changes(before: str, after: str) -> Iterator[str]:
    """Lines that went and lines that came, with their numbers."""
    old, new = before.splitlines(), after.splitlines()
    for kind, first, last, begin, end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"- {number + 1:>4}  {old[number]}" for number in range(first, last))
            yield from (f"+ {number + 1:>4}  {new[number]}" for number in range(begin, end))


def _table(entries: Sequence[Entry]) -> Iterator[str]:
    rows = [("ACCOUNT", "ID", "UNIT", "STANDING")]
    rows += [
        (_said(entry.name), entry.id or "-", _said(entry.unit or entry.where or "-"), _told(entry)) for entry in entries
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _told(entry: Entry) -> str:
    return f"elsewhere: in {_said(entry.where or 'the root')}" if entry.standing == "elsewhere" else entry.standing


def _said(name: str) -> str:
    """A name on one line: others gave it."""
    return name if name.isprintable() else ascii(name)
