"""`hardpan sandbox`."""

from __future__ import annotations

import click

from hardpan.model import ExitCode


@click.group("sandbox", short_help="Run an emulated AWS on this machine.")
def command() -> None:
    """Run an emulated AWS account on this machine, reachable from this machine only."""


@command.command()
@click.option("--scenario", default="factory-new", show_default=True, help="What the account looks like at first.")
@click.option("--port", default=4577, show_default=True)
@click.option("--detach", is_flag=True, help="Serve in the background, until `hardpan sandbox stop`.")
def start(scenario: str, port: int, detach: bool) -> int:
    """Serve until interrupted, and print what to export first."""
    from hardpan.sandbox import detach as background
    from hardpan.sandbox.server import environment, serve_foreground

    if detach:
        port = background.start_detached(scenario, port).port
    for name, value in environment(f"http://127.0.0.1:{port}").items():
        click.echo(f"export {name}={value}")
    if not detach:
        serve_foreground(scenario, port)
    return ExitCode.CLEAN


@command.command()
def stop() -> int:
    """Stop the sandbox in the background."""
    from hardpan.sandbox import detach as background

    click.echo("stopped" if background.stop() else "none was running")
    return ExitCode.CLEAN


@command.command()
def status() -> int:
    """Say whether a sandbox runs in the background, and where."""
    from hardpan.sandbox import detach as background

    click.echo(str(background.status() or "none is running"))
    return ExitCode.CLEAN


@command.command()
@click.option("--scenario", default=None, help="Instead of the scenario it was started with.")
def reset(scenario: str | None) -> int:
    """Begin anew."""
    from hardpan.sandbox import detach as background

    background.reset(scenario)
    return ExitCode.CLEAN
