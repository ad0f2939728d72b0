"""What we know of the images that an account may launch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from .facts import AccountDefault

DISABLED, AUDIT, ENABLED = "disabled", "audit-mode", "enabled"
GUARDRAIL = "ec2-policy-allowed-images-audit"  # that turns audit mode on in an organization
# Aliases that stand for AWS; the Marketplace's sellers were looked at by it.
OF_AWS = ("amazon", "aws-marketplace", "aws-backup-vault")


@dataclass(frozen=True, kw_only=True)
class AllowedImages(AccountDefault):
    """Whose images may be launched in a Region. In audit mode AWS only tells which would not be.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html
    """

    state: str  # disabled, audit-mode or enabled
    criteria: tuple[dict[str, Any], ...]  # as the API has them; an image that fits one of them may be launched

    @property
    def lets_anybody_in(self) -> bool:
        """Some criterion says nothing of whose image it is, so that a copy with the right name would fit."""
        return not self.criteria or any(not one.get("ImageProviders") for one in self.criteria)

    def strangers(self, friends: Collection[str]) -> list[str]:
        """Accounts that are named and are none of these."""
        named = {who for one in self.criteria for who in one.get("ImageProviders") or ()}
        return sorted(named - {*OF_AWS, *friends})
