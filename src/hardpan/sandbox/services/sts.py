"""Who is asking, which roles may be assumed, and whose root user the management account may act as.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, API_AssumeRole, API_AssumeRoot,
API_GetSessionToken.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from moto.backends import get_backend

from hardpan.policy import global_keys, principal_of
from hardpan.policy.request import Value

from .. import callers, organization, root_tasks
from ..organization import Organization
from ..registry import Answer, AwsError, Call, amend, guard, overlay
from . import documents
from .iam_root import is_root

LONGEST_ROOT_SESSION = 900  # seconds


@amend("sts", "GetCallerIdentity")
def name_root(call: Call, answer: Answer) -> Answer:
    return {"UserId": call.account, "Account": call.account, "Arn": call.principal} if is_root(call) else answer


@guard("sts", "AssumeRole")
def refuse_without_trust(call: Call) -> None:
    """A role that is not there is refused with the words for one that does not trust the caller."""
    arn = call.parameters["RoleArn"]
    if is_root(call):
        raise AwsError("AccessDenied", "Roles may not be assumed by root accounts.")
    account, _, name = arn.partition(":role/")
    there = account.split(":")[-1]
    roles = get_backend("iam")[there][call.partition].get_roles()
    trust = next((role.assume_role_policy_document for role in roles if role.arn == arn), None)
    caller = principal_of(call.principal, role=call.role)
    trusted = documents.permits(trust, caller, "sts:AssumeRole", arn, _keys(call), there)
    if not name or not organization.may_be_entered(there, call.partition) or not trusted:
        raise AwsError(
            "AccessDenied",
            f"User: {call.principal} is not authorized to perform: sts:AssumeRole on resource: {arn}",
        )


def _keys(call: Call) -> dict[str, Value]:
    """The condition keys of a request to assume a role."""
    found, caller = organization.of(call.account, call.partition), principal_of(call.principal, role=call.role)
    keys = global_keys(
        caller,
        region=call.region,
        organization=found.id if found else None,
        path=found.path(found.members[call.account].parent) if found else None,
    )
    external = call.parameters.get("ExternalId")
    return {**keys, "sts:ExternalId": external} if external else keys


@overlay("sts", "AssumeRoot")
def assume_root(call: Call) -> Answer:
    """A session of a member's root user for one task, for at most a quarter of an hour."""
    if call.host.startswith("sts.amazonaws.com"):
        raise AwsError("InvalidAction", "AssumeRoot is not supported by the global endpoint; use a Regional one.")
    member, task = _member(call.parameters["TargetPrincipal"]), call.parameters["TaskPolicyArn"].get("arn", "")
    if is_root(call) or not _may_assume_root(organization.of(call.account, call.partition), call, member):
        raise AwsError(
            "AccessDenied",
            f"User: {call.principal} is not authorized to perform: sts:AssumeRoot on resource: "
            f"arn:{call.partition}:iam::{member}:root",
        )
    if task not in [root_tasks.arn(name, call.partition) for name in root_tasks.ACTIONS]:
        raise AwsError("ValidationError", f"{task} is not a policy for a task of root.")
    lasts = call.parameters.get("DurationSeconds", LONGEST_ROOT_SESSION)
    if not 0 <= lasts <= LONGEST_ROOT_SESSION:
        raise AwsError("ValidationError", f"A session of root lasts at most {LONGEST_ROOT_SESSION} seconds.")
    key = callers.session_key()
    root_user = replace(callers.root_of(member, call.partition), root_task=task, expires=time.monotonic() + lasts)
    callers.lend(key, root_user)
    return {
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": secrets.token_urlsafe(30),
            "SessionToken": secrets.token_urlsafe(200),
            "Expiration": datetime.now(UTC) + timedelta(seconds=lasts),
        }
    }


def _member(target: str) -> str:
    """The account that a target principal names: by its id, or by the ARN of its root."""
    found = re.fullmatch(r"(?:arn:[^:]+:iam::)?(\d{12})(?::root)?", target)
    if not found:
        raise AwsError("ValidationError", f"{target} is neither an account nor the root user of one.")
    return found[1]


def _may_assume_root(found: Organization | None, call: Call, member: str) -> bool:
    """RootSessions is what S3 and SQS are unlocked with, RootCredentialsManagement what root's credentials are."""
    if found is None or not found.administers(call.account, "iam.amazonaws.com"):
        return False
    needed = (
        "RootCredentialsManagement" if "/IAM" in call.parameters["TaskPolicyArn"].get("arn", "") else "RootSessions"
    )
    return (
        member != found.management
        and member in {each.id for each in found.active()}
        and organization.may_be_entered(member, call.partition)
        and needed in found.root_features
    )


@amend("sts", "GetSessionToken")
def lend_a_key(call: Call, answer: Answer) -> Answer:
    """A key of its own for each session; the emulator answers everybody with the same example."""
    key = callers.session_key()
    callers.lend(key, callers.Caller(call.account, call.principal, call.account))
    answer["Credentials"]["AccessKeyId"] = key
    return answer
