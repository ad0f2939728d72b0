"""The keys below `identity_center`: who is in its directory, what they may do, and in which accounts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from hardpan.config import checks, people
from hardpan.config.group import Group
from hardpan.config.kinds import LIST, Email, Region, Text, Texts, like
from hardpan.config.organization import Organization

# Permission sets that the console of AWS knows by these names: each has the policy of its name. People of the first may
# become HardpanApply.
STANDARD = ("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess")
LONGEST, LONGEST_ADMINISTRATIVE = 12, 4  # hours
_USUAL = 8

# https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
SET_NAME = r"[\w+=,.@-]{1,32}"
# An AWS managed policy: its name, with its path if it has one, or its ARN.
POLICY = r"(arn:aws[a-z-]*:iam::aws:policy/)?([\w+=,.@-]+/)*[\w+=,.@-]+"
# https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateUser.html
USER_NAME = r"\S{1,128}"
_RESERVED = frozenset({"administrator", "awsadministrators"})


def _set_name(value: str) -> str:
    if not re.fullmatch(SET_NAME, value, re.ASCII):
        raise ValueError(
            f"{checks.shown(value)} cannot name a permission set: up to 32 letters, digits and + = , . @ _ -"
        )
    return value


def _policy(value: str) -> str:
    if not re.fullmatch(POLICY, value, re.ASCII):
        raise ValueError(f"{checks.shown(value)} is no AWS managed policy: its name, as ReadOnlyAccess, or its ARN")
    return value


def _hours(value: object) -> int:
    hours = checks.whole_number(value)
    if hours > LONGEST:
        raise ValueError(f"{hours} hours are too long: a session lasts 1 to {LONGEST}")
    return hours


def _directory_name(value: str) -> str:
    if value.lower() in _RESERVED:
        raise ValueError(f"{checks.shown(value)} is a name that IAM Identity Center keeps for itself")
    return value


def _user_name(value: str) -> str:
    if not re.fullmatch(USER_NAME, value):
        raise ValueError(f"{checks.shown(value)} cannot name a user: up to 128 characters, no spaces")
    return _directory_name(value)


class PermissionSet(Group):
    """What somebody may do in an account, and for how long at a time."""

    name: Annotated[Text, AfterValidator(_set_name), like(SET_NAME)]
    """Its name; AdministratorAccess, PowerUserAccess and ReadOnlyAccess need say no more."""
    managed_policies: Annotated[tuple[Annotated[Text, AfterValidator(_policy), like(POLICY)], ...], LIST] = Field(
        default=(), validate_default=True
    )
    """AWS managed policies, by name or ARN; nothing else is in it."""
    session_hours: Annotated[
        int | None,
        BeforeValidator(lambda value: value if value is None else _hours(value)),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LONGEST}),
    ] = Field(default=None, validate_default=True)
    """How long a session lasts; 4 for administrators, who may have no longer, 8 for others when left out."""

    @field_validator("managed_policies")
    @classmethod
    def _or_the_standard(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        name = info.data.get("name", "")
        if not value and name and name not in STANDARD:
            raise ValueError(f"is missing: {name} is not one of {', '.join(STANDARD)}, which are known")
        return value or ((name,) if name else ())

    @field_validator("session_hours")
    @classmethod
    def _short_for_administrators(cls, value: int | None, info: ValidationInfo) -> int:
        administrative = any(map(people.is_administrative, info.data.get("managed_policies", ())))
        if administrative and value is not None and value > LONGEST_ADMINISTRATIVE:
            raise ValueError(f"{value} hours are too long for an administrator: {LONGEST_ADMINISTRATIVE} at most")
        return value or (LONGEST_ADMINISTRATIVE if administrative else _USUAL)


class Person(Group):
    """A user of the directory. It gets no password from here: the user sets one, by mail."""

    name: Annotated[Text, AfterValidator(_user_name), like(USER_NAME)]
    """The name to sign in with."""
    given_name: Text
    """Given name."""
    family_name: Text
    """Family name."""
    email: Email
    """The user's own e-mail address, by which a password is set."""
    groups: Texts = ()
    """The groups that the user is in, of those listed under groups."""


class Assignment(Group):
    """A group may use a permission set in some accounts."""

    group: Text
    """The group, one of those listed under groups."""
    permission_set: Text
    """The permission set, one of those listed under permission_sets."""
    accounts: Texts
    """Accounts by name or number, units by path, management, or all, which leaves the management account out."""


class IdentityCenter(Group):
    """Who has access to accounts, through IAM Identity Center. Nothing is made that is not named, nor deleted."""

    region: Region | None = None
    """The Region that it is enabled in; home_region when left out."""
    permission_sets: Annotated[tuple[PermissionSet, ...], LIST] = ()
    """Permission sets; AdministratorAccess, PowerUserAccess and ReadOnlyAccess need not be listed."""
    groups: Annotated[tuple[Annotated[Text, AfterValidator(_directory_name)], ...], LIST] = ()
    """Groups of the directory, by name."""
    users: Annotated[tuple[Person, ...], LIST] = ()
    """Users of the directory."""
    assignments: Annotated[tuple[Assignment, ...], LIST] = ()
    """Which group may do what in which accounts."""

    @field_validator("permission_sets")
    @classmethod
    def _each_once(cls, value: tuple[PermissionSet, ...]) -> tuple[PermissionSet, ...]:
        _no_two((one.name for one in value), "permission set")
        return value

    @field_validator("groups")
    @classmethod
    def _each_group_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        _no_two(value, "group")
        return value

    @field_validator("users")
    @classmethod
    def _each_in_groups(cls, value: tuple[Person, ...], info: ValidationInfo) -> tuple[Person, ...]:
        _no_two((one.name.lower() for one in value), "user")
        _no_two((one.email.lower() for one in value), "e-mail address")
        groups = info.data.get("groups", ())
        for one in value:
            for group in one.groups:
                if group not in groups:
                    raise ValueError(f"{one.name} is in {group}, which `groups` does not list")
        return value

    @field_validator("assignments")
    @classmethod
    def _each_of_what_there_is(cls, value: tuple[Assignment, ...], info: ValidationInfo) -> tuple[Assignment, ...]:
        groups = info.data.get("groups", ())
        sets = dict.fromkeys([*(one.name for one in info.data.get("permission_sets", ())), *STANDARD])
        for one in value:
            if one.group not in groups:
                raise ValueError(f"{one.group} is assigned, which `groups` does not list")
            if one.permission_set not in sets:
                raise ValueError(f"{one.group} is assigned {one.permission_set}, which is none of {', '.join(sets)}")
            if not one.accounts:
                raise ValueError(f"{one.group} is assigned {one.permission_set} in no account: write all, or which")
        return value


def in_organization(value: IdentityCenter, info: ValidationInfo) -> IdentityCenter:
    """Assignments are in accounts that can be told."""
    known: Organization | None = info.data.get("organization")
    if known is None:
        return value  # it has faults of its own
    accounts, units = {one.name for one in known.accounts}, {one.path for one in known.units}
    for one in value.assignments:
        for named in one.accounts:
            if named in accounts and named in {*units, people.EVERY_ACCOUNT, people.MANAGEMENT}:
                raise ValueError(f"{named} in assignments may mean an account or more: give its number")
            if named not in {*accounts, *units, people.EVERY_ACCOUNT, people.MANAGEMENT} and not _is_number(named):
                raise ValueError(
                    f"{named} in assignments is no account or unit of organization, no account number, "
                    f"nor {people.EVERY_ACCOUNT} or {people.MANAGEMENT}"
                )
    return value


def made(said: IdentityCenter) -> people.IdentityCenter:
    """As the Baseline holds it, with the standard sets that are assigned without being listed."""
    listed = {one.name for one in said.permission_sets}
    assigned = dict.fromkeys(one.permission_set for one in said.assignments if one.permission_set not in listed)
    sets = (*said.permission_sets, *(PermissionSet.model_validate({"name": name}) for name in assigned))
    return people.IdentityCenter(
        region=said.region,
        permission_sets=tuple(people.PermissionSet(**dict(one)) for one in sets),
        groups=said.groups,
        users=tuple(people.Person(**dict(one)) for one in said.users),
        assignments=tuple(people.Assignment(**dict(one)) for one in said.assignments),
    )


def _is_number(named: str) -> bool:
    return re.fullmatch(checks.ACCOUNT_ID, named) is not None


def _no_two(values: Iterable[str], what: str) -> None:
    if twice := [value for value, times in Counter(values).items() if times > 1]:
        raise ValueError(f"there are two of {what} {twice[0]}")


__all__ = ["Assignment", "IdentityCenter", "PermissionSet", "Person", "in_organization", "made"]
