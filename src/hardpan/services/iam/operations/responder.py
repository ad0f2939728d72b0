"""The role for responders."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Step, operation, step_key
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..facts import OwnPolicy, Role
from ..own_roles import RESPONDER, found, inline
from ..responder import trusting
from ..standing import responders
from . import making

_NAME = "iam.responder_role"
_TRUST = "iam.responder_trust/update"


@operation(
    satisfies=["iam.responder_role"],
    facts=[Role, OwnPolicy, Membership],
    writes=[
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
    ],
    consent="people of the account for security tooling who may call sts:AssumeRole can stop and isolate machines and "
    "shut out users and roles in every account",
)
def responder_role(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A role in each account that contains an incident. One with another path is for a person to look at."""
    for account in have.accounts:
        whose, role = responders(account.place, have, want), found(RESPONDER, list(have.all(Role, account=account.id)))
        if whose is None or (role is not None and role.path != RESPONDER.path):
            continue
        place = account.place
        first = making.create_key(_NAME, RESPONDER, place) if role is None else step_key(_TRUST, place)
        if role is None:
            yield making.created(_NAME, RESPONDER, place, RESPONDER.trust(whose), after=f"people of {whose.account}")
        if role is None or RESPONDER.policy_arn(place) not in role.attached:
            yield making.attached(_NAME, RESPONDER, place, frozenset({first}))
        was = inline(role, have.at(OwnPolicy, place)).get(RESPONDER.name) if role else None
        if was != RESPONDER.permissions:
            assert RESPONDER.permissions
            yield making.permitted(_NAME, RESPONDER, place, frozenset({first}), RESPONDER.permissions, was)


@operation(
    satisfies=["iam.responder_role"],
    facts=[Role, Membership],
    writes=["iam:UpdateAssumeRolePolicy"],
    consent="whoever assumes HardpanIncidentResponder from another account than that for security tooling, or without "
    "MFA, no longer can",
)
def responder_trust(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The role lets in only people of the account for security tooling who proved to be themselves."""
    for account in have.accounts:
        whose, role = responders(account.place, have, want), found(RESPONDER, list(have.all(Role, account=account.id)))
        if whose is None or role is None or role.path != RESPONDER.path:
            continue
        if wrong := trusting(role, whose):
            yield making.trust_set(
                step_key(_TRUST, account.place),
                role,
                RESPONDER.trust(whose),
                because="; ".join(wrong),
                after=f"people of {whose.account}",
            )
