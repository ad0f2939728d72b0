"""Who may do what in which account: assigned and provisioned in the background, one change to an account at a time.

API reference: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html,
API_DeleteAccountAssignment, API_ProvisionPermissionSet, the Describe...Status of each, API_ListAccountAssignments,
API_ListAccountAssignmentsForPrincipal, API_ListPermissionSetsProvisionedToAccount,
API_ListAccountsForProvisionedPermissionSet. What is there already can be assigned again, and changes nothing.
"""

from __future__ import annotations

import time

from .. import organization, owner
from ..registry import Answer, Call
from .sso_admin_center import Assignment, Instance, PermissionSet, Request, center
from .sso_admin_desk import access, conflict, denied, invalid, listed, missing, permission_set, refuse_delegate
from .sso_admin_roles import NotProvisioned, provision, take_back

MOST_SETS_IN_AN_ACCOUNT = 250


@access("CreateAccountAssignment")
def create(call: Call, found: Instance) -> Answer:
    asked, one = _asked(call, found), permission_set(call, found)
    there = found.groups if asked.principal_type == "GROUP" else found.users
    if asked.principal not in there:
        raise missing(f"{asked.principal_type} with id {asked.principal} not found")
    begun = _begin(call, found, Request("CREATE", [asked.account], one.arn, _due(call), asked))
    return {"AccountAssignmentCreationStatus": _of_assignment(begun)}


@access("DeleteAccountAssignment")
def delete(call: Call, found: Instance) -> Answer:
    asked, one = _asked(call, found), permission_set(call, found)
    if asked not in found.assignments:
        raise missing("The account assignment does not exist")
    begun = _begin(call, found, Request("DELETE", [asked.account], one.arn, _due(call), asked))
    return {"AccountAssignmentDeletionStatus": _of_assignment(begun)}


@access("ProvisionPermissionSet")
def provision_set(call: Call, found: Instance) -> Answer:
    one, target = permission_set(call, found), call.parameters.get("TargetId")
    single = call.parameters["TargetType"] == "AWS_ACCOUNT"
    if single is not bool(target):
        raise invalid("TargetId is for TargetType AWS_ACCOUNT, and required there")
    if single and target not in one.provisioned:
        raise missing(f"PermissionSet is not provisioned in account {target}")
    accounts = [str(target)] if single else list(one.provisioned)
    begun = _begin(call, found, Request("PROVISION", accounts, one.arn, _due(call), target=target))
    return {"PermissionSetProvisioningStatus": _of_provisioning(begun)}


@access("DescribeAccountAssignmentCreationStatus")
def describe_creation(call: Call, found: Instance) -> Answer:
    request = _request(call, found, "CREATE", call.parameters["AccountAssignmentCreationRequestId"])
    return {"AccountAssignmentCreationStatus": _of_assignment(request)}


@access("DescribeAccountAssignmentDeletionStatus")
def describe_deletion(call: Call, found: Instance) -> Answer:
    request = _request(call, found, "DELETE", call.parameters["AccountAssignmentDeletionRequestId"])
    return {"AccountAssignmentDeletionStatus": _of_assignment(request)}


@access("DescribePermissionSetProvisioningStatus")
def describe_provisioning(call: Call, found: Instance) -> Answer:
    request = _request(call, found, "PROVISION", call.parameters["ProvisionPermissionSetRequestId"])
    return {"PermissionSetProvisioningStatus": _of_provisioning(request)}


@access("ListAccountAssignmentCreationStatus")
def list_creations(call: Call, found: Instance) -> Answer:
    return listed(call, "AccountAssignmentsCreationStatus", _statuses(call, found, "CREATE"))


@access("ListAccountAssignmentDeletionStatus")
def list_deletions(call: Call, found: Instance) -> Answer:
    return listed(call, "AccountAssignmentsDeletionStatus", _statuses(call, found, "DELETE"))


@access("ListPermissionSetProvisioningStatus")
def list_provisionings(call: Call, found: Instance) -> Answer:
    return listed(call, "PermissionSetsProvisioningStatus", _statuses(call, found, "PROVISION"))


@access("ListAccountAssignments")
def list_assignments(call: Call, found: Instance) -> Answer:
    _settle(call, found)
    one, account = permission_set(call, found), call.parameters["AccountId"]
    shown = [each for each in found.assignments if (each.account, each.permission_set) == (account, one.arn)]
    return listed(call, "AccountAssignments", [_shown(each) for each in shown])


@access("ListAccountAssignmentsForPrincipal")
def list_for_principal(call: Call, found: Instance) -> Answer:
    """A user's are those of its groups too. The delegated administrator may not ask."""
    if call.account != found.owner:
        raise denied(call)
    _settle(call, found)
    principal, only = call.parameters["PrincipalId"], (call.parameters.get("Filter") or {}).get("AccountId")
    groups = {group for group, user in found.memberships.values() if user == principal}
    shown = [
        _shown(each)
        for each in found.assignments
        if each.principal in {principal, *groups} and only in (None, each.account)
    ]
    return listed(call, "AccountAssignments", shown)


@access("ListPermissionSetsProvisionedToAccount")
def list_sets_of_account(call: Call, found: Instance) -> Answer:
    _settle(call, found)
    account = call.parameters["AccountId"]
    shown = [
        one.arn for one in found.permission_sets.values() if account in one.provisioned and _is(call, one, account)
    ]
    return listed(call, "PermissionSets", shown)


@access("ListAccountsForProvisionedPermissionSet")
def list_accounts_of_set(call: Call, found: Instance) -> Answer:
    _settle(call, found)
    one = permission_set(call, found)
    return listed(call, "AccountIds", [account for account in one.provisioned if _is(call, one, account)])


def _is(call: Call, one: PermissionSet, account: str) -> bool:
    """Whether the account has the latest of a permission set, or has not, as the request asks."""
    asked = call.parameters.get("ProvisioningStatus")
    latest = one.provisioned[account] == one.revision
    return asked is None or latest is (asked == "LATEST_PERMISSION_SET_PROVISIONED")


def _asked(call: Call, found: Instance) -> Assignment:
    named = call.parameters
    there = organization.of(found.owner, call.partition)
    if there is None or named["TargetId"] not in there.members:
        raise missing(f"Account {named['TargetId']} is not in the organization")
    return Assignment(named["TargetId"], named["PermissionSetArn"], named["PrincipalType"], named["PrincipalId"])


def _due(call: Call) -> float:
    return time.monotonic() + organization.directory(call.partition).pace.access


def _begin(call: Call, found: Instance, request: Request) -> Request:
    """Take a request on, unless one of its accounts is being changed."""
    _settle(call, found)
    refuse_delegate(call, found, *request.accounts, *found.permission_sets[request.permission_set].provisioned)
    busy = {account for one in found.requests.values() if not one.done for account in one.accounts}
    if busy & set(request.accounts):
        raise conflict("There is a conflicting operation in progress. Please try again later.")
    found.requests[request.id] = request
    return request


def _request(call: Call, found: Instance, kind: str, name: str) -> Request:
    _settle(call, found)
    request = found.requests.get(name)
    if request is None or request.kind != kind:
        raise missing(f"Could not find a request with id {name}")
    return request


def _settle(call: Call, found: Instance) -> None:
    """Finish what is due: nothing runs in the background here."""
    with center(call.partition).lock:
        for request in found.requests.values():
            if not request.done and time.monotonic() >= request.due:
                request.done = True
                try:
                    _carry_out(found, request)
                except NotProvisioned as failure:
                    request.failure = str(failure)


def _carry_out(found: Instance, request: Request) -> None:
    one, asked = found.permission_sets[request.permission_set], request.assignment
    if request.kind == "DELETE" and asked is not None:
        found.assignments.remove(asked)
        if not any((each.account, each.permission_set) == (asked.account, one.arn) for each in found.assignments):
            take_back(found, one, asked.account)
        return
    for account in request.accounts:
        _refuse_account(found, one, account)
        if request.kind == "PROVISION" or account not in one.provisioned:
            provision(found, one, account)
    if asked is not None and asked not in found.assignments:
        found.assignments.append(asked)


def _refuse_account(found: Instance, one: PermissionSet, account: str) -> None:
    if owner.of(account).state != "ACTIVE":
        raise NotProvisioned(f"Account {account} is suspended")
    held = [each for each in found.permission_sets.values() if account in each.provisioned]
    if one not in held and len(held) >= MOST_SETS_IN_AN_ACCOUNT:
        raise NotProvisioned(f"Account {account} has {MOST_SETS_IN_AN_ACCOUNT} permission sets, as many as it may")


def _statuses(call: Call, found: Instance, kind: str) -> list[Answer]:
    _settle(call, found)
    only = (call.parameters.get("Filter") or {}).get("Status")
    return [
        {"Status": one.status, "RequestId": one.id, "CreatedDate": one.created}
        for one in found.requests.values()
        if one.kind == kind and only in (None, one.status)
    ]


def _of_assignment(request: Request) -> Answer:
    asked = request.assignment
    assert asked is not None
    return _status(request) | {
        "TargetId": asked.account,
        "TargetType": "AWS_ACCOUNT",
        "PrincipalType": asked.principal_type,
        "PrincipalId": asked.principal,
    }


def _of_provisioning(request: Request) -> Answer:
    return _status(request) | ({"AccountId": request.target} if request.target else {})


def _status(request: Request) -> Answer:
    told: Answer = {
        "Status": request.status,
        "RequestId": request.id,
        "PermissionSetArn": request.permission_set,
        "CreatedDate": request.created,
    }
    return told | ({"FailureReason": request.failure} if request.failure else {})


def _shown(each: Assignment) -> Answer:
    return {
        "AccountId": each.account,
        "PermissionSetArn": each.permission_set,
        "PrincipalType": each.principal_type,
        "PrincipalId": each.principal,
    }
