"""Who is asking, and which roles may be assumed.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, API_AssumeRole, API_GetSessionToken.
"""

from __future__ import annotations

import json
import secrets
import string

from moto.backends import get_backend

from .. import callers
from ..registry import Answer, AwsError, Call, amend, guard
from . import documents
from .iam_root import is_root

ALPHABET = string.ascii_uppercase + "234567"


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
    owner = get_backend("iam")[account.split(":")[-1]][call.partition]
    trust = next((role.assume_role_policy_document for role in owner.get_roles() if role.arn == arn), None)
    if not name or not _trusts(trust, call):
        raise AwsError(
            "AccessDenied",
            f"User: {call.principal} is not authorized to perform: sts:AssumeRole on resource: {arn}",
        )


def _trusts(trust: str | None, call: Call) -> bool:
    context = {
        "aws:principalarn": call.principal,
        "aws:principalaccount": call.account,
        **({"sts:externalid": call.parameters["ExternalId"]} if call.parameters.get("ExternalId") else {}),
    }
    named = (call.principal, call.account, f"arn:{call.partition}:iam::{call.account}:root", _role_of(call.principal))
    # A trust policy has no resource: it is about the role it belongs to.
    whole = json.dumps({"Statement": [{**statement, "Resource": "*"} for statement in documents.statements(trust)]})
    return any(documents.permits(whole, ("AWS", principal), "sts:AssumeRole", "role", context) for principal in named)


def _role_of(principal: str) -> str:
    """The role behind an assumed-role session, as a trust policy names it; its path is not told by the session."""
    if ":assumed-role/" not in principal:
        return principal
    head, _, session = principal.partition(":assumed-role/")
    return f"{head.replace(':sts:', ':iam:')}:role/{session.partition('/')[0]}"


@amend("sts", "GetSessionToken")
def lend_a_key(call: Call, answer: Answer) -> Answer:
    """A key of its own for each session; the emulator answers everybody with the same example."""
    key = "ASIA" + "".join(secrets.choice(ALPHABET) for _ in range(16))
    callers.lend(key, callers.Caller(call.account, call.principal, call.account))
    answer["Credentials"]["AccessKeyId"] = key
    return answer
