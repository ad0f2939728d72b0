"""The role for emergencies."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, Step, operation, step_key
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..break_glass import trust, weaknesses
from ..facts import Role, SessionLimit
from ..own_roles import BREAK_GLASS, HOUR, found
from ..standing import manager
from . import making

_NAME = "iam.break_glass"
_TRUST = "iam.break_glass_trust/update"
_PEOPLE = "people with MFA of the account or the management account"


@operation(
    satisfies=["iam.break_glass"],
    facts=[Role, SessionLimit, Membership],
    writes=["iam:CreateRole", "iam:DeleteRole", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:UpdateRole"],
    # A new way to become administrator is never made without its owner's word.
    consent="HardpanBreakGlass is an administrator: an IAM user with MFA, of the account or of the management account, "
    "who may call sts:AssumeRole on everything, as PowerUserAccess allows, can become it",
    asked_by=["break_glass"],
)
def break_glass(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A role for emergencies, where hardpan.yaml asks for one. One with another path is for a person to look at."""
    for account in have.accounts if want.break_glass else ():
        role, place = found(BREAK_GLASS, list(have.all(Role, account=account.id))), account.place
        if role is not None and role.path != BREAK_GLASS.path:
            continue
        first = making.create_key(_NAME, BREAK_GLASS, place) if role is None else step_key(_TRUST, place)
        if role is None:
            document = trust(place, manager(place, have))
            yield making.created(_NAME, BREAK_GLASS, place, document, after=_PEOPLE)
        if role is None or BREAK_GLASS.policy_arn(place) not in role.attached:
            yield making.attached(_NAME, BREAK_GLASS, place, frozenset({first}))
        yield from _shortened(account, have)


def _shortened(account: Account, have: Snapshot) -> Iterator[Step]:
    for limit in have.at(SessionLimit, account.place):
        if limit.name == BREAK_GLASS.name and limit.seconds > HOUR:
            yield making.shortened(_NAME, limit)


@operation(
    satisfies=["iam.break_glass"],
    facts=[Role, Membership],
    writes=["iam:UpdateAssumeRolePolicy"],
    consent="whoever assumes HardpanBreakGlass without MFA, or from an account that is neither this one nor the "
    "management account, no longer can",
    asked_by=["break_glass"],
)
def break_glass_trust(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The role lets in only people who proved to be themselves, from here or from the management account."""
    for account in have.accounts if want.break_glass else ():
        role = found(BREAK_GLASS, list(have.all(Role, account=account.id)))
        if role is None or role.path != BREAK_GLASS.path:
            continue
        there = manager(account.place, have)
        if wrong := weaknesses(role, there):
            yield making.trust_set(
                step_key(_TRUST, account.place),
                role,
                trust(account.place, there),
                because=f"{role.name} can be assumed {' and '.join(wrong)}",
                after=_PEOPLE,
            )
