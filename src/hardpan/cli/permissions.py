"""`hardpan permissions`."""

from __future__ import annotations

from pathlib import Path

import click

from hardpan.cli import options
from hardpan.config import Baseline
from hardpan.model import ExitCode, ProfileLevel

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; inline policies of a role hold 10,240
_MANAGED = 6144


@click.command("permissions", short_help="Print the least-privilege policy for reading or changing.")
@click.argument("config", type=click.Path(path_type=Path), required=False)
@options.selection
@click.option("--role", type=click.Choice(["audit", "apply"]), default="audit", show_default=True)
@click.option("--account", "accounts", multiple=True, metavar="A", help="That is entered: a number, or `all`.")
def command(
    config: Path | None,
    controls: tuple[str, ...],
    sections: tuple[str, ...],
    profile_level: ProfileLevel | None,
    regions: tuple[str, ...],
    role: str,
    accounts: tuple[str, ...],
) -> int:
    """Print the IAM policy that allows what `assess` and `plan` read (audit), or also what `apply` changes (apply).

    With --account also what the caller needs to enter accounts by the role of `access` in CONFIG; the role there needs
    the rest.
    """
    from hardpan.workflows.reads import apply_policy, as_text, audit_policy

    want = options.load(config, profile_level) if config else Baseline(profile=profile_level or "personal")
    selection = options.chosen(controls, sections, regions, accounts)
    policy = (audit_policy if role == "audit" else apply_policy)(want, selection)
    click.echo(as_text(policy), nl=False)
    if len("".join(as_text(policy).split())) > _MANAGED:
        click.echo(
            f"longer than a managed policy may be ({_MANAGED:,} characters): attach it inline to a role, or print it "
            "in parts with --section",
            err=True,
        )
    return ExitCode.CLEAN
