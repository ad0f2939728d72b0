"""What we know of backups in a Region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hardpan.model import Fact

VAULT, PLAN, ROLE = "hardpan-vault", "hardpan-daily", "HardpanBackup"


@dataclass(frozen=True, kw_only=True)
class BackupPlan(Fact):
    """A plan, whoever made it, and whether it takes what bears a tag.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupPlansListMember.html
    """

    id: str
    arn: str
    name: str
    created: datetime
    last_run: datetime | None  # None: not yet
    by_tag: bool

    @property
    def resource(self) -> str:
        """The plan's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class Vault(Fact):
    """A vault.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupVaultListMember.html
    """

    name: str
    arn: str
    locked: bool
    minimum_days: int | None  # that the lock keeps each recovery point for

    @property
    def resource(self) -> str:
        """The vault's ARN."""
        return self.arn
