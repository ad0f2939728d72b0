"""`hardpan permissions`."""

from __future__ import annotations

from pathlib import Path

import click

from hardpan.cli import options
from hardpan.config import Baseline
from hardpan.model import ExitCode, ProfileLevel
from hardpan.policy import size

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
_MANAGED, _INLINE = 6144, 10_240  # characters of a managed policy, and of all inline policies of a role


@click.command("permissions", short_help="Print the least-privilege policy for reading or changing.")
@click.argument("config", type=click.Path(path_type=Path), required=False)
@options.selection
@click.option("--role", type=click.Choice(["audit", "apply"]), default="audit", show_default=True)
@click.option("--account", "accounts", multiple=True, metavar="A", help="That is entered: a number, or `all`.")
@click.option("--part", type=click.IntRange(min=1), metavar="N", help="Of a policy too long for one: its Nth part.")
def command(
    config: Path | None,
    controls: tuple[str, ...],
    sections: tuple[str, ...],
    profile_level: ProfileLevel | None,
    regions: tuple[str, ...],
    role: str,
    accounts: tuple[str, ...],
    part: int | None,
) -> int:
    """Print the IAM policy that allows what `assess` and `plan` read (audit), or also what `apply` changes (apply).

    Of changes only those that CONFIG can lead to: without it, those that no key has to ask for. With --account also
    what the caller needs to enter accounts by the role of `access` in CONFIG; the role there needs the rest.
    """
    from hardpan.workflows.reads import apply_policy, as_text, audit_policy, in_parts

    want = options.load(config, profile_level) if config else Baseline(profile=profile_level or "personal")
    selection = options.chosen(controls, sections, regions, accounts)
    policy = (audit_policy if role == "audit" else apply_policy)(want, selection)
    parts = in_parts(policy, _MANAGED)
    if part and part > len(parts):
        raise click.UsageError(f"--part {part}: the policy has {len(parts)}")
    click.echo(as_text(parts[part - 1] if part else policy), nl=False)
    if len(parts) > 1 and not part:
        click.echo(_advice(len(parts), size(policy)), err=True)
    return ExitCode.CLEAN


def _advice(parts: int, length: int) -> str:
    each = " and ".join(f"--part {number}" for number in range(1, parts + 1))
    inline = ", or attach it inline to a role" if length <= _INLINE else ""
    return (
        f"longer than a managed policy may be ({_MANAGED:,} characters): print it as {parts} of them, with {each}, "
        f"for the same role{inline}"
    )
