"""What to change so that documents are nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import PUBLIC_SHARING, Document, DocumentSharing


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
