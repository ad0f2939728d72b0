"""Data events of S3: what counts as recorded, and selectors that record them beside what a trail has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Logs
from hardpan.model import Step
from hardpan.services.cloudtrail.data_events import recorded, selecting, shortfall
from hardpan.services.cloudtrail.examples import ACCOUNT, ALL_MANAGEMENT_EVENTS, SHARED_TRAIL, TRAIL
from hardpan.services.cloudtrail.facts import Trail
from hardpan.services.organizations.examples import AS_MEMBER, IN_NONE
from hardpan.snapshot import Snapshot
from services.driving import steps_of

services.load()

ENTERPRISE = replace(EXAMPLE, profile="enterprise")
PHOTOS, PAPERS, LOG = (f"arn:aws:s3:::{name}" for name in ("photos", "tax-papers", TRAIL.bucket))
LOGS = [LOG, f"{LOG}-access"]
ALL_BUT_LOGS = {"Field": "resources.ARN", "NotStartsWith": [f"{LOG}/", f"{LOG}-access/"]}
CATEGORY = {"Field": "eventCategory", "Equals": ["Data"]}
OF_S3 = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}
MANAGEMENT = {
    "Name": "Management events",
    "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
}


def planned(*facts: Any, want: Any = ENTERPRISE) -> list[Step]:
    return steps_of("cloudtrail.s3_data_events", want, Snapshot.of(ACCOUNT, *facts))


def advanced(*fields: dict[str, Any]) -> Trail:
    return replace(
        TRAIL, event_selectors=(), advanced_event_selectors=({"FieldSelectors": [CATEGORY, OF_S3, *fields]},)
    )


@pytest.mark.parametrize(
    ("fields", "photos", "everything"),
    [
        ([], True, True),
        ([ALL_BUT_LOGS], True, True),
        ([{"Field": "resources.ARN", "StartsWith": [f"{PHOTOS}/"]}], True, False),
        ([{"Field": "resources.ARN", "StartsWith": [f"{PHOTOS}/2019/"]}], False, False),
        ([{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::pho"]}], True, False),
        ([{"Field": "resources.ARN", "NotStartsWith": [f"{PHOTOS}/private/"]}], False, False),
        ([{"Field": "resources.ARN", "NotStartsWith": [f"{PAPERS}/"]}], True, False),
        ([{"Field": "resources.ARN", "EndsWith": [".jpg"]}], False, False),
        ([{"Field": "readOnly", "Equals": ["true"]}], False, False),
        ([{"Field": "eventName", "Equals": ["GetObject"]}], False, False),
    ],
)
def test_what_an_advanced_selector_records(fields: list[dict[str, Any]], photos: bool, everything: bool) -> None:
    trail = advanced(*fields)
    assert (shortfall(trail, [PHOTOS], LOGS) is None) is photos
    assert (shortfall(trail, [], LOGS) is None) is everything


def test_buckets_may_be_recorded_by_several_selectors() -> None:
    selectors = (
        {**ALL_MANAGEMENT_EVENTS, "DataResources": [{"Type": "AWS::S3::Object", "Values": [f"{PHOTOS}/"]}]},
        {**ALL_MANAGEMENT_EVENTS, "DataResources": [{"Type": "AWS::S3::Object", "Values": [f"{PAPERS}/"]}]},
    )
    assert shortfall(replace(TRAIL, event_selectors=selectors), [PHOTOS, PAPERS], LOGS) is None
    assert "tax-papers" in str(shortfall(replace(TRAIL, event_selectors=selectors[:1]), [PHOTOS, PAPERS], LOGS))


def test_basic_selectors_say_the_same_in_the_advanced_form() -> None:
    basic = {
        "ReadWriteType": "WriteOnly",
        "IncludeManagementEvents": True,
        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
        "DataResources": [
            {"Type": "AWS::S3::Object", "Values": [f"{PHOTOS}/"]},
            {"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda"]},
            {"Type": "AWS::DynamoDB::Table", "Values": ["arn:aws:dynamodb:eu-west-1:111122223333:table/t"]},
        ],
    }
    writes = {"Field": "readOnly", "Equals": ["false"]}
    made = selecting({"EventSelectors": [basic]}, [], LOGS)["AdvancedEventSelectors"]
    assert [one["FieldSelectors"] for one in made] == [
        [*MANAGEMENT["FieldSelectors"], writes, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}],
        [CATEGORY, OF_S3, {"Field": "resources.ARN", "StartsWith": [f"{PHOTOS}/"]}, writes],
        [CATEGORY, {"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]}, writes],
        [
            CATEGORY,
            {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]},
            {"Field": "resources.ARN", "Equals": ["arn:aws:dynamodb:eu-west-1:111122223333:table/t"]},
            writes,
        ],
        [CATEGORY, OF_S3, ALL_BUT_LOGS],
    ]


def test_what_is_made_counts_as_recorded_and_is_made_once() -> None:
    for wanted in ([], [PHOTOS]):
        once = selecting({"EventSelectors": [ALL_MANAGEMENT_EVENTS]}, wanted, LOGS)
        trail = replace(TRAIL, event_selectors=(), advanced_event_selectors=tuple(once["AdvancedEventSelectors"]))
        assert shortfall(trail, wanted, LOGS) is None
        assert len(recorded(trail)) == 1
        assert selecting(once, wanted, LOGS) == once


def test_the_accounts_trail_is_told_to_record_more_and_back() -> None:
    (step,) = planned(TRAIL, IN_NONE)
    assert step.write.parameters["AdvancedEventSelectors"][0] == MANAGEMENT
    assert step.write.parameters["AdvancedEventSelectors"][1]["FieldSelectors"] == [CATEGORY, OF_S3, ALL_BUT_LOGS]
    (back,) = step.undo or ()
    assert back.parameters == {"TrailName": TRAIL.arn, "EventSelectors": [ALL_MANAGEMENT_EVENTS]}
    assert planned(advanced(), IN_NONE) == []


def test_a_trail_that_is_put_right_first_keeps_what_that_gives_it() -> None:
    (step,) = planned(
        replace(TRAIL, event_selectors=({**ALL_MANAGEMENT_EVENTS, "ReadWriteType": "ReadOnly"},)), IN_NONE
    )
    assert "cloudtrail.audit_trail/selectors:hardpan-trail@111122223333/eu-west-1" in step.needs
    assert step.write.parameters["AdvancedEventSelectors"][0] == MANAGEMENT


def test_a_trail_that_is_yet_to_be_made_records_them_from_the_start() -> None:
    (step,) = planned(IN_NONE)
    assert "cloudtrail.audit_trail/create@111122223333/eu-west-1" in step.needs
    assert step.write.parameters["TrailName"] == TRAIL.arn


def test_only_buckets_that_are_named_are_recorded() -> None:
    want = replace(ENTERPRISE, logs=Logs(data_events=("photos",)))
    (step,) = planned(TRAIL, IN_NONE, want=want)
    field = step.write.parameters["AdvancedEventSelectors"][1]["FieldSelectors"][-1]
    assert field == {"Field": "resources.ARN", "StartsWith": [f"{PHOTOS}/"]}


def test_a_member_changes_nothing_about_the_organizations_trail() -> None:
    theirs = replace(SHARED_TRAIL, arn="arn:aws:cloudtrail:eu-west-1:444455556666:trail/organization")
    assert planned(theirs, AS_MEMBER) == []
