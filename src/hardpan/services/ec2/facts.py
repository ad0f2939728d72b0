"""What we know of EC2 in a Region."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

from .rules import SecurityGroupRule

REQUIRED = "required"
MOST_HOPS = 2  # lets a container on the instance ask, and nothing further away
BLOCK_NEW_SHARING = "block-new-sharing"
BLOCK_ALL_SHARING = "block-all-sharing"
UNBLOCKED = "unblocked"


@dataclass(frozen=True, kw_only=True)
class AccountDefault(Fact):
    """A setting of EC2 for a whole account in a Region, and who decides on it.

    Where a declarative policy of the organization does, AWS refuses changes made from the account.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_declarative.html
    """

    managed_by: str  # account, or declarative-policy

    @property
    def by_policy(self) -> bool:
        """The organization decides on it, not the account."""
        return self.managed_by == "declarative-policy"


@dataclass(frozen=True, kw_only=True)
class InstanceMetadataDefaults(AccountDefault):
    """How new instances answer on the metadata service when their launch does not say. None: no preference.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceMetadataDefaults.html
    """

    http_tokens: str | None
    hop_limit: int | None

    @property
    def is_right(self) -> bool:
        """Tokens are required, and a token goes no further than a container on the instance."""
        return self.http_tokens == REQUIRED and (self.hop_limit is None or self.hop_limit <= MOST_HOPS)


@dataclass(frozen=True, kw_only=True)
class SerialConsoleAccess(AccountDefault):
    """Whether people can reach the serial console of instances."""

    enabled: bool


@dataclass(frozen=True, kw_only=True)
class ImageBlockPublicAccess(AccountDefault):
    """Whether images can be made public; those that are public stay so.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
    """

    state: str  # block-new-sharing or unblocked


@dataclass(frozen=True, kw_only=True)
class SnapshotBlockPublicAccess(AccountDefault):
    """Whether EBS snapshots can be public.

    https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
    """

    state: str  # block-all-sharing, block-new-sharing or unblocked


@dataclass(frozen=True, kw_only=True)
class EbsEncryptionByDefault(Fact):
    """Whether new volumes are encrypted without anyone asking for it."""

    enabled: bool


@dataclass(frozen=True, kw_only=True)
class Instance(Fact):
    """An instance that is not terminated, how its metadata service answers, and what it hands out."""

    id: str
    state: str  # pending, running, stopping, stopped
    http_tokens: str  # required, or optional: IMDSv1 is answered
    http_endpoint: str  # enabled or disabled
    profile: str | None  # ARN of its instance profile, which holds its role

    @property
    def resource(self) -> str:
        """The instance's id."""
        return self.id

    @property
    def answers_v1(self) -> bool:
        """Its metadata service is on and hands out credentials to whoever asks without a token."""
        return self.http_tokens != REQUIRED and self.http_endpoint != "disabled"


@dataclass(frozen=True, kw_only=True)
class PublicSnapshot(Fact):
    """An EBS snapshot of ours that everybody may restore."""

    id: str

    @property
    def resource(self) -> str:
        """The snapshot's id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class PublicImage(Fact):
    """A machine image of ours that everybody may launch."""

    id: str

    @property
    def resource(self) -> str:
        """The image's id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class DefaultVpc(Fact):
    """The default VPC of a Region and what is in it.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
    """

    id: str
    subnets: tuple[str, ...]
    gateways: tuple[str, ...]  # internet gateways attached to it
    interfaces: tuple[str, ...]  # network interfaces: whatever runs in it has one
    additions: tuple[str, ...]  # what AWS did not put there, in words: "security group sg-0123"

    @property
    def resource(self) -> str:
        """The VPC's id."""
        return self.id

    @property
    def is_untouched(self) -> bool:
        """Nothing runs in it and it is as AWS made it, so that nobody misses it and AWS can make it again."""
        return not self.interfaces and not self.additions


@dataclass(frozen=True, kw_only=True)
class SecurityGroup(Fact):
    """A security group of a VPC, default groups included."""

    id: str
    name: str
    vpc: str
    rules: tuple[SecurityGroupRule, ...]

    @property
    def resource(self) -> str:
        """The group's id."""
        return self.id

    @property
    def is_default(self) -> bool:
        """It came with its VPC; no other group can be called so."""
        return self.name == "default"


@dataclass(frozen=True, kw_only=True)
class DefaultSecurityGroup(SecurityGroup):
    """The group that whatever is launched into a VPC without naming one is put in."""

    interfaces: tuple[str, ...]  # network interfaces in the group
