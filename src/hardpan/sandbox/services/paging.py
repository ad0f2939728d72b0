"""Answers a page at a time, with a token that says where the next page begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..registry import AwsError

LARGEST_PAGE = 50


def page(
    items: Sequence[Any],
    asked: Mapping[str, Any],
    *,
    size: str = "MaxResults",
    token: str = "NextToken",  # noqa: S107
) -> tuple[list[Any], dict[str, str]]:
    """One page of the items and, where more follow, the token to ask with; the names are those of the operation."""
    begin = asked.get(token) or "0"
    if not begin.isdecimal():
        raise AwsError("ValidationException", f"Invalid {token}")
    end = int(begin) + min(asked.get(size) or LARGEST_PAGE, LARGEST_PAGE)
    return list(items[int(begin) : end]), {token: str(end)} if end < len(items) else {}
