"""`hardpan apply`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardpan.cli import options
from hardpan.cli.progress import Steps
from hardpan.model import ExitCode, Problem
from hardpan.plan import Plan, loads
from hardpan.report import render_plan

if TYPE_CHECKING:
    from hardpan.aws import Codec


@click.command("apply", short_help="Apply a saved plan, or finish an interrupted one. Changes AWS.")
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path), required=False)
@click.option("--approve", metavar="HASH", help="Agree to the plan with this hash; without it you are asked.")
@click.option("--resume", metavar="RUN", is_flag=False, flag_value="latest", help="Finish this run, or the latest.")
@options.codec
@options.runs
def command(plan_file: Path | None, approve: str | None, resume: str | None, codec: Codec, root: Path) -> int:
    """Apply the saved PLAN and assess again. Changes AWS.

    The plan is made again first and must come out the same: what was approved is what happens, or nothing does.

    Exit code: 0 every step done   1 a step or the tool failed   64 wrong plan, hash or account   130 interrupted
    """
    from hardpan.apply import Run
    from hardpan.aws import Aws
    from hardpan.workflows.apply import apply
    from hardpan.workflows.apply import resume as resume_run

    if resume:
        run = Run.find(root, None if resume == "latest" else resume)
        click.echo(f"finishing run {run.id}", err=True)
        steps = Steps(len(run.plan.steps))
        done = resume_run(run, root, on_step=steps, on_stage=steps.stage, aws=Aws(codec=codec))
    else:
        if plan_file is None:
            raise click.UsageError("name a plan file, or --resume")
        plan = loads(options.read(plan_file), str(plan_file))
        if not plan.steps:
            click.echo("Nothing to change.", err=True)
            return ExitCode.CLEAN
        agree(plan, approve)
        steps = Steps(len(plan.steps))
        done = apply(plan, root, on_step=steps, on_stage=steps.stage, aws=Aws(codec=codec))
    steps.finish()
    return tell(done)


def agree(plan: Plan, approve: str | None) -> None:
    """Have the plan approved, by its hash or by a person at a terminal. Raises Problem where it is not."""
    if approve is None and sys.stdin.isatty():
        click.echo(render_plan(plan, "terminal"), nl=False)
        approve = click.prompt(f"Type the plan's hash ({plan.hash}) to change account {plan.account}", err=True)
    if approve != plan.hash:
        raise Problem(
            f"not approved: the plan's hash is {plan.hash}" + (f", not {approve}" if approve else ""),
            effect="nothing was changed",
            next=f"read the plan, then pass --approve {plan.hash}",
            code=ExitCode.USAGE,
        )


def tell(done: object) -> int:
    """Say how a run ended and what the assessment after it says; the exit code."""
    from hardpan.apply import Outcome
    from hardpan.workflows.apply import Applied

    assert isinstance(done, Applied)
    result, run = done.result, done.run
    click.echo(f"run {run.id}: {result.count(Outcome.DONE)} of {len(result.outcomes)} steps done.")
    for outcome in (Outcome.UNSETTLED, Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_STARTED):
        if result.count(outcome):
            click.echo(f"  {result.count(outcome)} {outcome.value}")
    if result.interrupted:
        click.echo(f"interrupted; finish it with: hardpan apply --resume {run.id}", err=True)
    if done.after:
        counts = done.after.counts
        click.echo(
            f"after: {done.after.score()} % of the controls hold; {counts['fail']} findings fail, "
            f"{counts['unknown']} unknown, {counts['manual']} for a person."
        )
        if not done.plan.undoes:
            click.echo(f"take it back with: hardpan undo {run.id}", err=True)
    return done.exit_code
