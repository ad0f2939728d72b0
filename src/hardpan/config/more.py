"""More items in a list of a YAML text, put between what a person wrote, of which nothing else changes.

Libraries that write YAML anew tidy it as they do (docs/decisions/0001): this one adds lines to the text, where the
parser says that they belong. The text is one that `hardpan.config.load` reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from hardpan.config import document

# Text that means itself without quotes, to every reader of YAML.
_PLAIN = re.compile(
    r"(?!(?:yes|no|on|off|true|false|null|y|n)$)[a-z][\w.@+/=-]*(?: [\w.@+/=-]+)*", re.ASCII | re.IGNORECASE
)

Item: TypeAlias = Mapping[str, Any]
Content: TypeAlias = Item | Sequence[Item] | Sequence[str]


def with_more(text: str, named: str, key: str, items: Sequence[Item]) -> str:
    """The text with more items in a list of a group, either of which is made where it is not there."""
    whole = yaml.compose(text, Loader=document.LOADER)
    page = _Page(text, whole)
    group = _entry(whole, named)
    if group is None:
        return page.grown(whole, {named: {key: items}})
    if not _holds(group[1]):
        return page.filled(whole, group, {key: items})
    listed = _entry(group[1], key)
    if listed is None:
        return page.grown(group[1], {key: items})
    if not _holds(listed[1]):
        return page.filled(group[1], listed, items)
    return page.grown(listed[1], items)


def _holds(value: Any) -> bool:
    """Whether something is in a group or a list; a word in its place can only be one that means nothing."""
    return isinstance(value, yaml.CollectionNode) and bool(value.value)


def _entry(mapping: Any, key: str) -> tuple[Any, Any] | None:
    return next(((name, value) for name, value in mapping.value if name.value == key), None)


@dataclass(frozen=True)
class _Page:
    """A text and its nodes, which say where in it everything begins and ends."""

    text: str
    whole: Any

    def grown(self, node: Any, content: Content) -> str:
        """With content at the end of a mapping or list that holds something, in that one's style."""
        style = _Style.of(node)
        if node.flow_style:
            end = _end(node.value[-1], self.text)
            return f"{self.text[:end]}, {style.flow(content)[1:-1]}{self.text[end:]}"
        if node is self.whole:  # groups stand apart
            return self._with_lines(len(self.text), ["", *style.lines(content)])
        indent = " " * node.start_mark.column
        return self._with_lines(_end(node, self.text), [indent + line for line in style.lines(content)])

    def filled(self, around: Any, entry: tuple[Any, Any], content: Content) -> str:
        """With content as the value of a key that has none, or an empty one."""
        key, value = entry
        first, last = value.start_mark.index, value.end_mark.index
        style = _Style.of(around)
        if around.flow_style:
            return f"{self.text[:first].rstrip()} {style.flow(content)}{self.text[last:]}"
        before = self.text[:first].rstrip() if last > first else self.text[:first]
        indent = " " * (key.start_mark.column + 2)
        emptied = _Page(before + self.text[last:], self.whole)
        return emptied._with_lines(len(before), [indent + line for line in style.lines(content)])

    def _with_lines(self, after: int, lines: Sequence[str]) -> str:
        """With lines below the one that holds this place."""
        ends = "\r\n" if "\r\n" in self.text else "\n"
        head, newline, tail = self.text[after:].partition("\n")
        above = self.text[:after] + head + newline
        return (above if above.endswith("\n") else above + ends) + "".join(f"{line}{ends}" for line in lines) + tail


def _end(node: Any, text: str) -> int:
    """Where the last value within a node ends: what follows is comments and the like."""
    if isinstance(node, tuple):
        node = node[1]
    if _holds(node) and not node.flow_style:
        return _end(node.value[-1], text)
    first, last = node.start_mark.index, node.end_mark.index
    return int(first + len(text[first:last].rstrip()))


def _scalars(node: Any, key: Any) -> Iterator[tuple[Any, Any]]:
    """Every value that is text, and the key it belongs to."""
    if isinstance(node, yaml.ScalarNode):
        yield key, node
        return
    for held in node.value:
        yield from _scalars(held[1], held[0]) if isinstance(held, tuple) else _scalars(held, key)


@dataclass(frozen=True)
class _Style:
    """How what is near is quoted."""

    quoted: bool
    quoted_keys: bool

    @classmethod
    def of(cls, node: Any) -> _Style:
        """As the first value in a node is, and its key."""
        key, value = next(_scalars(node, None), (None, None))
        return cls(quoted=bool(value and value.style), quoted_keys=bool(key and key.style))

    def lines(self, content: Content) -> list[str]:
        """In lines."""
        if isinstance(content, Mapping):
            return [line for key, value in content.items() for line in self._entry(self._key(key), value)]
        items = [self.lines(item) for item in content if isinstance(item, Mapping)]
        return [f"{'- ' if number == 0 else '  '}{line}" for item in items for number, line in enumerate(item)]

    def _entry(self, key: str, value: Content | str) -> list[str]:
        if isinstance(value, Mapping) or (not isinstance(value, str) and isinstance(value[0], Mapping)):
            return [f"{key}:", *(f"  {line}" for line in self.lines(value))]
        return [f"{key}: {self.flow(value)}"]

    def flow(self, content: Content | str) -> str:
        """On one line, in brackets."""
        if isinstance(content, str):
            return content if not self.quoted and _PLAIN.fullmatch(content) else json.dumps(content, ensure_ascii=False)
        if isinstance(content, Mapping):
            return "{" + ", ".join(f"{self._key(key)}: {self.flow(value)}" for key, value in content.items()) + "}"
        return "[" + ", ".join(map(self.flow, content)) + "]"

    def _key(self, key: str) -> str:
        return json.dumps(key) if self.quoted_keys else key
