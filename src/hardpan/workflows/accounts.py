"""Which accounts a run is about: the caller's own, some by number, or every one of the organization."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hardpan.aws.readers import reading, run
from hardpan.model import ExitCode, Place, Problem, Read, Why
from hardpan.workflows.session import Session

EVERY = "all"
_ID = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Target:
    """An account to be read. `closed` says why not, where that is known beforehand."""

    id: str
    name: str | None = None
    closed: Why | None = None


def targets(session: Session, asked: Sequence[str]) -> list[Target]:
    """The accounts asked for, each once; the caller's own where none is. Raises Problem for what is no account."""
    if not asked:
        return [Target(session.identity.account)]
    if EVERY in asked:
        return every_account(session)
    if wrong := [name for name in asked if not _ID.fullmatch(name)]:
        raise Problem(
            f"{wrong[0]} is no account: twelve digits, or {EVERY} for every account of the organization",
            effect="nothing was read",
            code=ExitCode.USAGE,
        )
    return [Target(name) for name in dict.fromkeys(asked)]


def every_account(session: Session) -> list[Target]:
    """The accounts of the caller's organization, its own first. Raises Problem where they cannot be listed.

    Only the management account and delegated administrators may list them:
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
    """
    answer = run(_listed(session))
    if isinstance(answer, Why):
        raise Problem(
            f"cannot list the organization's accounts: {answer.code}: {answer.message}",
            effect="nothing was read",
            next="use the management account's credentials, or name accounts: --account 111122223333",
        )
    found = [_target(account, session) for account in answer]
    return sorted(found, key=lambda one: (one.id != session.identity.account, one.id))


async def _listed(session: Session) -> list[dict[str, str]] | Why:
    here = session.account.place
    async with reading(session.aws) as reader:
        answer = await reader.read(here, Read("organizations", "ListAccounts"))
    if isinstance(answer, Why):
        return answer
    assert answer is not None
    return list(answer["Accounts"])


def _target(account: dict[str, str], session: Session) -> Target:
    state = account.get("State") or account.get("Status") or "ACTIVE"  # Status is what emulators and the past know
    closed = None
    if state != "ACTIVE":
        place = Place(account["Id"], None, session.identity.partition)
        words = f"the account is {state.lower().replace('_', ' ')}"
        closed = Why("organizations", "ListAccounts", "organizations:ListAccounts", "AccountNotActive", words, place)
    return Target(account["Id"], account.get("Name"), closed)
