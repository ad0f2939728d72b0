"""The CIS benchmark's filters and alarms over HTTP: on the trail that is there, and taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session

from hardpan import services
from hardpan.config import EXAMPLE, Logs
from hardpan.model import Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()
HOME, CONTROL = "us-east-1", "logs.cis_alarms"
WANT = replace(EXAMPLE, profile="enterprise", home_region=HOME, consent=("all",), logs=Logs(metric_filters=True))
SELECTION = Selection(controls=(CONTROL,), regions=(HOME,))


def said(want: Any = WANT) -> tuple[Status, str]:
    (found,) = assess(want, SELECTION).findings
    return found.status, found.message


def client(service: str, sandbox: Sandbox) -> Any:
    return botocore.session.Session().create_client(service, HOME, endpoint_url=sandbox.url)


def test_the_trail_gets_a_log_group_with_all_filters_and_alarms(sandbox: Sandbox, tmp_path: Path) -> None:
    assert said(replace(WANT, logs=Logs()))[0] is Status.NOT_APPLICABLE
    assert said() == (Status.FAIL, "the trail has no log group")
    done = apply(make_plan(WANT, SELECTION), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert said() == (Status.PASS, "hardpan-cloudtrail has all 15 filters and alarms")
    assert make_plan(WANT, SELECTION).steps == ()
    topic = client("sns", sandbox).get_topic_attributes(TopicArn=f"arn:aws:sns:{HOME}:{sandbox.account}:hardpan-alerts")
    assert "cloudwatch.amazonaws.com" in topic["Attributes"]["Policy"]

    client("logs", sandbox).delete_metric_filter(logGroupName="hardpan-cloudtrail", filterName="hardpan-cis-root-use")
    client("cloudwatch", sandbox).delete_alarms(AlarmNames=["hardpan-cis-keys"])
    assert said() == (Status.FAIL, "not counted: root-use; without an alarm: keys")
    again = make_plan(WANT, SELECTION)
    assert {step.key.partition("/")[2].partition("@")[0] for step in again.steps} == {
        "filter:root-use",
        "alarm:root-use",
        "alarm:keys",
    }
    assert apply(again, tmp_path, on_step=lambda *_: None).result.succeeded

    assert undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result.succeeded
    assert said() == (Status.FAIL, "the trail has no log group")


def test_alarms_that_could_not_send_are_not_planned(sandbox: Sandbox) -> None:
    plan = make_plan(
        replace(WANT, home_region="eu-west-1"), Selection(controls=(CONTROL,), regions=(HOME, "eu-west-1"))
    )
    assert not [step for step in plan.steps if step.key.startswith(CONTROL)]
    assert [item.operation for item in plan.blocked] == [CONTROL]
    assert "alarms send to no other Region" in plan.blocked[0].reason
