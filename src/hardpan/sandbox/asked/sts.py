"""What a request to STS needs: assuming a role, by the role's trust policy; assuming the root user of a member.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
"""

from __future__ import annotations

from collections.abc import Iterator

from moto.backends import get_backend

from hardpan.policy.request import Value

from .. import policies
from ..registry import Call
from .asked import Asked, about, owner_in, text


def asked(call: Call) -> Iterator[Asked]:
    role, target = text(call, "RoleArn"), text(call, "TargetPrincipal")
    if call.operation == "AssumeRoot" and target:
        # Its own account's policies decide, and the organization's trust: no policy of the member has a say.
        yield about(call, target if ":" in target else f"arn:{call.partition}:iam::{target}:root", keys=_task(call))
    elif role is None or not (owner := owner_in(role)):
        yield about(call)
    else:
        yield from _role(call, role, owner)


def _role(call: Call, role: str, owner: str) -> Iterator[Asked]:
    roles = list(get_backend("iam")[owner][call.partition].get_roles())
    found = next((each for each in roles if each.arn == role), None)
    trust = policies.read(found.assume_role_policy_document, "trust policy") if found is not None else None
    sent = {
        "sts:ExternalId": text(call, "ExternalId"),
        "sts:RoleSessionName": text(call, "RoleSessionName"),
        "sts:SourceIdentity": text(call, "SourceIdentity"),
    }
    keys: dict[str, Value] = {key: value for key, value in sent.items() if value}
    actions = [None, *(["sts:TagSession"] if call.parameters.get("Tags") else [])]
    actions += ["sts:SetSourceIdentity"] if "sts:SourceIdentity" in keys else []
    for action in actions:
        more = {"action": action} if action else {}
        yield about(call, role, owner=owner, policy=trust, keys=keys, **more)


def _task(call: Call) -> dict[str, Value]:
    task = text(call, "TaskPolicyArn.arn")
    return {"sts:TaskPolicyArn": task} if task else {}
