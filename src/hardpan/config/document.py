"""YAML text to plain values: every scalar stays text, and where each key and value stands is kept.

Built from the parser's events. PyYAML's own values would lose what was written: to it account 012345670123 is an octal
number and country NO is false. Its nodes would hide anchors and keys that are given twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

Keys: TypeAlias = tuple[str | int, ...]  # the way to a value: ("waivers", 0, "expires")
Position: TypeAlias = tuple[int, int]  # line and column, from 1

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml is not in every build of PyYAML
_DEEPEST = 8
_NO_VALUE = frozenset({"", "~", "null", "Null", "NULL"})


class SyntaxFault(Exception):
    """The text cannot be read past this point."""

    def __init__(self, position: Position, message: str) -> None:
        super().__init__(message)
        self.position = position
        self.message = message


@dataclass
class Document:
    """What a file says. A key or item without a value holds ""."""

    values: dict[str, Any] = field(default_factory=dict)
    keys: dict[Keys, Position] = field(default_factory=dict)
    starts: dict[Keys, Position] = field(default_factory=dict)
    errors: list[tuple[Position, str]] = field(default_factory=list)

    def position(self, keys: Keys) -> Position:
        """Where a value stands; for one that the file does not hold, where the nearest group around it does."""
        if keys in self.starts:
            return self.starts[keys]
        while keys and keys not in self.starts:
            keys = keys[:-1]
        return self.keys.get(keys) or self.starts.get(keys, (1, 1))

    def holds(self, keys: Keys) -> bool:
        """Whether the file itself gives a value at these keys."""
        return keys in self.starts


def path(keys: Keys) -> str:
    """Keys as a message names them: `waivers[0].expires`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{_shown(key)}" for key in keys).lstrip(".")


def _shown(key: str) -> str:
    """A key on one line, quoted where it has line ends or the like in it."""
    return key if key.isprintable() else json.dumps(key)


def read(text: str) -> Document:
    """The one document in a text, whose top level is keys and values. Raises SyntaxFault for anything else."""
    try:
        return _Reading(_events(text)).document()
    except yaml.MarkedYAMLError as error:
        raise _fault(error, text) from error


def _events(text: str) -> Iterator[yaml.Event]:
    odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if odd:
        lines = f"{text[: odd.start()]}?".splitlines()  # as YAML splits them
        raise SyntaxFault((len(lines), len(lines[-1])), f"character {odd.group()!a} has no place in YAML")
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
    return events


def _fault(error: yaml.MarkedYAMLError, text: str) -> SyntaxFault:
    lines = text.splitlines() or [""]
    line, column = _position(error.problem_mark or error.context_mark)
    if line > len(lines):  # where a parser sees the end
        line, column = len(lines), len(lines[-1]) + 1
    tab = re.match(" *\t", lines[line - 1])
    if tab:
        return SyntaxFault((line, tab.end()), "not YAML: a tab cannot indent, use spaces")
    began = f", begun on line {_position(error.context_mark)[0]}" if error.context_mark else ""
    context = f" {error.context}{began}" if error.context else ""
    return SyntaxFault((line, column), f"not YAML: {error.problem}{context}")


def _position(mark: Any) -> Position:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _Reading:
    """One walk over the events."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._read = Document()

    def document(self) -> Document:
        """Everything, from the start of the stream to its end."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self._read.starts:
                    raise SyntaxFault(_position(event.start_mark), "a second document: only one can be read")
                self._read.values = self._top(next(self._events))
        return self._read

    def _top(self, event: yaml.Event) -> dict[str, Any]:
        value = self._value(event, ()) or {}
        if not isinstance(value, dict):
            raise SyntaxFault(_position(event.start_mark), "not keys and values, such as 'profile: personal'")
        return value

    def _value(self, event: yaml.Event, at: Keys) -> Any:
        here = _position(event.start_mark)
        self._read.starts[at] = here
        if len(at) > _DEEPEST:
            raise SyntaxFault(here, "nested deeper than any key goes")
        if isinstance(event, yaml.AliasEvent):
            self._complain(here, at, "an alias (*) is not followed: write the value out")
            return ""
        if getattr(event, "anchor", None):
            self._complain(here, at, "an anchor (&) has no meaning here: values are written out")
        if getattr(event, "tag", None):
            self._complain(here, at, "a tag (!) has no meaning here: every value is read as text")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(at)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(at)
        return _scalar(event)

    def _sequence(self, at: Keys) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*at, len(items))))
        return items

    def _mapping(self, at: Keys) -> dict[str, Any]:
        held: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            here = _position(event.start_mark)
            if not isinstance(event, yaml.ScalarEvent):
                raise SyntaxFault(here, "a key must be a word")
            keys = (*at, str(event.value))
            if event.value in held:
                self._complain(here, keys, f"given twice, first on line {self._read.keys[keys][0]}")
                _Reading(self._events)._value(next(self._events), keys)  # passed over: the first one is in force
                continue
            self._read.keys[keys] = here
            value = next(self._events)
            held[event.value] = self._value(value, keys)
            if _is_absent(value):
                self._read.starts[keys] = here  # what is not there stands nowhere
        return held

    def _complain(self, position: Position, keys: Keys, message: str) -> None:
        self._read.errors.append((position, f"{path(keys)}: {message}" if keys else message))


def _scalar(event: Any) -> str:
    plain = event.implicit[0]
    return "" if plain and event.value in _NO_VALUE else str(event.value)


def _is_absent(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.value == "" and bool(event.implicit[0])
