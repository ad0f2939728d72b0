"""`hardpan undo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardpan.cli import options
from hardpan.cli.apply import agree, tell
from hardpan.cli.progress import Steps
from hardpan.model import ExitCode
from hardpan.report import PLAN_FORMATS, render_plan

if TYPE_CHECKING:
    from hardpan.aws import Codec


@click.command("undo", short_help="Take back what a run did. Changes AWS.")
@click.argument("run_id", metavar="RUN", required=False)
@click.option("--approve", metavar="HASH", help="Agree to the undo with this hash; without it you are asked.")
@click.option("--show", is_flag=True, help="Print the undo and what cannot be taken back, and change nothing.")
@click.option("--output", type=click.Choice(PLAN_FORMATS), default="terminal", show_default=True, help="With --show.")
@options.codec
@options.runs
def command(run_id: str | None, approve: str | None, show: bool, output: str, codec: Codec, root: Path) -> int:
    """Take back what RUN did (the latest when left out), in reverse order, and assess again. Changes AWS.

    What cannot be taken back is named beforehand.
    """
    from hardpan.apply import Run
    from hardpan.aws import Aws
    from hardpan.workflows.apply import plan_undo, undo

    run = Run.find(root, run_id)
    plan = plan_undo(run)
    if show:
        click.echo(render_plan(plan, output), nl=False)
        return ExitCode.CLEAN
    for note in plan.notes:
        click.echo(f"stays: {note}", err=True)
    if not plan.steps:
        click.echo("Nothing to take back.", err=True)
        return ExitCode.CLEAN
    agree(plan, approve)
    steps = Steps(len(plan.steps))
    done = undo(plan, root, on_step=steps, on_stage=steps.stage, aws=Aws(codec=codec))
    steps.finish()
    return tell(done)
