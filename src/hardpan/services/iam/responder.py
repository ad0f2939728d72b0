"""Whom the role for responders lets in: people of the account for security tooling, who proved to be themselves."""

from __future__ import annotations

from collections.abc import Iterable

from hardpan.model import Place

from .documents import account_of, allowing, principals
from .facts import OwnPolicy, Role
from .own_roles import RESPONDER, inline, missing, weaknesses


def faults(role: Role | None, policies: Iterable[OwnPolicy], whose: Place | None) -> list[str]:
    """What keeps the role from being one that people of that account can contain an incident with, and nobody else.

    Where it is not known which account that is, any one that the role names is taken for it.
    """
    if role is None or role.path != RESPONDER.path:
        return [missing(RESPONDER, role)]
    wrong = trusting(role, whose)
    if RESPONDER.policy_arn(role.place) not in role.attached:
        wrong.append(f"{RESPONDER.name} does not have {RESPONDER.policy}")
    if inline(role, policies).get(RESPONDER.name) != RESPONDER.permissions:
        wrong.append(f"{RESPONDER.name} may not do what contains an incident, or may do more")
    return wrong


def trusting(role: Role, whose: Place | None) -> list[str]:
    """What is wrong about whom it lets in."""
    named = {account_of(name) or name for one in allowing(role.trust) for kind, name in principals(one)}
    if whose is None and len(named) == 1:
        whose = Place(named.pop(), None, role.place.partition)
    if whose is None:
        return [f"{RESPONDER.name} lets in several accounts"]
    return [
        f"{RESPONDER.name} can be assumed {why.replace('the account', f'account {whose.account}')}"
        for why in weaknesses(role, whose=whose)
    ]
