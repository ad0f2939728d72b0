"""The keys of `hardpan.yaml`: where each one stands, what it takes and what it means.

The defaults are those of the Baseline, which are the personal profile's.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from hardpan.config import baseline, checks, names
from hardpan.config.ci import Ci
from hardpan.config.group import Group
from hardpan.config.identity_center import IdentityCenter, in_organization
from hardpan.config.kinds import (
    GROUP,
    LIST,
    MAYBE,
    SAYS,
    Account,
    Accounts,
    ContactEmail,
    Day,
    Email,
    LogBucket,
    PastDay,
    Phone,
    PrimaryPhone,
    Region,
    Text,
    Texts,
    Whole,
    like,
    upto,
)
from hardpan.config.organization import Organization
from hardpan.model import PROFILES, ProfileLevel

_ALERTS, _LOGS, _BUDGET = baseline.Alerts(), baseline.Logs(), baseline.Budget()
_ACCESS, _EXCEPTIONS = baseline.Access(), baseline.Exceptions()


class Contact(Group):
    """An alternate contact: whom AWS writes to about security, billing or operations."""

    name: Annotated[Text, upto(64)]
    """Who is written to: a person or a team."""
    title: Annotated[Text, upto(50)]
    """What they are, such as Owner or Security team."""
    email: ContactEmail
    """Where AWS writes to; best a list that several people read."""
    phone: Phone
    """Where AWS calls."""


class PrimaryContact(Group):
    """The account's primary contact. Its phone number is a way to recover the root user."""

    full_name: Annotated[Text, upto(50)]
    """The person or organization the account belongs to."""
    address_line: Annotated[Text, upto(60)]
    """Street and number."""
    city: Annotated[Text, upto(50)]
    """City."""
    postal_code: Annotated[
        str, SAYS, upto(20), WithJsonSchema({"type": ["string", "integer"], "minLength": 1, "maxLength": 20})
    ]
    """Postal code."""
    country_code: Annotated[str, SAYS, AfterValidator(checks.country_code), like(checks.COUNTRY_CODE)]
    """Country: the two letters of ISO 3166."""
    phone: PrimaryPhone
    """With the country's code, + first."""
    company: Annotated[Text, upto(50)] | None = None
    """Company, where there is one."""
    state: Annotated[Text, upto(50)] | None = Field(default=None, validate_default=True)
    """State or region; AWS wants it in US, CA, GB, DE, JP, IN and BR."""

    @field_validator("state")
    @classmethod
    def _state(cls, value: str | None, info: ValidationInfo) -> str | None:
        return checks.state(value, info.data.get("country_code"))


class Contacts(Group):
    """Whom AWS writes to and calls. A contact left out is left as it is."""

    primary: Annotated[PrimaryContact | None, MAYBE] = None
    """The account's primary contact."""
    security: Annotated[Contact | None, MAYBE] = None
    """Told of abuse reports and exposed credentials."""
    billing: Annotated[Contact | None, MAYBE] = None
    """Told of invoices."""
    operations: Annotated[Contact | None, MAYBE] = None
    """Told of maintenance and outages."""


class Alerts(Group):
    """Where security alerts go."""

    email: Email | None = None
    """Who is alerted; AWS asks this address to confirm."""
    topic: Annotated[Text, AfterValidator(names.topic)] = _ALERTS.topic
    """Name of the SNS topic that alerts are sent to."""


class Logs(Group):
    """The audit trail and the bucket that keeps it."""

    trail: Annotated[Text, AfterValidator(names.trail)] = _LOGS.trail
    """Name of the trail in CloudTrail."""
    bucket: LogBucket = _LOGS.bucket
    """Name of the log bucket; {account} and {region} are filled in."""
    minimum_days: Whole = _LOGS.minimum_days
    """Log files must be kept for at least this many days."""
    expire_days: Whole = _LOGS.expire_days
    """Log files are deleted after this many days; minimum_days or more."""

    metric_filters: Annotated[bool, BeforeValidator(checks.yes_or_no), WithJsonSchema({"type": "boolean"})] = False
    """Have metric filters and alarms on the trail's log group too, in enterprise, for auditors who ask for them."""
    data_events: Texts = _LOGS.data_events
    """Buckets of which every read and write of an object is recorded in enterprise; all of them when left out."""

    @field_validator("expire_days")
    @classmethod
    def _kept_long_enough(cls, value: int, info: ValidationInfo) -> int:
        least = info.data.get("minimum_days", 0)
        if value < least:
            raise ValueError(f"{value} is less than minimum_days, {least}: log files would go while they must be kept")
        return value


class Budget(Group):
    """Spending that triggers an e-mail."""

    monthly_usd: Whole = _BUDGET.monthly_usd
    """Spending in a month, in US dollars, that is too much."""
    anomaly_usd: Whole = _BUDGET.anomaly_usd
    """Unusual spending, in US dollars, that is worth an e-mail."""


class Cost(Group):
    """What the baseline itself may cost."""

    ceiling_usd_month: (
        Annotated[float, BeforeValidator(checks.amount), WithJsonSchema({"type": "number", "minimum": 0})] | None
    ) = None
    """A plan that adds more US dollars a month than this is not applied."""


class Access(Group):
    """How the organization's other accounts are entered."""

    role: Annotated[Text, AfterValidator(names.role), like(names.ROLE)] = _ACCESS.role
    """The role that is assumed in each of them, with its path if it has one."""
    external_id: Annotated[Text, AfterValidator(names.external_id), like(names.EXTERNAL_ID)] | None = None
    """What the role asks for beside a caller it trusts."""


class Exceptions(Group):
    """What is meant to be as it is. Names are exact, or shell patterns where * or ? occurs."""

    iam_users: Texts = _EXCEPTIONS.iam_users
    """IAM users that are meant to exist."""
    admin_roles: Texts = _EXCEPTIONS.admin_roles
    """Roles that are meant to be administrators."""
    trusted_accounts: Accounts = _EXCEPTIONS.trusted_accounts
    """Other accounts that are yours."""
    third_party_accounts: Accounts = _EXCEPTIONS.third_party_accounts
    """Accounts of vendors; their roles must ask for an external id."""
    public_functions: Texts = _EXCEPTIONS.public_functions
    """Lambda functions that anyone may invoke."""
    public_buckets: Texts = _EXCEPTIONS.public_buckets
    """Buckets that anyone may read."""
    open_ports: Annotated[
        tuple[Annotated[str, SAYS, AfterValidator(checks.open_port), like(checks.OPEN_PORT)], ...], LIST
    ] = _EXCEPTIONS.open_ports
    """Ports open to the world: security group, slash, port."""
    oidc_issuers: Annotated[tuple[Annotated[Text, AfterValidator(checks.issuer)], ...], LIST] = _EXCEPTIONS.oidc_issuers
    """OpenID Connect issuers whose tokens may assume roles, without https://."""
    keys_pending_deletion: Texts = _EXCEPTIONS.keys_pending_deletion
    """KMS keys that are meant to be deleted."""
    guardduty_filters: Texts = _EXCEPTIONS.guardduty_filters
    """GuardDuty filters that may archive findings."""
    guardduty_ip_sets: Texts = _EXCEPTIONS.guardduty_ip_sets
    """Lists of IP addresses that GuardDuty may trust."""
    management_workloads: Texts = _EXCEPTIONS.management_workloads
    """What may run or be kept in the management account: ids or names."""


class Attestation(Group):
    """What only a person can vouch for. Never a secret."""

    by: Text
    """Who vouches for it."""
    on: PastDay
    """When it was last checked: YYYY-MM-DD."""
    note: Text = ""
    """Where the proof is kept."""


class Attestations(Group):
    """What AWS cannot be asked: a person checked it, and says so."""

    root_recovery: Annotated[Attestation | None, MAYBE] = None
    """The root user's e-mail, phone and MFA devices are within reach."""
    identity_center_mfa: Annotated[Attestation | None, MAYBE] = None
    """IAM Identity Center asks for MFA at every sign-in, and takes nobody without a device."""
    support_contact: Annotated[Attestation | None, MAYBE] = None
    """It is known how to reach AWS Support when nobody can sign in."""
    incident_plan: Annotated[Attestation | None, MAYBE] = None
    """There is a plan for incidents, with whom to call and what to do first, and it was read through."""
    incident_exercise: Annotated[Attestation | None, MAYBE] = None
    """An incident was rehearsed: the alert arrived, an account was shut off and opened again."""


class Waiver(Group):
    """Findings accepted until a date."""

    control: Text
    """Id of the control, or a shell pattern: ec2.*"""
    reason: Text
    """Why the finding is accepted."""
    owner: Text
    """Who answers for it."""
    expires: Day
    """The last day it is accepted on: YYYY-MM-DD."""
    account: Account | None = None
    """Only in this account."""
    resource: Text | None = None
    """Only this resource: ARN, id or shell pattern."""


class File(Group):
    """The security baseline of an AWS account: what must be true."""

    model_config = ConfigDict(title="hardpan.yaml")

    profile: Annotated[
        ProfileLevel, BeforeValidator(lambda value: checks.profile(_word(value))), WithJsonSchema({"enum": [*PROFILES]})
    ] = "personal"
    """How much is asked: personal, team or enterprise, each including the one before."""
    account: Account | None = None
    """Act in this account only."""
    partition: Annotated[Text, AfterValidator(checks.partition), WithJsonSchema({"enum": [*checks.REGIONS]})] = "aws"
    """The partition; found from home_region when left out."""
    home_region: Region = "us-east-1"
    """Where the trail, the log bucket and the alert topic live."""
    allowed_regions: Annotated[tuple[Region, ...], LIST] = ()
    """Opt-in Regions that may stay enabled; those enabled by default always may."""
    contacts: Annotated[Contacts, GROUP] = Contacts()
    """Whom AWS writes to and calls."""
    alerts: Annotated[Alerts, GROUP] = Alerts()
    """Where security alerts go."""
    logs: Annotated[Logs, GROUP] = Logs()
    """The audit trail and the bucket that keeps it."""
    budget: Annotated[Budget, GROUP] = Budget()
    """Spending that triggers an e-mail."""
    cost: Annotated[Cost, GROUP] = Cost()
    """What the baseline itself may cost."""
    access: Annotated[Access, GROUP] = Access()
    """How the organization's other accounts are entered."""
    organization: Annotated[Organization, GROUP] = Organization()
    """What the organization is held to as a whole."""
    identity_center: Annotated[IdentityCenter, GROUP, AfterValidator(in_organization)] = IdentityCenter()
    """Who has access to accounts, through IAM Identity Center."""
    break_glass: Annotated[bool, BeforeValidator(checks.yes_or_no), WithJsonSchema({"type": "boolean"})] = False
    """Keep a role in each account for emergencies, which a message tells of; true in team and enterprise."""
    config_recorder: Annotated[
        baseline.Recording,
        BeforeValidator(lambda value: checks.recording(_word(value))),
        WithJsonSchema({"enum": [*baseline.RECORDINGS]}),
    ] = "off"
    """How AWS Config records: continuous, daily or off; daily in team and enterprise."""
    ci: Annotated[Ci | None, MAYBE] = None
    """Pipelines that may plan and apply, by tokens of their issuer and without keys."""
    exceptions: Annotated[Exceptions, GROUP] = Exceptions()
    """What is meant to be as it is."""
    attestations: Annotated[Attestations, GROUP] = Attestations()
    """What only a person can vouch for. Never a secret."""
    waivers: Annotated[tuple[Waiver, ...], LIST] = ()
    """Findings accepted until a date."""
    consent: Texts = ()
    """Operations agreed to although they may lose data or break something in use: their ids, or all."""


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{checks.found(value)} where one word is expected")
    return checks.text(value)


def model_at(keys: tuple[str | int, ...]) -> type[Group] | None:
    """The group of keys that stands at these keys, if one does."""
    model: type[Group] | None = File
    for key in keys:
        if isinstance(key, str) and model is not None:
            taken = model.model_fields.get(key)
            model = _group_in(taken.annotation) if taken else None
    return model


def _group_in(annotation: Any) -> type[Group] | None:
    if isinstance(annotation, type) and issubclass(annotation, Group):
        return annotation
    inner = getattr(annotation, "__args__", ())
    return next((group for group in map(_group_in, inner) if group), None)
