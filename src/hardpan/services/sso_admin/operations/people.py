"""Groups, users, and who is in which group: made where they are missing, by name. Nothing is deleted but by undo."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline, Person
from hardpan.model import NotYet, Ref, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...organizations.facts import Membership
from ..center import Center, centers
from ..facts import Group, Instance, User
from ..wanted import is_meant

_NAME = "sso_admin.people"
_DIRECTORY = "identitystore"
# What was made a moment ago is not known everywhere.
_NOT_YET_THERE = NotYet("ResourceNotFoundException", seconds=30)


@operation(
    satisfies=[_NAME],
    facts=[Membership, Instance, User, Group],
    writes=[
        f"identitystore:{verb}{what}" for what in ("Group", "User", "GroupMembership") for verb in ("Create", "Delete")
    ],
    asked_by=["identity_center"],
)
def people(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The groups and users of hardpan.yaml are there, each user in its groups.

    https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateUser.html
    """
    for center in centers(have):
        said = want.identity_center
        yield from (_group(center, name) for name in said.groups if name not in center.groups)
        yield from (_user(center, person) for person in said.users if person.name.lower() not in center.users)
        for person in said.users:
            if (user := center.users.get(person.name.lower())) is None or is_meant(person, user):
                yield from (
                    _membership(center, person, name) for name in person.groups if not _is_in(center, user, name)
                )


def group_reference(center: Center, name: str) -> str | Ref:
    """The id of a group, or a reference to the step that makes it."""
    there = center.groups.get(name)
    return there.id if there else Ref(group_key(center, name), "GroupId")


def group_key(center: Center, name: str) -> str:
    """Key of the step that makes a group."""
    return step_key(f"{_NAME}/group:{name}", center.place)


def _user_key(center: Center, person: Person) -> str:
    return step_key(f"{_NAME}/user:{person.name}", center.place)


def _is_in(center: Center, user: User | None, name: str) -> bool:
    group = center.groups.get(name)
    return user is not None and group is not None and user.id in group.members


def _group(center: Center, name: str) -> Step:
    store = {"IdentityStoreId": center.instance.store}
    return Step(
        key=group_key(center, name),
        place=center.place,
        write=Write(_DIRECTORY, "CreateGroup", **store, DisplayName=name),
        because=f"there is no group {name}",
        after=name,
        undo=(Write(_DIRECTORY, "DeleteGroup", **store, GroupId=group_reference(center, name)),),
    )


def _user(center: Center, person: Person) -> Step:
    store, key = {"IdentityStoreId": center.instance.store}, _user_key(center, person)
    return Step(
        key=key,
        place=center.place,
        write=Write(
            _DIRECTORY,
            "CreateUser",
            **store,
            UserName=person.name,
            DisplayName=f"{person.given_name} {person.family_name}",
            Name={"GivenName": person.given_name, "FamilyName": person.family_name},
            Emails=[{"Value": person.email, "Type": "work", "Primary": True}],
        ),
        because=f"there is no user {person.name}",
        after=f"{person.name}, {person.email}",
        undo=(Write(_DIRECTORY, "DeleteUser", **store, UserId=Ref(key, "UserId")),),
    )


def _membership(center: Center, person: Person, name: str) -> Step:
    store = {"IdentityStoreId": center.instance.store}
    key = step_key(f"{_NAME}/member:{name}:{person.name}", center.place)
    there = center.users.get(person.name.lower())
    user = there.id if there else Ref(_user_key(center, person), "UserId")
    return Step(
        key=key,
        place=center.place,
        write=Write(
            _DIRECTORY,
            "CreateGroupMembership",
            **store,
            GroupId=group_reference(center, name),
            MemberId={"UserId": user},
        ),
        because=f"{person.name} is not in {name}",
        after=f"{person.name} in {name}",
        needs=frozenset({group_key(center, name), _user_key(center, person)}),
        undo=(Write(_DIRECTORY, "DeleteGroupMembership", **store, MembershipId=Ref(key, "MembershipId")),),
        not_yet=(_NOT_YET_THERE,),
    )
