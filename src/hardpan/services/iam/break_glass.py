"""Whom the role for emergencies lets in: people with MFA, of the account or of the one that manages its organization.

Identity Center is not among them. The role is for when that fails, and while it works nobody needs the role.
https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_emergency_process.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hardpan.model import Place

from .documents import Document, Statement, account_of, allowing, allows_action, demands, principals
from .facts import Role, SessionLimit
from .own_roles import ASSUME, BREAK_GLASS, HOUR, missing

_MFA = "aws:MultiFactorAuthPresent"


def trust(place: Place, manager: Place) -> Document:
    """The trust policy that it is made with."""
    # In this order: the number of an account that is yet to be made stands for another one.
    roots = list(dict.fromkeys(each.at(None).arn("iam", "root") for each in (place, manager)))
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "PeopleWithMfa",
                "Effect": "Allow",
                "Principal": {"AWS": roots if len(roots) > 1 else roots[0]},
                "Action": ASSUME,
                "Condition": {"Bool": {_MFA: "true"}},
            }
        ],
    }


def faults(role: Role | None, manager: Place, limits: Iterable[SessionLimit]) -> list[str]:
    """What keeps the role from being one that only people with MFA can use, for an hour at a time."""
    if role is None or role.path != BREAK_GLASS.path:
        return [missing(BREAK_GLASS, role)]
    wrong = [f"{BREAK_GLASS.name} can be assumed {why}" for why in weaknesses(role, manager)]
    if BREAK_GLASS.policy_arn(role.place) not in role.attached:
        wrong.append(f"{BREAK_GLASS.name} does not have {BREAK_GLASS.policy}")
    return [*wrong, *overlong(BREAK_GLASS.name, limits)]


def overlong(name: str, limits: Iterable[SessionLimit]) -> list[str]:
    """Whether sessions of a role may last longer than an hour."""
    return [
        f"sessions of {name} last up to {limit.seconds // 60} minutes"
        for limit in limits
        if limit.name == name and limit.seconds > HOUR
    ]


def weaknesses(role: Role, manager: Place) -> list[str]:
    """By whom the role can be assumed who should not. A trust policy that is narrower than Hardpan's is as good."""
    letting = allowing(role.trust)
    if not any(allows_action(statement, ASSUME) for statement in letting):
        return ["by nobody"]
    accounts = {role.place.account, manager.account}
    return sorted({why for statement in letting for why in _weakness(statement, accounts)})


def _weakness(statement: Statement, accounts: set[str]) -> Iterator[str]:
    named = principals(statement)
    if any(kind != "AWS" for kind, _ in named):
        yield "by others than people"
    if any(kind == "AWS" and account_of(name) not in accounts for kind, name in named):
        yield "from an account that is neither this one nor the management account"
    if set(demands(statement, _MFA)) != {"true"}:
        yield "without MFA"
