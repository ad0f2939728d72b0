"""What we know of Inspector in a Region."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

from ..administration import RegionalAdministrator

# What the baseline wants scanned, as it is asked for and as it is told of. Code of functions and repositories is left
# as it is.
TYPES = {"EC2": "ec2", "ECR": "ecr", "LAMBDA": "lambda"}
ON = ("ENABLED", "ENABLING")


def lacking(statuses: dict[str, str]) -> tuple[str, ...]:
    """Types that are not scanned; one that Inspector does not tell of is not offered in the Region."""
    return tuple(kind for kind, told in TYPES.items() if statuses.get(told, "ENABLED") not in ON)


@dataclass(frozen=True, kw_only=True)
class Scanning(Fact):
    """What an account has scanned in a Region.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html
    """

    statuses: dict[str, str]  # ENABLED, DISABLED and so on, by type as Inspector tells of it

    @property
    def lacking(self) -> tuple[str, ...]:
        """Types of resources that are not scanned and should be."""
        return lacking(self.statuses)

    @property
    def offered(self) -> tuple[str, ...]:
        """Types of resources that can be scanned in the Region."""
        return tuple(kind for kind, told in TYPES.items() if told in self.statuses)


@dataclass(frozen=True, kw_only=True)
class Administrator(RegionalAdministrator):
    """Who administers Inspector for the organization in a Region."""


@dataclass(frozen=True, kw_only=True)
class Administration(Fact):
    """What an account that administers Inspector has set up for the organization in a Region, and whom it misses.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_DescribeOrganizationConfiguration.html
    """

    auto_enable: dict[str, bool]  # what new accounts have scanned, by type as Inspector tells of it
    left_out: dict[str, str]  # e-mail addresses of active accounts that are no members, by number
    unscanned: dict[str, tuple[str, ...]]  # types that members do not have scanned, by number

    @property
    def not_for_new(self) -> tuple[str, ...]:
        """Types that new accounts do not have scanned and should."""
        return tuple(kind for kind, told in TYPES.items() if not self.auto_enable.get(told, True))
