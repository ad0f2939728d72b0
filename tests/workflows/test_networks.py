"""Networks of an organization: their logs go where its log files are kept, and closed units are closed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import botocore.session

from hardpan import services
from hardpan.config import EXAMPLE, MemberAccount, Organization, Unit
from hardpan.model import OPERATIONS, Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()

WANT = replace(
    EXAMPLE,
    profile="team",
    organization=Organization(
        units=(Unit(path="Security"), Unit(path="Workloads")),
        accounts=(
            MemberAccount(name="logs", email="aws+logs@example.com", unit="Security"),
            MemberAccount(name="shop", email="aws+shop@example.com", unit="Workloads"),
        ),
        log_archive="logs",
    ),
    consent=("all",),
)
CONTROLS = (
    *(f"organizations.{name}" for name in ("all_features", "units", "accounts", "policy_types")),
    *OPERATIONS["organizations.unit_guardrails"].satisfies,
    "s3.network_log_bucket",
    "ec2.flow_logs",
    "ec2.vpc_public_access_blocked",
)
SELECTION = Selection(controls=CONTROLS, regions=("us-east-1", "eu-west-1"))


def test_network_logs_of_every_account_go_to_the_one_that_keeps_logs(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.reset("startup-alone")
    plan = make_plan(WANT, SELECTION)
    (log,) = [step for step in plan.steps if step.write.operation == "CreateFlowLogs"]
    assert log.place.account == sandbox.account
    made = [step.key for step in plan.steps if step.key.startswith("s3.network_log_bucket/")]
    assert len(made) == 4
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert done.after is not None
    ours = [found for found in done.after.findings if not found.control.startswith("organizations.")]
    assert {found.status for found in ours} == {Status.PASS, Status.NOT_APPLICABLE}
    closed = {found.account for found in ours if found.message.endswith("by the organization's declarative policy")}
    assert len(closed) == 1
    assert make_plan(WANT, SELECTION).steps == ()
    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    assert result.succeeded, result.reasons


def test_a_bucket_that_lost_its_policy_is_put_right(sandbox: Sandbox, tmp_path: Path) -> None:
    want, selection = replace(WANT, organization=Organization()), replace(SELECTION, controls=CONTROLS[-3:])
    done = apply(make_plan(want, selection), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    s3 = botocore.session.Session().create_client("s3", want.home_region)
    name = f"hardpan-network-logs-{sandbox.account}"
    s3.delete_bucket_policy(Bucket=name)
    (found,) = assess(want, replace(selection, controls=("s3.network_log_bucket",))).findings
    assert found.message == "log delivery may not write; plain HTTP is accepted"
    plan = make_plan(want, selection)
    assert [step.write.operation for step in plan.steps] == ["PutBucketPolicy"]
    assert apply(plan, tmp_path, on_step=lambda *_: None).result.succeeded
    assert make_plan(want, selection).steps == ()


def test_what_guardrails_bring_no_account_sets_and_shares_are_closed_once_there_is_an_organization(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.reset("startup-alone")
    want = replace(WANT, profile="enterprise")
    controls = (
        *CONTROLS,
        *OPERATIONS["organizations.root_guardrails"].satisfies,
        "ec2.images_of_known_makers",
        "route53resolver.query_logs",
        "ram.organization_sharing",
        "ram.shares_closed",
        "ram.shares_known",
    )
    selection = replace(SELECTION, controls=controls)
    plan = make_plan(want, selection)
    assert not [step for step in plan.steps if step.key.startswith("ec2.images_of_known_makers")]
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert done.after is not None
    ours = [found for found in done.after.findings if not found.control.startswith("organizations.")]
    assert {found.status for found in ours} == {Status.PASS, Status.NOT_APPLICABLE}
    images = [found.message for found in ours if found.control == "ec2.images_of_known_makers"]
    assert all("by the organization's declarative policy" in message for message in images)
    assert make_plan(want, selection).steps == ()
    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    assert result.succeeded, result.reasons
