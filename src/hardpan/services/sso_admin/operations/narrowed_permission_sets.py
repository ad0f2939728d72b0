"""Permission sets: what they have beside what hardpan.yaml gives them, taken out."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.config import PermissionSet as WantedSet
from hardpan.model import Risk, Step, operation, step_key
from hardpan.snapshot import Snapshot

from ...organizations.facts import Membership
from ..center import Center, centers
from ..facts import Instance, PermissionSet
from ..wanted import excess
from .edits import PROVISION, WAITS, Edit, edited, provisioned

NAME = "sso_admin.narrowed_permission_sets"
_CONTROL = "sso_admin.permission_sets"
_REFERENCE = "CustomerManagedPolicyReference"


@operation(
    satisfies=[_CONTROL],
    facts=[Membership, Instance, PermissionSet],
    writes=[
        "sso-admin:AttachManagedPolicyToPermissionSet",
        "sso-admin:DetachManagedPolicyFromPermissionSet",
        f"sso-admin:Attach{_REFERENCE}ToPermissionSet",
        f"sso-admin:Detach{_REFERENCE}FromPermissionSet",
        "sso-admin:PutInlinePolicyToPermissionSet",
        "sso-admin:DeleteInlinePolicyFromPermissionSet",
        PROVISION,
    ],
    after=["sso_admin.permission_sets"],
    permissions=WAITS,
    consent="somebody may be working with what is taken out of the permission set",
    asked_by=["identity_center"],
)
def narrowed_permission_sets(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The permission sets of hardpan.yaml have no policy that it does not give them."""
    for center in centers(have):
        for wanted in want.identity_center.permission_sets:
            edits = list(narrowing(center, wanted))
            yield from edits
            one = center.permission_sets.get(wanted.name)
            if one and one.accounts and edits:
                yield provisioned(center, one, edits, NAME)


def narrowing(center: Center, wanted: WantedSet) -> Iterator[Step]:
    """What takes out of a permission set all that hardpan.yaml does not give it."""
    one = center.permission_sets.get(wanted.name)
    if one is None:
        return
    for what, edit in _excess(one, wanted, center.here.partition):
        yield edited(
            center,
            one,
            step_key(f"{NAME}/detach:{one.name}:{what.strip('/')}", center.place),
            edit,
            because=f"{one.name} also has {what}, which hardpan.yaml does not give it",
            controls=(_CONTROL,),
            before=f"{what} in {one.name}",
            risk=Risk.DISRUPTIVE,
        )


def _excess(one: PermissionSet, wanted: WantedSet, partition: str) -> Iterator[tuple[str, Edit]]:
    for arn in excess(wanted, one, partition):
        named = {"ManagedPolicyArn": arn}
        edit = Edit("DetachManagedPolicyFromPermissionSet", named, "AttachManagedPolicyToPermissionSet", named)
        yield arn.rpartition("/")[2], edit
    for name in one.customer_policies:
        path, _, last = name.rpartition("/")
        reference = {_REFERENCE: {"Name": last, "Path": f"{path}/"}}
        detach, attach = f"Detach{_REFERENCE}FromPermissionSet", f"Attach{_REFERENCE}ToPermissionSet"
        yield name, Edit(detach, reference, attach, reference)
    if one.inline_policy:
        back = {"InlinePolicy": one.inline_policy}
        yield (
            "an inline policy",
            Edit("DeleteInlinePolicyFromPermissionSet", {}, "PutInlinePolicyToPermissionSet", back),
        )
