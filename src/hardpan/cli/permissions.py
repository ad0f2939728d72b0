"""`hardpan permissions`."""

from __future__ import annotations

from pathlib import Path

import click

from hardpan.cli import options
from hardpan.config import Baseline
from hardpan.model import ExitCode, ProfileLevel


@click.command("permissions", short_help="Print the least-privilege policy for reading or changing.")
@click.argument("config", type=click.Path(path_type=Path), required=False)
@options.selection
@click.option("--role", type=click.Choice(["audit", "apply"]), default="audit", show_default=True)
def command(
    config: Path | None,
    controls: tuple[str, ...],
    sections: tuple[str, ...],
    profile_level: ProfileLevel | None,
    regions: tuple[str, ...],
    role: str,
) -> int:
    """Print the IAM policy that allows what `assess` and `plan` read (audit), or also what `apply` changes (apply)."""
    from hardpan.workflows.reads import apply_policy, as_text, audit_policy

    want = options.load(config, profile_level) if config else Baseline(profile=profile_level or "personal")
    policy = (audit_policy if role == "audit" else apply_policy)(want, options.chosen(controls, sections, regions))
    click.echo(as_text(policy), nl=False)
    return ExitCode.CLEAN
