"""Answers that come in pages: what to ask next, and how pages become one answer.

As botocore's paginators do it, and for operations that have a token but no paginator in the way one would by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hardpan.aws.lean.refusal import Refusal
from hardpan.aws.lean.spec import Operation


def next_page(op: Operation, parameters: dict[str, Any], page: dict[str, Any]) -> dict[str, Any] | None:
    """Parameters of the request for the page after this one; None where it is the last.

    Raises Refusal where AWS gives the token it was given, which would go on for ever, and where it says that there is
    more without saying how to ask for it: half a list is no answer.
    """
    how = op.pages
    if how is None:
        return None
    if "bare" in how:
        # Whoever gives a token of his own wants that page and no other.
        tokens = {how["bare"]: page.get(how["bare"])}
    elif how["more"] and not find(page, how["more"]):
        return None
    else:
        tokens = dict(zip(how["in"], (find(page, path) for path in how["out"]), strict=True))
    given = {name: token for name, token in tokens.items() if token}
    if not given:
        if how.get("more"):
            raise Refusal("NoPageToken", f"{op.service}:{op.name} says that there is more, and gives no page token")
        return None
    if all(parameters.get(name) == token for name, token in given.items()):
        raise Refusal("RepeatedPageToken", f"{op.service}:{op.name} gave the same page token twice")
    kept = {name: value for name, value in parameters.items() if name not in tokens}
    return {**kept, **given}


def join(op: Operation, pages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One answer of all pages."""
    how = op.pages
    if how is None:
        return pages[0]
    if "bare" in how:
        return _joined_by_hand(how["bare"], pages)
    if len(pages) == 1:
        return _only(how, pages[0])
    whole: dict[str, Any] = {}
    for page in pages:
        for path in how["results"]:
            value = find(page, path)
            if value is None:
                continue
            held = find(whole, path)
            if held is None:
                _put(whole, path, value)
            elif isinstance(value, list):
                held.extend(value)
            elif isinstance(value, int | float | str):
                _put(whole, path, held + value)
    for path in how["others"]:
        _put(whole, path, find(pages[0], path))
    return whole


def _only(how: dict[str, Any], page: dict[str, Any]) -> dict[str, Any]:
    """`join` of a single page, which nearly all answers are."""
    whole: dict[str, Any] = {}
    for path in how["results"]:
        if path in page:
            whole[path] = page[path]
        elif "." in path and (value := find(page, path)) is not None:
            _put(whole, path, value)
    for path in how["others"]:
        _put(whole, path, find(page, path))
    return whole


def _joined_by_hand(token: str, pages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for page in pages:
        for name, value in page.items():
            if name != token:
                whole[name] = whole.get(name, []) + value if isinstance(value, list) else value
    return whole


def find(page: dict[str, Any], path: str) -> Any:
    """The value at a dotted path, None where there is none."""
    value: Any = page
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _put(whole: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for name in outer:
        whole = whole.setdefault(name, {})
    whole[last] = value
