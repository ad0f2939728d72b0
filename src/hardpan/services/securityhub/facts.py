"""What we know of Security Hub CSPM in a Region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hardpan.model import Fact

from ..administration import RegionalAdministrator


@dataclass(frozen=True, kw_only=True)
class Administrator(RegionalAdministrator):
    """Who administers Security Hub for the organization in a Region."""


@dataclass(frozen=True, kw_only=True)
class Hub(Fact):
    """Security Hub itself, where it is on.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StandardsSubscription.html
    """

    arn: str
    standards: dict[str, str]  # READY, PENDING, INCOMPLETE and so on, by the end of the standard's ARN

    @property
    def resource(self) -> str:
        """The hub's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class Aggregator(Fact):
    """The finding aggregator of an account, as its home Region tells of it."""

    arn: str
    home: str
    mode: str  # ALL_REGIONS and so on

    @property
    def resource(self) -> str:
        """The aggregator's ARN."""
        return self.arn


@dataclass(frozen=True)
class Critical:
    """A check of critical severity that failed, and that nobody has dealt with.

    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
    """

    account: str
    region: str
    title: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class OpenFindings(Fact):
    """What Security Hub has found in a Region, or in all whose findings are brought there."""

    home: str  # the Region that findings are brought to; this one where they are brought nowhere
    critical: tuple[Critical, ...]  # oldest first; none where they are brought elsewhere


@dataclass(frozen=True, kw_only=True)
class Administration(Fact):
    """How an account that administers Security Hub has it configured for the organization, from a Region.

    https://docs.aws.amazon.com/securityhub/latest/userguide/central-configuration-intro.html
    """

    kind: str  # CENTRAL or LOCAL
    auto_enable: bool  # what new accounts are given where it is LOCAL
    auto_enable_standards: str
    root: str  # id of the organization's root
    policies: dict[str, str]  # ids of configuration policies, by name
    root_policy: str | None  # id of the policy that the root is associated with
    root_status: str | None  # SUCCESS, PENDING or FAILED
    root_standards: tuple[str, ...]  # that it turns on, by the ends of their ARNs; none where it turns Security Hub off
