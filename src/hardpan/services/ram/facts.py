"""What we know of resource shares."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hardpan.model import Fact

RAM = "ram.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class ResourceShare(Fact):
    """An active share of ours.

    https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceShare.html
    """

    arn: str
    name: str
    open: bool  # accounts outside the organization may be added to it
    outsiders: tuple[str, ...]  # those that are: account numbers, or ARNs of roles and users

    @property
    def resource(self) -> str:
        """The share's ARN."""
        return self.arn

    def strangers(self, trusted: Collection[str]) -> list[str]:
        """Outsiders that are in none of these accounts."""
        return [one for one in self.outsiders if account_of(one) not in trusted]


def account_of(principal: str) -> str:
    """The account of a principal: it is one, or is in one."""
    parts = principal.split(":")
    return parts[4] if len(parts) > 5 else principal
