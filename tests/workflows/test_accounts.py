"""Many accounts in one assessment: entered by a role, judged one by one, closed ones told with AWS's own words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan.collect import Progress
from hardpan.config import EXAMPLE, Access
from hardpan.model import Assessment, Problem, Status
from hardpan.plan import Selection, dumps, loads
from hardpan.report import render_plan
from hardpan.sandbox import callers
from hardpan.sandbox.server import Sandbox
from hardpan.workflows import share
from hardpan.workflows.accounts import EVERY
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan
from hardpan.workflows.reads import apply_policy, as_text
from hardpan.workflows.snapshots import assess_snapshot

OPEN, SECOND, CLOSED = "222222222222", "333333333333", "999988887777"
WANT = replace(EXAMPLE, access=Access(role="Reader", external_id="agreed"))
MANAGEMENT = callers.ACCOUNT
CONSENTING = replace(WANT, consent=("all",))
SELECTION = Selection(
    controls=("ec2.ebs_encryption_by_default", "iam.password_policy", "s3control.account_public_access_block"),
    regions=("eu-west-1", "us-east-1"),
)


@pytest.fixture
def as_root(sandbox: Sandbox) -> Callable[..., Any]:
    def client(service: str, account: str) -> Any:
        key = callers.root_key_of(account)
        return botocore.session.Session().create_client(
            service, "eu-west-1", endpoint_url=sandbox.url, aws_access_key_id=key, aws_secret_access_key="x"
        )

    return client


@pytest.fixture
def accounts(sandbox: Sandbox, as_root: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> str:
    """Two accounts that let the caller in, one that does not; the caller is a user of the sandbox's account.

    Role and user may do what Hardpan says that they must be allowed, and no more.
    """
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{sandbox.account}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "agreed"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    allowed = as_text(apply_policy(WANT, replace(SELECTION, accounts=(EVERY,))))
    for account in (OPEN, SECOND):
        there = as_root("iam", account)
        there.create_role(RoleName="Reader", AssumeRolePolicyDocument=document)
        there.put_role_policy(RoleName="Reader", PolicyName="hardpan", PolicyDocument=allowed)
    as_root("ec2", OPEN).enable_ebs_encryption_by_default()
    iam = as_root("iam", sandbox.account)
    iam.create_user(UserName="auditor")
    iam.put_user_policy(UserName="auditor", PolicyName="hardpan", PolicyDocument=allowed)
    made = iam.create_access_key(UserName="auditor")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", made["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", made["SecretAccessKey"])
    return sandbox.account


def verdicts(done: Assessment, account: str) -> dict[tuple[str, str | None], Status]:
    return {(one.control, one.region): one.status for one in done.findings if one.account == account}


def test_each_account_is_judged_by_what_is_in_it(accounts: str) -> None:
    done = assess(WANT, SELECTION, accounts=(accounts, OPEN, SECOND))
    assert [account["id"] for account in done.accounts if "closed" not in account] == [accounts, OPEN, SECOND]
    assert verdicts(done, OPEN)["ec2.ebs_encryption_by_default", "eu-west-1"] is Status.PASS
    assert verdicts(done, OPEN)["ec2.ebs_encryption_by_default", "us-east-1"] is Status.FAIL
    assert verdicts(done, SECOND)["ec2.ebs_encryption_by_default", "eu-west-1"] is Status.FAIL
    for account in (accounts, OPEN, SECOND):
        assert {control for control, _ in verdicts(done, account)} == set(SELECTION.controls)
    assert sum(done.counts.values()) == len(done.findings) == len(list(done.findings))
    assert [one.sort_key[:3] for one in done.findings] == sorted(one.sort_key[:3] for one in done.findings)


@pytest.mark.parametrize("codec", ["lean", "botocore"])
def test_both_codecs_enter_and_say_the_same(codec: Any, accounts: str) -> None:
    from hardpan.aws import Aws

    done = assess(WANT, SELECTION, aws=Aws(codec=codec), accounts=(OPEN, CLOSED))
    assert verdicts(done, OPEN)["ec2.ebs_encryption_by_default", "eu-west-1"] is Status.PASS
    assert set(verdicts(done, CLOSED).values()) == {Status.UNKNOWN}


def test_an_account_that_cannot_be_entered_is_unknown_and_stops_nobody(accounts: str) -> None:
    done = assess(WANT, SELECTION, accounts=(CLOSED, OPEN))
    closed = verdicts(done, CLOSED)
    assert {control for control, _ in closed} == set(SELECTION.controls)
    assert set(closed.values()) == {Status.UNKNOWN}
    assert Status.PASS in verdicts(done, OPEN).values()
    (note,) = [note for note in done.notes if CLOSED in note]
    assert f"is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::{CLOSED}:role/Reader" in note
    (told,) = [account for account in done.accounts if account["id"] == CLOSED]
    assert "sts:AssumeRole" in told["closed"]


def test_a_wrong_external_id_opens_nothing(accounts: str) -> None:
    want = replace(WANT, access=Access(role="Reader", external_id="guessed"))
    done = assess(want, SELECTION, accounts=(OPEN, SECOND))
    assert {one.status for one in done.findings} == {Status.UNKNOWN}


def vended(organizations: Any, name: str) -> str:
    """The number of a new account, when it has one: a new organization and AWS itself take their time."""
    while True:
        try:
            asked = organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
            break
        except (
            organizations.exceptions.FinalizingOrganizationException,
            organizations.exceptions.ConstraintViolationException,  # says that it is full, and means the same
        ):
            time.sleep(0.1)
    while asked["State"] == "IN_PROGRESS":
        time.sleep(0.1)
        asked = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
    return str(asked["AccountId"])


def test_every_account_of_the_organization(accounts: str, as_root: Callable[..., Any]) -> None:
    organizations = as_root("organizations", accounts)
    organizations.create_organization(FeatureSet="ALL")
    made = [vended(organizations, name) for name in ("one", "two")]
    organizations.close_account(AccountId=made[1])
    done = assess(replace(WANT, access=Access()), SELECTION, accounts=("all",))
    assert {account["id"] for account in done.accounts} == {accounts, *made}
    (gone,) = [note for note in done.notes if made[1] in note]
    assert "AccountNotActive" in gone
    assert {account["name"] for account in done.accounts} >= {"one", "two"}


def test_processes_share_the_accounts_and_say_the_same(accounts: str, tmp_path: Path) -> None:
    sought, kept = (accounts, OPEN, SECOND, CLOSED), tmp_path / "shared.snapshot"
    alone, progress = assess(WANT, SELECTION, accounts=sought), Progress()
    shared = assess(WANT, SELECTION, accounts=sought, processes=2, progress=progress, keep=kept)
    for account in sought:
        assert verdicts(shared, account) == verdicts(alone, account)
    assert (shared.accounts, shared.regions, shared.notes) == (alone.accounts, alone.regions, alone.notes)
    assert shared.reads == alone.reads
    assert (progress.accounts, progress.accounts_read) == (4, 4)
    again = assess_snapshot(WANT, kept, SELECTION)
    assert verdicts(again, OPEN) == verdicts(alone, OPEN)


def test_a_process_that_ends_is_told(accounts: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(share, "_order", lambda *_: None)
    with pytest.raises(Problem, match="ended with 1"):
        assess(WANT, SELECTION, accounts=(accounts, OPEN), processes=2)


def test_a_snapshot_of_many_accounts_says_the_same_again(accounts: str, tmp_path: Path) -> None:
    kept = tmp_path / "organization.snapshot"
    done = assess(WANT, SELECTION, accounts=(accounts, OPEN, SECOND), keep=kept)
    again = assess_snapshot(WANT, kept, SELECTION)
    for account in (accounts, OPEN, SECOND):
        assert verdicts(again, account) == verdicts(done, account)


def test_changes_are_made_in_each_account_and_taken_back(
    accounts: str, as_root: Callable[..., Any], tmp_path: Path
) -> None:
    selection = replace(SELECTION, accounts=(accounts, OPEN, SECOND))
    plan = make_plan(CONSENTING, selection)
    assert {step.place.account for step in plan.steps} == {accounts, OPEN, SECOND}
    assert loads(dumps(plan), "plan.json") == plan
    asked = {(step.place.account, step.place.region) for step in plan.steps if step.key.startswith("ec2.")}
    assert (OPEN, "us-east-1") in asked
    assert (OPEN, "eu-west-1") not in asked, "encrypted already"
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert done.after is not None
    for account in (accounts, OPEN, SECOND):
        assert [key for key, found in verdicts(done.after, account).items() if found is not Status.PASS] == []
        assert as_root("ec2", account).get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
    assert make_plan(CONSENTING, selection).steps == ()
    after = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).after
    assert after is not None
    before = {(step.place.account, control) for step in plan.steps for control in step.controls}
    assert {(one.account, one.control) for one in after.findings if one.status is Status.FAIL} == before
    assert verdicts(after, OPEN)["ec2.ebs_encryption_by_default", "eu-west-1"] is Status.PASS


def test_an_organization_that_grew_by_hand_is_secured_in_one_go(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.reset("startup-grown")
    want = replace(EXAMPLE, profile="team", consent=("all",))
    selection = Selection(accounts=("all",), regions=("eu-west-1", "us-east-1"))
    plan = make_plan(want, selection)
    assert len(plan.accounts) == 7
    assert {item.operation[:-12] for item in plan.blocked} == {"everything in "}
    shown = render_plan(plan, "terminal")
    assert all(account in shown for account in plan.accounts)
    # The organization's trail goes on delivering to the bucket that was made for it by hand.
    assert not [
        one for one in plan.steps if "acme-audit-logs" in (one.resource or "") and "Policy" in one.write.operation
    ]
    assert not [one for one in plan.steps if one.write.operation == "CreateTrail" and one.place.account == MANAGEMENT]
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert make_plan(want, selection).steps == ()
    assert done.after is not None
    assert assess(want, selection, accounts=("all",)).counts == done.after.counts
    assert undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result.succeeded


def test_an_account_that_cannot_be_entered_is_left_out_of_a_plan_and_named(accounts: str, tmp_path: Path) -> None:
    plan = make_plan(CONSENTING, replace(SELECTION, accounts=(CLOSED, OPEN)))
    assert {step.place.account for step in plan.steps} == {OPEN}
    (blocked,) = [item for item in plan.blocked if CLOSED in item.operation]
    assert "role/Reader" in blocked.reason
    assert apply(plan, tmp_path, on_step=lambda *_: None).result.succeeded
