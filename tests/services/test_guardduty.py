"""GuardDuty: detectors, findings, and what hides them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.model import OPERATIONS, FactUnreadable, Read, Ref
from hardpan.services.guardduty.collect import detectors, filters, high_findings, trusted_lists
from hardpan.services.guardduty.examples import DETECTOR, FILTER, FRESH_FINDING, HERE, TRUSTED_LIST
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

IDS = {"guardduty:ListDetectors": {"DetectorIds": [DETECTOR.id]}}
EMPTY = {"guardduty:ListDetectors": {"DetectorIds": []}}


@pytest.mark.parametrize("collector", [detectors, high_findings, filters, trusted_lists])
def test_a_region_without_a_detector_takes_one_call(collector: Any) -> None:
    sent: list[Read] = []
    assert drive(collector(HERE), EMPTY, sent) == []
    assert [read.action for read in sent] == ["guardduty:ListDetectors"]


def test_a_detector_is_read_with_its_features() -> None:
    features = [
        {"Name": "CLOUD_TRAIL", "Status": "ENABLED"},
        {"Name": "S3_DATA_EVENTS", "Status": "ENABLED", "ManagedBy": "GUARDDUTY_POLICY"},
        {"Name": "EBS_MALWARE_PROTECTION", "Status": "DISABLED"},
    ]
    answer = {"Status": "ENABLED", "FindingPublishingFrequency": "FIFTEEN_MINUTES", "Features": features}
    assert drive(detectors(HERE), IDS | {"guardduty:GetDetector": answer}) == [
        replace(DETECTOR, managed=("S3_DATA_EVENTS",))
    ]


def test_a_detector_that_may_not_be_looked_into_is_known_to_exist() -> None:
    (found,) = drive(detectors(HERE), IDS | {"guardduty:GetDetector": denied("guardduty:GetDetector")})
    assert found.id == DETECTOR.id
    with pytest.raises(FactUnreadable):
        bool(found.is_on)


def test_findings_are_asked_for_fifty_at_a_time() -> None:
    def described(read: Read) -> dict[str, Any]:
        made = {"Type": "T", "Severity": 8, "CreatedAt": "2026-10-31T19:43:36.000Z"}
        return {"Findings": [made | {"Arn": f"arn/{name}"} for name in read.parameters["FindingIds"]]}

    sent: list[Read] = []
    answers = {
        "guardduty:ListFindings": {"FindingIds": [f"{number:032x}" for number in range(120)]},
        "guardduty:GetFindings": described,
    }
    found = drive(high_findings(HERE), IDS | answers, sent)
    assert len(found) == 120
    assert [len(read.parameters["FindingIds"]) for read in sent if read.operation == "GetFindings"] == [50, 50, 20]
    assert found[0].since == datetime(2026, 10, 31, 19, 43, 36, tzinfo=UTC)


def test_a_filter_can_be_made_again_from_what_was_read() -> None:
    answer = {
        "Name": "n",
        "Description": "why",
        "Action": "ARCHIVE",
        "Rank": 2,
        "FindingCriteria": {
            "Criterion": {
                "severity": {"Lte": 4, "LessThanOrEqual": 4},
                "type": {"Eq": ["x"], "Equals": ["x"]},
                "region": {"Neq": ["eu-west-1"]},
            }
        },
        "Tags": {},
        "Version": 3,
    }
    answers = IDS | {"guardduty:ListFilters": {"FilterNames": ["n"]}, "guardduty:GetFilter": answer}
    (found,) = drive(filters(HERE), answers)
    assert found.content == {
        "Description": "why",
        "Rank": 2,
        "FindingCriteria": {
            "Criterion": {
                "region": {"Neq": ["eu-west-1"]},
                "severity": {"LessThanOrEqual": 4},
                "type": {"Equals": ["x"]},
            }
        },
    }


def test_both_kinds_of_trusted_list_are_read() -> None:
    content = {"Name": "offices", "Format": "TXT", "Location": "https://s3/x", "Status": "ACTIVE", "Tags": {}}
    answers = {
        "guardduty:ListIPSets": {"IpSetIds": ["1"]},
        "guardduty:GetIPSet": content,
        "guardduty:ListTrustedEntitySets": {"TrustedEntitySetIds": ["2"]},
        "guardduty:GetTrustedEntitySet": denied("guardduty:GetTrustedEntitySet"),
    }
    addresses, entities = drive(trusted_lists(HERE), IDS | answers)
    assert (addresses.kind, addresses.name, addresses.is_used) == ("IPSet", "offices", True)
    assert (entities.kind, entities.id) == ("TrustedEntitySet", "2")
    with pytest.raises(FactUnreadable):
        bool(entities.is_used)


def test_every_paid_plan_that_awss_model_knows_is_named() -> None:
    """A plan that is not named is turned on, and billed. A new one in the model must be decided on here."""
    model = botocore.session.get_session().get_service_model("guardduty")
    (create,) = steps_of("guardduty.detector", EXAMPLE, Snapshot.of(replace(FRESH_FINDING)))
    named = {feature["Name"]: feature["Status"] for feature in create.write.parameters["Features"]}
    assert {name for name, status in named.items() if status == "ENABLED"} == {"S3_DATA_EVENTS"}
    # Runtime Monitoring is off unless asked for, and naming both of its names is an error.
    assert set(named) | {"EKS_RUNTIME_MONITORING", "RUNTIME_MONITORING"} == set(model.shape_for("DetectorFeature").enum)
    assert create.undo is not None
    assert create.undo[0].parameters == {"DetectorId": Ref(create.key, "DetectorId")}
    assert create.monthly_cost_usd is None
    assert "30 days" in create.cost_note


def test_a_good_detector_is_left_alone() -> None:
    assert steps_of("guardduty.detector", EXAMPLE, Snapshot.of(DETECTOR)) == []


def test_each_fault_of_a_detector_has_its_step_and_its_way_back() -> None:
    bad = replace(DETECTOR, status="DISABLED", features={}, publishing_frequency="SIX_HOURS")
    steps = steps_of("guardduty.detector", EXAMPLE, Snapshot.of(bad))
    assert verbs(steps) == [
        "guardduty.detector/resume",
        "guardduty.detector/s3_protection",
        "guardduty.detector/publishing_frequency",
    ]
    assert [step.controls[0] for step in steps] == list(OPERATIONS["guardduty.detector"].satisfies)
    back = [step.undo[0].parameters for step in steps if step.undo]
    assert back[0]["Enable"] is False
    assert back[1]["Features"] == [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}]
    assert back[2]["FindingPublishingFrequency"] == "SIX_HOURS"


def test_what_the_organization_decides_on_is_left_to_it() -> None:
    managed = replace(DETECTOR, status="DISABLED", features={}, managed=("S3_DATA_EVENTS",))
    assert steps_of("guardduty.detector", EXAMPLE, Snapshot.of(managed)) == []


def test_only_what_hides_findings_and_is_no_exception_is_deleted() -> None:
    hides, trusts = replace(FILTER, action="ARCHIVE"), replace(TRUSTED_LIST, status="ACTIVE")
    have = Snapshot.of(DETECTOR, FILTER, replace(hides, name="quiet"), TRUSTED_LIST, replace(trusts, name="mine"))
    steps = steps_of("guardduty.suppressions", EXAMPLE, have)
    assert verbs(steps) == [
        "guardduty.suppressions/delete_filter:quiet",
        "guardduty.suppressions/delete_IPSet:mine",
    ]
    want = replace(EXAMPLE, exceptions=Exceptions(guardduty_filters=("qui*",), guardduty_ip_sets=("mine",)))
    assert steps_of("guardduty.suppressions", want, have) == []
    assert OPERATIONS["guardduty.suppressions"].consent


def test_a_deleted_filter_comes_back_as_it_was() -> None:
    (step,) = steps_of("guardduty.suppressions", EXAMPLE, Snapshot.of(replace(FILTER, action="ARCHIVE")))
    assert step.undo is not None
    assert step.undo[0].parameters == {
        "DetectorId": DETECTOR.id,
        "Name": FILTER.name,
        "Action": "ARCHIVE",
        **FILTER.content,
    }


def test_a_list_of_addresses_and_domains_is_deleted_by_its_own_operation() -> None:
    entities = replace(TRUSTED_LIST, kind="TrustedEntitySet", status="ACTIVE")
    (step,) = steps_of("guardduty.suppressions", EXAMPLE, Snapshot.of(entities))
    assert step.write.action == "guardduty:DeleteTrustedEntitySet"
    assert step.undo is not None
    assert step.undo[0].action == "guardduty:CreateTrustedEntitySet"
