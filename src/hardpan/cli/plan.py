"""`hardpan plan`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardpan.cli import options
from hardpan.cli.progress import reading
from hardpan.model import ExitCode, ProfileLevel
from hardpan.report import PLAN_FORMATS, render_plan

if TYPE_CHECKING:
    from hardpan.aws import Codec
    from hardpan.config import Baseline
    from hardpan.plan import Plan


@click.command("plan", short_help="Plan the changes that make the baseline hold. Reads only.")
@options.config
@options.selection
@options.accounts
@options.transport
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Save the plan for `hardpan apply`.")
@click.option("--output", type=click.Choice(PLAN_FORMATS), default="terminal", show_default=True)
@options.consent
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when changes are pending.")
def command(
    config: Path,
    controls: tuple[str, ...],
    sections: tuple[str, ...],
    profile_level: ProfileLevel | None,
    regions: tuple[str, ...],
    accounts: tuple[str, ...],
    role: str | None,
    external_id: str | None,
    codec: Codec,
    timeout: float | None,
    out: Path | None,
    output: str,
    consent: tuple[str, ...],
    detailed_exitcode: bool,
) -> int:
    """Plan the changes that make CONFIG hold: every call, its cost, its risk and its undo. Reads only.

    Exit code: 0 planned   1 the tool failed   2 changes pending, with --detailed-exitcode   3 something unknown
    """
    from hardpan.aws import Aws
    from hardpan.workflows.plan import make_plan, with_consent

    want = options.entering(with_consent(options.load(config, profile_level), consent), role, external_id)
    with reading("Reading AWS") as progress:
        aws = Aws(codec=codec, deadline=options.deadline(timeout))
        made = make_plan(want, options.chosen(controls, sections, regions, accounts), aws=aws, progress=progress)
    note(want)
    click.echo(render_plan(made, output), nl=False)
    if out:
        options.write(out, [render_plan(made, "json")])
        click.echo(f"saved: hardpan apply {out} --approve {made.hash}", err=True)
    if made.over_ceiling:
        click.echo(f"error: {over(made)}", err=True)
        return ExitCode.FINDINGS
    return ExitCode.FINDINGS if detailed_exitcode and made.steps else ExitCode.CLEAN


def note(want: Baseline) -> None:
    """Say what is planned for again since a waiver is over."""
    from hardpan.evaluate.waivers import expired

    for one in expired(want, datetime.now(UTC).date()):
        click.echo(f"note: {one}: what it accepted is planned for again", err=True)


def over(plan: Plan) -> str:
    """By how much a plan costs too much."""
    return f"${plan.monthly_cost_usd:.2f} a month is over the ceiling of ${plan.baseline.cost_ceiling_usd:.2f}"
