"""`hardpan demo`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from hardpan.cli.progress import Steps, reading
from hardpan.model import ExitCode


@click.command("demo", short_help="Secure a messy account on the emulated AWS, start to end.")
@click.option("--scenario", default="personal-messy", show_default=True)
def command(scenario: str) -> int:
    """Assess, plan, apply and assess again, on an emulated account that a person has let go. Touches no real AWS."""
    from dataclasses import replace

    from hardpan.config import EXAMPLE
    from hardpan.report import render_plan
    from hardpan.report.terminal import before_and_after
    from hardpan.sandbox.server import Sandbox
    from hardpan.workflows.apply import apply
    from hardpan.workflows.assess import assess
    from hardpan.workflows.plan import make_plan

    want = replace(EXAMPLE, consent=("all",))
    sandbox = Sandbox(scenario).start()
    try:
        os.environ.update(sandbox.environment)
        click.echo(f"An emulated AWS account ({scenario}) at {sandbox.url}\n")
        with reading("Reading AWS") as progress:
            before = assess(want, progress=progress)
        click.echo(f"Before: {before.score()} % of the controls hold, {before.counts['fail']} findings fail.\n")
        plan = make_plan(want)
        click.echo(render_plan(plan, "terminal").splitlines()[-1])
        with tempfile.TemporaryDirectory() as folder:
            done = apply(plan, Path(folder), on_step=Steps(len(plan.steps)))
        if done.after:
            click.echo("\n" + before_and_after(before, done.after))
    finally:
        sandbox.stop()
    click.echo(
        "On a real account: write hardpan.yaml, then hardpan assess, hardpan plan --out plan.json, hardpan apply"
    )
    return done.exit_code if done.result else ExitCode.TOOL_FAILED
