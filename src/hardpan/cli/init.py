"""`hardpan init`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardpan.cli import options
from hardpan.model import PROFILES, ExitCode, Problem

if TYPE_CHECKING:
    from hardpan.config import Organization
    from hardpan.config.init import Found, Question
    from hardpan.workflows.adopt import Sight


@click.command("init", short_help="Write a commented hardpan.yaml.")
@options.config
@click.option("--profile", type=click.Choice(PROFILES), help="How much to ask of the account.")
@click.option("--home-region", metavar="R", help="Where the trail, the log bucket and the alerts live.")
@click.option("--account", metavar="ID", help="Act in this account only.")
@click.option("--email", metavar="ADDRESS", help="For alerts and AWS's notices.")
@click.option("--name", metavar="NAME", help="The person or team behind the account.")
@click.option("--phone", metavar="NUMBER", help="As in +353 1 555 0100.")
@click.option(
    "--organization",
    "template",
    metavar="ADDRESS",
    callback=lambda *given: _template(given[-1]),
    help="Begin an organization, as the profile suggests. Accounts get addresses like it: 'aws+{name}@example.com'.",
)
@click.option("--adopt", is_flag=True, help="Describe the organization that there is. Reads AWS, changes nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the defaults for what no option says.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(
    config: Path,
    account: str | None,
    template: str | None,
    adopt: bool,
    yes: bool,
    force: bool,
    **given: str | None,
) -> int:
    """Write a commented CONFIG from a few questions, or from the options. Asks AWS nothing, except with --adopt.

    With --adopt, in the management account of an organization that exists, CONFIG describes that: its units, its
    accounts, the trail that it has. What is not sure is written as an example, with the reason.
    """
    from hardpan.config.init import layout, render
    from hardpan.config.load import parse

    if adopt and template:
        raise click.UsageError("--organization begins an organization, --adopt describes one that exists")
    if config.exists() and not force:
        raise Problem(f"{config} is there already", effect="nothing was written", next="--force", code=ExitCode.USAGE)
    sight = _sight() if adopt else None
    answers = _answers(given, silent=yes or not sys.stdin.isatty(), instead=_instead(sight))
    organization, found = None, None
    if sight:
        from hardpan.workflows.described import described

        account = account or sight.place.account
        organization, found = described(sight, answers["profile"])  # type: ignore[arg-type]  # one of PROFILES
    elif template:
        organization = layout(str(answers["profile"]), template)
    text = render(account=account, organization=organization, found=found, **answers)  # type: ignore[arg-type]  # defaults fill the required two
    parse(text, str(config))
    options.write(config, [text])
    if organization and found:
        click.echo(_summary(organization, found), err=True)
    click.echo(f"wrote {config}; next: hardpan doctor {config}", err=True)
    return ExitCode.CLEAN


def _summary(organization: Organization, found: Found) -> str:
    seen = f"found {len(organization.accounts)} accounts and {len(organization.units)} units"
    open_questions = len(found.remarks.guesses)
    return seen + (f"; {open_questions} lines say `perhaps`, and are yours to decide" if open_questions else "")


def _template(said: str | None) -> str | None:
    from hardpan.config.names import email_template

    try:
        return email_template(said) if said else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _sight() -> Sight:
    from hardpan.cli.progress import reading
    from hardpan.workflows.adopt import see

    with reading("Reading the organization") as progress:
        return see(progress=progress)


def _instead(sight: Sight | None) -> dict[str, str]:
    """Defaults that fit an organization better: it has a team, and home is where its landing zone or its trail is."""
    if sight is None:
        return {}
    home = sight.zone.home_region if sight.zone else sight.trail.home_region if sight.trail else None
    return {"profile": "team", **({"home_region": home} if home else {})}


def _answers(given: Mapping[str, str | None], *, silent: bool, instead: Mapping[str, str]) -> dict[str, str | None]:
    """What options say, else what a person says, else the default."""
    from hardpan.config.init import QUESTIONS

    answers = {}
    for usual in QUESTIONS:
        question = replace(usual, default=instead.get(usual.name, usual.default))
        said = given[question.name]
        if said is None:
            said = question.default if silent else _asked(question)
        answers[question.name] = said
    return answers


def _asked(question: Question) -> str | None:
    while True:
        try:
            return question.answer(click.prompt(question.prompt, default=question.default or "", err=True))
        except ValueError as error:
            click.echo(f"  {error}", err=True)
