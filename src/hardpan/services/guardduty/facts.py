"""What we know of GuardDuty in a Region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hardpan.model import Fact

from ..administration import RegionalAdministrator

S3_PROTECTION = "S3_DATA_EVENTS"
# The plans that look at what is there already, by what each is for.
PLANS = {
    "EKS_AUDIT_LOGS": "EKS Protection",
    "EBS_MALWARE_PROTECTION": "Malware Protection for EC2",
    "RDS_LOGIN_EVENTS": "RDS Protection",
    "LAMBDA_NETWORK_LOGS": "Lambda Protection",
}
# The one that puts agents into workloads, the older one that it takes the place of, and where GuardDuty may put agents.
RUNTIME_MONITORING, EKS_RUNTIME_MONITORING = "RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING"
AGENTS = ("EC2_AGENT_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EKS_ADDON_MANAGEMENT")
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
    features: dict[str, str]  # name -> ENABLED or DISABLED; what the Region does not offer is not named
    agents: tuple[str, ...]  # whose agents Runtime Monitoring installs and updates
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

    def status_of(self, name: str) -> str:
        """Whether a feature, or a part of Runtime Monitoring, is ENABLED or DISABLED."""
        return "ENABLED" if name in self.agents else self.features.get(name, "DISABLED")

    @property
    def plans_off(self) -> list[str]:
        """The plans that the Region offers and that are off."""
        return [name for name in PLANS if self.features.get(name, "ENABLED") != "ENABLED"]

    @property
    def watches_at_run_time(self) -> bool:
        """Runtime Monitoring is on, and GuardDuty sees to its agents."""
        return self.features.get(RUNTIME_MONITORING) == "ENABLED" and set(AGENTS) <= set(self.agents)


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
    agents: dict[str, str]  # the same, of what Runtime Monitoring consists of
    left_out: dict[str, str]  # e-mail addresses of active accounts that are no members, by number

    @property
    def resource(self) -> str:
        """The administrator's detector's ARN."""
        return self.place.arn("guardduty", f"detector/{self.detector}")

    @property
    def is_complete(self) -> bool:
        """Every account, new or not, is given GuardDuty with S3 Protection."""
        return self.auto_enable == "ALL" and self.features.get(S3_PROTECTION) == "ALL"

    def mode_of(self, name: str) -> str:
        """Whether a feature, or a part of Runtime Monitoring, comes to ALL accounts, NEW ones or NONE."""
        return self.agents.get(name) or self.features.get(name, "NONE")

    @property
    def plans_missing(self) -> list[str]:
        """The plans that the Region offers and that do not come to every account."""
        return [name for name in PLANS if self.features.get(name, "ALL") != "ALL"]

    @property
    def watches_at_run_time(self) -> bool:
        """Runtime Monitoring, with its agents, comes to every account."""
        return {self.features.get(RUNTIME_MONITORING), *(self.agents.get(name) for name in AGENTS)} == {"ALL"}
