"""Systems Manager: public documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable
from hardpan.services.ssm.collect import document_sharing, documents
from hardpan.services.ssm.examples import DOCUMENT, HERE, SHARING
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of

services.load()

LISTED = {"ssm:ListDocuments": {"DocumentIdentifiers": [{"Name": DOCUMENT.name}]}}
PERMISSION = "ssm:DescribeDocumentPermission"
PUBLIC = replace(DOCUMENT, public=True)
OPEN = replace(SHARING, public_sharing="Enable")


@pytest.mark.parametrize(
    ("accounts", "public"), [(["all"], True), (["All"], True), (["444455556666"], False), ([], False)]
)
def test_everybody_is_spelled_in_two_ways(accounts: list[str], public: bool) -> None:
    assert drive(documents(HERE), LISTED | {PERMISSION: {"AccountIds": accounts}}) == [replace(DOCUMENT, public=public)]


def test_a_hidden_permission_leaves_the_document_known() -> None:
    (found,) = drive(documents(HERE), LISTED | {PERMISSION: denied(PERMISSION)})
    assert found.name == DOCUMENT.name
    with pytest.raises(FactUnreadable):
        bool(found.public)


def test_the_switch_of_a_region_is_read() -> None:
    answer = {"ServiceSetting": {"SettingValue": "Disable"}}
    assert drive(document_sharing(HERE), {"ssm:GetServiceSetting": answer}) == [SHARING]


def test_documents_are_unshared_before_sharing_is_blocked_so_that_undo_can_share_them_again() -> None:
    have = Snapshot.of(OPEN, PUBLIC)
    (unshare,) = steps_of("ssm.unshare_documents", EXAMPLE, have)
    (block,) = steps_of("ssm.document_sharing_blocked", EXAMPLE, have)
    assert block.needs == {unshare.key}
    assert unshare.undo


def test_a_document_that_was_public_behind_the_block_cannot_come_back() -> None:
    (unshare,) = steps_of("ssm.unshare_documents", EXAMPLE, Snapshot.of(SHARING, PUBLIC))
    assert unshare.undo is None
    assert steps_of("ssm.document_sharing_blocked", EXAMPLE, Snapshot.of(SHARING, PUBLIC)) == []
