"""The Baseline: what must be true, as `hardpan.yaml` says it, checked and complete.

Plain frozen dataclasses, so that reading one costs no import; `hardpan.config.load` makes it from the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias, get_args

from hardpan.config.people import Assignment, IdentityCenter, PermissionSet, Person
from hardpan.config.pipeline import Ci
from hardpan.model import Place, ProfileLevel

# What AWS Config's recorders are to do: record every change, or what changed in a day; or Config is not asked for.
Recording: TypeAlias = Literal["continuous", "daily", "off"]
RECORDINGS: tuple[Recording, ...] = get_args(Recording)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """An alternate contact: whom AWS writes to about security, billing or operations."""

    name: str
    title: str
    email: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class PrimaryContact:
    """The account's primary contact; its phone number is a way to recover the root user."""

    full_name: str
    address_line: str
    city: str
    postal_code: str
    country_code: str  # two letters
    phone: str
    company: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True)
class Alerts:
    """Where security alerts go."""

    email: str | None = None
    topic: str = "hardpan-alerts"


@dataclass(frozen=True, kw_only=True)
class Logs:
    """The audit trail and the bucket that keeps it."""

    trail: str = "hardpan-trail"
    bucket: str = "hardpan-logs-{account}"  # {account} and {region} are filled in
    minimum_days: int = 365  # logs must be kept at least this long
    expire_days: int = 730  # and go after this
    metric_filters: bool = False  # whether auditors ask for alarms on the log group of the trail as well
    data_events: tuple[str, ...] = ()  # buckets whose objects' events enterprise records; empty: all but the log bucket


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Monthly spending that triggers an e-mail."""

    monthly_usd: int = 50
    anomaly_usd: int = 10


@dataclass(frozen=True, kw_only=True)
class Access:
    """How the organization's other accounts are entered: by a role that is assumed in each."""

    role: str = "OrganizationAccountAccessRole"  # with its path, if it has one
    external_id: str | None = None
    by: str | None = None  # the role of this run alone, where a command names another; guardrails know `role`

    @property
    def entered_by(self) -> str:
        """The role that is assumed in this run."""
        return self.by or self.role


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An organizational unit that is to exist."""

    path: str  # "Workloads/Prod"
    guardrails: str | None = None  # the profile's unit whose guardrails it has, where that is another path

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def above(self) -> str | None:
        """The path of the unit it is in; None directly below the root."""
        return self.path.rpartition("/")[0] or None


@dataclass(frozen=True, kw_only=True)
class MemberAccount:
    """An account that is to exist, beside the management account."""

    name: str
    email: str  # of its root user
    unit: str | None = None  # the path of the unit it is to be in; None: left where it is
    tags: tuple[str, ...] = ()  # key=value
    close: bool = False  # whether it is to be closed


@dataclass(frozen=True, kw_only=True)
class Organization:
    """The organization that the account manages, or is to."""

    regions: tuple[str, ...] = ()  # where work is done; empty: wherever it is, and no Region is closed
    paid_plan: bool = False  # agreed to move from the Free plan to the Paid plan
    email: str | None = None  # from which the accounts' addresses were made
    units: tuple[Unit, ...] = ()  # each after the one it is in
    accounts: tuple[MemberAccount, ...] = ()
    log_archive: str | None = None  # names of accounts
    security_tooling: str | None = None
    shared_services: str | None = None
    backup: str | None = None
    forensics: str | None = None

    @property
    def described(self) -> bool:
        """Whether the file says what the organization consists of, so that it is to exist."""
        return bool(self.units or self.accounts)


@dataclass(frozen=True, kw_only=True)
class Exceptions:
    """What is meant to be as it is. Names are exact, or shell patterns where `*` or `?` occurs."""

    iam_users: tuple[str, ...] = ()
    admin_roles: tuple[str, ...] = ()
    trusted_accounts: tuple[str, ...] = ()  # accounts of ours: twelve digits
    third_party_accounts: tuple[str, ...] = ()  # vendors: must carry an external id
    public_functions: tuple[str, ...] = ()
    public_buckets: tuple[str, ...] = ()
    open_ports: tuple[str, ...] = ()  # "sg-0123/22"
    oidc_issuers: tuple[str, ...] = ("token.actions.githubusercontent.com",)
    keys_pending_deletion: tuple[str, ...] = ()
    guardduty_filters: tuple[str, ...] = ()
    guardduty_ip_sets: tuple[str, ...] = ()
    management_workloads: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """What only a person can vouch for: who, when, and where the proof is kept. Never a secret."""

    by: str
    on: date
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """Findings accepted until a date."""

    control: str
    reason: str
    owner: str
    expires: date
    account: str | None = None
    resource: str | None = None  # shell pattern on the finding's resource
    line: int | None = None  # where the file says so


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """Everything `hardpan.yaml` asks for; a key left out has its profile's default."""

    profile: ProfileLevel = "personal"
    account: str | None = None  # act in this account only
    partition: str = "aws"
    home_region: str = "us-east-1"  # where the trail, the log bucket and the alert topic live
    allowed_regions: tuple[str, ...] = ()  # opt-in Regions that may stay enabled; default-enabled ones always may
    primary_contact: PrimaryContact | None = None
    security_contact: Contact | None = None
    billing_contact: Contact | None = None
    operations_contact: Contact | None = None
    alerts: Alerts = field(default_factory=Alerts)
    logs: Logs = field(default_factory=Logs)
    budget: Budget = field(default_factory=Budget)
    cost_ceiling_usd: float | None = None
    access: Access = field(default_factory=Access)
    organization: Organization = field(default_factory=Organization)
    identity_center: IdentityCenter = field(default_factory=IdentityCenter)
    break_glass: bool = False  # whether each account has a role for emergencies
    config_recorder: Recording = "off"  # how AWS Config records
    ci: Ci = field(default_factory=Ci)
    exceptions: Exceptions = field(default_factory=Exceptions)
    root_recovery: Attestation | None = None
    identity_center_mfa: Attestation | None = None
    support_contact: Attestation | None = None
    incident_plan: Attestation | None = None
    incident_exercise: Attestation | None = None
    waivers: tuple[Waiver, ...] = ()
    consent: tuple[str, ...] = ()  # operations that may lose data or break something: ids, or "all"

    def log_bucket(self, place: Place) -> str:
        """Name of the log bucket of the account at `place`."""
        return self.logs.bucket.format(account=place.account, region=self.home_region)

    def home(self, place: Place) -> Place:
        """The home Region of the account at `place`."""
        return place.at(self.home_region)

    def says(self, key: str) -> bool:
        """Whether the file says something at a key, as `organization.log_archive`, beyond what holds without it."""
        said: object = self
        usual: object = Baseline()
        for name in key.split("."):
            said, usual = getattr(said, name), getattr(usual, name)
        return said != usual

    def consents_to(self, operation: str) -> bool:
        """Whether a person has agreed to this destructive operation."""
        return "all" in self.consent or operation in self.consent


# What the examples of controls are judged against, where a control asks for a Baseline.
EXAMPLE = Baseline(
    home_region="eu-west-1",
    primary_contact=PrimaryContact(
        full_name="Ada Example",
        address_line="1 Example Street",
        city="Dublin",
        postal_code="D01 X2Y3",
        country_code="IE",
        phone="+353 1 555 0100",
    ),
    security_contact=Contact(name="Ada Example", title="Owner", email="security@example.com", phone="+353 1 555 0101"),
    billing_contact=Contact(name="Ada Example", title="Owner", email="billing@example.com", phone="+353 1 555 0102"),
    operations_contact=Contact(name="Ada Example", title="Owner", email="ops@example.com", phone="+353 1 555 0103"),
    alerts=Alerts(email="alerts@example.com"),
    identity_center=IdentityCenter(
        permission_sets=(
            PermissionSet(name="Administrator", managed_policies=("AdministratorAccess",), session_hours=4),
            PermissionSet(name="ReadOnly", managed_policies=("ReadOnlyAccess",), session_hours=8),
        ),
        groups=("administrators",),
        users=(
            Person(
                name="ada",
                given_name="Ada",
                family_name="Example",
                email="ada@example.com",
                groups=("administrators",),
            ),
        ),
        assignments=(
            Assignment(group="administrators", permission_set="Administrator", accounts=("management",)),
            Assignment(group="administrators", permission_set="ReadOnly", accounts=("all",)),
        ),
    ),
    break_glass=True,
    config_recorder="daily",
    ci=Ci(repositories=("octo/app",), plan_from=("pull_request", "branch:*"), apply_from="branch:main"),
)
