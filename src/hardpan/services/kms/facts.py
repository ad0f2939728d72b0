"""What we know of the account's own KMS keys."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact, Place

PENDING = ("PendingDeletion", "PendingReplicaDeletion")
YEARLY = 365  # days


@dataclass(frozen=True, kw_only=True)
class Key(Fact):
    """A customer managed key.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
    """

    arn: str
    spec: str  # SYMMETRIC_DEFAULT, RSA_2048, ...
    origin: str  # AWS_KMS, or where its material is from
    state: str  # Enabled, Disabled, PendingDeletion, ...
    replica: bool  # of a multi-Region key, whose primary decides on rotation
    deletion: str | None  # the day it goes, ISO 8601
    rotation_days: int | None  # None: it does not rotate by itself

    @property
    def resource(self) -> str:
        """The key's ARN."""
        return self.arn

    @property
    def id(self) -> str:
        """The last part of its ARN."""
        return self.arn.rpartition("/")[2]

    @property
    def cannot_rotate(self) -> str | None:
        """Why AWS rotates no key of this kind; None where it can.

        https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
        """
        if self.spec != "SYMMETRIC_DEFAULT":
            return f"a key of type {self.spec} does not rotate"
        if self.origin != "AWS_KMS":
            return f"a key whose material comes from {self.origin} does not rotate by itself"
        return "a replica rotates with its primary key" if self.replica else None


@dataclass(frozen=True, kw_only=True)
class LogKey(Fact):
    """The key that the alias for log files stands for. No control asks for it, so that only planning reads it."""

    arn: str
    state: str
    policy: str  # as it is written

    @property
    def resource(self) -> str:
        """The key's ARN."""
        return self.arn

    @property
    def at_home(self) -> Place:
        """Its Region."""
        return self.place.at(self.arn.split(":")[3])

    @property
    def id(self) -> str:
        """The last part of its ARN."""
        return self.arn.rpartition("/")[2]
