"""`hardpan sandbox`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from hardpan.model import ExitCode, Problem

if TYPE_CHECKING:
    from hardpan.sandbox.server import Sandbox


@click.group("sandbox", short_help="Run an emulated AWS on this machine.")
def command() -> None:
    """Run an emulated AWS on this machine, an account or an organization, reachable from this machine only."""


@command.command()
@click.option("--scenario", default="factory-new", show_default=True, help="What AWS looks like at first.")
@click.option("--port", type=click.IntRange(0, 65535), default=4577, show_default=True, help="0 takes any free one.")
@click.option("--detach", is_flag=True, help="Serve in the background, until `hardpan sandbox stop`.")
def start(scenario: str, port: int, detach: bool) -> int:
    """Serve until interrupted, and print what to export as soon as requests are answered.

    Exit code: 0 serving in the background   1 the port is taken, or one runs already   130 interrupted
    """
    with _emulator():
        from hardpan.sandbox import detach as background
        from hardpan.sandbox.server import serve_foreground

    if detach:
        running = background.start_detached(scenario, port)
        _exports(running.environment)
        click.echo(f"{scenario} at {running.url}, until `hardpan sandbox stop`", err=True)
        return ExitCode.CLEAN

    def ready(sandbox: Sandbox) -> None:
        _exports(sandbox.environment)
        click.echo(f"{scenario} at {sandbox.url}, until Ctrl-C", err=True)

    serve_foreground(scenario, port, ready)
    click.echo("stopped", err=True)
    return ExitCode.INTERRUPTED


@command.command()
def stop() -> int:
    """Stop the sandbox in the background."""
    with _emulator():
        from hardpan.sandbox import detach as background

    click.echo("stopped" if background.stop() else "none was running")
    return ExitCode.CLEAN


@command.command()
def status() -> int:
    """Say whether a sandbox runs in the background, and where."""
    with _emulator():
        from hardpan.sandbox import detach as background

    running = background.status()
    where = f"{running.url}  {running.scenario}  process {running.pid}" if running else None
    click.echo(where or "none is running in the background")
    return ExitCode.CLEAN


@command.command()
@click.option("--scenario", default=None, help="Instead of the scenario it was started with.")
def reset(scenario: str | None) -> int:
    """Begin anew."""
    with _emulator():
        from hardpan.sandbox import detach as background

    running = background.reset(scenario)
    click.echo(f"{running.url}  {running.scenario}  as at first")
    return ExitCode.CLEAN


def _exports(environment: dict[str, str]) -> None:
    for name, value in environment.items():
        click.echo(f"export {name}={shlex.quote(value)}")


@contextmanager
def _emulator() -> Iterator[None]:
    """The emulator is an extra: tell whoever lacks it how to get it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.startswith("hardpan"):
            raise
        raise Problem(
            f"the sandbox needs {error.name}, which is not installed", next="pip install 'hardpan[sandbox]'"
        ) from error
