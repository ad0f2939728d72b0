"""Who pays for an organization, and whether what its policies come to is valid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.asking import refused
from sandbox.membership import Members, until

PAYER, BACKUP = "999988887777", "BACKUP_POLICY"
SOMETHING = {"x": {"y": {"@@assign": 1}}}
WHOLE = {"regions": {"@@assign": ["eu-west-1"]}, "selections": SOMETHING, "rules": SOMETHING}


def outbound(members: Members) -> list[Any]:
    told = members.organizations.list_outbound_responsibility_transfers(Type="BILLING")
    found: list[Any] = told["ResponsibilityTransfers"]
    return found


def test_a_transfer_is_told_of_and_ended_once(members: Members) -> None:
    assert outbound(members) == []
    members.sandbox.control.human("transfer-billing", to=PAYER)
    (transfer,) = outbound(members)
    assert (transfer["Status"], transfer["Target"]["ManagementAccountId"]) == ("ACCEPTED", PAYER)
    described = members.organizations.describe_responsibility_transfer(Id=transfer["Id"])
    assert described["ResponsibilityTransfer"]["Name"] == "payer"
    members.organizations.terminate_responsibility_transfer(Id=transfer["Id"])
    assert outbound(members)[0]["Status"] == "WITHDRAWN"
    with refused("ResponsibilityTransferAlreadyInStatusException"):
        members.organizations.terminate_responsibility_transfer(Id=transfer["Id"])
    assert members.organizations.list_inbound_responsibility_transfers(Type="BILLING")["ResponsibilityTransfers"] == []


def test_what_nobody_agreed_to_cannot_be_ended(members: Members) -> None:
    members.sandbox.control.human("transfer-billing", to=PAYER, status="REQUESTED")
    with refused("InvalidResponsibilityTransferTransitionException"):
        members.organizations.terminate_responsibility_transfer(Id=outbound(members)[0]["Id"])
    with refused("ResponsibilityTransferNotFoundException"):
        members.organizations.terminate_responsibility_transfer(Id="rt-00000000")


def attach(members: Members, target: str, name: str, **plan: Any) -> None:
    content = json.dumps({"plans": {"daily": plan}})
    made = members.organizations.create_policy(Type=BACKUP, Name=name, Description="", Content=content)
    members.organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)


@pytest.fixture
def backup(members: Members) -> Members:
    members.organizations.enable_policy_type(RootId=members.root, PolicyType=BACKUP)
    until(
        lambda: members.organizations.list_roots()["Roots"][0]["PolicyTypes"],
        lambda types: any(one["Type"] == BACKUP and one["Status"] == "ENABLED" for one in types),
    )
    return members


def test_a_plan_that_is_put_together_from_parts_is_valid_where_nothing_is_missing(backup: Members) -> None:
    organizations, whole, part = backup.organizations, backup.create("whole"), backup.create("part")
    with refused("EffectivePolicyNotFoundException"):
        organizations.list_accounts_with_invalid_effective_policy(PolicyType=BACKUP)
    attach(backup, part, "part", regions=WHOLE["regions"])
    attach(backup, whole, "whole", **WHOLE)
    told = organizations.list_accounts_with_invalid_effective_policy(PolicyType=BACKUP)
    assert [one["Id"] for one in told["Accounts"]] == [part]
    errors = organizations.list_effective_policy_validation_errors(AccountId=part, PolicyType=BACKUP)
    paths = {one["PathToError"] for one in errors["EffectivePolicyValidationErrors"]}
    assert paths == {"plans/daily/rules", "plans/daily/selections"}
    with refused("AccountNotFoundException"):
        organizations.list_effective_policy_validation_errors(AccountId="999999999999", PolicyType=BACKUP)
