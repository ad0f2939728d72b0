"""A bucket for evidence over HTTP: in the account for forensics, and in no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hardpan import services
from hardpan.config import EXAMPLE, MemberAccount, Organization, Unit
from hardpan.model import Status
from hardpan.plan import Selection
from hardpan.sandbox.scenarios.startup_grown import LOGS, SHOP
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()
CONTROL = "s3.evidence_bucket"
WANT = replace(
    EXAMPLE,
    profile="enterprise",
    organization=Organization(
        units=(Unit(path="Shared"),),
        accounts=(MemberAccount(name="logs", email="aws+logs@acme.example.com", unit="Shared"),),
        forensics="logs",
    ),
)
SELECTION = Selection(controls=(CONTROL,), regions=("eu-west-1",), accounts=(LOGS, SHOP))


def said() -> dict[str, Status]:
    found = assess(WANT, Selection(controls=(CONTROL,), regions=("eu-west-1",)), accounts=(LOGS, SHOP)).findings
    return {one.account: one.status for one in found}


def test_the_account_for_forensics_gets_a_locked_bucket(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.reset("startup-grown")
    assert said() == {LOGS: Status.FAIL, SHOP: Status.NOT_APPLICABLE}
    plan = make_plan(WANT, SELECTION)
    assert {step.place.account for step in plan.steps} == {LOGS}
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert said()[LOGS] is Status.PASS
    assert make_plan(WANT, SELECTION).steps == ()
    back = plan_undo(done.run)
    assert any("is kept" in note for note in back.notes)
    assert undo(back, tmp_path, on_step=lambda *_: None).result.succeeded
    assert said()[LOGS] is Status.PASS, "evidence is never deleted"
