"""`hardpan apply`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hardpan.cli import options
from hardpan.cli.plan import note, over
from hardpan.cli.progress import Steps, reading
from hardpan.model import ExitCode, Problem, ProfileLevel
from hardpan.plan import Plan, loads
from hardpan.report import load_meanwhile, render_plan

if TYPE_CHECKING:
    from hardpan.aws import Aws, Codec


@click.command("apply", short_help="Apply a saved plan, or plan and apply at once. Changes AWS.")
@click.argument("file", metavar="[PLAN|CONFIG]", type=click.Path(path_type=Path), required=False)
@click.option("--approve", metavar="HASH", help="Agree to the plan with this hash; without it you are asked.")
@click.option("--yes", is_flag=True, help="Agree to whatever is planned for CONFIG; consent stays a word of its own.")
@click.option("--resume", metavar="RUN", is_flag=False, flag_value="latest", help="Finish this run, or the latest.")
@options.selection
@options.accounts
@options.codec
@options.consent
@options.runs
def command(
    file: Path | None,
    approve: str | None,
    yes: bool,
    resume: str | None,
    codec: Codec,
    root: Path,
    **of_config: Any,
) -> int:
    """Apply a saved PLAN, or plan for CONFIG (.yaml), ask, and apply; then assess again. Changes AWS.

    A saved plan is made again first and must come out the same: what was approved is what happens, or nothing does.
    The last options are for CONFIG; a saved plan has its own.

    Exit code: 0 every step done   1 a step or the tool failed   64 wrong plan, hash or account   130 interrupted
    """
    from hardpan.apply import Run
    from hardpan.aws import Aws
    from hardpan.workflows.apply import apply
    from hardpan.workflows.apply import resume as resume_run

    if yes and approve:
        raise click.UsageError("--yes agrees to whatever is planned, --approve to one plan: say one of them")
    if file is not None and file.suffix in _OF_CONFIG and not resume:
        return _plan_and_apply(file, approve, yes, Aws(codec=codec), root, **of_config)
    if yes or any(of_config.values()):
        raise click.UsageError("a saved plan has its own selection and consent, and is approved by its hash")
    if resume:
        run = Run.find(root, None if resume == "latest" else resume)
        click.echo(f"finishing run {run.id}", err=True)
        steps = Steps(len(run.plan.steps))
        done = resume_run(run, root, on_step=steps, on_stage=steps.stage, aws=Aws(codec=codec))
    else:
        if file is None:
            raise click.UsageError("name a plan file or a hardpan.yaml, or --resume")
        plan = loads(options.read(file), str(file))
        if not plan.steps:
            click.echo("Nothing to change.", err=True)
            return ExitCode.CLEAN
        agree(plan, approve)
        steps = Steps(len(plan.steps))
        done = apply(plan, root, on_step=steps, on_stage=steps.stage, aws=Aws(codec=codec))
    steps.finish()
    return tell(done)


_OF_CONFIG = (".yaml", ".yml")


def _plan_and_apply(
    config: Path,
    approve: str | None,
    yes: bool,
    aws: Aws,
    root: Path,
    *,
    controls: tuple[str, ...],
    sections: tuple[str, ...],
    profile_level: ProfileLevel | None,
    regions: tuple[str, ...],
    accounts: tuple[str, ...],
    role: str | None,
    external_id: str | None,
    consent: tuple[str, ...],
) -> int:
    from hardpan.workflows.apply import apply_now, planned
    from hardpan.workflows.plan import with_consent

    want = options.entering(with_consent(options.load(config, profile_level), consent), role, external_id)
    load_meanwhile()
    with reading("Reading AWS") as progress:
        chosen = options.chosen(controls, sections, regions, accounts)
        ready = planned(want, chosen, aws=aws, progress=progress)
    plan = ready.plan
    note(want)
    click.echo(render_plan(plan, "terminal"), nl=False)
    if not plan.steps:
        return ExitCode.CLEAN
    if plan.over_ceiling:
        raise Problem(over(plan), effect="nothing was changed", next="hardpan plan   # what costs how much")
    if not yes:
        agree(plan, approve, shown=True)
    steps = Steps(len(plan.steps))
    done = apply_now(ready, root, on_step=steps, on_stage=steps.stage)
    steps.finish()
    return tell(done)


def agree(plan: Plan, approve: str | None, *, shown: bool = False) -> None:
    """Have the plan approved, by its hash or by a person at a terminal. Raises Problem where it is not."""
    if approve is None and sys.stdin.isatty():
        if not shown:
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
