"""What we know of Macie in a Region."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

from ..administration import RegionalAdministrator


@dataclass(frozen=True, kw_only=True)
class Session(Fact):
    """Macie itself, where it is on or paused.

    https://docs.aws.amazon.com/macie/latest/APIReference/macie.html
    """

    status: str  # ENABLED or PAUSED


@dataclass(frozen=True, kw_only=True)
class Discovery(Fact):
    """Automated discovery of sensitive data, where Macie is on. In a member the administrator decides on it.

    https://docs.aws.amazon.com/macie/latest/APIReference/automated-discovery-configuration.html
    """

    administrator: str | None  # the account that decides, where it is another
    status: str | None  # ENABLED or DISABLED; None where another decides
    auto_enable: str | None  # for ALL accounts of the organization, NEW ones or NONE, as its administrator has it


@dataclass(frozen=True, kw_only=True)
class Administrator(RegionalAdministrator):
    """Who administers Macie for the organization in a Region."""


@dataclass(frozen=True, kw_only=True)
class Administration(Fact):
    """What an account that administers Macie has set up for the organization in a Region, and whom it misses.

    https://docs.aws.amazon.com/macie/latest/APIReference/admin-configuration.html
    """

    auto_enable: bool  # whether new accounts get Macie
    left_out: dict[str, str]  # e-mail addresses of active accounts that are no members, by number
    paused: tuple[str, ...]  # members in which Macie is paused
