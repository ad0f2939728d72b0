"""The commands on every control's page are commands that the AWS CLI takes, down to the values they give."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

import awscli.clidriver
import jmespath
import pytest
from awscli.argparser import ArgTableArgParser
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.validate import ParamValidator

from hardpan import services
from hardpan.model import CONTROLS, OPERATIONS

services.load()

LINES = [
    pytest.param(line.strip(), id=f"{control.id}:{line.strip()[4:44]}")
    for control in CONTROLS.values()
    for line in control.page.splitlines()
    if line.startswith("    aws ")
]
# Commands in the middle of a sentence, of which the rest may be left to the reader.
MENTIONED = re.compile(r"\baws ([a-z][a-z0-9-]+) ([a-z][a-z0-9]*-[a-z0-9-]*[a-z0-9])")
SAID = {
    **{f"page of {control.id}": f"{control.page}\n{control.human or ''}" for control in CONTROLS.values()},
    **{f"operation {operation.id}": f"{operation.page}\n{operation.consent}" for operation in OPERATIONS.values()},
}
# Words in capitals stand for what the reader has, and are seldom as long as that.
TOO_SHORT = re.compile(r"Invalid length for parameter [\w.\[\]]+, value: \d+, valid m(in|ax) length: \d+")

# What bash, or zsh where it finds no such file, does not hand on as it is.
SPECIAL = re.compile(r"[`$;&|<>*?\[\]()]")
QUOTED = re.compile(r"'[^']*'|\"[^\"`$]*\"")


@cache
def command_line() -> Any:
    return awscli.clidriver.create_clidriver()


@pytest.mark.parametrize("line", LINES)
def test_the_aws_cli_takes_the_command(line: str) -> None:
    """Its own parser does: service, operation and options exist, none that is required is left out."""
    assert not SPECIAL.search(QUOTED.sub("", line)), "a shell would make something else of it"
    whole = command_line()._create_parser(command_line()._get_command_table())
    asked, rest = whole.parse_known_args(shlex.split(line)[1:])
    service = command_line()._get_command_table()[asked.command]
    operations = service._get_command_table()
    assert rest[0] in operations, f"aws {asked.command} has no {rest[0]}"
    command = operations[rest[0]]
    options = ArgTableArgParser(command.arg_table)
    try:
        given, unknown = options.parse_known_args(rest[1:])
    except (SystemExit, argparse.ArgumentError) as refusal:
        pytest.fail(f"{line}: {refusal}")
    assert unknown == []
    if asked.query:
        jmespath.compile(asked.query)
    if "file://" not in line:  # which the reader has yet to write
        request = command._build_call_parameters(given, command.arg_table, asked)
        assert list(faults(request, command._operation_model.input_shape)) == []


def faults(request: dict[str, Any], shape: Shape | None) -> Iterator[str]:
    """What AWS's model says against the request that the AWS CLI would make of a command."""
    if shape is None:
        return
    report = ParamValidator().validate(request, shape).generate_report()
    yield from (fault for fault in report.splitlines() if not TOO_SHORT.fullmatch(fault))
    yield from _not_in_the_list(request, shape)


def _not_in_the_list(value: Any, shape: Shape) -> Iterator[str]:
    """Words where the model has a list of words: the AWS CLI leaves it to the service to refuse others."""
    if isinstance(shape, StructureShape):
        for name, held in value.items():
            if name in shape.members:
                yield from _not_in_the_list(held, shape.members[name])
    elif isinstance(shape, MapShape):
        for held in value.values():
            yield from _not_in_the_list(held, shape.value)
    elif isinstance(shape, ListShape):
        for held in value:
            yield from _not_in_the_list(held, shape.member)
    elif (known := getattr(shape, "enum", None)) and value not in known:
        yield f"{value} is none of {', '.join(known)}"


@pytest.mark.parametrize("where", SAID)
def test_the_aws_cli_has_the_commands_that_are_mentioned(where: str) -> None:
    table = command_line()._get_command_table()
    for service, operation in MENTIONED.findall(SAID[where]):
        assert service in table, f"aws has no {service}"
        assert operation in table[service]._get_command_table(), f"aws {service} has no {operation}"


def test_a_wrong_command_would_be_noticed() -> None:
    for line in (
        "aws kms enable-key-rotation --rotation-period-in-days 365",  # of which key?
        "aws iam update-access-key --user-name USER --access-key-id KEY_ID --status Off",
        "aws accessanalyzer list-findings-v2 --analyzer-arn ANALYZER_ARN --filter status={is=ACTIVE}",
        "aws kms list-keys --no-such-option 1",
        "aws kms list-all-keys",
        "aws kms list-keys --query Keys[].KeyId",
    ):
        with pytest.raises((pytest.fail.Exception, AssertionError)):
            test_the_aws_cli_takes_the_command(line)
    with pytest.raises(jmespath.exceptions.ParseError):
        test_the_aws_cli_takes_the_command("aws kms list-keys --query 'Keys[].[KeyId'")


def test_a_wrong_mention_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SAID, "wrong", "Turn it off with `aws ec2 disable-serial-console`.")
    with pytest.raises(AssertionError, match="aws ec2 has no disable-serial-console"):
        test_the_aws_cli_has_the_commands_that_are_mentioned("wrong")


def test_every_page_has_a_command_to_check_with() -> None:
    for control in CONTROLS.values():
        check = control.page.partition("Check by hand:")[2].partition("Fix by hand:")[0]
        assert "\n    aws " in check, control.id
