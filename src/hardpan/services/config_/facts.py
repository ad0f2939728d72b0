"""What we know of AWS Config in a Region, and of the roles it works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardpan.model import Fact, Place

# Names of what AWS Control Tower made for itself, and the role that its recorders have.
# https://docs.aws.amazon.com/controltower/latest/userguide/existing-config-resources.html
CONTROL_TOWER = "aws-controltower-"
CONTROL_TOWER_ROLE = "aws-controltower-ConfigRecorderRole"
LINKED_ROLE = "AWSServiceRoleForConfig"


def linked_role(place: Place) -> str:
    """ARN of the service-linked role.

    https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
    """
    return place.at(None).arn("iam", f"role/aws-service-role/config.amazonaws.com/{LINKED_ROLE}")


@dataclass(frozen=True, kw_only=True)
class Recorder(Fact):
    """The configuration recorder of a Region; those that services have for themselves are left out.

    https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html
    """

    name: str
    role: str  # ARN
    group: dict[str, Any]  # recordingGroup, as the API has it
    mode: dict[str, Any]  # recordingMode
    recording: bool
    error: str | None  # why what it recorded last failed

    @property
    def resource(self) -> str:
        """Its name: not all Regions tell an ARN."""
        return self.name

    @property
    def is_control_towers(self) -> bool:
        """Whether it is AWS Control Tower's, which nobody else may change."""
        return self.name.startswith(CONTROL_TOWER) or self.role.endswith(f"role/{CONTROL_TOWER_ROLE}")

    @property
    def records_all(self) -> bool:
        """Whether every type of resource is recorded, those to come included."""
        return bool(self.group.get("allSupported", False))

    @property
    def records_global(self) -> bool:
        """Whether users, groups, roles and policies of IAM are recorded."""
        return bool(self.group.get("includeGlobalResourceTypes", False))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The types that somebody excluded."""
        return tuple(self.group.get("exclusionByResourceTypes", {}).get("resourceTypes", ()))

    @property
    def frequency(self) -> str:
        """CONTINUOUS or DAILY."""
        return str(self.mode.get("recordingFrequency", "CONTINUOUS"))

    @property
    def described(self) -> dict[str, Any]:
        """The recorder as a parameter of PutConfigurationRecorder, without the lists that are told empty."""
        group = {name: value for name, value in self.group.items() if value not in ([], {"resourceTypes": []})}
        mode = {"recordingMode": self.mode} if self.mode else {}
        return {"name": self.name, "roleARN": self.role, "recordingGroup": group, **mode}


@dataclass(frozen=True, kw_only=True)
class Channel(Fact):
    """The delivery channel of a Region that has a recorder.

    https://docs.aws.amazon.com/config/latest/APIReference/API_DeliveryChannel.html
    """

    name: str
    bucket: str
    settings: dict[str, Any]  # as the API has them
    error: str | None  # why the latest delivery failed

    @property
    def resource(self) -> str:
        """Its name."""
        return self.name

    @property
    def is_control_towers(self) -> bool:
        """Whether AWS Control Tower made it."""
        return self.name.startswith(CONTROL_TOWER)


@dataclass(frozen=True, kw_only=True)
class LinkedRole(Fact):
    """The service-linked role of AWS Config, where there is one. No control asks for it, so that only planning does."""

    arn: str

    @property
    def resource(self) -> str:
        """The role's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class Aggregator(Fact):
    """An aggregator of a whole organization, in a Region of the account that it is in.

    https://docs.aws.amazon.com/config/latest/APIReference/API_OrganizationAggregationSource.html
    """

    name: str
    arn: str
    all_regions: bool

    @property
    def resource(self) -> str:
        """The aggregator's ARN."""
        return self.arn
