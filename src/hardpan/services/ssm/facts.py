"""What we know of Systems Manager in a Region: its documents, and the instances that it manages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hardpan.model import Fact

PUBLIC_SHARING = "/ssm/documents/console/public-sharing-permission"
HOST_MANAGEMENT = "/ssm/managed-instance/default-ec2-instance-management-role"
NO_ROLE = "$None"  # what that setting is where it is off
ONLINE = "Online"


@dataclass(frozen=True, kw_only=True)
class DocumentSharing(Fact):
    """Whether documents can be made public; those that are public stay so.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
    """

    public_sharing: str  # Enable or Disable

    @property
    def blocked(self) -> bool:
        """No document can be made public."""
        return self.public_sharing == "Disable"


@dataclass(frozen=True, kw_only=True)
class Document(Fact):
    """A document of the account's own, and whether it is shared with everybody."""

    name: str
    public: bool

    @property
    def resource(self) -> str:
        """The document's ARN."""
        return self.place.arn("ssm", f"document/{self.name}")


@dataclass(frozen=True, kw_only=True)
class HostManagement(Fact):
    """The role by which Systems Manager manages instances that bring none of their own.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
    """

    role: str  # its path and name; "$None" where there is none

    @property
    def on(self) -> bool:
        """There is one."""
        return self.role not in ("", NO_ROLE)


@dataclass(frozen=True, kw_only=True)
class RunningInstance(Fact):
    """An EC2 instance that runs, and what Systems Manager hears of it.

    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformation.html
    """

    id: str
    ping: str | None  # Online, ConnectionLost or Inactive; None: it has never registered

    @property
    def resource(self) -> str:
        """The instance's id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class PatchState(Fact):
    """What the last look for patches found on a managed instance that runs.

    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstancePatchState.html
    """

    id: str
    scanned: datetime | None  # None: nobody has looked
    critical: int  # patches of this kind that it lacks, or that failed, or that wait for a restart
    security: int

    @property
    def resource(self) -> str:
        """The instance's id."""
        return self.id
