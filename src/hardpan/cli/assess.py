"""`hardpan assess`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardpan.cli import options
from hardpan.cli.progress import reading
from hardpan.model import ExitCode, ProfileLevel, Severity
from hardpan.report import ASSESSMENT_FORMATS, assessment_in_pieces

if TYPE_CHECKING:
    from hardpan.aws import Codec


@click.command("assess", short_help="Judge an account against its baseline. Reads only.")
@options.config
@options.selection
@options.transport
@options.accounts
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Share the accounts between so many; two read twice as fast on two processors.",
)
@click.option(
    "--framework",
    "by",
    metavar="ID",
    help="Ask the controls of this framework, of any profile, and answer by its requirements: cis-7.0, startup, ...",
)
@click.option("--output", type=click.Choice(ASSESSMENT_FORMATS), default="table", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity], case_sensitive=False),
    default="LOW",
    show_default=True,
    help="The mildest failure that makes the exit code 2.",
)
@click.option("--save", type=click.Path(path_type=Path), metavar="DIR", help="Keep a snapshot and the result there.")
@click.option(
    "--snapshot", type=click.Path(path_type=Path), metavar="FILE", help="Judge this snapshot instead of AWS as it is."
)
@click.option("--explain-reads", is_flag=True, help="Print the calls that would be made, and make none.")
def command(
    config: Path,
    controls: tuple[str, ...],
    sections: tuple[str, ...],
    profile_level: ProfileLevel | None,
    regions: tuple[str, ...],
    codec: Codec,
    timeout: float | None,
    accounts: tuple[str, ...],
    role: str | None,
    external_id: str | None,
    processes: int,
    by: str | None,
    output: str,
    fail_on: str,
    save: Path | None,
    snapshot: Path | None,
    explain_reads: bool,
) -> int:
    """Judge an account, or many, against CONFIG and print findings, worst first. Reads only.

    Exit code: 0 all passed   1 the tool failed   2 a control failed   3 none failed, some unknown
    130 interrupted: what was not read by then is unknown
    """
    from hardpan.aws import Aws
    from hardpan.frameworks import held
    from hardpan.workflows.assess import assess
    from hardpan.workflows.reads import planned_reads
    from hardpan.workflows.snapshots import assess_snapshot

    want = options.entering(options.load(config, profile_level), role, external_id)
    framework = options.framework(by) if by else None
    selection = options.chosen(controls or (framework.controls if framework else ()), sections, regions)
    if explain_reads:
        click.echo(planned_reads(want, selection), nl=False)
        return ExitCode.CLEAN
    if snapshot:
        done = assess_snapshot(want, snapshot, selection)
        options.print_pieces(assessment_in_pieces(done, output, held(framework, done) if framework else None))
        return done.exit_code(Severity(fail_on.upper()))
    stem = f"hardpan-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z"
    keep = save / f"{stem}.snapshot" if save else None
    with reading("Reading AWS") as progress:
        aws = Aws(codec=codec, deadline=options.deadline(timeout))
        done = assess(want, selection, aws=aws, progress=progress, keep=keep, accounts=accounts, processes=processes)
    standing = held(framework, done) if framework else None
    options.print_pieces(assessment_in_pieces(done, output, standing))
    if save:
        options.write(save / f"{stem}.json", assessment_in_pieces(done, "json", standing))
        click.echo(f"saved: {keep}", err=True)
    return ExitCode.INTERRUPTED if progress.interrupted else done.exit_code(Severity(fail_on.upper()))
