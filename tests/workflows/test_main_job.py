"""The main job over HTTP: assess, plan, apply, plan again, undo; and blind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hardpan.config import EXAMPLE
from hardpan.model import ExitCode, Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

SELECTION = Selection(
    controls=("ec2.ebs_encryption_by_default", "s3control.account_public_access_block"),
    regions=("us-east-1", "eu-west-1"),
)
WANT = replace(EXAMPLE, consent=("all",))


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch):
    served = Sandbox("factory-new").start()
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    yield served
    served.stop()


def statuses() -> list[Status]:
    return sorted(finding.status for finding in assess(WANT, SELECTION).findings)


def test_what_fails_is_fixed_and_taken_back(sandbox: Sandbox, tmp_path: Path) -> None:
    assert statuses() == [Status.FAIL] * 3
    done = apply(make_plan(WANT, SELECTION), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded
    assert statuses() == [Status.PASS] * 3
    assert make_plan(WANT, SELECTION).steps == ()
    assert undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result.succeeded
    assert statuses() == [Status.FAIL] * 3


def test_a_blind_run_passes_nothing(sandbox: Sandbox) -> None:
    sandbox.control.fault(kind="deny", spare=["sts:GetCallerIdentity", "ec2:DescribeRegions"])
    blind = assess(WANT, SELECTION)
    assert {finding.status for finding in blind.findings} == {Status.UNKNOWN}
    assert blind.exit_code() is ExitCode.UNKNOWN
