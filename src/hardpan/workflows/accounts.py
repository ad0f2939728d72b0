"""Which accounts a run is about: the caller's own, some by number, or every one of the organization."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hardpan.aws.readers import reading, regions_of, run
from hardpan.model import (
    NOT_ACTIVE,
    REGION_IS_OFF,
    Control,
    ExitCode,
    Place,
    Problem,
    Read,
    Why,
    planned_account,
)
from hardpan.workflows.session import Session

EVERY = "all"
_ID = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Target:
    """An account to be read. `closed` says why not, where that is known beforehand."""

    id: str
    name: str | None = None
    closed: Why | None = None
    # Of the accounts that hardpan.yaml names, by name: what each of them may have to know of another.
    numbers: Mapping[str, str] = field(default_factory=dict, compare=False)


def targets(session: Session, asked: Sequence[str], controls: Iterable[Control]) -> list[Target]:
    """The accounts asked for, each once. Raises Problem for what is no account.

    Where none is, every account of the organization that hardpan.yaml describes, as far as the caller manages it and a
    control is about accounts; or else the caller's own. An account's name says what it is for:
    `organization.log_archive`.
    """
    if EVERY in asked:
        return every_account(session)
    if wrong := [name for name in asked if not _ID.fullmatch(name)]:
        raise Problem(
            f"{wrong[0]} is no account: twelve digits, or {EVERY} for every account of the organization",
            effect="nothing was read",
            code=ExitCode.USAGE,
        )
    about_accounts = not all(control.of_organization for control in controls)
    listed = run(_listed(session)) if session.want.organization.described and about_accounts else []
    known = _sorted([] if isinstance(listed, Why) else listed, session)
    numbers = known[0].numbers if known else {}
    if not asked:
        return known or [Target(session.identity.account)]
    named = {one.id: one for one in known}
    return [named.get(number, Target(number, numbers=numbers)) for number in dict.fromkeys(asked)]


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
    return _sorted(answer, session)


def _sorted(listed: list[dict[str, str]], session: Session) -> list[Target]:
    """The caller's own account first."""
    numbers = _numbers(session, listed)
    found = [replace(_target(account, session), numbers=numbers) for account in listed]
    return sorted(found, key=lambda one: (one.id != session.identity.account, one.id))


def _numbers(session: Session, listed: Sequence[dict[str, str]]) -> dict[str, str]:
    """Of each account of hardpan.yaml, found by e-mail address or else by name, or what stands for it."""
    others = [one for one in listed if one["Id"] != session.identity.account]
    by_address = {one["Email"].lower(): one["Id"] for one in others if "Email" in one}
    by_name = {one["Name"]: one["Id"] for one in others if _target(one, session).closed is None and "Name" in one}
    return {
        one.name: by_address.get(one.email.lower()) or by_name.get(one.name) or planned_account(number)
        for number, one in enumerate(session.want.organization.accounts, 1)
    }


async def _listed(session: Session) -> list[dict[str, str]] | Why:
    here = session.account.place
    async with reading(session.aws) as reader:
        answer = await reader.read(here, Read("organizations", "ListAccounts"))
    if isinstance(answer, Why):
        return answer
    assert answer is not None
    return list(answer["Accounts"])


PATIENCE = 900  # seconds that a new account may take until it lets somebody in; on AWS some minutes
PAUSE = 2.0


def wait_until_entered(session: Session, accounts: Iterable[str]) -> None:
    """Wait until new accounts let the caller in and answer, for a quarter of an hour.

    A new account lets nobody in at first, then knows no keys, then has not opted into its services:
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html. One that stays
    shut is the business of whoever reads it next.
    """
    until = time.monotonic() + PATIENCE
    waiting = [Target(number) for number in accounts]
    while waiting := run(_shut(session, waiting)):
        if time.monotonic() > until:
            return
        time.sleep(PAUSE)


async def _shut(session: Session, known: list[Target]) -> list[Target]:
    """Of these accounts those that do not answer as a new account does."""
    async with reading(session.aws, session.entry) as reader:
        places = [Place(one.id, None, session.identity.partition) for one in known]
        answers = await asyncio.gather(*(regions_of(reader, place, session.aws.region) for place in places))
    new = [isinstance(told, Why) and told.code in _SHUT for told in answers]
    return [one for one, shut in zip(known, new, strict=True) if shut]


# How the services of a new account answer, beside letting nobody in.
# https://github.com/org-formation/aws-resource-providers/issues/97 and, of S3,
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
NEWBORN = frozenset({*REGION_IS_OFF, "InvalidAccessKeyId", "NotSignedUp", "SubscriptionRequiredException"})
_SHUT = frozenset({"AccessDenied", "AccessDeniedException", *NEWBORN})


def _target(account: dict[str, str], session: Session) -> Target:
    state = account.get("State") or account.get("Status") or "ACTIVE"  # Status is what emulators and the past know
    closed = None
    if state != "ACTIVE":
        place = Place(account["Id"], None, session.identity.partition)
        words = f"the account is {state.lower().replace('_', ' ')}"
        closed = Why("organizations", "ListAccounts", "organizations:ListAccounts", NOT_ACTIVE, words, place)
    return Target(account["Id"], account.get("Name"), closed)
