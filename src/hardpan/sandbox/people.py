"""What only a person can do, or only time: acts that AWS has no API for.

Each public method of `People` is an act; over HTTP it is `POST /_hardpan/human/<act>`, with dashes for underscores and
the parameters as a JSON object.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from . import callers, moto_adapter, organization, owner, regions, root
from .services import controltower, sns, sso_admin_instances

_KINDS = ("virtual", "passkey", "hardware")
_SUPPORT_PLANS = ("basic", "developer", "business", "enterprise")


class People:
    """The acts of the people who own one account."""

    def __init__(self, account: str = callers.ACCOUNT) -> None:
        self.account = account

    def enrol_root_mfa(self, kind: str = "passkey") -> None:
        """Root signs in and assigns an MFA device."""
        if kind not in _KINDS:
            raise ValueError(f"an MFA device is one of {', '.join(_KINDS)}, not {kind!r}")
        root.of(self.account).enrol(kind)

    def remove_root_mfa(self, kind: str | None = None) -> None:
        """Root removes the devices of a kind, or all."""
        user = root.of(self.account)
        user.mfa = [device for device in user.mfa if kind is not None and device.kind != kind]

    def create_root_access_key(self, age_days: float = 0, last_used_days_ago: float | None = None) -> None:
        """Root makes itself an access key."""
        keys = root.of(self.account).access_keys
        keys.append(root.RootKey(f"AKIAROOTOFSANDBOX{len(keys):03}", _ago(age_days), _ago_or_none(last_used_days_ago)))

    def keep_credential_report(self, hours: float = 4) -> None:
        """IAM answers with the report it has for so long, as AWS does; the sandbox makes a new one each time."""
        root.of(self.account).report_kept_for = timedelta(hours=hours)

    def delete_root_access_keys(self) -> None:
        """Root deletes its access keys."""
        root.of(self.account).access_keys.clear()

    def upload_root_signing_certificate(self) -> None:
        """Root adds an X.509 signing certificate."""
        root.of(self.account).upload_certificate()

    def delete_root_signing_certificates(self) -> None:
        """Root deletes its signing certificates."""
        root.of(self.account).signing_certificates.clear()

    def root_last_signed_in(self, days_ago: float | None = None) -> None:
        """When root last used its password; None for never. The account is at least as old."""
        user = root.of(self.account)
        user.password_last_used = _ago_or_none(days_ago)
        if user.password_last_used:
            user.created = min(user.created, user.password_last_used)

    def root_keys_last_used(self, days_ago: float | None = None) -> None:
        """When root's access keys were last used; None for never."""
        for key in root.of(self.account).access_keys:
            key.last_used = _ago_or_none(days_ago)

    def enrol_user_mfa(self, user: str) -> None:
        """An IAM user assigns a virtual MFA device to itself."""
        iam = moto_adapter.iam(self.account)
        device = iam.create_virtual_mfa_device(f"{user}-phone", "/")
        iam.enable_mfa_device(user, device.serial_number, "123456", "654321")

    def confirm_subscription(self, topic: str, endpoint: str) -> None:
        """Whoever reads the mailbox follows the link in the message from SNS."""
        sns.confirm_subscription(self.account, topic.split(":")[3], topic, endpoint)

    def transfer_billing(self, to: str, status: str = "ACCEPTED") -> None:
        """Another organization's management account asks to pay for this one, and somebody agrees, or not yet."""
        found = organization.of(self.account, "aws")
        if found is None or found.management != self.account:
            raise LookupError(f"{self.account} manages no organization")
        transfer = organization.Transfer("payer", to, f"aws@{to}.example.com", status)
        found.transfers[transfer.id] = transfer

    def verify_phone(self) -> None:
        """The owner answers the call that verifies the primary contact's phone number."""
        owner.of(self.account).phone_verified = True

    def verify_email(self) -> None:
        """The owner follows the link in the message that verifies the account's e-mail address."""
        owner.of(self.account).email_verified = True

    def sign_up_for_free_plan(self) -> None:
        """The owner chose the Free plan when signing up."""
        owner.of(self.account).account_plan = "FREE"

    def add_payment_method(self) -> None:
        """The owner gives a credit card, so that the account could stand alone."""
        owner.of(self.account).has_payment_method = True

    def remove_payment_method(self) -> None:
        """The card has ended, and no other is there."""
        owner.of(self.account).has_payment_method = False

    def raise_account_quota(self, accounts: int) -> None:
        """AWS grants the management account's request for a larger organization."""
        owner.of(self.account).account_quota = accounts

    def age_membership(self, days: float) -> None:
        """The account joined its organization that long ago."""
        found = organization.of(self.account)
        if found is None:
            raise LookupError(f"{self.account} is in no organization")
        found.members[self.account].joined = _ago(days)

    def enable_identity_center(self, region: str = "us-east-1") -> None:
        """An administrator of the management account enables Identity Center for the organization in a Region."""
        sso_admin_instances.enable(self.account, region)

    def enroll_in_control_tower(self) -> None:
        """An administrator of the management account enrols the account in Control Tower."""
        controltower.enroll(self.account)

    def register_in_control_tower(self, unit: str) -> None:
        """An administrator of the management account registers an organizational unit with Control Tower."""
        controltower.register(unit, self.account)

    def reset_landing_zone(self) -> None:
        """An administrator of the management account resets Control Tower's landing zone, and brings it up to date."""
        controltower.reset(self.account)

    def turn_region_off(self, region: str) -> None:
        """Somebody disables an opt-in Region, and the hours that this takes are over."""
        regions.change(self.account, region, "DISABLED", at_once=True)

    def choose_support_plan(self, plan: str) -> None:
        """The owner chooses a support plan: basic, developer, business or enterprise."""
        if plan not in _SUPPORT_PLANS:
            raise ValueError(f"a support plan is one of {', '.join(_SUPPORT_PLANS)}, not {plan!r}")
        owner.of(self.account).support_plan = plan

    def age_account(self, days: float) -> None:
        """The account was opened that long ago."""
        root.of(self.account).created = _ago(days)

    def age_user(self, user: str, days: float, password_last_used_days_ago: float | None = None) -> None:
        """An IAM user was made, with its password, that long ago; when it last signed in, None for never."""
        found = moto_adapter.iam(self.account).get_user(user)
        found.create_date = _naive(_ago(days))
        found.password_last_used = _naive(_ago_or_none(password_last_used_days_ago))

    def age_access_key(
        self, user: str, days: float, access_key_id: str | None = None, last_used_days_ago: float | None = None
    ) -> None:
        """An IAM user's access keys, or one of them, were made that long ago; when last used, None for never."""
        keys = [
            key
            for key in moto_adapter.iam(self.account).get_user(user).access_keys
            if access_key_id in (None, key.access_key_id)
        ]
        if not keys:
            raise LookupError(f"{user} has no access key {access_key_id or ''}".rstrip())
        for key in keys:
            key.create_date = _naive(_ago(days))
            key.last_used = moto_adapter.key_use(_naive(_ago_or_none(last_used_days_ago)))


def act(name: str, given: Mapping[str, Any]) -> None:
    """Perform the act of this name in the account that `account` names, or the sandbox's own.

    Raises LookupError where there is none, TypeError or ValueError for wrong parameters.
    """
    parameters = dict(given)
    people = People(parameters.pop("account", callers.ACCOUNT))
    method = name.replace("-", "_")
    if method.startswith("_") or not callable(getattr(people, method, None)):
        raise LookupError(f"nobody can do {name!r}: {', '.join(acts())}")
    getattr(people, method)(**parameters)


def acts() -> list[str]:
    """Names of all acts."""
    return [name.replace("_", "-") for name, method in vars(People).items() if callable(method) and name[0] != "_"]


def _ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def _naive(when: datetime | None) -> datetime | None:
    """As moto keeps its times: UTC, and without saying so."""
    return when and when.replace(tzinfo=None)


def _ago_or_none(days: float | None) -> datetime | None:
    return None if days is None else _ago(days)
