"""One change of a permission set, and what brings it to the accounts.

AWS changes accounts only by ProvisionPermissionSet, so that each edit is followed by one, and so is its undo.
https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ProvisionPermissionSet.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hardpan.model import NotYet, Read, Ref, Risk, Settled, Step, Write, step_key

from ..center import Center
from ..facts import PermissionSet

SERVICE = "sso-admin"
PROVISION = "sso-admin:ProvisionPermissionSet"
WAITS = ("sso:DescribePermissionSetProvisioningStatus",)
# "A retry is the recommended response": what was written a moment ago has not arrived, or another change of the same
# account is under way.
BUSY = NotYet("ConflictException", seconds=180)
_EVERYWHERE = {"TargetType": "ALL_PROVISIONED_ACCOUNTS"}
_OLD = "LATEST_PERMISSION_SET_NOT_PROVISIONED"
_TAKES = 900  # seconds, in a few hundred accounts


@dataclass(frozen=True)
class Edit:
    """A request about a permission set, and the one that takes it back."""

    verb: str
    named: dict[str, Any]
    inverse: str
    back: dict[str, Any]


def request(center: Center, arn: str | Ref, verb: str, **more: Any) -> Write:
    """A request about a permission set."""
    return Write(SERVICE, verb, InstanceArn=center.instance.arn, PermissionSetArn=arn, **more)


def edited(center: Center, one: PermissionSet, key: str, edit: Edit, **more: Any) -> Step:
    """The step of an edit, whose undo reaches the accounts too."""
    again = (request(center, one.arn, "ProvisionPermissionSet", **_EVERYWHERE),) if one.accounts else ()
    return Step(
        key=key,
        place=center.place,
        write=request(center, one.arn, edit.verb, **edit.named),
        resource=one.arn,
        undo=(request(center, one.arn, edit.inverse, **edit.back), *again),
        undone=_all_have_it(center, one) if again else None,
        not_yet=(BUSY,),
        **more,
    )


def provision_key(operation: str, name: str, center: Center) -> str:
    """Key of the step by which an operation brings a permission set to the accounts."""
    return step_key(f"{operation}/provision:{name}", center.place)


def provisioned(center: Center, one: PermissionSet, edits: Sequence[Step], operation: str, *controls: str) -> Step:
    """Let the accounts that have it have it as it is after these edits, and after somebody else's."""
    key, status = provision_key(operation, one.name, center), "PermissionSetProvisioningStatus"
    asked = Read(
        SERVICE,
        f"Describe{status}",
        InstanceArn=center.instance.arn,
        ProvisionPermissionSetRequestId=Ref(key, f"{status}.RequestId"),
    )
    return Step(
        key=key,
        place=center.place,
        write=request(center, one.arn, "ProvisionPermissionSet", **_EVERYWHERE),
        because=f"{one.name} is edited, and accounts keep what they have until it is provisioned",
        controls=tuple(dict.fromkeys([*(control for edit in edits for control in edit.controls), *controls])),
        resource=one.arn,
        after=f"{one.name} as it is then, in {len(one.accounts)} accounts",
        needs=frozenset(edit.key for edit in edits),
        undo=() if edits else None,
        undo_note="accounts do not go back to what they had before somebody's edit" if one.behind else "",
        risk=Risk.DISRUPTIVE if one.behind else Risk.SAFE,
        settled=Settled(asked, f"{status}.Status", "SUCCEEDED", seconds=_TAKES, failed=f"{status}.FailureReason"),
        not_yet=(BUSY,),
    )


def _all_have_it(center: Center, one: PermissionSet) -> Settled:
    asked = Read(
        SERVICE,
        "ListAccountsForProvisionedPermissionSet",
        InstanceArn=center.instance.arn,
        PermissionSetArn=one.arn,
        ProvisioningStatus=_OLD,
    )
    return Settled(asked, "length(AccountIds)", 0, seconds=_TAKES)
