"""Applying while AWS throttles, drops connections and is changed by somebody else: over HTTP, against the sandbox."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from pathlib import Path

import pytest

from hardpan.config import EXAMPLE
from hardpan.model import Problem
from hardpan.plan import Plan, Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

WANT = replace(EXAMPLE, consent=("all",))
SELECTION = Selection(controls=("ssm.document_sharing_blocked", "emr.public_access_blocked"), regions=("eu-west-1",))


@pytest.fixture(scope="module")
def serving():
    with Sandbox("factory-new") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(serving: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    serving.reset("factory-new")
    for name, value in serving.environment.items():
        monkeypatch.setenv(name, value)
    return serving


@pytest.fixture
def plan(sandbox: Sandbox) -> Plan:
    made = make_plan(WANT, SELECTION)
    assert [step.write.operation for step in made.steps] == ["UpdateServiceSetting"]
    return made


@pytest.mark.parametrize("kind", ["throttle", "drop"])
def test_a_change_that_meets_a_fault_is_sent_again(kind: str, sandbox: Sandbox, plan: Plan, tmp_path: Path) -> None:
    sandbox.control.fault(kind, "ssm:UpdateServiceSetting", times=2)
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert not make_plan(WANT, SELECTION).steps


def test_a_change_that_is_denied_is_told_and_nothing_else_is_lost(sandbox: Sandbox, plan: Plan, tmp_path: Path) -> None:
    sandbox.control.fault("deny", "ssm:UpdateServiceSetting")
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert not done.result.succeeded
    assert "ssm:UpdateServiceSetting" in "".join(done.result.reasons.values())
    assert done.after is not None


def test_a_plan_whose_account_has_moved_on_is_refused(sandbox: Sandbox, plan: Plan, tmp_path: Path) -> None:
    import botocore.session

    ssm = botocore.session.Session().create_client("ssm", "eu-west-1", endpoint_url=sandbox.url)
    setting = "/ssm/documents/console/public-sharing-permission"
    ssm.update_service_setting(SettingId=setting, SettingValue="Disable")
    with pytest.raises(Problem, match="no longer needed"):
        apply(plan, tmp_path, on_step=lambda *_: None)
    assert not list(tmp_path.glob("*/journal.jsonl"))


def test_one_run_at_a_time(sandbox: Sandbox, plan: Plan, tmp_path: Path) -> None:
    """The lock is the operating system's: it ends with the process that holds it, however that ends."""
    with (tmp_path / f"{plan.account}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Problem, match="another run is changing account"):
            apply(plan, tmp_path, on_step=lambda *_: None)
    (tmp_path / f"{plan.account}.lock").write_text("left behind by a run that was killed")
    assert apply(plan, tmp_path, on_step=lambda *_: None).result.succeeded


def test_reading_is_retried_too_and_counted(sandbox: Sandbox) -> None:
    sandbox.control.fault("throttle", "ssm:GetServiceSetting", times=2)
    done = assess(WANT, SELECTION)
    assert done.counts["unknown"] == 0
    assert done.reads["retried"] == 2
