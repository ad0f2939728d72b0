"""`hardpan explain`."""

from __future__ import annotations

import click

from hardpan.model import CONTROLS, ExitCode


@click.command("explain", short_help="Explain a control: why, how to check and fix it by hand.")
@click.argument("control_id", metavar="CONTROL")
def command(control_id: str) -> int:
    """Explain CONTROL: why it matters, what passes and fails, how to check and fix it by hand, what it costs."""
    from hardpan import services
    from hardpan.report.reference import explained
    from hardpan.workflows.session import unknown_control

    services.load()
    if control_id not in CONTROLS:
        raise unknown_control(control_id)
    click.echo(explained(CONTROLS[control_id]), nl=False)
    return ExitCode.CLEAN
