"""CloudWatch Logs: the trail's log group, and the CIS benchmark's patterns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Logs
from hardpan.model import FactUnreadable, Read, Step, Write
from hardpan.services.cloudtrail.examples import ACCOUNT, TRAIL
from hardpan.services.logs.cis_filters import PATTERNS, canonical
from hardpan.services.logs.collect import trail_logs
from hardpan.services.logs.examples import TRAIL_LOGS
from hardpan.services.logs.facts import Metric, MetricFilter
from hardpan.services.organizations.examples import IN_NONE
from hardpan.services.sns.examples import TOPIC
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

HERE = ACCOUNT.place
WANT = replace(EXAMPLE, profile="enterprise", logs=Logs(metric_filters=True))
DESCRIBED = {
    "TrailARN": TRAIL.arn,
    "Name": TRAIL.name,
    "HomeRegion": "eu-west-1",
    "S3BucketName": TRAIL.bucket,
    "CloudWatchLogsLogGroupArn": HERE.at("eu-west-1").arn("logs", "log-group:hardpan-cloudtrail:*"),
    "CloudWatchLogsRoleArn": TRAIL_LOGS.role,
}
ANSWERS: dict[str, Any] = {
    "ec2:DescribeRegions": {"Regions": [{"RegionName": "eu-west-1"}]},
    "cloudtrail:DescribeTrails": {"trailList": [DESCRIBED]},
    "cloudtrail:GetTrailStatus": {"IsLogging": True, "LatestCloudWatchLogsDeliveryTime": TRAIL_LOGS.delivered},
    "logs:DescribeMetricFilters": {
        "metricFilters": [
            {
                "filterName": one.name,
                "filterPattern": one.pattern,
                "metricTransformations": [
                    {"metricNamespace": into.namespace, "metricName": into.name, "metricValue": "1"}
                    for into in one.metrics
                ],
            }
            for one in TRAIL_LOGS.filters
        ]
    },
    "cloudwatch:DescribeAlarms": {
        "MetricAlarms": [
            {"Namespace": one.namespace, "MetricName": one.name, "ActionsEnabled": True, "AlarmActions": [TOPIC.arn]}
            for one in TRAIL_LOGS.watched
        ]
    },
}


def planned(*facts: Any, want: Any = WANT) -> list[Step]:
    return steps_of("logs.cis_alarms", want, Snapshot.of(ACCOUNT, TRAIL, TOPIC, IN_NONE, *facts))


@pytest.mark.parametrize("key", PATTERNS)
def test_every_pattern_fits_and_names_operations_that_there_are(key: str) -> None:
    pattern = PATTERNS[key]
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    assert len(pattern) <= 1024
    assert pattern.count("(") == pattern.count(")")
    session = botocore.session.get_session()
    # Of EC2-Classic, which is gone and whose events the benchmark still names.
    known = {"ConsoleLogin", "AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink"}
    known |= {"EnableVpcClassicLink"}
    for service in ("iam", "cloudtrail", "kms", "s3", "config", "ec2", "organizations"):
        known |= set(session.get_service_model(service).operation_names)
    named = [part.partition(")")[0] for part in pattern.split("$.eventName=")[1:]]
    assert {name.strip('"') for name in named} <= known


def test_patterns_are_the_same_in_another_order_and_with_other_spaces_but_not_when_narrowed() -> None:
    ours = PATTERNS["keys"]
    theirs = "{ ($.eventSource = kms.amazonaws.com) && (($.eventName=ScheduleKeyDeletion)||($.eventName=DisableKey)) }"
    assert canonical(ours) == canonical(theirs)
    assert canonical(ours) != canonical(theirs.replace("kms", "s3"))
    assert canonical(ours) != canonical(theirs[:-1] + '&& ($.userIdentity.userName != "bob") }')
    assert canonical(ours) != canonical(theirs.replace("||", "&&"))
    assert len({canonical(pattern) for pattern in PATTERNS.values()}) == len(PATTERNS) == 15


def test_the_log_group_of_an_own_trail_is_read_at_its_home() -> None:
    sent: list[Read] = []
    assert drive(trail_logs(HERE), ANSWERS, sent) == [TRAIL_LOGS]
    assert {read.region for read in sent if read.service in ("logs", "cloudwatch")} == {"eu-west-1"}


def test_a_trail_without_a_log_group_is_asked_nothing_more_and_of_others_nothing_at_all() -> None:
    bare = {name: value for name, value in DESCRIBED.items() if not name.startswith("CloudWatch")}
    sent: list[Read] = []
    (found,) = drive(trail_logs(HERE), ANSWERS | {"cloudtrail:DescribeTrails": {"trailList": [bare]}}, sent)
    assert (found.group, found.filters, found.watched) == (None, (), ())
    assert {read.service for read in sent} == {"ec2", "cloudtrail"}
    theirs = {**DESCRIBED, "TrailARN": TRAIL.arn.replace("111122223333", "444455556666")}
    assert drive(trail_logs(HERE), ANSWERS | {"cloudtrail:DescribeTrails": {"trailList": [theirs]}}) == []


def test_an_alarm_without_an_action_watches_nothing() -> None:
    silent = [{**one, "AlarmActions": []} for one in ANSWERS["cloudwatch:DescribeAlarms"]["MetricAlarms"]]
    (found,) = drive(trail_logs(HERE), ANSWERS | {"cloudwatch:DescribeAlarms": {"MetricAlarms": silent}})
    assert found.watched == ()
    action = "cloudwatch:DescribeAlarms"
    (hidden,) = drive(trail_logs(HERE), ANSWERS | {action: denied(action)})
    with pytest.raises(FactUnreadable):
        bool(hidden.watched)


def test_nothing_is_done_unasked_or_where_all_is_there() -> None:
    assert planned(replace(TRAIL_LOGS, filters=()), want=EXAMPLE) == []
    assert planned(TRAIL_LOGS) == []


def test_filters_of_others_count_and_one_of_our_name_is_put_back() -> None:
    renamed = replace(TRAIL_LOGS.filters[0], name="theirs")
    assert planned(replace(TRAIL_LOGS, filters=(renamed, *TRAIL_LOGS.filters[1:]))) == []
    key = TRAIL_LOGS.filters[0].name.removeprefix("hardpan-cis-")
    old = MetricFilter(TRAIL_LOGS.filters[0].name, "{ $.eventName = Old }", (Metric("Hardpan", "old"),))
    topic, filtered, alarm = planned(replace(TRAIL_LOGS, filters=(old, *TRAIL_LOGS.filters[1:])))
    assert verbs([topic, filtered, alarm]) == [
        "logs.cis_alarms/topic",
        f"logs.cis_alarms/filter:{key}",
        f"logs.cis_alarms/alarm:{key}",
    ]
    (back,) = filtered.undo or ()
    assert isinstance(back, Write)
    assert back.parameters["filterPattern"] == old.pattern
    assert {topic.key, filtered.key} <= alarm.needs


def test_a_group_that_the_trail_has_is_used() -> None:
    theirs = replace(TRAIL_LOGS, group="audit", filters=(), watched=())
    steps = planned(theirs)
    assert {step.write.parameters["logGroupName"] for step in steps if step.write.operation == "PutMetricFilter"} == {
        "audit"
    }
    assert not [step for step in steps if step.write.operation in ("CreateLogGroup", "UpdateTrail")]
