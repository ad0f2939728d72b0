"""GuardDuty: findings brought to a bucket of the account that keeps the logs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline
from hardpan.model import FactUnreadable, Place, Read, Ref, Step
from hardpan.services.guardduty.examples import DETECTOR
from hardpan.services.guardduty.export import key_policy, policy_for
from hardpan.services.guardduty.export_collect import export_keys, exports
from hardpan.services.guardduty.export_facts import Destination, Export, ExportKey
from hardpan.services.organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, TOOLING
from hardpan.services.s3.facts import BucketPolicy, parsed
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

HERE = DETECTOR.place  # the home Region
AWAY = HERE.at("us-east-1")
TEAM = replace(EXAMPLE, profile="team")
TEAM_DESCRIBED = replace(DESCRIBED, profile="team", organization=replace(DESCRIBED.organization, log_archive="shop"))
ARCHIVE = "222233334444"
KEY = HERE.arn("kms", "key/1234abcd")
LISTED = {"DestinationId": "1", "DestinationType": "S3", "Status": "PUBLISHING"}
ASKED: dict[str, Any] = {
    "guardduty:ListDetectors": {"DetectorIds": [DETECTOR.id]},
    "guardduty:ListPublishingDestinations": {"Destinations": [LISTED]},
    "guardduty:DescribePublishingDestination": {"DestinationProperties": {"KmsKeyArn": KEY}},
    "kms:ListAliases": {"Aliases": [{"AliasName": "alias/hardpan-findings", "TargetKeyId": "1234abcd"}]},
}
NOWHERE = Export(place=HERE, detector=DETECTOR.id, destinations=())
EXPORTED = replace(NOWHERE, destinations=(Destination("1", "S3", "PUBLISHING"),))


def planned(operation: str, *facts: Any, want: Baseline = TEAM, numbers: dict[str, str] | None = None) -> list[Step]:
    return steps_of(f"guardduty.{operation}", want, replace(Snapshot.of(*facts), numbers=numbers or {}))


def test_destinations_are_asked_for_where_there_is_a_detector() -> None:
    assert drive(exports(HERE), ASKED) == [EXPORTED]
    assert drive(exports(HERE), {"guardduty:ListDetectors": {"DetectorIds": []}}) == []
    action = "guardduty:ListPublishingDestinations"
    (hidden,) = drive(exports(HERE), ASKED | {action: denied(action)})
    with pytest.raises(FactUnreadable):
        bool(hidden.destinations)


def test_the_key_is_that_of_the_destination_or_of_the_alias() -> None:
    expected = [ExportKey(place=HERE, arn=KEY)]
    assert drive(export_keys(HERE), ASKED) == expected
    sent: list[Read] = []
    nothing = ASKED | {"guardduty:ListPublishingDestinations": {"Destinations": []}}
    assert drive(export_keys(HERE), nothing, sent) == expected
    assert "DescribePublishingDestination" not in {read.operation for read in sent}
    assert drive(export_keys(AWAY), ASKED) == [], "the key is in another Region"


def test_an_account_alone_keeps_its_own_findings_of_every_region() -> None:
    facts = (NOWHERE, DETECTOR, replace(NOWHERE, place=AWAY), replace(DETECTOR, place=AWAY), IN_NONE)
    bucket = planned("findings_bucket", *facts)
    assert verbs(bucket) == [
        f"guardduty.findings_bucket/{verb}" for verb in ("create", "block", "policy", "versioning", "lifecycle")
    ]
    key, alias, rotate, *destinations = planned("findings_export", *facts)
    assert [step.place for step in destinations] == [HERE, AWAY]
    for step in destinations:
        assert {one.key for one in (*bucket, key, alias, rotate)} <= step.needs
        assert step.write.parameters["DestinationProperties"] == {
            "DestinationArn": "arn:aws:s3:::hardpan-findings-111122223333",
            "KmsKeyArn": Ref(key.key, "KeyMetadata.Arn"),
        }
    assert {step.place for step in bucket} == {HERE}


def test_tooling_sends_everybodys_findings_to_the_archive() -> None:
    facts = (TOOLING, AS_MEMBER, NOWHERE, DETECTOR, ExportKey(place=HERE, arn=KEY))
    (step,) = planned("findings_export", *facts, want=TEAM_DESCRIBED, numbers={"shop": ARCHIVE})
    assert step.write.parameters["DestinationProperties"] == {
        "DestinationArn": f"arn:aws:s3:::hardpan-findings-{ARCHIVE}",
        "KmsKeyArn": KEY,
    }
    assert f"guardduty.findings_bucket/policy@{ARCHIVE}/eu-west-1" in step.needs
    assert planned("findings_bucket", *facts, want=TEAM_DESCRIBED) == [], "it keeps nothing itself"
    assert planned("findings_export", *facts, want=TEAM_DESCRIBED) == [], "whose number is the archive's?"


def test_the_archive_lets_in_guardduty_for_its_organization_alone() -> None:
    keeper = replace(TOOLING, name="shop")
    facts = (keeper, AS_MEMBER, NOWHERE, DETECTOR)
    assert planned("findings_export", *facts, want=TEAM_DESCRIBED) == []
    steps = planned("findings_bucket", *facts, want=TEAM_DESCRIBED)
    policy = json.loads(steps[2].write.parameters["Policy"])
    finds, writes, tls = policy["Statement"]
    for statement in (finds, writes):
        assert statement["Condition"] == {"StringEquals": {"aws:SourceOrgID": AS_MEMBER.organization}}
    assert tls["Effect"] == "Deny"


def test_a_bucket_that_is_there_keeps_what_others_wrote() -> None:
    name, source = "hardpan-findings-111122223333", {"aws:SourceAccount": "111122223333"}
    own = {"Sid": "Ours", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject"}
    own["Resource"] = f"arn:aws:s3:::{name}/*"
    there = BucketPolicy(
        place=Place(HERE.account), name=name, region="eu-west-1", policy=json.dumps({"Statement": [own]})
    )
    (step,) = planned("findings_bucket", there, NOWHERE, IN_NONE)
    repaired = json.loads(step.write.parameters["Policy"])
    assert own in repaired["Statement"]
    assert repaired == policy_for({"Statement": [own]}, there.resource, ["guardduty.amazonaws.com"], source)
    good = replace(there, policy=step.write.parameters["Policy"])
    assert planned("findings_bucket", good, NOWHERE, IN_NONE) == []


def test_regions_that_are_opted_into_have_a_name_of_their_own() -> None:
    want = replace(TEAM, allowed_regions=("eu-central-2",))
    (_, _, policy, *_) = planned("findings_bucket", NOWHERE, IN_NONE, want=want)
    services_let_in = json.loads(policy.write.parameters["Policy"])["Statement"][0]["Principal"]["Service"]
    assert services_let_in == ["guardduty.amazonaws.com", "guardduty.eu-central-2.amazonaws.com"]


def test_what_works_or_goes_elsewhere_is_left_alone() -> None:
    broken = replace(NOWHERE, destinations=(Destination("1", "S3", "STOPPED"),))
    for export in (EXPORTED, broken):
        assert planned("findings_export", export, DETECTOR, IN_NONE) == []


def test_a_region_without_a_detector_waits_for_it() -> None:
    *_, step = planned(
        "findings_export",
        IN_NONE,
        replace(DETECTOR, place=AWAY),
        replace(EXPORTED, place=AWAY),
        Snapshot.of(NOWHERE).regions[0],
    )
    assert step.write.parameters["DetectorId"] == Ref("guardduty.detector/create@111122223333/eu-west-1", "DetectorId")


def test_the_key_is_used_by_guardduty_for_this_account_alone() -> None:
    _, encrypts = key_policy(HERE, ["guardduty.amazonaws.com"])["Statement"]
    assert encrypts["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    assert parsed(None)["Statement"] == []
