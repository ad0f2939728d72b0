"""What we know of GuardDuty in a Region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hardpan.model import Fact

from ..administration import RegionalAdministrator

S3_PROTECTION = "S3_DATA_EVENTS"
FIFTEEN_MINUTES = "FIFTEEN_MINUTES"
HIDING = ("filter", "IPSet", "TrustedEntitySet")  # what keeps findings from being seen
HIGH = 7  # severity 7 and above is high or critical


@dataclass(frozen=True, kw_only=True)
class Detector(Fact):
    """GuardDuty itself: an account has at most one detector in a Region.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html
    """

    id: str
    status: str  # ENABLED, or DISABLED while suspended
    publishing_frequency: str
    features: dict[str, str]  # name -> ENABLED or DISABLED
    managed: tuple[str, ...]  # features that a policy of the organization decides on

    @property
    def resource(self) -> str:
        """The detector's ARN."""
        return self.place.arn("guardduty", f"detector/{self.id}")

    @property
    def is_on(self) -> bool:
        """It is not suspended."""
        return self.status == "ENABLED"

    @property
    def protects_s3(self) -> bool:
        """It reads data events of S3."""
        return self.features.get(S3_PROTECTION) == "ENABLED"


@dataclass(frozen=True, kw_only=True)
class HighFinding(Fact):
    """A finding of high or critical severity that nobody has archived."""

    arn: str
    type: str
    severity: float
    since: datetime  # when it was made; it may have recurred

    @property
    def resource(self) -> str:
        """The finding's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class Filter(Fact):
    """A saved filter. One whose action is ARCHIVE hides the findings it matches, as they arise.

    https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html
    """

    detector: str
    name: str
    action: str
    content: dict[str, Any]  # everything else that CreateFilter takes

    @property
    def resource(self) -> str:
        """The filter's ARN."""
        return self.place.arn("guardduty", f"detector/{self.detector}/filter/{self.name}")


@dataclass(frozen=True, kw_only=True)
class TrustedList(Fact):
    """A list of addresses, or of addresses and domains, for which GuardDuty makes no findings.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_upload-lists.html
    """

    detector: str
    kind: str  # IPSet or TrustedEntitySet, as in the names of the API's operations
    id: str
    name: str
    status: str
    content: dict[str, Any]  # what the create operation takes beside name and activation

    @property
    def resource(self) -> str:
        """The list's ARN."""
        return self.place.arn("guardduty", f"detector/{self.detector}/{self.kind.lower()}/{self.id}")

    @property
    def is_used(self) -> bool:
        """GuardDuty goes by it."""
        return self.status not in ("INACTIVE", "DEACTIVATING", "DELETE_PENDING", "DELETED")


@dataclass(frozen=True, kw_only=True)
class Administrator(RegionalAdministrator):
    """Who administers GuardDuty for the organization in a Region."""


@dataclass(frozen=True, kw_only=True)
class Administration(Fact):
    """What an account that administers GuardDuty has set up for the organization in a Region, and whom it misses.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DescribeOrganizationConfiguration.html
    """

    detector: str
    auto_enable: str  # ALL accounts, NEW ones or NONE
    features: dict[str, str]  # the same, by name
    left_out: dict[str, str]  # e-mail addresses of active accounts that are no members, by number

    @property
    def resource(self) -> str:
        """The administrator's detector's ARN."""
        return self.place.arn("guardduty", f"detector/{self.detector}")

    @property
    def is_complete(self) -> bool:
        """Every account, new or not, is given GuardDuty with S3 Protection."""
        return self.auto_enable == "ALL" and self.features.get(S3_PROTECTION) == "ALL"
