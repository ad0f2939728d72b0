"""`hardpan schema`."""

from __future__ import annotations

import json

import click

from hardpan.model import ExitCode


@click.command("schema", short_help="Print the JSON Schema of hardpan.yaml.")
def command() -> int:
    """Print the JSON Schema of hardpan.yaml, for editors: hardpan schema > hardpan.schema.json"""
    from hardpan.config.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
    return ExitCode.CLEAN
