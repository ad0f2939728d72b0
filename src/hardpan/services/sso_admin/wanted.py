"""What hardpan.yaml wants of IAM Identity Center, account by account and permission set by permission set."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hardpan.config import EVERY_ACCOUNT, MANAGEMENT, Baseline, Person
from hardpan.config import PermissionSet as WantedSet
from hardpan.config.people import is_administrative
from hardpan.model import Place
from hardpan.snapshot import Snapshot

from ..iam.documents import allows_everything, statements
from ..organizations.facts import Member, Unit
from ..organizations.layout import OPEN, numbers
from .center import Center
from .facts import PermissionSet, User

ADMINISTRATORS_HOURS = 4  # the longest session of an administrator


@dataclass(frozen=True, order=True)
class Access:
    """A group is to be able to use a permission set in one account."""

    group: str
    permission_set: str
    account: str  # twelve digits
    name: str  # of the account

    def __str__(self) -> str:
        return f"{self.group} as {self.permission_set} in {self.name}"


def accesses(want: Baseline, have: Snapshot, here: Place) -> list[Access]:
    """Every access that hardpan.yaml gives, once."""
    found = {
        (one.group, one.permission_set, number): Access(one.group, one.permission_set, number, name)
        for one in want.identity_center.assignments
        for named in one.accounts
        for number, name in _accounts(named, want, have, here)
    }
    return sorted(found.values())


def _accounts(named: str, want: Baseline, have: Snapshot, here: Place) -> Iterator[tuple[str, str]]:
    """Numbers and names of the accounts that are meant; closed ones are left out."""
    if named == MANAGEMENT:
        yield here.account, MANAGEMENT
        return
    if re.fullmatch(r"[0-9]{12}", named):
        yield named, named
        return
    for account in _known(want, have, here):
        if named in (EVERY_ACCOUNT, account.name) or account.is_in(named):
            yield account.number, account.name


@dataclass(frozen=True)
class _Account:
    number: str
    name: str
    unit: str | None  # path

    def is_in(self, path: str) -> bool:
        """Whether it is in a unit, or in one below it."""
        return self.unit is not None and f"{self.unit}/".startswith(f"{path}/")


def _known(want: Baseline, have: Snapshot, here: Place) -> list[_Account]:
    """Every account that is there or to be made, but for the management account: as hardpan.yaml says, or as it is."""
    said = numbers(want, have)
    members = {one.id: one for one in have.at(Member, here)}
    listed = [
        _Account(said[one.name], one.name, one.unit or _unit(members.get(said[one.name]), have, here))
        for one in want.organization.accounts
        if said[one.name] not in members or members[said[one.name]].state in OPEN
    ]
    others = [
        _Account(one.id, one.name, _unit(one, have, here))
        for one in members.values()
        if one.state in OPEN and one.id not in {here.account, *said.values()}
    ]
    return [*listed, *others]


def _unit(member: Member | None, have: Snapshot, here: Place) -> str | None:
    paths = {unit.id: unit.path for unit in have.at(Unit, here)}
    return paths.get(member.parents[-1]) if member and member.parents else None


def is_given(one: Access, center: Center) -> bool:
    """Whether the group has the permission set in the account."""
    group, permission_set = center.groups.get(one.group), center.permission_sets.get(one.permission_set)
    if group is None or permission_set is None:
        return False
    return (one.account, permission_set.arn, group.id) in center.assigned


def is_meant(person: Person, user: User) -> bool:
    """Whether a user of the name is the person: the mail of the user's address is what a password is set by."""
    return person.email.lower() in (each.lower() for each in user.emails)


def unlisted_members(group: str, center: Center, want: Baseline) -> list[str]:
    """Who is in a group and by hardpan.yaml should not be, where it says who should."""
    said = want.identity_center
    if not said.users or group not in center.groups:
        return []
    listed = {one.name.lower() for one in said.users if group in one.groups}
    names = {one.id: one.name for one in center.users.values()}
    there = [names.get(one, one) for one in center.groups[group].members]
    return [one for one in there if one.lower() not in listed]


def makes_administrators(one: PermissionSet) -> bool:
    """Whether whoever has it can take every other right."""
    if any(is_administrative(arn) for arn in one.managed_policies):
        return True
    document = json.loads(one.inline_policy) if one.inline_policy else {}
    return any(allows_everything(statement) for statement in statements(document))


def minutes(duration: str) -> int:
    """Of a session, as AWS writes it: 480 of PT8H. Raises ValueError for anything else."""
    parts = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", duration)
    if parts is None:
        raise ValueError(f"{duration} is no duration of a session")
    hours, rest, seconds = (int(part or 0) for part in parts.groups())
    return hours * 60 + rest + seconds // 60


def hours_of(one: PermissionSet, want: Baseline) -> int | None:
    """How long sessions are to be where they are not; None where they may stay as they are."""
    said = next((each.session_hours for each in want.identity_center.permission_sets if each.name == one.name), None)
    if said is not None:
        return said if minutes(one.duration) != said * 60 else None
    too_long = makes_administrators(one) and minutes(one.duration) > ADMINISTRATORS_HOURS * 60
    return ADMINISTRATORS_HOURS if too_long else None


def lacking(wanted: WantedSet, one: PermissionSet, partition: str) -> list[str]:
    """ARNs of the policies that it has not."""
    return [arn for arn in wanted.arns(partition) if arn not in one.managed_policies]


def excess(wanted: WantedSet, one: PermissionSet, partition: str) -> list[str]:
    """ARNs of AWS's policies that it has besides."""
    return [arn for arn in one.managed_policies if arn not in wanted.arns(partition)]


def differences(wanted: WantedSet, one: PermissionSet, want: Baseline, partition: str) -> list[str]:
    """In what it is not as hardpan.yaml says."""
    told = [f"lacks {_name(arn)}" for arn in lacking(wanted, one, partition)]
    told += [f"also has {_name(arn)}" for arn in excess(wanted, one, partition)]
    told += [f"also has {name}, a policy of the accounts" for name in one.customer_policies]
    told += ["also has an inline policy"] if one.inline_policy else []
    hours = hours_of(one, want)
    told += [f"lasts {one.duration} instead of PT{hours}H"] if hours else []
    return told


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]
