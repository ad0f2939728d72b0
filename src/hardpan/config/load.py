"""`hardpan.yaml` to a Baseline: every scalar read as text, every error at once with file:line:column."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from pydantic import TypeAdapter, ValidationError

from hardpan.config.baseline import Baseline
from hardpan.config.layout import KEYS, fields_at
from hardpan.model import ExitCode, Problem

Keys: TypeAlias = tuple[str | int, ...]
_ACCOUNT = re.compile(r"\d{12}")


def load(path: Path) -> Baseline:
    """The baseline in a file. Raises Problem (exit code 64) with every error in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise _problem([f"{path}: {error.strerror}"], "hardpan.yaml describes the baseline") from error
    except UnicodeDecodeError as error:
        raise _problem([f"{path}: not UTF-8 text"], "save the file as UTF-8") from error
    return parse(text, str(path))


def parse(text: str, name: str) -> Baseline:
    """The baseline in the text of a file called `name`. Raises Problem with every error in it."""
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise _problem([f"{where}: not YAML: {error.problem}"], "hardpan schema") from error
    except yaml.YAMLError as error:
        raise _problem([f"{name}: not YAML: {error}"], "hardpan schema") from error
    if not isinstance(root, yaml.MappingNode):
        raise _problem([f"{name}:1:1: a baseline is keys and values, such as `profile: personal`"], "hardpan schema")
    reading = _Reading(name)
    reading.value(root, ())
    flat = reading.flat
    account = flat.get("account")
    if isinstance(account, str) and not _ACCOUNT.fullmatch(account):
        reading.complain(("account",), f"{account!r} is no account id: twelve digits")
    try:
        baseline = TypeAdapter(Baseline).validate_python(flat)
    except ValidationError as error:
        for fault in error.errors():
            reading.complain(fault["loc"], f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
        baseline = Baseline()
    if reading.errors:
        raise _problem([text for _, text in sorted(reading.errors)], "hardpan schema   # what each key takes")
    return baseline


class _Reading:
    """Walks the composed document, keeping where each key stands and what is wrong."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._marks: dict[Keys, yaml.Mark] = {}
        self.errors: list[tuple[tuple[int, int], str]] = []
        self.flat: dict[str, Any] = {}

    def value(self, node: yaml.Node, at: Keys) -> Any:
        """A node as Python values; unknown and repeated keys are complained of."""
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*at, number)) for number, item in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return node.value
        known = fields_at(tuple(part for part in at if isinstance(part, str)))
        held: dict[str, Any] = {}
        for key, item in node.value:
            path = (*at, str(key.value))
            target = KEYS.get(tuple(str(part) for part in path))
            self._marks[target or path] = item.start_mark
            if key.value in held:
                self._complain_at(key.start_mark, f"{key.value}: given twice")
            elif known is not None and key.value not in known:
                near = difflib.get_close_matches(key.value, known, n=1)
                self._complain_at(
                    key.start_mark, f"{key.value}: unknown key" + (f", did you mean '{near[0]}'?" if near else "")
                )
                continue
            held[key.value] = self.value(item, target or path)
            if target:
                self.flat[target[0]] = held[key.value]
        if isinstance(at, tuple) and len(at) == 2 and at[0] == "waivers":
            held["line"] = node.start_mark.line + 1
        return held

    def complain(self, at: Keys, text: str) -> None:
        """An error at the nearest place that the document has for these keys."""
        while at and at not in self._marks:
            at = at[:-1]
        mark = self._marks.get(at)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        self.errors.append(((line, column), f"{self._name}:{line + 1}:{column + 1}: {text}"))

    def _complain_at(self, mark: yaml.Mark, text: str) -> None:
        self.errors.append(((mark.line, mark.column), f"{self._name}:{mark.line + 1}:{mark.column + 1}: {text}"))


def _problem(errors: list[str], next: str) -> Problem:
    return Problem("\n".join(errors), effect="nothing was read or changed", next=next, code=ExitCode.USAGE)
