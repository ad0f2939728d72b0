"""A plan as a commented shell script of AWS CLI commands, for those who would rather do it by hand."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

from botocore import xform_name

from hardpan.model import Place, Ref, Step, Write
from hardpan.plan import Plan

_SERVICE = {"s3": "s3api"}  # `aws s3` is the file-copying command
_VARIABLE = re.compile(r"[^A-Za-z0-9]+")


def plan(made: Plan) -> str:
    """A script that stops at the first error; answers that later steps need are kept in shell variables."""
    referred = {ref for step in made.steps for ref in _refs(step.write.parameters)}
    lines = [
        "#!/usr/bin/env bash",
        f"# Plan {made.hash} for account {made.account}. Made from what AWS said at {made.snapshot_taken}.",
        "# Each command does what the step of the same key would do; `hardpan apply` also waits, checks and can undo.",
        "set -euo pipefail",
        "",
    ]
    for step in made.steps:
        lines += [f"# {step.key}", f"# {step.because}"]
        if step.undo is None:
            lines.append(f"# Cannot be taken back: {step.undo_note}")
        lines += [*_commands(step, referred), ""]
    for human in made.human_steps:
        lines += [f"# By hand: {human.title}", *(f"#   {line}" for line in human.instructions.splitlines()), ""]
    return "\n".join(lines)


def command(write: Write, place: Place) -> str:
    """One AWS CLI command that sends the request in the given place; references show as `$VARIABLE`."""
    words = ["aws", _SERVICE.get(write.service, write.service), xform_name(write.operation, "-")]
    text = " ".join(words)
    for name, value in write.parameters.items():
        text += f" {_argument(name, value)}"
    return f"{text} --region {place.endpoint_region}"


def _commands(step: Step, referred: set[Ref]) -> list[str]:
    needed = sorted((ref for ref in referred if ref.step == step.key), key=lambda ref: ref.path)
    text = command(step.write, step.place)
    if not needed:
        return [text]
    answer = f"{_variable(Ref(step.key, 'answer'))}"
    return [
        f"{answer}=$({text} --output json)",
        *(f'{_variable(ref)}=$(jp -u {shlex.quote(ref.path)} <<< "${answer}")   # jp: jmespath.org' for ref in needed),
    ]


def _argument(name: str, value: Any) -> str:
    option = "--" + xform_name(name, "-")
    if value is True:
        return option
    if value is False:
        return "--no-" + option.removeprefix("--")
    if isinstance(value, Ref):
        return f'{option} "${_variable(value)}"'
    if isinstance(value, dict | list | tuple):
        if _refs(value):
            # Double quotes let the shell fill in the variables; what JSON quotes is escaped.
            return f'{option} "{_escaped(json.dumps(_named(value)))}"'
        return f"{option} {shlex.quote(json.dumps(value))}"
    return f"{option} {shlex.quote(str(value))}"


def _escaped(text: str) -> str:
    return re.sub(r'(["\\`])', r"\\\1", text)


def _named(value: Any) -> Any:
    if isinstance(value, Ref):
        return f"${{{_variable(value)}}}"
    if isinstance(value, dict):
        return {name: _named(item) for name, item in value.items()}
    return [_named(item) for item in value] if isinstance(value, list | tuple) else value


def _refs(value: Any) -> list[Ref]:
    if isinstance(value, Ref):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [ref for item in inside for ref in _refs(item)]


def _variable(ref: Ref) -> str:
    return _VARIABLE.sub("_", f"{ref.step} {ref.path}").strip("_").lower()
