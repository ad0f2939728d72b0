"""A plan as a commented shell script of AWS CLI commands, for those who would rather do it by hand."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from typing import Any

from botocore import xform_name

from hardpan.model import Place, Ref, Step, Write
from hardpan.plan import Plan

_SERVICE = {"s3": "s3api", "config": "configservice"}  # `aws s3` is the file-copying command
# https://docs.aws.amazon.com/cli/latest/reference/sns/subscribe.html: options that are not named as the parameter is.
_OPTION = {("sns", "Subscribe", "Endpoint"): "notification-endpoint"}
# The AWS CLI takes a value that begins so for an option, or for the address of the value.
# https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
_NOT_A_VALUE = ("-", "file://", "fileb://", "http://", "https://")
_VARIABLE = re.compile(r"[^A-Za-z0-9]+")


def plan(made: Plan) -> str:
    """A script that stops at the first error; answers that later steps need are kept in shell variables."""
    referred = {ref for step in made.steps for ref in _refs(step.write.parameters)}
    lines = [
        "#!/bin/sh",
        f"# Plan {made.hash} for account {made.account}. Made from what AWS said at {made.snapshot_taken}.",
        "# Each command does what the step of the same key would do; `hardpan apply` also waits, checks and can undo.",
        *(f"# {number} stands for account {name}, which it makes." for number, name in made.planned_accounts.items()),
        "set -eu",
        "export AWS_PAGER=''   # no answer waits for a key to be pressed",
        "",
    ]
    for step in made.steps:
        lines += [_comment(step.key), _comment(step.because)]
        if step.undo is None and not made.undoes:
            lines.append(_comment(f"Cannot be taken back: {step.undo_note}"))
        lines += [*_commands(step, referred), ""]
    for human in made.human_steps:
        lines += [_comment(f"By hand: {human.title}"), *_comments(human.instructions), *_comments(*human.because)]
        lines += [*_comments(f"check: {human.check}"), ""]
    for blocked in made.blocked:
        lines += [_comment(f"Blocked: {blocked.operation}: {blocked.reason}"), *_comments(blocked.unblock), ""]
    lines += [_comment(f"Stays: {note}") for note in made.notes]
    return "\n".join(lines).rstrip("\n") + "\n"


def command(write: Write, place: Place) -> str:
    """One AWS CLI command that sends the request in the given place; references show as `"${variable}"`.

    What a member's root user does is a subshell with the credentials of its session.
    """
    words = ["aws", _SERVICE.get(write.service, write.service), xform_name(write.operation, "-")]
    if any(isinstance(value, str) and value.startswith(_NOT_A_VALUE) for value in write.parameters.values()):
        words += ["--cli-input-json", _value(write.parameters)]
    else:
        words += [_argument(write, name, value) for name, value in write.parameters.items()]
    text = " ".join([*words, "--region", place.endpoint_region])
    return f"({_root_session(place, write.root_task)}; {text})" if write.root_task else text


def _root_session(place: Place, task: str) -> str:
    """Puts the credentials of a session of sts:AssumeRoot into the environment; STS of a Region alone gives one."""
    told = {"AWS_ACCESS_KEY_ID": "AccessKeyId", "AWS_SECRET_ACCESS_KEY": "SecretAccessKey"}
    told |= {"AWS_SESSION_TOKEN": "SessionToken"}
    pairs = ", ".join(f"join('=', ['{name}', {member}])" for name, member in told.items())
    policy = f"arn=arn:{place.partition}:iam::aws:policy/root-task/{task}"
    asked = f"aws sts assume-root --target-principal {place.account} --task-policy-arn {policy}"
    query = f"--query {shlex.quote(f'Credentials.[{pairs}]')} --output text --region {place.endpoint_region}"
    return f"export $({asked} {query})"


def _commands(step: Step, referred: Iterable[Ref]) -> list[str]:
    """The step's command; where later steps refer to its answer, as an assignment to their variables."""
    needed = sorted((ref for ref in referred if ref.step == step.key), key=lambda ref: ref.path)
    text = command(step.write, step.place)
    if not needed:
        return [text]
    paths = ", ".join(ref.path for ref in needed)
    if len(needed) == 1:
        return [f"{_variable(needed[0])}=$({text} --query {shlex.quote(paths)} --output text)"]
    answer = _variable(Ref(step.key, "answer"))
    return [
        f"{answer}=$({text} --query {shlex.quote(f'[{paths}]')} --output text)",
        *(
            f"""{_variable(ref)}=$(printf '%s\\n' "${{{answer}}}" | cut -f {column})"""
            for column, ref in enumerate(needed, 1)
        ),
    ]


def _argument(write: Write, name: str, value: Any) -> str:
    option = _OPTION.get((write.service, write.operation, name)) or xform_name(name, "-")
    if isinstance(value, bool):
        return f"--{option}" if value else f"--no-{option}"
    return f"--{option} {_value(value)}"


def _value(value: Any) -> str:
    """One word of shell: text as it is, anything else as JSON, references as variables."""
    if isinstance(value, str):
        return shlex.quote(value)
    words, text = "", ""
    for piece in (value,) if isinstance(value, Ref) else _json(value):
        if isinstance(piece, Ref):
            words += (shlex.quote(text) if text else "") + f'"${{{_variable(piece)}}}"'
            text = ""
        else:
            text += piece
    return words + (shlex.quote(text) if text else "")


def _json(value: Any) -> Iterator[str | Ref]:
    """The pieces of a JSON text, references left as they are."""
    if isinstance(value, Ref):
        yield from ('"', value, '"')
    elif isinstance(value, dict):
        yield "{"
        for number, (name, item) in enumerate(value.items()):
            yield f"{', ' if number else ''}{json.dumps(name)}: "
            yield from _json(item)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for number, item in enumerate(value):
            yield ", " if number else ""
            yield from _json(item)
        yield "]"
    else:
        yield json.dumps(value)


def _refs(value: Any) -> list[Ref]:
    return [piece for piece in _json(value) if isinstance(piece, Ref)]


def _variable(ref: Ref) -> str:
    return _VARIABLE.sub("_", f"{ref.step} {ref.path}").strip("_").lower()


def _comment(text: str) -> str:
    """A comment of one line, whatever the text: a second line would be carried out."""
    return f"# {' '.join(text.split())}"


def _comments(*texts: str) -> list[str]:
    """Comments of as many lines as the texts have, indented."""
    return [f"#   {line}" for text in texts for line in text.splitlines()]
