"""What to ask Systems Manager, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import PUBLIC_SHARING, Document, DocumentSharing


@collector(DocumentSharing, per="region", reads=["ssm:GetServiceSetting"])
def document_sharing(here: Place) -> Reading[DocumentSharing]:
    """The Region's switch for public documents; it always has a value."""
    answer = yield Read("ssm", "GetServiceSetting", SettingId=PUBLIC_SHARING)
    return [DocumentSharing(place=here, public_sharing=answer["ServiceSetting"]["SettingValue"])]


@collector(Document, per="region", reads=["ssm:ListDocuments", "ssm:DescribeDocumentPermission"])
def documents(here: Place) -> Reading[Document]:
    """The account's own documents, each with its permission."""
    mine = [{"Key": "Owner", "Values": ["Self"]}]
    listed = (yield Read("ssm", "ListDocuments", Filters=mine)).get("DocumentIdentifiers")
    names = sorted(found["Name"] for found in listed or [])
    permissions = yield [Read("ssm", "DescribeDocumentPermission", Name=name, PermissionType="Share") for name in names]
    return [
        Document(place=here, name=name, public=lift(_names_everybody, answer.get("AccountIds")))
        for name, answer in zip(names, permissions, strict=True)
    ]


def _names_everybody(accounts: list[str] | None) -> bool:
    """AWS writes `all`, its documentation also `All`."""
    return any(account.lower() == "all" for account in accounts or [])
