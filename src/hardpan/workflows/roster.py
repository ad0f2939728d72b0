"""The accounts of hardpan.yaml beside those that the organization has. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hardpan.aws import Aws
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.plan import Selection
from hardpan.services.organizations.facts import Member, Membership, Unit
from hardpan.services.organizations.layout import OPEN, there
from hardpan.workflows.adopt import must_be_told, must_manage
from hardpan.workflows.session import begin
from hardpan.workflows.survey import look

Standing: TypeAlias = Literal["to be made", "in place", "elsewhere", "not in the file", "closed", "management account"]


@dataclass(frozen=True)
class Entry:
    """An account that the file names, or the organization has, or both."""

    name: str
    unit: str | None  # that the file says; of one that is in the file alone not, where it is
    id: str | None  # None: there is none yet
    email: str
    standing: Standing
    where: str | None  # the unit that it is in; None is the root, or nowhere


def roster(want: Baseline, *, aws: Aws | None = None, progress: Progress | None = None) -> list[Entry]:
    """Every account of the file, in its order, then the others. Raises Problem where they cannot be read."""
    session = begin(want, Selection(), aws)
    have = look(session, (Membership, Member, Unit), progress)
    here = session.account.place
    (membership,) = must_be_told(have, Membership, here)
    if membership.organization is not None:
        must_manage(membership)
    paths = {unit.id: unit.path for unit in must_be_told(have, Unit, here)}
    return list(_entries(want, must_be_told(have, Member, here), paths, here.account))


def _entries(want: Baseline, members: Sequence[Member], paths: Mapping[str, str], manager: str) -> Iterator[Entry]:
    listed = set()
    for one in want.organization.accounts:
        found = there(one, list(members))
        if found is None:
            yield Entry(one.name, one.unit, None, one.email, "to be made", None)
            continue
        listed.add(found.id)
        where = paths.get(found.parents[-1])
        placed: Standing = "in place" if one.unit in (None, where) else "elsewhere"
        yield Entry(one.name, one.unit, found.id, found.email, placed if found.state in OPEN else "closed", where)
    for other in members:
        if other.id not in listed:
            yield _not_listed(other, paths.get(other.parents[-1]), manager)


def _not_listed(other: Member, where: str | None, manager: str) -> Entry:
    standing: Standing = "not in the file" if other.state in OPEN else "closed"
    if other.id == manager:
        standing = "management account"
    return Entry(other.name, None, other.id, other.email, standing, where)
