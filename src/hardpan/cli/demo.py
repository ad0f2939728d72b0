"""`hardpan demo`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from hardpan.cli.progress import Steps, reading
from hardpan.config import Baseline
from hardpan.model import ExitCode, Problem, ProfileLevel

_BEGINS_WITH: dict[ProfileLevel, str] = {
    "personal": "personal-messy",
    "team": "startup-alone",
    "enterprise": "startup-alone",
}
_NEXT = """\
On a real account, the same in this order:
  hardpan init                           # asks five questions, writes a commented hardpan.yaml
  hardpan permissions > audit.json       # the policy that reading needs, and no more
  hardpan doctor hardpan.yaml            # credentials, Regions, configuration
  hardpan assess hardpan.yaml            # reads only
  hardpan plan hardpan.yaml --out plan.json
  hardpan apply plan.json                # asks first; Ctrl-C and --resume lose nothing
  hardpan undo RUN                       # takes a run back
Or play with this one: hardpan sandbox start --scenario personal-messy
"""


@click.command("demo", short_help="Secure a messy account on the emulated AWS, start to end.")
@click.option(
    "--profile",
    type=click.Choice([*_BEGINS_WITH]),
    default="personal",
    show_default=True,
    help="How much to ask: one account made secure, or an organization made of it.",
)
@click.option("--scenario", help="The account to begin with; otherwise one that suits the profile.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("hardpan-report.html"),
    show_default=True,
    help="Where the report goes.",
)
def command(profile: ProfileLevel, scenario: str | None, report: Path) -> int:
    """Assess, plan, apply and assess again, on an emulated account that nobody has tidied. Touches no real AWS.

    With --profile team, the account becomes an organization of seven.
    """
    from hardpan.report.grouped import people
    from hardpan.report.html import before_and_after as page
    from hardpan.report.summary import assessment_summary, plan_summary
    from hardpan.report.terminal import before_and_after
    from hardpan.sandbox.server import Sandbox
    from hardpan.workflows.apply import apply
    from hardpan.workflows.assess import assess
    from hardpan.workflows.plan import make_plan

    _must_be_writable(report)
    want = _wanted(profile)
    scenario = scenario or _BEGINS_WITH[profile]
    sandbox = Sandbox(scenario).start()
    try:
        os.environ.update(sandbox.environment)
        click.echo(f"An emulated AWS account ({scenario}) answers at {sandbox.url}. No real AWS is touched.\n")

        click.echo("1. Assess: what is there")
        with reading("Reading AWS") as progress:
            before = assess(want, progress=progress)
        click.echo(f"   {before.reads['sent']} calls in {len(before.regions)} Regions\n")
        click.echo(assessment_summary(before, indent="   "))

        click.echo("2. Plan: what has to change, as AWS calls")
        with reading("Planning") as progress:
            plan = make_plan(want, progress=progress)
        click.echo(plan_summary(plan, indent="   "))

        click.echo(f"3. Apply: {len(plan.steps)} calls, each written to the journal before it is sent")
        progress_of = Steps(len(plan.steps))
        with tempfile.TemporaryDirectory() as folder:
            done = apply(plan, Path(folder), on_step=progress_of, on_stage=progress_of.stage)
        progress_of.finish()
        if done.after is None:
            return done.exit_code

        click.echo("\n4. Prove: assess again")
        click.echo(before_and_after(before, done.after))
        left = make_plan(want)
        people_left = len(list(people(left.human_steps, {})))
        click.echo(f"   A second plan has {len(left.steps)} changes; {people_left} things wait for a person.")
        report.write_text(page(before, done.after, plan, left.human_steps), encoding="utf-8")
        click.echo(f"   The whole of it, control by control: {report}\n")
    finally:
        sandbox.stop()
    click.echo(f"The emulated AWS has stopped.\n\n{_NEXT}")
    return done.exit_code if not left.steps else ExitCode.TOOL_FAILED


def _wanted(profile: ProfileLevel) -> Baseline:
    from dataclasses import replace

    from hardpan.config import EXAMPLE
    from hardpan.config.init import layout

    want = replace(EXAMPLE, profile=profile, consent=("all",))
    return want if profile == "personal" else replace(want, organization=layout(profile, "aws+{name}@example.com"))


def _must_be_writable(report: Path) -> None:
    """Say so now rather than when all is done."""
    try:
        with report.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise Problem(
            f"cannot write {report}: {error.strerror}",
            effect="nothing was started",
            next="hardpan demo --report FILE   # a file in a folder that you may write to",
            code=ExitCode.USAGE,
        ) from error
