"""`hardpan doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from hardpan.cli import options
from hardpan.model import ExitCode


@click.command("doctor", short_help="Check credentials, Regions and configuration. Reads only.")
@options.config
def command(config: Path) -> int:
    """Check that CONFIG is right, who the credentials belong to and which Regions they reach. Reads only."""
    from hardpan.plan import Selection
    from hardpan.workflows.session import begin

    want = options.load(config)
    click.echo(f"✓ {config}: profile {want.profile}, home Region {want.home_region}")
    session = begin(want, Selection())
    click.echo(f"✓ credentials: {session.identity.arn}")
    click.echo(f"✓ account {session.identity.account}, partition {session.identity.partition}")
    click.echo(f"✓ {len(session.regions)} Regions enabled: {', '.join(session.regions)}")
    if session.identity.arn.endswith(":root"):
        click.echo("! these are the root user's credentials: use a role for everything but the first set-up")
    return ExitCode.CLEAN
