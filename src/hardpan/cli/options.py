"""Arguments and options that several commands share."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hardpan.cli import BEGAN
from hardpan.config import Baseline
from hardpan.model import PROFILES, SECTIONS, ExitCode, Problem, ProfileLevel
from hardpan.plan import Selection

if TYPE_CHECKING:
    from hardpan.frameworks import Framework

Command = TypeVar("Command", bound=Callable[..., Any])

RUNS = Path(".hardpan/runs")  # where journals are kept

config = click.argument("config", type=click.Path(path_type=Path), default="hardpan.yaml")
runs = click.option(
    "--runs", "root", type=click.Path(path_type=Path), default=RUNS, show_default=True, help="Where journals are kept."
)


def selection(command: Command) -> Command:
    """`--control`, `--section`, `--region` and `--profile-level`."""
    for option in (
        click.option("--region", "regions", multiple=True, metavar="R", help="Only this Region. May be repeated."),
        click.option("--profile-level", type=click.Choice(PROFILES), help="Instead of the profile in CONFIG."),
        click.option("--section", "sections", multiple=True, type=click.Choice(SECTIONS), help="Only this section."),
        click.option("--control", "controls", multiple=True, metavar="ID", help="Only this control. May be repeated."),
    ):
        command = option(command)
    return command


codec = click.option(
    "--codec",
    type=click.Choice(("lean", "botocore")),
    default="lean",
    show_default=True,
    help="How AWS is read: botocore is ten times slower, and AWS's own.",
)
timeout = click.option(
    "--timeout", type=click.FloatRange(min=1), metavar="SECONDS", help="For everything that is read, from the start."
)


consent = click.option(
    "--consent", multiple=True, metavar="OPERATION", help="Agree to an operation that may break or lose."
)


def transport(command: Command) -> Command:
    """`--codec` and `--timeout`: how AWS is asked."""
    return codec(timeout(command))


def deadline(timeout: float | None) -> float | None:
    """When `--timeout` is over, of time.monotonic()."""
    return BEGAN + timeout if timeout else None


def accounts(command: Command) -> Command:
    """`--account`, and how accounts are entered: `--role` and `--external-id`."""
    for option in (
        click.option("--external-id", metavar="ID", help="What the role asks for, instead of the one in CONFIG."),
        click.option("--role", metavar="NAME", help="The role in each account, instead of the one in CONFIG."),
        click.option(
            "--account",
            "accounts",
            multiple=True,
            metavar="A",
            help="This account, or `all` of the organization, instead of the credentials' own. May be repeated.",
        ),
    ):
        command = option(command)
    return command


def entering(want: Baseline, role: str | None, external_id: str | None) -> Baseline:
    """The baseline with another way into accounts than its file has. Raises Problem for words that cannot be."""
    from hardpan.config import names

    try:
        access = replace(
            want.access,
            by=names.role(role) if role else None,
            external_id=names.external_id(external_id) if external_id else want.access.external_id,
        )
    except ValueError as error:
        raise Problem(str(error), effect="nothing was read", code=ExitCode.USAGE) from error
    return replace(want, access=access)


def load(path: Path, profile_level: ProfileLevel | None = None) -> Baseline:
    """The baseline in a file. Raises Problem with every error in it."""
    from hardpan.config.load import load as read

    want = read(path)
    if want.waivers:
        from hardpan.workflows.session import check_waivers

        check_waivers(want, str(path))
    return replace(want, profile=profile_level) if profile_level else want


def chosen(
    controls: tuple[str, ...], sections: tuple[str, ...], regions: tuple[str, ...], accounts: tuple[str, ...] = ()
) -> Selection:
    """The options as a Selection."""
    return Selection(controls=controls, sections=sections, regions=regions, accounts=accounts)


def framework(name: str) -> Framework:
    """The framework of this id. Raises Problem for a name that is none."""
    from hardpan import services
    from hardpan.frameworks import frameworks

    services.load()
    if name not in frameworks():
        raise Problem(
            f"there is no framework {name}",
            effect="nothing was read",
            next=f"one of {', '.join(frameworks())}",
            code=ExitCode.USAGE,
        )
    return frameworks()[name]


def print_pieces(pieces: Iterable[str]) -> None:
    """Print a result as it is made."""
    # Findings are plain values, which reference counting frees; looking for cycles among all that was loaded, again and
    # again while a million of them go by, would take four times as long as writing them.
    gc.freeze()
    for piece in pieces:
        click.echo(piece, nl=False)


def write(path: Path, pieces: Iterable[str]) -> None:
    """Write a result file. Raises Problem where that is not possible."""
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}", code=ExitCode.USAGE) from error


def read(path: Path) -> str:
    """Read a file. Raises Problem where that is not possible."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Problem(f"cannot read {path}: {reason}", code=ExitCode.USAGE) from error
