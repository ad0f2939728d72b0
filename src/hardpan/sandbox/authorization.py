"""Whether a caller may do what it asks: asked for every request that botocore's models know, before it is validated.

As AWS decides: an explicit deny anywhere has the last word; SCPs on the way to the caller's account and RCPs on the way
to the resource's must let the request through; then the caller's own policies within boundary and session policies, or
the resource's policy, must allow it. `hardpan.policy` decides; here is told what is asked, by whom, and what is known.

What only some accounts of an organization may ask (the management account, a delegated administrator) is a rule of the
service, in its handlers. Nothing binds keys that no AWS account has, which build scenarios.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from hardpan.aws.permissions import iam_action
from hardpan.policy import Policies, Request, decide, global_keys, refusal
from hardpan.policy.request import Value

from . import identities, organization, root_tasks, wire
from .asked import Asked, asked
from .callers import Caller
from .identities import Identity
from .organization import Organization
from .registry import AwsError, Call

# No permission is needed, and no denial holds: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
_FOR_EVERYBODY = ("sts", "GetCallerIdentity")


def authorize(call: Call, caller: Caller) -> None:
    """Let the call through, or raise AccessDenied as its service would."""
    if caller.builds or (call.service, call.operation) == _FOR_EVERYBODY:
        return
    if call.root_task is not None:
        _keep_to_the_task(call, call.root_task)
    who = identities.identity(caller, call.partition)
    if who.principal.kind == "root" and (call.service, call.operation) == ("sts", "AssumeRole"):
        return  # root can assume no role whatever policies say, and its handler has AWS's words for that
    here = _place(call.account, call.partition)
    known = _known(call, caller, who, here)
    for needed in asked(call):
        there = here if needed.owner == here.account else _place(needed.owner, call.partition)
        _decide(call, who, needed, {**known, **_of_resource(there)}, (here, there))


def _keep_to_the_task(call: Call, task: str) -> None:
    """A task's policy names actions, and those of IAM for root itself: never for a user."""
    action = iam_action(call.service, call.operation)
    about_a_user = call.service == "iam" and call.parameters.get("UserName")
    if about_a_user or action not in root_tasks.ACTIONS[task.rpartition("/")[2]]:
        raise wire.denied(call.service, call.protocol, call.principal, action)


@dataclass(frozen=True)
class _Place:
    """Where an account is."""

    account: str
    organization: Organization | None
    path: str | None  # as aws:PrincipalOrgPaths has it


def _place(account: str, partition: str) -> _Place:
    found = organization.of(account, partition)
    member = found.members.get(account) if found else None
    return _Place(account, found, found.path(member.parent) if found and member else None)


def _decide(
    call: Call, who: Identity, needed: Asked, known: Mapping[str, Value], places: tuple[_Place, _Place]
) -> None:
    request = Request(
        principal=who.principal,
        action=needed.action,
        resource=needed.resource,
        account=needed.owner,
        context={**known, **needed.keys},
    )
    given = Policies(
        identity=who.policies,
        resource=needed.policy,
        boundary=who.boundary,
        session=who.session,
        tree=organization.tree_over({place.account: place.organization for place in places}),
    )
    decision = decide(request, given)
    if not decision.allowed:
        if call.service == "organizations" and needed.action == "iam:CreateServiceLinkedRole":
            raise _refused_for_dependency()
        raise wire.refused(call.service, call.protocol, refusal(request, decision))


def _refused_for_dependency() -> AwsError:
    """https://docs.aws.amazon.com/organizations/latest/APIReference/API_AccessDeniedForDependencyException.html"""
    return AwsError(
        "AccessDeniedForDependencyException",
        "The request failed because your credentials do not have permission to create the service-linked role "
        "required by AWS Organizations.",
        Reason="ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE",
    )


def _known(call: Call, caller: Caller, who: Identity, here: _Place) -> dict[str, Value]:
    """The condition keys of every request.

    aws:SecureTransport is true over plain HTTP too: the sandbox stands in for endpoints that speak TLS.
    """
    now = datetime.now(UTC)
    return {
        **global_keys(
            who.principal,
            region=call.region,
            organization=here.organization.id if here.organization else None,
            path=here.path,
        ),
        "aws:CurrentTime": now.isoformat(),
        "aws:EpochTime": int(now.timestamp()),
        **({"aws:SourceIp": call.address} if call.address else {}),
        **({"aws:AssumedRoot": True} if call.root_task is not None else {}),
        **{f"aws:PrincipalTag/{name}": value for name, value in who.tags.items()},
        **caller.keys,
    }


def _of_resource(there: _Place) -> dict[str, Value]:
    """The condition keys that tell whose the resource is."""
    keys: dict[str, Value] = {"aws:ResourceAccount": there.account}
    if there.organization is not None and there.path is not None:
        keys |= {"aws:ResourceOrgID": there.organization.id, "aws:ResourceOrgPaths": [there.path]}
    return keys
