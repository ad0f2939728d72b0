"""Services that act in an organization: trusted access, and the accounts that administer them.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html,
API_DisableAWSServiceAccess, API_RegisterDelegatedAdministrator, API_DeregisterDelegatedAdministrator,
API_ListDelegatedAdministrators, API_ListDelegatedServicesForAccount.
"""

from __future__ import annotations

from datetime import UTC, datetime

from .. import owner
from ..organization import Organization, policy_types
from ..organization.trusted import SERVICES
from ..registry import Answer, AwsError, Call
from .organizations_accounts import need_member
from .organizations_desk import change, invalid, need_all_features, page, read, violation


@change("EnableAWSServiceAccess")
def enable_access(call: Call, found: Organization) -> Answer:
    need_all_features(found)
    found.trusted.setdefault(_known(call), datetime.now(UTC))
    return {}


@change("DisableAWSServiceAccess")
def disable_access(call: Call, found: Organization) -> Answer:
    """A policy type that rests on the service goes first; IAM's central root access goes with it."""
    service = _known(call)
    if any(kind.trust == service and found.type_status(name) for name, kind in policy_types.EVERY.items()):
        raise violation("POLICY_TYPE_ENABLED_FOR_THIS_SERVICE", "You must first disable the policy type.")
    found.trusted.pop(service, None)
    if service == "iam.amazonaws.com":
        found.root_features.clear()
    return {}


@read("ListAWSServiceAccessForOrganization")
def list_access(call: Call, found: Organization) -> Answer:
    need_all_features(found)
    shown = [{"ServicePrincipal": name, "DateEnabled": since} for name, since in found.trusted.items()]
    return page(call, shown, "EnabledServicePrincipals")


@change("RegisterDelegatedAdministrator")
def register(call: Call, found: Organization) -> Answer:
    need_all_features(found)
    service, account = _known(call), call.parameters["AccountId"]
    if not SERVICES[service]:
        raise invalid("UNRECOGNIZED_SERVICE_PRINCIPAL", f"{service} does not support delegated administrators.")
    if account == found.management:
        raise violation(
            "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register the management account as a delegated administrator.",
        )
    member = need_member(found, account)
    if member.state != "ACTIVE":
        raise violation(
            "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register a suspended account as a delegated administrator.",
        )
    if not found.is_trusted(service):
        raise violation("SERVICE_ACCESS_NOT_ENABLED", f"Enable service access for {service} first.")
    registered = found.delegated.setdefault(service, {})
    if account in registered:
        raise AwsError(
            "AccountAlreadyRegisteredException", "The account is already a delegated administrator for this service."
        )
    _refuse_too_many(service, len(registered))
    registered[account] = datetime.now(UTC)
    return {}


@change("DeregisterDelegatedAdministrator")
def deregister(call: Call, found: Organization) -> Answer:
    service, account = _known(call), need_member(found, call.parameters["AccountId"]).id
    if account not in found.delegated.get(service, {}):
        raise AwsError(
            "AccountNotRegisteredException", "The account is not a registered delegated administrator for this service."
        )
    del found.delegated[service][account]
    return {}


@read("ListDelegatedAdministrators")
def list_administrators(call: Call, found: Organization) -> Answer:
    need_all_features(found)
    wanted = call.parameters.get("ServicePrincipal")
    since: dict[str, datetime] = {}
    for service, accounts in found.delegated.items():
        for account, moment in accounts.items():
            if wanted in (None, "", service):
                since[account] = min(moment, since.get(account, moment))
    return page(call, [_administrator(found, *each) for each in since.items()], "DelegatedAdministrators")


@read("ListDelegatedServicesForAccount")
def list_services(call: Call, found: Organization) -> Answer:
    need_all_features(found)
    account = need_member(found, call.parameters["AccountId"]).id
    shown = [
        {"ServicePrincipal": service, "DelegationEnabledDate": accounts[account]}
        for service, accounts in found.delegated.items()
        if account in accounts
    ]
    if not shown:
        raise AwsError("AccountNotRegisteredException", "The account is not a registered delegated administrator.")
    return page(call, shown, "DelegatedServices")


def _known(call: Call) -> str:
    service: str = call.parameters["ServicePrincipal"]
    if service not in SERVICES:
        raise invalid("UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.")
    return service


def _refuse_too_many(service: str, registered: int) -> None:
    if registered < SERVICES[service]:
        return
    if SERVICES[service] == 1:
        raise violation(
            "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE", f"{service} already has a delegated administrator."
        )
    raise violation(
        "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
        f"{service} has the maximum number of delegated administrators.",
    )


def _administrator(found: Organization, account: str, since: datetime) -> Answer:
    member, told = found.members[account], owner.of(account)
    return {
        "Id": account,
        "Arn": found.arn_of(account),
        "Email": told.email,
        "Name": told.account_name,
        "State": member.state,
        "JoinedMethod": member.joined_method,
        "JoinedTimestamp": member.joined,
        "DelegationEnabledDate": since,
    }
