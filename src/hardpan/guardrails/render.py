"""A guardrail's document for one organization: its placeholders filled in.

`<name>` alone in a list stands for all values of a list; within a text it makes one text of each. A condition that asks
for none of no values holds always and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hardpan.guardrails.catalogue import GUARDRAILS
from hardpan.guardrails.parameters import Filling, Parameters
from hardpan.model import Problem

_PLACEHOLDER = re.compile(r"<([a-z_]+)>")


def render(name: str, parameters: Parameters) -> dict[str, Any]:
    """The document of this guardrail; a Problem names what it needs and is not given."""
    if name not in GUARDRAILS:
        raise Problem(f"no guardrail is called {name}", effect="no guardrail was made")
    guardrail = GUARDRAILS[name]
    lacking = [needed for needed in guardrail.needs if not parameters.filling(needed)]
    if lacking:
        raise Problem(f"guardrail {name} needs {' and '.join(lacking)}", effect="it cannot be made")
    filled: dict[str, Any] = _filled(guardrail.template, parameters)
    return filled


def placeholders(template: Any) -> set[str]:
    """The names of all placeholders in a document."""
    if isinstance(template, dict):
        return {name for pair in template.items() for part in pair for name in placeholders(part)}
    if isinstance(template, list):
        return {name for part in template for name in placeholders(part)}
    return set(_PLACEHOLDER.findall(template)) if isinstance(template, str) else set()


def _filled(part: Any, parameters: Parameters) -> Any:
    if isinstance(part, dict):
        made = {_one(key, parameters): _filled(value, parameters) for key, value in part.items()}
        return {key: value for key, value in made.items() if value != [] or part[key] == []}
    if isinstance(part, list):
        return [filled for item in part for filled in _items(item, parameters)]
    if isinstance(part, str):
        several = list(_texts(part, parameters))
        return several[0] if len(several) == 1 else several
    return part


def _items(item: Any, parameters: Parameters) -> Iterator[Any]:
    """What an item of a list becomes: one, or as many as its placeholder has values."""
    if isinstance(item, str):
        yield from _texts(item, parameters)
    else:
        yield _filled(item, parameters)


def _one(text: str, parameters: Parameters) -> str:
    filled, *more = _texts(text, parameters)
    if more:
        raise ValueError(f"{text} is a key, which cannot be several")
    return filled


def _texts(text: str, parameters: Parameters) -> Iterator[str]:
    found = _PLACEHOLDER.search(text)
    if found is None:
        yield text
        return
    filling: Filling | None = parameters.filling(found[1])
    for value in (filling,) if isinstance(filling, str) else filling or ():
        yield from _texts(text[: found.start()] + value + text[found.end() :], parameters)
