"""Hardpan's own roles, and the trust of the one that an organization enters by."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..documents import Document
from ..facts import OrganizationAccessRole, Role
from ..own_roles import APPLY, AUDIT, SUPPORT, OwnRole, found, has_support, weaknesses
from ..trust import trusts_only

# A role just made is not known everywhere at once.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
_TOO_NEW = NotYet("NoSuchEntity", seconds=60)
_HOUR = 3600


@operation(
    satisfies=["iam.hardpan_roles"],
    facts=[Role],
    writes=["iam:CreateRole", "iam:DeleteRole", "iam:AttachRolePolicy", "iam:DetachRolePolicy"],
    # A new way to become administrator is never made without its owner's word.
    consent="HardpanApply is an administrator: an IAM user with MFA who may call sts:AssumeRole on everything, as "
    "PowerUserAccess allows, can become it",
)
def hardpan_roles(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A role to read with and a role to change with."""
    for account in have.accounts:
        roles = list(have.all(Role, account=account.id))
        for wanted in (AUDIT, APPLY):
            yield from _established("iam.hardpan_roles", wanted, roles, account.place)


@operation(
    satisfies=["iam.hardpan_roles", "iam.support_role"],
    facts=[Role],
    writes=["iam:UpdateAssumeRolePolicy"],
    consent="whoever assumes one of Hardpan's roles without MFA, or from another account, no longer can",
)
def hardpan_role_trust(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The roles that exist let in only people of the account who proved to be themselves."""
    for account in have.accounts:
        roles = list(have.all(Role, account=account.id))
        yield from _tightened("iam.hardpan_roles", AUDIT, roles, account.place)
        yield from _tightened("iam.hardpan_roles", APPLY, roles, account.place)
        if not any(has_support(role) for role in roles):
            yield from _tightened("iam.support_role", SUPPORT, roles, account.place)


@operation(
    satisfies=["iam.support_role"],
    facts=[Role],
    writes=["iam:CreateRole", "iam:DeleteRole", "iam:AttachRolePolicy", "iam:DetachRolePolicy"],
)
def support_role(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A role for cases with AWS Support, where no other has the policy for it."""
    for account in have.accounts:
        roles = list(have.all(Role, account=account.id))
        if not any(has_support(role) for role in roles):
            yield from _established("iam.support_role", SUPPORT, roles, account.place)


@operation(
    satisfies=["iam.organization_access_role"],
    facts=[OrganizationAccessRole],
    writes=["iam:UpdateAssumeRolePolicy"],
    consent="whoever else could enter the account by OrganizationAccountAccessRole no longer can",
)
def organization_access_role(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The role trusts the management account and nobody else. In no organization, a person decides."""
    for role in have.all(OrganizationAccessRole):
        if role.management_account is None or trusts_only(role.trust, role.management_account):
            continue
        root = Place(role.management_account, None, role.place.partition).arn("iam", "root")
        statement = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "sts:AssumeRole"}
        name = role.arn.rpartition("/")[2]
        yield Step(
            key=step_key("iam.organization_access_role/update", role.place),
            place=role.place,
            write=_trust(name, {"Version": "2012-10-17", "Statement": [statement]}),
            because="it does not trust the management account alone",
            resource=role.arn,
            before=json.dumps(role.trust),
            after=f"trusts {role.management_account} alone",
            undo=(_trust(name, role.trust),),
            risk=Risk.DISRUPTIVE,
        )


def _established(name: str, wanted: OwnRole, roles: list[Role], place: Place) -> Iterator[Step]:
    """What the role still lacks. One of the same name with another path cannot be moved: a person has to decide."""
    role = found(wanted, roles)
    if role is not None and role.path != wanted.path:
        return
    create = step_key(f"{name}/create:{wanted.name}", place)
    # Nothing is given to a role that strangers can assume.
    first = create if role is None else _trust_key(wanted, place)
    arn = wanted.arn(place)
    if role is None:
        yield Step(
            key=create,
            place=place,
            write=Write(
                "iam",
                "CreateRole",
                RoleName=wanted.name,
                Path=wanted.path,
                AssumeRolePolicyDocument=json.dumps(wanted.trust(place)),
                Description=f"Hardpan: {wanted.purpose}",
                MaxSessionDuration=_HOUR,
            ),
            because=f"{wanted.name} does not exist",
            resource=arn,
            after=f"{wanted.path}{wanted.name}, for people of the account with MFA or from Identity Center",
            undo=(Write("iam", "DeleteRole", RoleName=wanted.name),),
        )
    if role is None or wanted.policy_arn(place) not in role.attached:
        policy = {"RoleName": wanted.name, "PolicyArn": wanted.policy_arn(place)}
        yield Step(
            key=step_key(f"{name}/attach:{wanted.name}", place),
            place=place,
            write=Write("iam", "AttachRolePolicy", **policy),
            because=f"{wanted.name} does not have {wanted.policy}",
            resource=arn,
            after=f"{wanted.policy} attached",
            needs=frozenset({first}),
            undo=(Write("iam", "DetachRolePolicy", **policy),),
            not_yet=(_TOO_NEW,),
        )


def _tightened(control: str, wanted: OwnRole, roles: list[Role], place: Place) -> Iterator[Step]:
    role = found(wanted, roles)
    if role is None or role.path != wanted.path or not weaknesses(role):
        return
    yield Step(
        key=_trust_key(wanted, place),
        place=place,
        write=_trust(role.name, wanted.trust(place)),
        controls=(control,),
        because=f"{role.name} can be assumed {' and '.join(weaknesses(role))}",
        resource=role.arn,
        before=json.dumps(role.trust),
        after="people of the account, with MFA or from Identity Center",
        undo=(_trust(role.name, role.trust),),
        risk=Risk.DISRUPTIVE,
    )


def _trust_key(wanted: OwnRole, place: Place) -> str:
    return step_key(f"iam.hardpan_role_trust/update:{wanted.name}", place)


def _trust(name: str, document: Document) -> Write:
    return Write("iam", "UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=json.dumps(document))
