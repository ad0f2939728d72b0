"""What to change so that refused calls are counted, in the home Region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Step, Write, operation, step_key
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from .alerting import fault
from .counted import ALARM, DAYS, LOG_GROUP, MANY, POLICY, alarm, counting_key, log_group_arn, policy
from .facts import Counting, EventForwarder, Rule
from .signals import DENIED_CALLS

_CONTROL = "events.denied_calls_alert"


@operation(
    satisfies=[_CONTROL],
    facts=[Counting, Rule, Topic, EventForwarder],
    writes=[
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:PutRetentionPolicy",
        "logs:PutResourcePolicy",
        "logs:DeleteResourcePolicy",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:DeleteAlarms",
    ],
    after=["events.alert_rules"],
)
def denied_calls(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A log group that takes refused calls of all Regions, and an alarm that goes off when there are many.

    After the rule, by which it is known what is there already.
    """
    for account in have.accounts:
        home = want.home(account.place)
        if home not in [region.place for region in have.regions] or not fault(DENIED_CALLS, home, have, want):
            continue
        for found in have.at(Counting, home):
            yield from _missing(found, home)


def _missing(found: Counting, home: Place) -> Iterator[Step]:
    rule = frozenset({step_key(f"events.alert_rules/put:{DENIED_CALLS.key}", home)})
    if not found.log_group:
        yield _step(
            "log_group",
            home,
            Write("logs", "CreateLogGroup", logGroupName=LOG_GROUP),
            because="nothing takes refused calls to be counted",
            after=LOG_GROUP,
            needs=rule,
            undo=(Write("logs", "DeleteLogGroup", logGroupName=LOG_GROUP),),
            undo_note="the calls that it took go with it",
            cost_note="0.50 USD per GB of refused calls, the first 5 GB a month free",
        )
        yield _step(
            "retention",
            home,
            Write("logs", "PutRetentionPolicy", logGroupName=LOG_GROUP, retentionInDays=DAYS),
            because="a new log group keeps everything for ever",
            after=f"{DAYS} days",
            needs=frozenset({counting_key("log_group", home)}),
            undo=(),
        )
    if not found.admitted:
        yield _step(
            "policy",
            home,
            Write("logs", "PutResourcePolicy", policyName=POLICY, policyDocument=policy(home)),
            because="EventBridge may not write to log groups",
            after="it may, below /aws/events/",
            needs=rule,
            undo=(Write("logs", "DeleteResourcePolicy", policyName=POLICY),),
        )
    if not found.alarm:
        yield _step(
            "alarm",
            home,
            Write(
                "cloudwatch",
                "PutMetricAlarm",
                **alarm(),
                AlarmDescription=f"Hardpan: {MANY} calls or more were refused within five minutes",
            ),
            because="no alarm counts refused calls",
            after=f"{ALARM}: {MANY} within five minutes",
            needs=rule,
            undo=(Write("cloudwatch", "DeleteAlarms", AlarmNames=[ALARM]),),
            cost_note="an alarm: 0.10 USD a month beyond the ten that are free",
        )


def _step(verb: str, home: Place, write: Write, *, cost_note: str = "", **what: Any) -> Step:
    return Step(
        key=counting_key(verb, home),
        place=home,
        write=write,
        controls=(_CONTROL,),
        resource=log_group_arn(home) if write.service == "logs" else home.arn("cloudwatch", f"alarm:{ALARM}"),
        monthly_cost_usd=None if cost_note else 0.0,
        cost_note=cost_note,
        # A rule made a moment ago has no metric yet, which an alarm does not mind; a log group may still be on its way.
        not_yet=(NotYet("ResourceNotFoundException", seconds=30), NotYet("OperationAbortedException", seconds=60)),
        **what,
    )
