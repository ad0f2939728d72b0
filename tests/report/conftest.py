"""Assessments and plans made by hand, and the plan for a messy account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hardpan.config import EXAMPLE
from hardpan.model import Assessment, Evidence, Finding, Place, Severity, Status, Step, Write
from hardpan.plan import Plan, Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.plan import make_plan

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
ACCOUNT = "111122223333"

SEEN = Evidence(
    service="ec2",
    operation="GetEbsEncryptionByDefault",
    parameters={"DryRun": False},
    region="eu-west-1",
    at=NOON,
    outcome="ok",
)
FINDING = Finding(
    control="ec2.ebs_encryption_by_default",
    title="New EBS volumes are encrypted",
    section="data-protection",
    severity=Severity.MEDIUM,
    status=Status.FAIL,
    account=ACCOUNT,
    region="eu-west-1",
    resource=None,
    message="encryption by default is off",
    evidence=(SEEN,),
    fix="hardpan plan --control ec2.ebs_encryption_by_default --out plan.json",
)
STEP = Step(
    key="ec2.ebs_encryption_by_default/enable@111122223333/eu-west-1",
    place=Place(ACCOUNT, "eu-west-1"),
    write=Write("ec2", "EnableEbsEncryptionByDefault"),
    because="encryption by default is off",
    controls=("ec2.ebs_encryption_by_default",),
    before="off",
    after="on",
    undo=(Write("ec2", "DisableEbsEncryptionByDefault"),),
)


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """A finding that fails, with these things different."""
    return lambda **changes: replace(FINDING, **changes)


@pytest.fixture
def step() -> Callable[..., Step]:
    """A safe step that can be undone, with these things different."""
    return lambda **changes: replace(STEP, **changes)


@pytest.fixture
def assessment() -> Callable[..., Assessment]:
    """An assessment with these findings, and these things different."""

    def make(*findings: Finding, **changes: Any) -> Assessment:
        done = Assessment(
            started=NOON,
            finished=NOON + timedelta(seconds=2.5),
            caller=f"arn:aws:iam::{ACCOUNT}:user/ada",
            organization=None,
            accounts=({"id": ACCOUNT, "name": None},),
            regions=("eu-west-1", "us-east-1"),
            reads={"planned": 7, "sent": 7, "retried": 2, "denied": 1},
            findings=findings,
        )
        return replace(done, **changes)

    return make


@pytest.fixture
def plan() -> Callable[..., Plan]:
    """A plan of these steps, and these things different."""

    def make(*steps: Step, **changes: Any) -> Plan:
        made = Plan(
            account=ACCOUNT,
            partition="aws",
            baseline=EXAMPLE,
            baseline_digest="0123456789abcdef",
            selection=Selection(),
            snapshot_taken=NOON.isoformat(timespec="seconds"),
            steps=steps,
        )
        return replace(made, **changes)

    return make


@pytest.fixture(scope="session")
def messy() -> Plan:
    """The whole plan for personal-messy in three Regions."""
    want = replace(EXAMPLE, consent=("all",))
    regions = ("us-east-1", "eu-west-1", "eu-central-1")
    with Sandbox("personal-messy") as sandbox, pytest.MonkeyPatch.context() as patch:
        for name, value in sandbox.environment.items():
            patch.setenv(name, value)
        return make_plan(want, Selection(regions=regions))
