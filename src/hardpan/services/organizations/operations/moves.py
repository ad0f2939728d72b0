"""Accounts that are there: named, moved and closed as hardpan.yaml says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotYet, Read, Ref, Risk, Settled, Step, Write, in_every_account, operation, step_key
from hardpan.snapshot import Snapshot

from ...controltower.facts import LandingZone
from ..facts import Member, Membership, Root, Unit
from ..layout import (
    OPEN,
    Governed,
    governed,
    placed_key,
    there,
    unit_key,
)
from ..wanted import ACCOUNT_MANAGEMENT
from .features import trust_key

_CLOSING_TOO_MANY = NotYet("ConstraintViolationException", "close_account_requests_limit_exceeded", seconds=600)
_SUSPENDED = "Suspended"


def move(account: str | Ref, source: str | Ref, destination: str | Ref) -> Write:
    """The request that moves an account from one root or unit to another."""
    return Write(
        "organizations", "MoveAccount", AccountId=account, SourceParentId=source, DestinationParentId=destination
    )


@operation(
    satisfies=["organizations.accounts_as_described"],
    facts=[Membership, Root, Unit, Member, LandingZone],
    writes=["organizations:MoveAccount", "account:PutAccountName"],
    after=["organizations.units", "organizations.unit_guardrails", "organizations.account_management_trusted"],
    consent="a move changes in that instant which policies hold for an account: those of the unit it leaves do no more",
    asked_by=["organization"],
)
def accounts_as_described(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every account that is there has its name, and is moved to its unit, once that has its guardrails.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html and
    https://docs.aws.amazon.com/accounts/latest/reference/API_PutAccountName.html
    """
    for here in governed(want, have):
        for one in want.organization.accounts:
            found = there(one, here.members)
            if found and found.state in OPEN and found.name != one.name:
                yield _renamed(found, one.name, here)
            if found and one.unit and found.state in OPEN and found.parents[-1] != here.unit_ids.get(one.unit):
                moved = _moved(found, one.unit, here, "organizations.accounts_as_described")
                yield replace(moved, key=placed_key(one.name, here.place))


@operation(
    satisfies=["organizations.accounts_to_close_closed"],
    facts=[Membership, Root, Unit, Member, LandingZone],
    writes=["organizations:CloseAccount", "organizations:MoveAccount"],
    after=["organizations.units"],
    permissions=["organizations:DescribeAccount"],
    consent="nobody enters a closed account any more, and after ninety days AWS deletes all that is in it; until then "
    "AWS Support can open it again. Its e-mail address stays taken, and it counts against the number of accounts. AWS "
    "closes three accounts at a time, and in thirty days at most a fifth of an organization's or 250, if that is more",
    asked_by=["organization"],
)
def accounts_to_close(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every account that hardpan.yaml says to close, put among the closed ones where they have a unit.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
    """
    for here in governed(want, have):
        for one in want.organization.accounts:
            found = there(one, here.members) if one.close else None
            if found and found.state in OPEN:
                closed = _closed(found, here)
                yield closed
                if _has_suspended(here) and here.unit_ids.get(_SUSPENDED) not in found.parents:
                    moved = _moved(found, _SUSPENDED, here, "organizations.accounts_to_close")
                    yield replace(moved, needs=moved.needs | {closed.key})


@operation(
    satisfies=["organizations.closed_accounts_suspended"],
    facts=[Membership, Root, Unit, Member, LandingZone],
    writes=["organizations:MoveAccount"],
    after=["organizations.units"],
)
def closed_accounts_suspended(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every closed account is moved to the unit Suspended, where hardpan.yaml or the organization has one."""
    for here in governed(want, have):
        for found in here.members if _has_suspended(here) else ():
            if found.state not in OPEN and here.unit_ids.get(_SUSPENDED) not in found.parents:
                yield _moved(found, _SUSPENDED, here, "organizations.closed_accounts_suspended")


def _renamed(found: Member, name: str, here: Governed) -> Step:
    def named(value: str) -> Write:
        return Write("account", "PutAccountName", AccountId=found.id, AccountName=value)

    return Step(
        key=step_key(f"organizations.accounts_as_described/rename:{found.id}", here.place),
        place=here.place,
        write=named(name),
        because=f"{found.email} is named {found.name}, and {name} in hardpan.yaml",
        resource=found.id,
        before=found.name,
        after=name,
        needs=frozenset({trust_key(ACCOUNT_MANAGEMENT, here.place, "organizations.account_management_trusted")}),
        undo=(named(found.name),),
    )


def _moved(found: Member, path: str, here: Governed, name: str) -> Step:
    paths = {number: where for where, number in here.unit_ids.items()}
    before, unit = paths.get(found.parents[-1], "the root"), here.unit(path)
    return Step(
        key=step_key(f"{name}/move:{found.id}", here.place),
        place=here.place,
        write=move(found.id, found.parents[-1], unit),
        because=f"{found.name} is in {before}, and belongs in {path}{_drift(here)}",
        resource=found.id,
        before=f"in {before}",
        after=f"in {path}",
        needs=frozenset({unit_key(path, here.place)}),
        # Whatever held where the account was holds no more from the instant it is moved.
        follows=frozenset({in_every_account("organizations.unit_guardrails/attach", here.place)}),
        undo=(move(found.id, unit, found.parents[-1]),),
        risk=Risk.DISRUPTIVE,
    )


def _drift(here: Governed) -> str:
    """https://docs.aws.amazon.com/controltower/latest/userguide/account-auto-enrollment.html"""
    return "; Control Tower takes the move for drift" if here.zone and not here.zone.enrols_by_itself else ""


def _has_suspended(here: Governed) -> bool:
    return _SUSPENDED in here.unit_ids or any(unit.path == _SUSPENDED for unit in here.want.organization.units)


def _closed(found: Member, here: Governed) -> Step:
    return Step(
        key=step_key(f"organizations.accounts_to_close/close:{found.id}", here.place),
        place=here.place,
        write=Write("organizations", "CloseAccount", AccountId=found.id),
        because=f"hardpan.yaml says to close {found.name}",
        resource=found.id,
        before=found.state.lower(),
        after="closed",
        undo=None,
        undo_note=f"{found.name} stays closed; AWS Support can open it again within ninety days",
        risk=Risk.DESTRUCTIVE,
        # On the way AWS has been seen to tell it as ACTIVE once more; only the end says that it is closed.
        settled=Settled(
            Read("organizations", "DescribeAccount", AccountId=found.id), "Account.State", "SUSPENDED", seconds=900
        ),
        not_yet=(_CLOSING_TOO_MANY,),
    )
