"""Permission sets: made, completed, shortened, and given to the accounts as they then are."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.config import PermissionSet as WantedSet
from hardpan.model import NotYet, Ref, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...organizations.facts import Membership
from ..center import Center, centers
from ..facts import Instance, PermissionSet
from ..wanted import hours_of, lacking
from .edits import BUSY, PROVISION, SERVICE, WAITS, Edit, edited, provisioned, request

NAME = "sso_admin.permission_sets"
_AS_SAID, _SHORT, _PROVISIONED = NAME, "sso_admin.short_sessions", "sso_admin.provisioned"
_LONGEST = 700  # characters of a description


@operation(
    satisfies=[_AS_SAID, _SHORT, _PROVISIONED],
    facts=[Membership, Instance, PermissionSet],
    writes=[
        "sso-admin:CreatePermissionSet",
        "sso-admin:DeletePermissionSet",
        "sso-admin:UpdatePermissionSet",
        "sso-admin:AttachManagedPolicyToPermissionSet",
        "sso-admin:DetachManagedPolicyFromPermissionSet",
        PROVISION,
    ],
    permissions=WAITS,
)
def permission_sets(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Each permission set of hardpan.yaml is there with its policies; none that makes administrators lasts too long."""
    for center in centers(have):
        wants = {wanted.name: wanted for wanted in want.identity_center.permission_sets}
        for wanted in wants.values():
            if wanted.name not in center.permission_sets:
                yield from _made(center, wanted)
        for one in center.permission_sets.values():
            edits = list(_completed(center, one, wants.get(one.name), want))
            yield from edits
            if one.accounts and (edits or one.behind):
                yield provisioned(center, one, edits, NAME, *([_PROVISIONED] if one.behind else ()))


def set_reference(center: Center, name: str) -> str | Ref:
    """The ARN of a permission set, or a reference to the step that makes it."""
    there = center.permission_sets.get(name)
    return there.arn if there else Ref(_key("create", name, center), "PermissionSet.PermissionSetArn")


def set_steps(center: Center, wanted: WantedSet, want: Baseline) -> Iterator[Step]:
    """What makes a permission set have all that hardpan.yaml gives it."""
    there = center.permission_sets.get(wanted.name)
    return _completed(center, there, wanted, want) if there else _made(center, wanted)


def _key(verb: str, what: str, center: Center) -> str:
    return step_key(f"{NAME}/{verb}:{what}", center.place)


def _policy(arn: str) -> str:
    return arn.rpartition("/")[2]


def _made(center: Center, wanted: WantedSet) -> Iterator[Step]:
    reference = set_reference(center, wanted.name)
    yield Step(
        key=_key("create", wanted.name, center),
        place=center.place,
        write=Write(
            SERVICE,
            "CreatePermissionSet",
            InstanceArn=center.instance.arn,
            Name=wanted.name,
            Description=f"Hardpan: {', '.join(map(_policy, wanted.managed_policies))}"[:_LONGEST],
            SessionDuration=f"PT{wanted.session_hours}H",
        ),
        because=f"there is no permission set {wanted.name}",
        controls=(_AS_SAID,),
        after=f"{wanted.name}, {wanted.session_hours} h at a time",
        undo=(request(center, reference, "DeletePermissionSet"),),
        not_yet=(BUSY,),
    )
    for arn in wanted.arns(center.here.partition):
        yield Step(
            key=_key("attach", f"{wanted.name}:{_policy(arn)}", center),
            place=center.place,
            write=request(center, reference, "AttachManagedPolicyToPermissionSet", ManagedPolicyArn=arn),
            because=f"{wanted.name} lacks {_policy(arn)}",
            controls=(_AS_SAID,),
            after=f"{_policy(arn)} in {wanted.name}",
            needs=frozenset({_key("create", wanted.name, center)}),
            undo=(),  # goes with the permission set
            not_yet=(BUSY, NotYet("ResourceNotFoundException")),
        )


def _completed(center: Center, one: PermissionSet, wanted: WantedSet | None, want: Baseline) -> Iterator[Step]:
    """What it lacks, and the length of its sessions."""
    for arn in lacking(wanted, one, center.here.partition) if wanted else ():
        named = {"ManagedPolicyArn": arn}
        yield edited(
            center,
            one,
            _key("attach", f"{one.name}:{_policy(arn)}", center),
            Edit("AttachManagedPolicyToPermissionSet", named, "DetachManagedPolicyFromPermissionSet", named),
            because=f"{one.name} lacks {_policy(arn)}",
            controls=(_AS_SAID,),
            after=f"{_policy(arn)} in {one.name}",
        )
    hours = hours_of(one, want)
    if hours:
        now, then = {"SessionDuration": one.duration}, {"SessionDuration": f"PT{hours}H"}
        yield edited(
            center,
            one,
            _key("session", one.name, center),
            Edit("UpdatePermissionSet", then, "UpdatePermissionSet", now),
            because=f"{one.name} lasts {one.duration}",
            controls=(_AS_SAID, _SHORT) if wanted else (_SHORT,),
            before=f"{one.name} {one.duration}",
            after=f"{one.name} PT{hours}H",
        )
