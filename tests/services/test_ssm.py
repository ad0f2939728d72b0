"""Systems Manager: public documents, and the instances that it manages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Read
from hardpan.services.iam.examples import ROLE as SOME_ROLE
from hardpan.services.ssm.collect import (
    document_sharing,
    documents,
    host_management,
    patch_states,
    running_instances,
)
from hardpan.services.ssm.examples import DOCUMENT, HERE, HOST_MANAGED, PATCHED, SHARING
from hardpan.services.ssm.host_management import NAME, PATH, policy_arn
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

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


def launched(*states: str) -> dict[str, object]:
    found = [{"InstanceId": f"i-{number}", "State": {"Name": state}} for number, state in enumerate(states)]
    return {"Reservations": [{"Instances": found}]}


INFORMED = "ssm:DescribeInstanceInformation"


def test_the_default_role_of_a_region_is_read() -> None:
    answer = {"ServiceSetting": {"SettingValue": HOST_MANAGED.role}}
    assert drive(host_management(HERE), {"ssm:GetServiceSetting": answer}) == [HOST_MANAGED]


def test_systems_manager_is_asked_only_where_an_instance_runs() -> None:
    sent: list[Read] = []
    assert drive(running_instances(HERE), {"ec2:DescribeInstances": launched("stopped")}, sent) == []
    assert drive(patch_states(HERE), {"ec2:DescribeInstances": launched("stopped")}, sent) == []
    assert {read.action for read in sent} == {"ec2:DescribeInstances"}


def test_one_that_never_registered_is_told_from_one_that_is_not_heard_of() -> None:
    told = {"InstanceInformationList": [{"InstanceId": "i-1", "PingStatus": "ConnectionLost"}]}
    answers = {"ec2:DescribeInstances": launched("running", "running", "pending"), INFORMED: told}
    assert [(one.id, one.ping) for one in drive(running_instances(HERE), answers)] == [
        ("i-0", None),
        ("i-1", "ConnectionLost"),
    ]


def test_patches_are_asked_for_fifty_at_a_time_and_missing_answers_mean_that_nobody_looked() -> None:
    sent: list[Read] = []
    names = [f"i-{number}" for number in range(120)]
    found = {
        "InstanceId": "i-7",
        "OperationEndTime": PATCHED.scanned,
        "CriticalNonCompliantCount": 2,
        "SecurityNonCompliantCount": 1,
    }

    def patches(read: Read) -> dict[str, object]:
        return {"InstancePatchStates": [found] if "i-7" in read.parameters["InstanceIds"] else []}

    answers = {
        "ec2:DescribeInstances": launched(*["running"] * 121),
        INFORMED: {"InstanceInformationList": [{"InstanceId": name, "PingStatus": "Online"} for name in names]},
        "ssm:DescribeInstancePatchStates": patches,
    }
    states = drive(patch_states(HERE), answers, sent)
    assert [len(read.parameters["InstanceIds"]) for read in sent[2:]] == [50, 50, 20]
    assert sorted(state.id for state in states) == sorted(names)
    (looked,) = [state for state in states if state.scanned]
    assert (looked.id, looked.critical, looked.security) == ("i-7", 2, 1)


def test_the_role_is_made_once_for_all_regions_and_adopted_where_it_is() -> None:
    off = replace(HOST_MANAGED, role="$None")
    elsewhere = replace(off, place=HERE.at("us-east-1"))
    steps = steps_of("ssm.default_host_management", EXAMPLE, Snapshot.of(off, elsewhere))
    assert verbs(steps) == [
        "ssm.default_host_management/create",
        "ssm.default_host_management/attach",
        *["ssm.default_host_management/set"] * 2,
    ]
    role = replace(SOME_ROLE, name=NAME, path=PATH, attached=(policy_arn(HERE),))
    assert len(steps_of("ssm.default_host_management", EXAMPLE, Snapshot.of(off, role))) == 1
    assert steps_of("ssm.default_host_management", EXAMPLE, Snapshot.of(off, replace(role, path="/"))) == []
    assert steps_of("ssm.default_host_management", EXAMPLE, Snapshot.of(HOST_MANAGED)) == []
