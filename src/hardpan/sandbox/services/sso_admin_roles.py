"""The roles that IAM Identity Center makes of permission sets in accounts.

https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from moto.backends import get_backend

from .sso_admin_center import Instance, PermissionSet

PATH = "/aws-reserved/sso.amazonaws.com/"
MOST_POLICIES = 10  # attached to a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
_HOME = "us-east-1"  # roles of an instance in any other Region have the Region in their path
_INLINE = "AwsSSOInlinePolicy"


class NotProvisioned(Exception):
    """An account did not take a permission set; says why, as a request's FailureReason."""


def iam(account: str, partition: str) -> Any:
    """The emulator's memory of an account's IAM."""
    return get_backend("iam")[account][partition]


def provision(found: Instance, one: PermissionSet, account: str) -> None:
    """Let an account's role be as the permission set is now. Raises NotProvisioned."""
    wanted = [*one.managed, *(_policy(found, account, name, path) for name, path in one.customer)]
    if len(wanted) > MOST_POLICIES:
        raise NotProvisioned(f"Cannot exceed quota for PoliciesPerRole: {MOST_POLICIES}")
    role = _role(found, one, account) or _made(found, one, account)
    role.max_session_duration = seconds(one.duration)
    memory = iam(account, found.partition)
    for arn in set(role.managed_policies) - set(wanted):
        memory.detach_role_policy(arn, role.name)
    for arn in wanted:
        if arn not in role.managed_policies and arn in _known(found, account):
            memory.attach_role_policy(arn, role.name)
    role.policies.pop(_INLINE, None)
    if one.inline:
        role.policies[_INLINE] = one.inline
    one.provisioned[account] = one.revision


def take_back(found: Instance, one: PermissionSet, account: str) -> None:
    """Take the permission set's role out of an account."""
    one.provisioned.pop(account, None)
    role = _role(found, one, account)
    if role is None:
        return
    memory = iam(account, found.partition)
    for arn in list(role.managed_policies):
        memory.detach_role_policy(arn, role.name)
    role.policies.clear()
    memory.delete_role(role.name)
    if not any(each.path.startswith(PATH) for each in memory.get_roles()):
        memory.delete_saml_provider(_provider(found, account))


def seconds(duration: str) -> int:
    """A session's length, from one to twelve hours. Raises ValueError for any other."""
    parts = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", duration)
    given = sum(int(each or 0) * unit for each, unit in zip(parts.groups(), (3600, 60, 1), strict=True)) if parts else 0
    if not 3600 <= given <= 12 * 3600:
        raise ValueError("SessionDuration must be between 1 and 12 hours")
    return given


def _known(found: Instance, account: str) -> set[str]:
    """The policies that the emulator has; it leaves out most of AWS's own."""
    return {policy.arn for policy in iam(account, found.partition).managed_policies.values()}


def _policy(found: Instance, account: str, name: str, path: str) -> str:
    """A policy that the account must have itself."""
    arn = f"arn:{found.partition}:iam::{account}:policy{path}{name}"
    if arn not in _known(found, account):
        raise NotProvisioned(f"Received a 404 status error: Policy {arn} does not exist or is not attachable.")
    return arn


def _prefix(one: PermissionSet) -> str:
    return f"AWSReservedSSO_{one.name}_"


def _role(found: Instance, one: PermissionSet, account: str) -> Any:
    return next(
        (
            role
            for role in iam(account, found.partition).get_roles()
            if role.path.startswith(PATH) and role.name.rpartition("_")[0] + "_" == _prefix(one)
        ),
        None,
    )


def _made(found: Instance, one: PermissionSet, account: str) -> Any:
    memory = iam(account, found.partition)
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": _provider(found, account)},
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }
    memory.create_saml_provider(_provider_name(found), "<EntityDescriptor/>")
    return memory.create_role(
        role_name=f"{_prefix(one)}{secrets.token_hex(8)}",
        assume_role_policy_document=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        path=PATH if found.region == _HOME else f"{PATH}{found.region}/",
        permissions_boundary=None,
        description=one.description or "",
        tags=[],
        max_session_duration="3600",
    )


def _provider_name(found: Instance) -> str:
    return f"AWSSSO_{found.id.removeprefix('ssoins-')}_DO_NOT_DELETE"


def _provider(found: Instance, account: str) -> str:
    return f"arn:{found.partition}:iam::{account}:saml-provider/{_provider_name(found)}"
