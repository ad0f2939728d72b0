"""CloudTrail: trails found once wherever they are, put right rather than doubled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, FactUnreadable, Read, Status, Write
from hardpan.services.cloudtrail.collect import trails
from hardpan.services.cloudtrail.examples import ACCOUNT, ALL_MANAGEMENT_EVENTS, TRAIL
from hardpan.services.cloudtrail.facts import Trail, audit_trail_of
from hardpan.services.s3.examples import LOG_BUCKET
from hardpan.services.s3.facts import IdleBucket, LogBucket
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

HERE = ACCOUNT.place
REGIONS = {"Regions": [{"RegionName": name} for name in ("us-east-1", "eu-west-1", "eu-north-1")]}
DESCRIBED = {
    "TrailARN": TRAIL.arn,
    "Name": TRAIL.name,
    "HomeRegion": "eu-west-1",
    "IsMultiRegionTrail": True,
    "IncludeGlobalServiceEvents": True,
    "LogFileValidationEnabled": True,
    "S3BucketName": TRAIL.bucket,
}
LOCAL = {
    **DESCRIBED,
    "TrailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/local",
    "Name": "local",
    "HomeRegion": "us-east-1",
    "IsMultiRegionTrail": False,
    "S3KeyPrefix": "audit",
}
STATUS = {
    "IsLogging": True,
    "StartLoggingTime": TRAIL.started,
    "LatestDeliveryTime": TRAIL.delivered,
    "LatestDeliveryError": "",
    "LatestDigestDeliveryTime": TRAIL.digest_delivered,
}
DATA = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::photos/"]}]


def described(read: Read) -> Any:
    return {"trailList": [DESCRIBED, LOCAL] if read.region == "us-east-1" else [DESCRIBED]}


ANSWERS: dict[str, Any] = {
    "ec2:DescribeRegions": REGIONS,
    "cloudtrail:DescribeTrails": described,
    "cloudtrail:GetTrailStatus": STATUS,
    "cloudtrail:GetEventSelectors": {"EventSelectors": [ALL_MANAGEMENT_EVENTS]},
}


def test_a_trail_seen_in_every_region_is_one_fact_and_is_asked_about_at_home() -> None:
    sent: list[Read] = []
    found = drive(trails(HERE), ANSWERS, sent)
    assert found[0] == TRAIL
    assert [(trail.name, trail.multi_region, trail.prefix) for trail in found[1:]] == [("local", False, "audit")]
    asked = [(read.operation, read.region) for read in sent if read.operation.startswith("Get")]
    assert asked == [
        ("GetTrailStatus", "eu-west-1"),
        ("GetTrailStatus", "us-east-1"),
        ("GetEventSelectors", "eu-west-1"),
        ("GetEventSelectors", "us-east-1"),
    ]


def test_an_organizations_trail_with_its_home_out_of_reach_is_read_where_it_shows() -> None:
    foreign = {
        **DESCRIBED,
        "TrailARN": "arn:aws:cloudtrail:ap-east-1:444455556666:trail/org",
        "HomeRegion": "ap-east-1",
    }
    sent: list[Read] = []
    (trail,) = drive(trails(HERE), ANSWERS | {"cloudtrail:DescribeTrails": {"trailList": [foreign]}}, sent)
    assert (trail.owner, trail.changeable, trail.complete) == ("444455556666", False, True)
    assert sent[-1].region == "eu-north-1"


def test_a_hidden_region_leaves_the_trails_of_others_readable() -> None:
    def partly(read: Read) -> Any:
        return denied("cloudtrail:DescribeTrails") if read.region == "eu-north-1" else described(read)

    *found, hidden = drive(trails(HERE), ANSWERS | {"cloudtrail:DescribeTrails": partly})
    assert [trail.name for trail in found] == ["hardpan-trail", "local"]
    with pytest.raises(FactUnreadable):
        bool(hidden.complete)
    have = Snapshot.of(ACCOUNT, *found, hidden)
    assert statuses("cloudtrail.multi_region_trail", have) == {Status.PASS}
    assert statuses("cloudtrail.log_file_validation", have) == {Status.PASS, Status.UNKNOWN}


@pytest.mark.parametrize("hidden", ["cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"])
def test_a_refused_detail_leaves_the_others_readable(hidden: str) -> None:
    trail, _ = drive(trails(HERE), ANSWERS | {hidden: denied(hidden)})
    assert trail.log_file_validation is True
    with pytest.raises(FactUnreadable):
        bool(trail.complete)


def statuses(control: str, have: Snapshot) -> set[Status]:
    return {finding.status for finding in evaluate([CONTROLS[control]], have, EXAMPLE)}


def planned(*facts: Any) -> list[Any]:
    return steps_of("cloudtrail.audit_trail", EXAMPLE, Snapshot.of(ACCOUNT, *facts))


def test_nothing_is_done_where_a_complete_trail_is() -> None:
    assert planned(TRAIL, LOG_BUCKET) == []


def test_an_organizations_trail_needs_no_second_one() -> None:
    assert planned(replace(TRAIL, arn="arn:aws:cloudtrail:us-east-1:444455556666:trail/org")) == []


def test_a_trail_is_made_when_there_is_none_and_started_after_its_bucket_is_ready() -> None:
    create, start = planned()
    assert verbs([create, start]) == ["cloudtrail.audit_trail/create", "cloudtrail.audit_trail/start"]
    assert create.write.parameters["S3BucketName"] == "hardpan-logs-111122223333"
    bucket = steps_of("s3.log_bucket", EXAMPLE, Snapshot.of(ACCOUNT))
    assert {step.key for step in bucket} <= create.needs
    assert start.needs == {create.key}
    assert create.undo == (Write("cloudtrail", "DeleteTrail", Name=TRAIL.arn),)
    assert create.not_yet[0].code == "InsufficientS3BucketPolicyException"


def test_a_poor_trail_is_put_right_and_can_be_put_back() -> None:
    poor = replace(TRAIL, is_logging=False, multi_region=False, global_events=False, log_file_validation=False)
    steps = planned(poor, LOG_BUCKET)
    assert verbs(steps) == [
        f"cloudtrail.audit_trail/{verb}:hardpan-trail" for verb in ("regions", "start", "validation")
    ]
    assert steps[0].undo == (
        Write("cloudtrail", "UpdateTrail", Name=TRAIL.arn, IsMultiRegionTrail=False, IncludeGlobalServiceEvents=False),
    )
    assert {step.place for step in steps} == {HERE.at("eu-west-1")}


def test_of_several_trails_the_one_that_lacks_least_is_put_right() -> None:
    far = replace(TRAIL, arn=TRAIL.arn + "-0", name="far", is_logging=False, multi_region=False)
    near = replace(TRAIL, arn=TRAIL.arn + "-1", name="near", is_logging=False)
    assert audit_trail_of([far, near]) == near
    assert verbs(planned(far, near)) == ["cloudtrail.audit_trail/start:near"]


def test_a_trail_that_a_service_manages_is_left_alone() -> None:
    managed = replace(TRAIL, name="aws-controltower-BaselineCloudTrail", is_logging=False, log_file_validation=False)
    assert verbs(planned(managed, LOG_BUCKET)) == ["cloudtrail.audit_trail/create", "cloudtrail.audit_trail/start"]


def test_selectors_of_data_events_are_carried_over() -> None:
    writes = {**ALL_MANAGEMENT_EVENTS, "ReadWriteType": "WriteOnly", "DataResources": DATA}
    (step,) = planned(replace(TRAIL, event_selectors=(writes,)), LOG_BUCKET)
    assert step.write.parameters["EventSelectors"] == [
        ALL_MANAGEMENT_EVENTS,
        {**writes, "IncludeManagementEvents": False},
    ]
    assert step.undo == (Write("cloudtrail", "PutEventSelectors", TrailName=TRAIL.arn, EventSelectors=[writes]),)


def test_advanced_selectors_stay_advanced() -> None:
    category = {"Field": "eventCategory", "Equals": ["Management"]}
    reads = {"FieldSelectors": [category, {"Field": "readOnly", "Equals": ["true"]}]}
    data = {
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        ]
    }
    (step,) = planned(replace(TRAIL, event_selectors=(), advanced_event_selectors=(reads, data)), LOG_BUCKET)
    everything, carried = step.write.parameters["AdvancedEventSelectors"]
    assert (everything["FieldSelectors"], carried) == ([category], data)
    after = replace(TRAIL, event_selectors=(), advanced_event_selectors=(everything, carried))
    assert after.records_every_management_event


def test_a_trail_whose_bucket_is_gone_gets_a_new_one() -> None:
    lost = replace(TRAIL, bucket="gone", delivery_error="NoSuchBucket")
    (step,) = planned(lost)
    assert step.write == Write("cloudtrail", "UpdateTrail", Name=TRAIL.arn, S3BucketName="hardpan-logs-111122223333")
    assert step.undo is None
    made = steps_of("s3.log_bucket", EXAMPLE, Snapshot.of(lost))
    assert {found.key for found in made} <= step.needs


def test_a_second_copy_of_events_is_said_to_cost() -> None:
    first = replace(TRAIL, multi_region=False)
    other = replace(TRAIL, arn=TRAIL.arn + "-2", name="other", multi_region=False)
    (step,) = planned(first, other)
    assert step.monthly_cost_usd is None
    assert "other" in step.cost_note


def test_no_step_is_planned_on_a_guess_where_trails_are_hidden() -> None:
    hidden = denied("cloudtrail:DescribeTrails")
    have = Snapshot.of(ACCOUNT)
    have = replace(have, facts={**have.facts, **{(kind, HERE): hidden for kind in (Trail, LogBucket, IdleBucket)}})
    with pytest.raises(FactUnreadable):
        steps_of("cloudtrail.audit_trail", EXAMPLE, have)
