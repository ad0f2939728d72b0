"""What we know of a landing zone. All of it is of the management account alone.

What Control Tower made is known by its name: https://docs.aws.amazon.com/controltower/latest/userguide/account-factory-considerations.html
"""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

SERVICE = "controltower.amazonaws.com"
ROLE = "AWSControlTowerExecution"  # in every enrolled account, by which Control Tower works there
AUDIT_ROLE = "aws-controltower-AdministratorExecutionRole"  # lets the audit account's functions in
TRAIL = "aws-controltower-BaselineCloudTrail"
PREFIX = "aws-controltower-"  # of its trail, buckets, topics, recorders, rules and functions
# Of its policies, now and before.
POLICIES = ("aws-guardrails-", PREFIX)


def is_its_own(name: str) -> bool:
    """Whether Control Tower made what has this name: nobody else changes it, which would be drift."""
    return name.startswith((PREFIX, "AWSControlTower", *POLICIES))


# Baselines that an account may have without being governed: of AWS Backup, and Identity Center's.
_OF_OTHERS = ("Backup", "IdentityCenter")


@dataclass(frozen=True, kw_only=True)
class LandingZone(Fact):
    """The landing zone of the organization, as its home Region tells it and its settings say.

    https://docs.aws.amazon.com/controltower/latest/APIReference/API_LandingZoneDetail.html
    """

    arn: str
    home_region: str
    version: str
    latest_version: str | None  # that it could be updated to
    status: str  # ACTIVE, PROCESSING or FAILED
    drift: str | None  # DRIFTED or IN_SYNC
    governed_regions: tuple[str, ...]
    log_archive: str | None  # account that keeps the log files; None where its settings name none
    audit: str | None  # account that security is looked after from
    enrols_by_itself: bool  # accounts that are moved into a registered unit

    @property
    def resource(self) -> str:
        return self.arn


@dataclass(frozen=True, kw_only=True)
class EnabledBaseline(Fact):
    """A baseline that is on for a unit, or for an account: by itself, or because its unit has it.

    https://docs.aws.amazon.com/controltower/latest/userguide/types-of-baselines.html
    """

    arn: str
    name: str | None  # AWSControlTowerBaseline, AuditBaseline, ...; None: one that ListBaselines does not know
    target: str  # id of a unit or an account
    status: str  # SUCCEEDED, FAILED or UNDER_CHANGE

    @property
    def resource(self) -> str:
        return self.arn

    @property
    def governs(self) -> bool:
        """Whether an account that has it is enrolled."""
        return not (self.name or "").startswith(_OF_OTHERS)


@dataclass(frozen=True, kw_only=True)
class EnabledControl(Fact):
    """A control of Control Tower's that is on for a unit.

    https://docs.aws.amazon.com/controltower/latest/APIReference/API_EnabledControlSummary.html
    """

    arn: str
    control: str  # what its identifier ends with: AWS-GR_CONFIG_ENABLED
    target: str  # id of a unit or an account
    status: str  # SUCCEEDED, FAILED or UNDER_CHANGE
    drift: str | None  # DRIFTED, IN_SYNC, NOT_CHECKING or UNKNOWN

    @property
    def resource(self) -> str:
        return self.arn
