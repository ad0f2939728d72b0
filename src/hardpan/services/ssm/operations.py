"""What to change so that documents are nobody else's, and instances are managed by default."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..iam.facts import Role
from .facts import HOST_MANAGEMENT, PUBLIC_SHARING, Document, DocumentSharing, HostManagement
from .host_management import NAME, PATH, POLICY, ROLE, TRUST, key, policy_arn


@operation(
    satisfies=["ssm.document_sharing_blocked"],
    facts=[DocumentSharing, Document],
    writes=["ssm:UpdateServiceSetting"],
    after=["ssm.unshare_documents"],
)
def document_sharing_blocked(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No document can be made public. Last, so that undo lifts the block before it shares a document again."""
    for region in have.all(DocumentSharing):
        if not region.blocked:
            public = [document for document in have.at(Document, region.place) if document.public]
            yield Step(
                key=step_key("ssm.document_sharing_blocked/set", region.place),
                place=region.place,
                write=_set("Disable"),
                because="documents can be made public",
                before=region.public_sharing,
                after="Disable",
                needs=frozenset(_unshare_key(document) for document in public),
                undo=(_set(region.public_sharing),),
            )


@operation(
    satisfies=["ssm.no_public_documents"],
    facts=[Document, DocumentSharing],
    writes=["ssm:ModifyDocumentPermission"],
    consent="people outside your accounts who run the documents can no longer do so",
)
def unshare_documents(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No document is everybody's. Accounts it is shared with by number keep it."""
    for document in have.all(Document):
        if document.public:
            blocked = any(region.blocked for region in have.at(DocumentSharing, document.place))
            yield Step(
                key=_unshare_key(document),
                place=document.place,
                write=_permission(document, AccountIdsToRemove=["all"]),
                because=f"everybody can read {document.name}",
                resource=document.resource,
                before="public",
                after="not public",
                undo=None if blocked else (_permission(document, AccountIdsToAdd=["all"]),),
                undo_note=f"{document.name} was public before sharing was blocked: AWS refuses to share it again"
                if blocked
                else "",
                risk=Risk.DISRUPTIVE,
            )


def _unshare_key(document: Document) -> str:
    return step_key(f"ssm.unshare_documents/modify:{document.name}", document.place)


def _set(value: str) -> Write:
    return Write("ssm", "UpdateServiceSetting", SettingId=PUBLIC_SHARING, SettingValue=value)


def _permission(document: Document, **change: Any) -> Write:
    return Write("ssm", "ModifyDocumentPermission", Name=document.name, PermissionType="Share", **change)


@operation(
    satisfies=["ssm.default_host_management"],
    facts=[HostManagement, Role],
    writes=[
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "ssm:UpdateServiceSetting",
        "ssm:ResetServiceSetting",
    ],
    permissions=["iam:PassRole"],
)
def default_host_management(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A role for all instances that bring none, in every Region where nobody has chosen one.

    Where a role of the name that AWS gives it is at another path, none can be made: names cannot be had twice.
    """
    for account in have.accounts:
        regions = [one for one in have.all(HostManagement, account=account.id) if not one.on]
        role = next((one for one in have.all(Role, account=account.id) if one.name == NAME), None) if regions else None
        if not regions or (role and role.path != PATH):
            continue
        yield from _role(account.place, role)
        for region in regions:
            yield Step(
                key=step_key("ssm.default_host_management/set", region.place),
                place=region.place,
                write=Write("ssm", "UpdateServiceSetting", SettingId=HOST_MANAGEMENT, SettingValue=ROLE),
                because="only instances with a role of their own for it are managed",
                before="off",
                after=ROLE,
                needs=frozenset({key("create", account.place), key("attach", account.place)}),
                undo=(Write("ssm", "ResetServiceSetting", SettingId=HOST_MANAGEMENT),),
                # A role made a moment ago is not known everywhere at once.
                not_yet=(NotYet("ValidationException", "role", seconds=60),),
            )


def _role(place: Place, found: Role | None) -> Iterator[Step]:
    """What the role lacks."""
    arn = place.arn("iam", f"role/{ROLE}")
    if found is None:
        trust = json.dumps(TRUST)
        yield Step(
            key=key("create", place),
            place=place,
            write=Write("iam", "CreateRole", RoleName=NAME, Path=PATH, AssumeRolePolicyDocument=trust),
            because=f"{NAME} does not exist",
            resource=arn,
            after="a role for Systems Manager",
            undo=(Write("iam", "DeleteRole", RoleName=NAME),),
        )
    if found is None or policy_arn(place) not in found.attached:
        policy = {"RoleName": NAME, "PolicyArn": policy_arn(place)}
        yield Step(
            key=key("attach", place),
            place=place,
            write=Write("iam", "AttachRolePolicy", **policy),
            because=f"{NAME} does not have {POLICY}",
            resource=arn,
            after=f"{POLICY} attached",
            needs=frozenset({key("create", place)}),
            undo=(Write("iam", "DetachRolePolicy", **policy),),
            not_yet=(NotYet("NoSuchEntity", seconds=60),),
        )
