"""What we know of an account's S3 settings."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class PublicAccessBlock:
    """The four switches against public access, of an account or of a bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html
    """

    block_public_acls: bool
    ignore_public_acls: bool
    block_public_policy: bool
    restrict_public_buckets: bool

    @property
    def complete(self) -> bool:
        """All four are on."""
        return not self.off

    @property
    def off(self) -> list[str]:
        """Names of the switches that are off, as the API spells them."""
        switches = {
            "BlockPublicAcls": self.block_public_acls,
            "IgnorePublicAcls": self.ignore_public_acls,
            "BlockPublicPolicy": self.block_public_policy,
            "RestrictPublicBuckets": self.restrict_public_buckets,
        }
        return [name for name, on in switches.items() if not on]

    @classmethod
    def from_answer(cls, configuration: dict[str, bool]) -> PublicAccessBlock:
        """From the API's PublicAccessBlockConfiguration, where a member left out means off."""
        return cls(
            block_public_acls=configuration.get("BlockPublicAcls", False),
            ignore_public_acls=configuration.get("IgnorePublicAcls", False),
            block_public_policy=configuration.get("BlockPublicPolicy", False),
            restrict_public_buckets=configuration.get("RestrictPublicBuckets", False),
        )

    def parameters(self) -> dict[str, bool]:
        """As the API's PublicAccessBlockConfiguration."""
        return {
            "BlockPublicAcls": self.block_public_acls,
            "IgnorePublicAcls": self.ignore_public_acls,
            "BlockPublicPolicy": self.block_public_policy,
            "RestrictPublicBuckets": self.restrict_public_buckets,
        }


ALL_BLOCKED = PublicAccessBlock(
    block_public_acls=True, ignore_public_acls=True, block_public_policy=True, restrict_public_buckets=True
)


@dataclass(frozen=True, kw_only=True)
class AccountPublicAccess(Fact):
    """The account-wide block of public access; there is always one of these per account."""

    block: PublicAccessBlock | None  # None: never set, which blocks nothing
