"""Accounts of an organization: made in the background, closed in the background, hard to let go.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html,
API_DescribeCreateAccountStatus, API_ListCreateAccountStatus, API_ListAccounts, API_CloseAccount,
API_RemoveAccountFromOrganization, API_LeaveOrganization. `Account.Status` was retired in September 2026; `State` it is.
"""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime, timedelta

from .. import organization, owner
from ..organization import CreateRequest, Member, Organization
from ..registry import Answer, AwsError, Call
from .organizations_desk import ANYBODY, change, invalid, need_all_features, page, read, violation
from .organizations_tags import as_mapping
from .organizations_units import need_parent

CREATED_AT_ONCE, CLOSED_AT_ONCE = 5, 3
CLOSED_IN_30_DAYS, CLOSED_SHARE, CLOSED_AT_MOST = 250, 0.2, 1_000
YOUNGEST_TO_LEAVE = timedelta(days=4)
DEFAULT_ROLE = "OrganizationAccountAccessRole"


@change("CreateAccount")
def create_account(call: Call, found: Organization) -> Answer:
    """Begin; what becomes of it is told by DescribeCreateAccountStatus alone."""
    asked, pace = call.parameters, organization.directory(call.partition).pace
    _refuse_names(asked["AccountName"], asked["Email"], asked.get("RoleName") or DEFAULT_ROLE)
    _refuse_while_finalizing(found, pace.finalizing)
    under_way = [request for request in found.requests.values() if request.completed is None]
    if len(under_way) >= CREATED_AT_ONCE:
        raise violation(
            "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED",
            "You have exceeded the number of accounts that can be in progress at a time.",
        )
    same = any(request.email.lower() == asked["Email"].lower() for request in under_way)
    request = CreateRequest(
        id=f"car-{secrets.token_hex(16)}",
        name=asked["AccountName"],
        email=asked["Email"],
        role=asked.get("RoleName") or DEFAULT_ROLE,
        tags=as_mapping(asked.get("Tags")),
        requested=datetime.now(UTC),
        due=time.monotonic() + pace.account,
        failure="CONCURRENT_ACCOUNT_MODIFICATION" if same else None,
    )
    found.requests[request.id] = request
    return {"CreateAccountStatus": _request(request)}


@read("DescribeCreateAccountStatus")
def describe_request(call: Call, found: Organization) -> Answer:
    request = found.requests.get(call.parameters["CreateAccountRequestId"])
    if request is None:
        raise AwsError("CreateAccountStatusNotFoundException", "We can't find a create account request with that id.")
    return {"CreateAccountStatus": _request(request)}


@read("ListCreateAccountStatus")
def list_requests(call: Call, found: Organization) -> Answer:
    wanted = call.parameters.get("States")
    shown = [_request(request) for request in found.requests.values() if not wanted or request.state in wanted]
    return page(call, shown, "CreateAccountStatuses")


@read("DescribeAccount")
def describe_account(call: Call, found: Organization) -> Answer:
    return {"Account": account_of(found, need_member(found, call.parameters["AccountId"]))}


@read("ListAccounts")
def list_accounts(call: Call, found: Organization) -> Answer:
    return page(call, [account_of(found, member) for member in found.members.values()], "Accounts")


@read("ListAccountsForParent")
def list_accounts_in(call: Call, found: Organization) -> Answer:
    parent = need_parent(found, call.parameters["ParentId"])
    return page(call, [account_of(found, member) for member in found.accounts_in(parent)], "Accounts")


@change("CloseAccount")
def close_account(call: Call, found: Organization) -> Answer:
    need_all_features(found)
    member = need_member(found, call.parameters["AccountId"])
    if member.id == found.management:
        raise violation("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", "You attempted to close the management account.")
    if owner.of(member.id).closed is not None:
        raise AwsError("AccountAlreadyClosedException", "You attempted to close an account that is already closed.")
    _refuse_too_many_closures(found)
    owner.of(member.id).close(organization.directory(call.partition).pace.closing)
    return {}


@change("RemoveAccountFromOrganization")
def remove_account(call: Call, found: Organization) -> Answer:
    _let_go(found, need_member(found, call.parameters["AccountId"]))
    return {}


@change("LeaveOrganization", by=ANYBODY)
def leave(call: Call, found: Organization) -> Answer:
    _let_go(found, found.members[call.account])
    return {}


def need_member(found: Organization, account: str) -> Member:
    """An account of the organization. Raises AwsError where it is none."""
    member = found.members.get(account)
    if member is None:
        raise AwsError("AccountNotFoundException", "You specified an account that doesn't exist.")
    return member


def _refuse_names(name: str, email: str, role: str) -> None:
    if not re.fullmatch(r"[ -~]{1,50}", name):
        raise invalid("INVALID_PATTERN", "You provided an account name that does not match the required pattern.")
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", email) or not 6 <= len(email) <= 64:
        raise invalid("INVALID_PATTERN", "You provided an email address that does not match the required pattern.")
    if not re.fullmatch(r"[\w+=,.@-]{1,64}", role, re.ASCII) or role.startswith("AWSServiceRoleFor"):
        raise invalid("INVALID_ROLE_NAME", "You provided a role name that is not valid.")


def _refuse_while_finalizing(found: Organization, takes: float) -> None:
    """AWS documents two answers for the same; here the one that sounds like something else comes first.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ConstraintViolationException.html
    """
    left = found.finalized_at - time.monotonic()
    if left > takes / 2:
        raise violation("ACCOUNT_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of AWS accounts.")
    if left > 0:
        raise AwsError("FinalizingOrganizationException", "Your organization is still initializing. Try again later.")


def _refuse_too_many_closures(found: Organization) -> None:
    """https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html"""
    owners = [owner.of(account) for account in found.members]
    if sum(each.is_closing for each in owners) >= CLOSED_AT_ONCE:
        raise violation(
            "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED",
            "You attempted to exceed the number of accounts that you can close at a time.",
        )
    lately = datetime.now(UTC) - timedelta(days=30)
    recent = sum(each.closed is not None and each.closed > lately for each in owners)
    if recent >= min(max(CLOSED_IN_30_DAYS, int(len(found.members) * CLOSED_SHARE)), CLOSED_AT_MOST):
        raise violation("CLOSE_ACCOUNT_QUOTA_EXCEEDED", "You have exceeded close account quota for the past 30 days.")


def _let_go(found: Organization, member: Member) -> None:
    """An account leaves when it could stand alone; the last thing asked for is told first.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_account_consider-removing-account.html
    """
    if member.id == found.management:
        raise AwsError(
            "MasterCannotLeaveOrganizationException", "You can't remove a management account from an organization."
        )
    if any(member.id in accounts for accounts in found.delegated.values()):
        raise violation(
            "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
            "You can't remove an account that is registered as a delegated administrator.",
        )
    if member.joined_method == "CREATED" and datetime.now(UTC) - member.joined < YOUNGEST_TO_LEAVE:
        raise violation("WAIT_PERIOD_ACTIVE", "You must wait until at least four days after the account was created.")
    found_owner = owner.of(member.id)
    if not found_owner.has_payment_method:
        raise violation(
            "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED", "The member account has no valid payment instrument."
        )
    if not found_owner.phone_verified:
        raise violation(
            "ACCOUNT_CANNOT_LEAVE_WITHOUT_PHONE_VERIFICATION",
            "The member account has not completed phone verification.",
        )
    del found.members[member.id]
    found.attachments.pop(member.id, None)


def _request(request: CreateRequest) -> Answer:
    answer: Answer = {
        "Id": request.id,
        "AccountName": request.name,
        "State": request.state,
        "RequestedTimestamp": request.requested,
    }
    if request.completed is not None:
        answer["CompletedTimestamp"] = request.completed
        answer |= {"FailureReason": request.failure} if request.failure else {"AccountId": request.account}
    return answer


def account_of(found: Organization, member: Member) -> Answer:
    """An account as AWS tells of it."""
    told = owner.of(member.id)
    return {
        "Id": member.id,
        "Arn": found.arn_of(member.id),
        "Email": told.email,
        "Name": told.account_name,
        "State": member.state,
        "Paths": [found.path(member.id)],
        "JoinedMethod": member.joined_method,
        "JoinedTimestamp": member.joined,
    }
