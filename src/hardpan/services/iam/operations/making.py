"""Steps that make one of Hardpan's own roles, and put it right."""

from __future__ import annotations

import json

from hardpan.model import NotYet, Place, Risk, Step, Write, step_key

from ..documents import Document
from ..facts import Role, SessionLimit
from ..own_roles import HOUR, OwnRole

# A role just made is not known everywhere at once.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
_TOO_NEW = NotYet("NoSuchEntity", seconds=60)


def create_key(name: str, own: OwnRole, place: Place) -> str:
    """Key of the step that makes the role, in the operation of this name."""
    return step_key(f"{name}/create:{own.name}", place)


def created(name: str, own: OwnRole, place: Place, trust: Document, *, after: str) -> Step:
    """The role is made; `after` says for whom."""
    return Step(
        key=create_key(name, own, place),
        place=place,
        write=Write(
            "iam",
            "CreateRole",
            RoleName=own.name,
            Path=own.path,
            AssumeRolePolicyDocument=json.dumps(trust),
            Description=f"Hardpan: {own.purpose}",
            MaxSessionDuration=HOUR,
        ),
        because=f"{own.name} does not exist",
        resource=own.arn(place),
        after=f"{own.path}{own.name}, for {after}",
        undo=(Write("iam", "DeleteRole", RoleName=own.name),),
    )


def attached(name: str, own: OwnRole, place: Place, needs: frozenset[str]) -> Step:
    """The role gets AWS's policy."""
    policy = {"RoleName": own.name, "PolicyArn": own.policy_arn(place)}
    return Step(
        key=step_key(f"{name}/attach:{own.name}", place),
        place=place,
        write=Write("iam", "AttachRolePolicy", **policy),
        because=f"{own.name} does not have {own.policy}",
        resource=own.arn(place),
        after=f"{own.policy} attached",
        needs=needs,
        undo=(Write("iam", "DetachRolePolicy", **policy),),
        not_yet=(_TOO_NEW,),
    )


def permitted(
    name: str, own: OwnRole, place: Place, needs: frozenset[str], document: Document, was: Document | None
) -> Step:
    """The role gets its own inline policy."""
    named = {"RoleName": own.name, "PolicyName": own.name}
    back = Write("iam", "PutRolePolicy", **named, PolicyDocument=json.dumps(was)) if was else None
    return Step(
        key=step_key(f"{name}/put:{own.name}", place),
        place=place,
        write=Write("iam", "PutRolePolicy", **named, PolicyDocument=json.dumps(document)),
        because=f"{own.name} may not do what it is for, or may do more",
        resource=own.arn(place),
        before=json.dumps(was) if was else None,
        after=json.dumps(document),
        needs=needs,
        undo=(back or Write("iam", "DeleteRolePolicy", **named),),
        not_yet=(_TOO_NEW,),
    )


def trust_set(key: str, role: Role, trust: Document, *, because: str, after: str) -> Step:
    """The role lets in whom it is for."""
    return Step(
        key=key,
        place=role.place,
        write=trust_write(role.name, trust),
        because=because,
        resource=role.arn,
        before=json.dumps(role.trust),
        after=after,
        undo=(trust_write(role.name, role.trust),),
        risk=Risk.DISRUPTIVE,
    )


def trust_write(name: str, document: Document) -> Write:
    """The request that sets a role's trust policy."""
    return Write("iam", "UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=json.dumps(document))


def shortened(name: str, limit: SessionLimit) -> Step:
    """Sessions of the role last an hour at most. The request sets the description too, or takes it away."""

    def lasting(seconds: int) -> Write:
        said = {"RoleName": limit.name, "Description": limit.description}
        return Write("iam", "UpdateRole", **said, MaxSessionDuration=seconds)

    return Step(
        key=step_key(f"{name}/session:{limit.name}", limit.place),
        place=limit.place,
        write=lasting(HOUR),
        because=f"sessions of {limit.name} last up to {limit.seconds // 60} minutes",
        resource=limit.arn,
        before=f"{limit.seconds} seconds",
        after=f"{HOUR} seconds",
        undo=(lasting(limit.seconds),),
    )
