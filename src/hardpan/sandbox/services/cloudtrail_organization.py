"""Trails of an organization: made by its management account or its delegate, seen by every member, theirs to read only.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html, and the errors of
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html. A trail that a delegate makes
belongs to the management account on AWS; here it stays with its maker.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.backends import get_backend

from .. import organization
from ..organization import Organization
from ..organization.trusted import SERVICES
from ..registry import Answer, AwsError, Call, overlay

SERVICE = "cloudtrail.amazonaws.com"
BUSY = "ConflictException"


def trails_of(account: str) -> list[Any]:
    """The emulator's own trails of an account, of all Regions."""
    regions = get_backend("cloudtrail")[account]
    return [trail for backend in list(regions.values()) for trail in backend.trails.values()]


def trails_over(call: Call) -> list[Any]:
    """Organization trails that others made and that log the caller's account too."""
    found = organization.of(call.account, call.partition)
    if found is None:
        return []
    makers = {found.management, *found.delegated_administrators(SERVICE)} - {call.account}
    return [trail for maker in makers for trail in trails_of(maker) if trail.is_org_trail]


def refuse_a_member(call: Call, trail: Any) -> None:
    if trail.arn.split(":")[4] != call.account:
        raise _not_the_management_account()


def id_of(call: Call, trail: Any) -> str | None:
    """The id of the organization that a trail is for; None for a trail of one account."""
    found = organization.of(call.account, call.partition)
    return found.id if found and trail.is_org_trail else None


def id_where_asked(call: Call, asked: bool) -> str | None:
    """The organization's id where a trail for it is asked for. Raises AwsError for what is missing first."""
    if not asked:
        return None
    found = organization.of(call.account, call.partition)
    if found is None:
        raise AwsError("OrganizationsNotInUseException", "Your account is not a member of an organization.")
    _need_all_features(found)
    if not found.administers(call.account, SERVICE):
        raise _not_the_management_account()
    if not found.is_trusted(SERVICE):
        raise AwsError(
            "CloudTrailAccessNotEnabledException",
            "CloudTrail service access is not enabled for your organization. Enable it in AWS Organizations.",
        )
    return found.id


@overlay("cloudtrail", "RegisterOrganizationDelegatedAdmin")
def register(call: Call) -> Answer:
    """Enables trusted access too."""
    found, account = _managed(call), call.parameters["MemberAccountId"]
    with organization.one_change(call, found, BUSY):
        _refuse_delegate(found, account)
        now = datetime.now(UTC)
        found.trusted.setdefault(SERVICE, now)
        found.delegated.setdefault(SERVICE, {})[account] = now
    return {}


@overlay("cloudtrail", "DeregisterOrganizationDelegatedAdmin")
def deregister(call: Call) -> Answer:
    found, account = _managed(call), call.parameters["DelegatedAdminAccountId"]
    with organization.one_change(call, found, BUSY):
        if account not in found.delegated.get(SERVICE, {}):
            raise AwsError("AccountNotRegisteredException", "The account is not a delegated administrator.")
        del found.delegated[SERVICE][account]
    return {}


def _refuse_delegate(found: Organization, account: str) -> None:
    if account == found.management:
        raise AwsError("CannotDelegateManagementAccountException", "The management account cannot be a delegate.")
    if account not in found.members:
        raise AwsError("AccountNotFoundException", "The account is not a member of the organization.")
    if found.members[account].state != "ACTIVE":
        raise AwsError("OperationNotPermittedException", "The account is closed.")
    registered = found.delegated_administrators(SERVICE)
    if account in registered:
        raise AwsError("AccountRegisteredException", "The account is already a delegated administrator.")
    if len(registered) >= SERVICES[SERVICE]:
        raise AwsError("DelegatedAdminAccountLimitExceededException", "There are three delegated administrators.")


def _managed(call: Call) -> Organization:
    found = organization.of(call.account, call.partition)
    if found is None:
        raise AwsError("OrganizationsNotInUseException", "Your account is not a member of an organization.")
    if call.account != found.management:
        raise AwsError("NotOrganizationManagementAccountException", "Use the organization's management account.")
    _need_all_features(found)
    return found


def _need_all_features(found: Organization) -> None:
    if not found.has_all_features:
        raise AwsError("OrganizationNotInAllFeaturesModeException", "Your organization has not all features enabled.")


def _not_the_management_account() -> AwsError:
    return AwsError(
        "NotOrganizationMasterAccountException", "Your account is not the management account of the organization."
    )
