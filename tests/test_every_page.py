"""The commands on every control's page are commands that the AWS CLI takes."""

from __future__ import annotations

import argparse
import shlex
from functools import cache
from typing import Any

import awscli.clidriver
import pytest
from awscli.argparser import ArgTableArgParser

from hardpan import services
from hardpan.model import CONTROLS

services.load()

LINES = [
    pytest.param(line.strip(), id=f"{control.id}:{line.strip()[4:44]}")
    for control in CONTROLS.values()
    for line in control.page.splitlines()
    if line.startswith("    aws ")
]


@cache
def command_line() -> Any:
    return awscli.clidriver.create_clidriver()


@pytest.mark.parametrize("line", LINES)
def test_the_aws_cli_takes_the_command(line: str) -> None:
    """Its own parser does: service, operation and options exist, none that is required is left out."""
    whole = command_line()._create_parser(command_line()._get_command_table())
    asked, rest = whole.parse_known_args(shlex.split(line)[1:])
    service = command_line()._get_command_table()[asked.command]
    operations = service._get_command_table()
    assert rest[0] in operations, f"aws {asked.command} has no {rest[0]}"
    options = ArgTableArgParser(operations[rest[0]].arg_table)
    try:
        _, unknown = options.parse_known_args(rest[1:])
    except (SystemExit, argparse.ArgumentError) as refusal:
        pytest.fail(f"{line}: {refusal}")
    assert unknown == []


def test_a_wrong_command_would_be_noticed() -> None:
    with pytest.raises(pytest.fail.Exception):
        test_the_aws_cli_takes_the_command("aws kms enable-key-rotation --rotation-period-in-days 365")
    with pytest.raises(AssertionError):
        test_the_aws_cli_takes_the_command("aws kms list-keys --no-such-option 1")


def test_every_page_has_a_command_to_check_with() -> None:
    for control in CONTROLS.values():
        check = control.page.partition("Check by hand:")[2].partition("Fix by hand:")[0]
        assert "\n    aws " in check, control.id
