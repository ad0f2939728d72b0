"""What we know of Detective in a Region."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

from ..administration import RegionalAdministrator


@dataclass(frozen=True, kw_only=True)
class Graph(Fact):
    """The behavior graph that the account administers: of itself, or of an organization.

    https://docs.aws.amazon.com/detective/latest/APIReference/API_ListGraphs.html
    """

    arn: str

    @property
    def resource(self) -> str:
        """The graph's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class Administrator(RegionalAdministrator):
    """Who administers Detective for the organization in a Region."""


@dataclass(frozen=True, kw_only=True)
class Administration(Fact):
    """What an account that administers Detective has set up for the organization in a Region, and whom it misses.

    https://docs.aws.amazon.com/detective/latest/APIReference/API_MemberDetail.html
    """

    graph: str  # its ARN
    auto_enable: bool  # whether new accounts come into the graph
    left_out: dict[str, str]  # e-mail addresses of active accounts that are no members, by number
    held_back: dict[str, str]  # members of which nothing is taken in, by number: why

    @property
    def resource(self) -> str:
        """The graph's ARN."""
        return self.graph
