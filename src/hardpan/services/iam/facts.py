"""What we know of an account's identities, their credentials and their rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hardpan.model import Fact, Place

from .documents import Document

RESERVED = "/aws-reserved/sso.amazonaws.com/"  # path of the roles that Identity Center makes and alone may change
QUARANTINES = tuple(f"AWSCompromisedKeyQuarantine{version}" for version in ("", "V2", "V3"))
ORGANIZATION_ACCESS = "OrganizationAccountAccessRole"


def managed_policy(place: Place, name: str) -> str:
    """ARN of a policy that AWS manages."""
    return f"arn:{place.partition}:iam::aws:policy/{name}"


@dataclass(frozen=True)
class Identity:
    """A user, group or role, in short."""

    kind: str  # "user", "group" or "role"
    name: str
    path: str
    arn: str

    def __str__(self) -> str:
        return f"the {self.kind} {self.name}"


@dataclass(frozen=True, kw_only=True)
class AccountSummary(Fact):
    """What the account summary says of root.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    """

    root_has_password: bool
    root_has_mfa: bool
    root_has_access_keys: bool
    root_has_certificates: bool


@dataclass(frozen=True, kw_only=True)
class RootVirtualMfa(Fact):
    """Root's virtual MFA devices. Its keys and passkeys are shown to nobody but root."""

    serials: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RootUse(Fact):
    """When root was last used, by the credential report.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """

    password_last_used: datetime | None
    keys_last_used: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True)
class RootCredentials(Fact):
    """What a member's root user can sign in with, one by one, where the account summary tells of something.

    Seen in a session of that root user, which only planning begins: no control asks for these.
    """

    has_password: bool
    access_keys: tuple[str, ...]  # their ids
    certificates: tuple[str, ...]
    mfa_devices: tuple[str, ...]  # serial numbers


@dataclass(frozen=True, kw_only=True)
class User(Fact):
    """An IAM user and where its rights come from."""

    name: str
    arn: str
    groups: tuple[str, ...]
    attached: tuple[str, ...]  # ARNs of policies
    inline: tuple[str, ...]  # names of policies

    @property
    def resource(self) -> str:
        """The user's ARN."""
        return self.arn


@dataclass(frozen=True)
class AccessKey:
    """An access key, without its secret, which nobody can read."""

    id: str
    active: bool
    created: datetime
    last_used: datetime | None  # None: never


@dataclass(frozen=True, kw_only=True)
class UserCredentials(Fact):
    """What an IAM user can sign in with, as it is now."""

    name: str
    arn: str
    created: datetime
    has_password: bool
    password_created: datetime | None
    password_last_used: datetime | None  # None: never, or before October 2014
    mfa_devices: int
    keys: tuple[AccessKey, ...]  # oldest first

    @property
    def resource(self) -> str:
        """The user's ARN."""
        return self.arn

    @property
    def active_keys(self) -> list[AccessKey]:
        """Those that work, oldest first."""
        return [key for key in self.keys if key.active]


@dataclass(frozen=True, kw_only=True)
class Role(Fact):
    """A role that the account may change: not one that belongs to a service.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
    """

    name: str
    path: str
    arn: str
    trust: Document
    attached: tuple[str, ...]  # ARNs of policies

    @property
    def resource(self) -> str:
        """The role's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class SessionLimit(Fact):
    """How long sessions of one of Hardpan's own roles may last, which the bulk answer about roles does not tell.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
    """

    name: str
    arn: str
    seconds: int
    description: str

    @property
    def resource(self) -> str:
        """The role's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class WebIdentityRole(Fact):
    """A role that holders of tokens from outside AWS may assume."""

    name: str
    arn: str
    trust: Document

    @property
    def resource(self) -> str:
        """The role's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class OrganizationAccessRole(Fact):
    """The role through which an organization's management account enters an account that it made."""

    arn: str
    trust: Document
    management_account: str | None  # None: the account is in no organization

    @property
    def resource(self) -> str:
        """The role's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class Attachment(Fact):
    """A managed policy, AWS's or the account's, on a user, group or role."""

    policy: str  # ARN
    who: Identity

    @property
    def resource(self) -> str:
        """ARN of whoever has the policy."""
        return self.who.arn

    @property
    def is_quarantine(self) -> bool:
        """AWS put it there because it found a key in public."""
        return self.policy in [managed_policy(self.place, name) for name in QUARANTINES]


@dataclass(frozen=True, kw_only=True)
class Administrator(Fact):
    """Whoever has AWS's policy AdministratorAccess."""

    who: Identity

    @property
    def resource(self) -> str:
        """The user's, group's or role's ARN."""
        return self.who.arn


@dataclass(frozen=True, kw_only=True)
class OwnPolicy(Fact):
    """A policy of the account's own that somebody has: managed and attached, or inline."""

    arn: str  # of an inline policy, its holder's with the policy's name behind
    name: str
    document: Document
    holders: tuple[Identity, ...]

    @property
    def resource(self) -> str:
        """The policy's ARN, or its holder's with the policy's name."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class OidcProvider(Fact):
    """An OpenID Connect provider whose tokens roles may trust."""

    arn: str
    audiences: tuple[str, ...]  # for whom its tokens may be (aud)

    @property
    def resource(self) -> str:
        """The provider's ARN."""
        return self.arn

    @property
    def issuer(self) -> str:
        """Who makes the tokens: an address without https://."""
        return self.arn.partition(":oidc-provider/")[2]


@dataclass(frozen=True)
class PasswordRules:
    """Rules for the passwords of IAM users.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html
    """

    minimum_length: int
    symbols: bool
    numbers: bool
    uppercase: bool
    lowercase: bool
    users_may_change: bool
    remembered: int | None  # passwords that may not be used again; None: none
    expires_days: int | None
    hard_expiry: bool


@dataclass(frozen=True, kw_only=True)
class PasswordPolicy(Fact):
    """The account's password policy; there is always one of these per account."""

    rules: PasswordRules | None  # None: never set, so that AWS's own default holds


@dataclass(frozen=True, kw_only=True)
class ServiceCredential(Fact):
    """A password or API key of an IAM user for one service, as CodeCommit or Bedrock."""

    id: str
    user: str
    service: str
    active: bool

    @property
    def resource(self) -> str:
        """The credential's id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class ServerCertificate(Fact):
    """A TLS certificate kept in IAM."""

    name: str
    arn: str
    expires: datetime

    @property
    def resource(self) -> str:
        """The certificate's ARN."""
        return self.arn
