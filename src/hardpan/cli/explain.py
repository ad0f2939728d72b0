"""`hardpan explain`."""

from __future__ import annotations

import click

from hardpan.model import CONTROLS, OPERATIONS, ExitCode


@click.command("explain", short_help="Explain a control: why, how to check and fix it by hand.")
@click.argument("control_id", metavar="CONTROL")
def command(control_id: str) -> int:
    """Explain CONTROL: why it matters, what passes and fails, how to check and fix it by hand, what it costs."""
    from hardpan import services
    from hardpan.workflows.session import unknown_control

    services.load()
    if control_id not in CONTROLS:
        raise unknown_control(control_id)
    control = CONTROLS[control_id]
    click.echo(f"{control.id}   {control.severity}   {control.section}   profile {control.profile}   {control.cost}\n")
    click.echo(control.page)
    for operation in OPERATIONS.values():
        if control.id in operation.satisfies:
            click.echo(f"\nHardpan's fix: {operation.id}: {operation.page.partition(chr(10))[0]}")
            click.echo(f"    hardpan plan --control {control.id} --out plan.json")
            if operation.consent:
                click.echo(f"    asks for consent (--consent {operation.id}): {operation.consent}")
    if control.human:
        click.echo("\nFor a person:\n" + "\n".join(f"    {line}" for line in control.human.strip().splitlines()))
    return ExitCode.CLEAN
