"""Hardpan's own roles, and the trust of the one that an organization enters by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Place, Risk, Step, operation, step_key
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..facts import OrganizationAccessRole, OwnPolicy, Role
from ..own_roles import APPLY, AUDIT, SUPPORT, OwnRole, found, has_support, inline, trust_for, weaknesses
from ..standing import planner
from ..trust import manager_of, trusts_only
from . import making

_PEOPLE = "people of the account with MFA or from Identity Center"


@operation(
    satisfies=["iam.hardpan_roles", "iam.ci_roles"],
    facts=[Role, OwnPolicy, Membership],
    writes=[
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
    ],
    # A new way to become administrator is never made without its owner's word.
    consent="HardpanApply is an administrator: an IAM user with MFA who may call sts:AssumeRole on everything, as "
    "PowerUserAccess allows, can become it",
)
def hardpan_roles(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A role to read with and a role to change with."""
    for account in have.accounts:
        roles, from_afar = list(have.all(Role, account=account.id)), planner(account.place, have, want)
        for step in _established("iam.hardpan_roles", AUDIT, roles, account.place, have, from_afar):
            # Where a pipeline reads from the management account, it waits for this role.
            yield replace(step, controls=("iam.hardpan_roles", *(["iam.ci_roles"] if from_afar else [])))
        for step in _established("iam.hardpan_roles", APPLY, roles, account.place, have):
            yield replace(step, controls=("iam.hardpan_roles",))


@operation(
    satisfies=["iam.hardpan_roles", "iam.support_role"],
    facts=[Role, Membership],
    writes=["iam:UpdateAssumeRolePolicy"],
    consent="whoever assumes one of Hardpan's roles without MFA, or from another account, no longer can",
)
def hardpan_role_trust(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The roles that exist let in only people of the account who proved to be themselves."""
    for account in have.accounts:
        roles = list(have.all(Role, account=account.id))
        yield from _tightened("iam.hardpan_roles", AUDIT, roles, account.place, planner(account.place, have, want))
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
            yield from _established("iam.support_role", SUPPORT, roles, account.place, have)


@operation(
    satisfies=["iam.organization_access_role"],
    facts=[OrganizationAccessRole],
    writes=["iam:UpdateAssumeRolePolicy"],
    consent="whoever else could enter the account by OrganizationAccountAccessRole no longer can",
)
def organization_access_role(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The role trusts the management account and nobody else. In no organization, a person decides."""
    for role in have.all(OrganizationAccessRole):
        manager = manager_of(role, want)
        if manager is None or trusts_only(role.trust, manager):
            continue
        root = Place(manager, None, role.place.partition).arn("iam", "root")
        statement = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "sts:AssumeRole"}
        name = role.arn.rpartition("/")[2]
        yield Step(
            key=step_key("iam.organization_access_role/update", role.place),
            place=role.place,
            write=making.trust_write(name, {"Version": "2012-10-17", "Statement": [statement]}),
            because="it does not trust the management account alone",
            resource=role.arn,
            before=json.dumps(role.trust),
            after=f"trusts {manager} alone",
            undo=(making.trust_write(name, role.trust),),
            risk=Risk.DISRUPTIVE,
        )


def _established(
    name: str, wanted: OwnRole, roles: list[Role], place: Place, have: Snapshot, from_afar: str | None = None
) -> Iterator[Step]:
    """What the role still lacks. One of the same name with another path cannot be moved: a person has to decide."""
    role = found(wanted, roles)
    if role is not None and role.path != wanted.path:
        return
    # Nothing is given to a role that strangers can assume.
    first = frozenset({making.create_key(name, wanted, place) if role is None else trust_key(wanted, place)})
    if role is None:
        yield making.created(name, wanted, place, trust_for(wanted, place, from_afar), after=_PEOPLE)
    if role is None or wanted.policy_arn(place) not in role.attached:
        yield making.attached(name, wanted, place, first)
    if wanted.permissions:
        was = inline(role, have.at(OwnPolicy, place)).get(wanted.name) if role else None
        if was != wanted.permissions:
            yield making.permitted(name, wanted, place, first, wanted.permissions, was)


def _tightened(
    control: str, wanted: OwnRole, roles: list[Role], place: Place, from_afar: str | None = None
) -> Iterator[Step]:
    role = found(wanted, roles)
    if role is None or role.path != wanted.path or not weaknesses(role, from_afar):
        return
    yield replace(
        making.trust_set(
            trust_key(wanted, place),
            role,
            trust_for(wanted, place, from_afar),
            because=f"{role.name} can be assumed {' and '.join(weaknesses(role, from_afar))}",
            after=_PEOPLE,
        ),
        controls=(control,),
    )


def trust_key(wanted: OwnRole, place: Place) -> str:
    """Key of the step after which strangers can no longer assume the role."""
    return step_key(f"iam.hardpan_role_trust/update:{wanted.name}", place)
