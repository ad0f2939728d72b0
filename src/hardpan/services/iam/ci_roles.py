"""Whom the roles for pipelines let in, and what they may do: what hardpan.yaml says under `ci`, and no more.

HardpanPlan reads, and may become HardpanAudit in the organization's other accounts. HardpanDeploy is an administrator,
as HardpanApply is: whoever may make roles and give them policies, as applying does, is one whatever else is said.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hardpan.config import Ci
from hardpan.model import Place

from .break_glass import overlong
from .documents import Document, Statement, allowing, as_list, demands, principals
from .facts import OidcProvider, OwnPolicy, Role, SessionLimit
from .own_roles import ASSUME, AUDIT, DEPLOY, PLAN, OwnRole, allowed, inline, missing

_ASSUME = "sts:AssumeRoleWithWebIdentity"


def wanted(ci: Ci) -> list[tuple[OwnRole, tuple[str, ...]]]:
    """Each role that there is to be, and the subjects of tokens that it lets in."""
    return [(own, said) for own, said in ((PLAN, ci.plan_subjects), (DEPLOY, ci.apply_subjects)) if said]


def unwanted(roles: Iterable[Role], meant: Iterable[OwnRole]) -> list[str]:
    """Roles for pipelines that are there, and are not meant to be."""
    names = {own.name for own in (PLAN, DEPLOY)} - {own.name for own in meant}
    return [f"{role.name} exists, and no pipeline is to use it here" for role in roles if role.name in names]


def provider_arn(ci: Ci, place: Place) -> str:
    """ARN of the provider in the account at `place`."""
    return place.at(None).arn("iam", f"oidc-provider/{ci.issuer}")


def trust(ci: Ci, subjects: tuple[str, ...], place: Place) -> Document:
    """The trust policy that a role is made with."""
    condition: dict[str, dict[str, str | list[str]]] = {"StringEquals": {f"{ci.issuer}:aud": ci.audience}}
    operator = "StringLike" if any("*" in subject for subject in subjects) else "StringEquals"
    condition.setdefault(operator, {})[f"{ci.issuer}:sub"] = list(subjects) if len(subjects) > 1 else subjects[0]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Pipelines",
                "Effect": "Allow",
                "Principal": {"Federated": provider_arn(ci, place)},
                "Action": _ASSUME,
                "Condition": condition,
            }
        ],
    }


def permissions(own: OwnRole, place: Place, *, members: bool) -> Document | None:
    """The role's inline policy, if it has one; with `members` HardpanPlan may read in other accounts too."""
    document = own.permissions
    if document and members:
        audit = AUDIT.arn(Place("*", None, place.partition))
        document["Statement"].append(allowed("AuditMembers", [ASSUME], audit))
    return document


def provider_faults(ci: Ci, place: Place, providers: Iterable[OidcProvider]) -> list[str]:
    """What the provider lacks. One that has more audiences is somebody else's too: roles say which they take."""
    arn = provider_arn(ci, place)
    for provider in providers:
        if provider.arn == arn:
            return [] if ci.audience in provider.audiences else [f"{ci.issuer} may not sign for {ci.audience}"]
    return [f"there is no identity provider {ci.issuer}"]


def faults(
    ci: Ci,
    own: OwnRole,
    subjects: tuple[str, ...],
    role: Role | None,
    policies: Iterable[OwnPolicy],
    limits: Iterable[SessionLimit],
    *,
    members: bool,
) -> list[str]:
    """In what the role differs from what hardpan.yaml says."""
    if role is None or role.path != own.path:
        return [missing(own, role)]
    return [
        *(f"{own.name} {why}" for why in trust_faults(ci, subjects, role)),
        *(f"{own.name} {why}" for why in policy_faults(own, role, policies, members=members)),
        *overlong(own.name, limits),
    ]


def trust_faults(ci: Ci, subjects: tuple[str, ...], role: Role) -> list[str]:
    """Whom the role lets in beyond the tokens that it is for, and which of these it does not."""
    letting = allowing(role.trust)
    issuer = provider_arn(ci, role.place)
    wider = {why for statement in letting for why in _wider(ci, subjects, statement, issuer)}
    taken = [value for statement in letting for value in demands(statement, f"{ci.issuer}:sub")]
    left_out = [subject for subject in subjects if not any(_covers(value, subject) for value in taken)]
    return [*sorted(wider), *(f"does not let in {subject}" for subject in left_out)]


def _wider(ci: Ci, subjects: tuple[str, ...], statement: Statement, issuer: str) -> Iterator[str]:
    if set(principals(statement)) != {("Federated", issuer)}:
        yield f"lets in others than {ci.issuer}"
    if [str(action).lower() for action in as_list(statement.get("Action"))] != [_ASSUME.lower()]:
        yield f"may be assumed by other calls than {_ASSUME}"
    if set(demands(statement, f"{ci.issuer}:aud")) != {ci.audience}:
        yield f"takes tokens for others than {ci.audience}"
    asked = demands(statement, f"{ci.issuer}:sub")
    others = [value for value in asked if not any(_covers(subject, value) for subject in subjects)]
    if others or not asked:
        yield f"takes tokens of {others[0] if others else 'any subject'}"


def _covers(pattern: str, value: str) -> bool:
    """Whether whatever the value stands for is among what the pattern stands for."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), value, re.DOTALL) is not None


def policy_faults(own: OwnRole, role: Role, policies: Iterable[OwnPolicy], *, members: bool) -> list[str]:
    """What the role may not do that it should, and what it may beyond that."""
    arn = own.policy_arn(role.place)
    wrong = [] if arn in role.attached else [f"does not have {own.policy}"]
    wrong += [f"has {other.rpartition('/')[2]} too" for other in role.attached if other != arn]
    held, meant = inline(role, policies), permissions(own, role.place, members=members)
    if meant and held.get(own.name) != meant:
        wrong.append(f"has another inline policy {own.name}" if own.name in held else "may not read enough")
    return wrong + [f"has an inline policy {name} too" for name in held if not (meant and name == own.name)]
