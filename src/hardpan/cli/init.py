"""`hardpan init`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hardpan.cli import options
from hardpan.model import PROFILES, ExitCode, Problem


@click.command("init", short_help="Write a commented hardpan.yaml.")
@options.config
@click.option("--profile", type=click.Choice(PROFILES), help="How much to ask of the account.")
@click.option("--home-region", metavar="R", help="Where the trail, the log bucket and the alerts live.")
@click.option("--account", metavar="ID", help="Act in this account only.")
@click.option("--email", metavar="ADDRESS", help="For alerts and AWS's notices.")
@click.option("--name", metavar="NAME", help="The person or team behind the account.")
@click.option("--phone", metavar="NUMBER", help="As in +353 1 555 0100.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the defaults for what no option says.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(config: Path, account: str | None, yes: bool, force: bool, **given: str | None) -> int:
    """Write a commented CONFIG from a few questions, or from the options. Asks AWS nothing."""
    from hardpan.config.init import QUESTIONS, Question, render

    if config.exists() and not force:
        raise Problem(f"{config} is there already", effect="nothing was written", next="--force", code=ExitCode.USAGE)

    def ask(question: Question) -> str | None:
        while True:
            try:
                return question.answer(click.prompt(question.prompt, default=question.default or "", err=True))
            except ValueError as error:
                click.echo(f"  {error}", err=True)

    answers = {}
    for question in QUESTIONS:
        said = given[question.name]
        if said is None:
            said = question.default if yes or not sys.stdin.isatty() else ask(question)
        answers[question.name] = said
    options.write(config, [render(account=account, **answers)])  # type: ignore[arg-type]  # defaults fill the required two
    click.echo(f"wrote {config}; next: hardpan doctor {config}", err=True)
    return ExitCode.CLEAN
