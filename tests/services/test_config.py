"""AWS Config: what is asked, what is made of it, and what is left as somebody chose it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline
from hardpan.evaluate import evaluate
from hardpan.model import (
    CONTROLS,
    OPERATIONS,
    PLANNED_ORGANIZATION,
    FactUnreadable,
    Place,
    Read,
    Risk,
    Status,
    Step,
    Unreadable,
    Write,
    in_every_account,
    planned_account,
)
from hardpan.plan import Selection
from hardpan.plan.build import Planner
from hardpan.services.cloudtrail.examples import SHARED_TRAIL
from hardpan.services.config_.collect import aggregators, channels, linked_roles, recorders
from hardpan.services.config_.examples import (
    AGGREGATOR_OF_ALL,
    CHANNEL,
    HERE,
    KEEPER,
    LINKED,
    OWN,
    OWN_BUCKET,
    OWNED,
    RECORDER,
    REGION,
    SELECTIVE,
    SHARED,
    SHARED_BUCKET,
    SHARED_CHANNEL,
    TOWER_CHANNEL,
    TOWER_RECORDER,
    TOWER_ROLE,
    WITHOUT,
)
from hardpan.services.config_.facts import LinkedRole, Recorder
from hardpan.services.config_.policy import document_for, faults, repaired
from hardpan.services.config_.wanted import records_global
from hardpan.services.iam.facts import Role
from hardpan.services.organizations.examples import (
    AS_DESCRIBED,
    AS_MEMBER,
    DESCRIBED,
    IN_NONE,
    LOGS,
    MEMBERSHIP,
    TOOLING,
    TRUSTED,
)
from hardpan.services.s3.bucket_policy import statements
from hardpan.services.s3.collect import config_buckets
from hardpan.services.s3.examples import PUBLIC_STATEMENT, policy_of
from hardpan.services.s3control.facts import ALL_BLOCKED
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

ALWAYS = replace(EXAMPLE, config_recorder="continuous")
AWAY = HERE.at("us-east-1")
EVERY = ("config.recorder", "config.bucket", "config.recorder_completed", "config.delivery_moved")
DELEGATED = replace(DESCRIBED, profile="team")


def planned(*facts: Any, want: Baseline = EXAMPLE, only: tuple[str, ...] = EVERY) -> list[Step]:
    have = Snapshot.of(*facts)
    return [step for name in only for step in steps_of(name, want, have)]


def by_verb(steps: list[Step]) -> dict[str, Step]:
    return {step.key.partition("@")[0].partition(":")[0]: step for step in steps}


# What is asked.

GROUP = {"allSupported": True, "includeGlobalResourceTypes": True}
TOLD = {
    "name": "default",
    "roleARN": LINKED.arn,
    "recordingGroup": GROUP,
    "recordingMode": {"recordingFrequency": "DAILY"},
}
SERVICES_OWN = {
    "name": "AWSConfigurationRecorderForSecurityHub",
    "roleARN": LINKED.arn,
    "servicePrincipal": "securityhub.amazonaws.com",
}
STATUS = {"name": "default", "recording": True, "lastStatus": "SUCCESS"}
CHANNELS = {"DeliveryChannels": [{"name": "default", "s3BucketName": OWN.name}]}


def asked(recorder: list[dict[str, Any]], **status: Any) -> dict[str, Any]:
    return {
        "config:DescribeConfigurationRecorders": {"ConfigurationRecorders": recorder},
        "config:DescribeConfigurationRecorderStatus": {"ConfigurationRecordersStatus": [{**STATUS, **status}]},
    }


def test_a_recorder_is_read_with_its_status() -> None:
    assert drive(recorders(HERE), asked([TOLD])) == [RECORDER]
    (stopped,) = drive(recorders(HERE), asked([TOLD], recording=False, lastStatus="PENDING"))
    assert (stopped.recording, stopped.error) == (False, None)
    (failing,) = drive(recorders(HERE), asked([TOLD], lastStatus="Failure", lastErrorCode="AccessDenied"))
    assert failing.error == "AccessDenied"


def test_a_services_own_recorder_is_left_out() -> None:
    assert drive(recorders(HERE), asked([SERVICES_OWN])) == []
    assert drive(recorders(HERE), asked([SERVICES_OWN, TOLD])) == [RECORDER]


def test_where_nothing_records_one_question_is_enough() -> None:
    sent: list[Read] = []
    drive(recorders(HERE), asked([]), sent)
    drive(channels(HERE), asked([]), sent)
    assert {read.action for read in sent} == {"config:DescribeConfigurationRecorders"}
    assert len({read.identity for read in sent}) == 1


def test_a_channel_is_read_with_what_became_of_the_latest_delivery() -> None:
    def answers(**info: Any) -> dict[str, Any]:
        told = {"name": "default", "configHistoryDeliveryInfo": info, "configStreamDeliveryInfo": {}}
        status = {"DeliveryChannelsStatus": [told]}
        more = {"config:DescribeDeliveryChannels": CHANNELS, "config:DescribeDeliveryChannelStatus": status}
        return asked([TOLD]) | more

    assert drive(channels(HERE), answers(lastStatus="SUCCESS")) == [CHANNEL]
    assert drive(channels(HERE), answers(lastStatus="Not_Applicable")) == [CHANNEL]
    assert drive(channels(HERE), answers()) == [CHANNEL]
    (failing,) = drive(channels(HERE), answers(lastStatus="FAILURE", lastErrorCode="NoSuchBucket"))
    assert failing.error == "NoSuchBucket"
    none = answers() | {"config:DescribeDeliveryChannels": {"DeliveryChannels": []}}
    assert drive(channels(HERE), none) == []


def test_what_may_not_be_read_is_not_taken_for_nothing() -> None:
    hidden = denied("config:DescribeConfigurationRecorders")
    for collector in (recorders, channels):
        with pytest.raises(FactUnreadable):
            drive(collector(HERE), asked([TOLD]) | {"config:DescribeConfigurationRecorders": hidden})
    status = denied("config:DescribeDeliveryChannelStatus")
    answers = {"config:DescribeDeliveryChannels": CHANNELS, "config:DescribeDeliveryChannelStatus": status}
    with pytest.raises(FactUnreadable):
        drive(channels(HERE), asked([TOLD]) | answers)


def test_only_a_member_is_asked_for_aggregators_of_the_organization() -> None:
    sent: list[Read] = []
    whole = {
        "ConfigurationAggregatorName": "hardpan",
        "ConfigurationAggregatorArn": AGGREGATOR_OF_ALL.arn,
        "OrganizationAggregationSource": {"RoleArn": "arn", "AllAwsRegions": True},
    }
    some = {"ConfigurationAggregatorName": "few", "ConfigurationAggregatorArn": "arn", "AccountAggregationSources": []}
    answers = {
        "organizations:DescribeOrganization": {"Organization": {"MasterAccountId": AS_MEMBER.management_account}},
        "config:DescribeConfigurationAggregators": {"ConfigurationAggregators": [some, whole]},
    }
    assert drive(aggregators(HERE), answers) == [AGGREGATOR_OF_ALL]
    managing = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": HERE.account}}}
    for alone in ({"organizations:DescribeOrganization": None}, managing):
        assert drive(aggregators(HERE), alone, sent) == []
    assert {read.action for read in sent} == {"organizations:DescribeOrganization"}


def test_the_service_linked_role_is_there_or_not() -> None:
    place = HERE.at(None)
    assert drive(linked_roles(place), {"iam:GetRole": {"Role": {"Arn": LINKED.arn}}}) == [LINKED]
    assert drive(linked_roles(place), {"iam:GetRole": None}) == []


def test_only_buckets_for_aws_config_are_looked_into() -> None:
    sent: list[Read] = []
    named = [{"Name": name, "BucketRegion": "eu-west-1"} for name in ("photos", "hardpan-logs-111122223333")]
    assert drive(config_buckets(HERE.at(None)), {"s3:ListBuckets": {"Buckets": named}}, sent) == []
    assert [read.action for read in sent] == ["s3:ListBuckets"]


# An account by itself.


def test_an_account_by_itself_records_into_a_bucket_of_its_own() -> None:
    made = by_verb(planned(IN_NONE, REGION))
    assert list(made) == [
        "config.recorder/role",
        "config.recorder/create",
        "config.recorder/channel",
        "config.recorder/start",
        *(f"config.bucket/{verb}" for verb in ("create", "block", "policy", "versioning", "lifecycle")),
    ]
    create, channel, start = (made[f"config.recorder/{verb}"] for verb in ("create", "channel", "start"))
    assert create.write.parameters["ConfigurationRecorder"] == RECORDER.described
    assert made["config.recorder/role"].key in create.needs
    assert channel.write.parameters["DeliveryChannel"] == {"name": "default", "s3BucketName": OWN.name}
    assert {create.key, made["config.bucket/create"].key, made["config.bucket/policy"].key} <= channel.needs
    assert {create.key, channel.key} <= start.needs
    assert start.monthly_cost_usd is None
    assert start.cost_note
    assert [step.undo and step.undo[0].operation for step in (start, channel, create)] == [
        "StopConfigurationRecorder",
        "DeleteDeliveryChannel",
        "DeleteConfigurationRecorder",
    ]
    assert {one.code for one in channel.not_yet} >= {"InsufficientDeliveryPolicyException", "NoSuchBucketException"}
    assert {one.code for one in start.not_yet} == {"NoAvailableDeliveryChannelException"}
    assert json.loads(made["config.bucket/policy"].write.parameters["Policy"]) == document_for(OWN)


def test_iam_is_recorded_in_the_home_region_alone() -> None:
    steps = planned(IN_NONE, REGION, replace(REGION, place=AWAY), only=("config.recorder",))
    groups = {
        step.place.region: step.write.parameters["ConfigurationRecorder"]["recordingGroup"]
        for step in steps
        if step.write.operation == "PutConfigurationRecorder"
    }
    assert {region: group["includeGlobalResourceTypes"] for region, group in groups.items()} == {
        "eu-west-1": True,
        "us-east-1": False,
    }
    assert len([step for step in steps if step.write.service == "iam"]) == 1
    young = replace(EXAMPLE, home_region="eu-south-2")
    assert records_global(young, HERE.at("us-east-1"))
    assert not records_global(young, HERE.at("eu-south-2"))


def test_nothing_is_planned_where_everything_is_good_or_the_file_asks_for_nothing() -> None:
    assert planned(IN_NONE, REGION, RECORDER, CHANNEL, OWN_BUCKET, OWNED) == []
    assert planned(IN_NONE, REGION, want=WITHOUT) == []
    findings = evaluate(
        [one for name, one in CONTROLS.items() if name.startswith("config.")],
        Snapshot.of(IN_NONE, REGION, RECORDER, CHANNEL),
        WITHOUT,
    )
    assert {found.status for found in findings} == {Status.NOT_APPLICABLE}


def test_a_stopped_recorder_is_started_and_no_more() -> None:
    (start,) = planned(IN_NONE, REGION, replace(RECORDER, name="ours", recording=False), CHANNEL, OWN_BUCKET, OWNED)
    assert start.write == Write("config", "StartConfigurationRecorder", ConfigurationRecorderName="ours")
    assert start.undo == (Write("config", "StopConfigurationRecorder", ConfigurationRecorderName="ours"),)


def test_a_recorder_without_a_channel_gets_one() -> None:
    steps = planned(IN_NONE, REGION, RECORDER, OWN_BUCKET, OWNED)
    assert verbs(steps) == ["config.recorder/channel"]


# What somebody chose.


def test_what_is_stricter_stays() -> None:
    always = replace(RECORDER, mode={"recordingFrequency": "CONTINUOUS"})
    twice = replace(RECORDER, place=AWAY)
    assert planned(IN_NONE, REGION, always, CHANNEL, twice, replace(CHANNEL, place=AWAY), OWN_BUCKET, OWNED) == []


def test_what_is_lacking_is_added_and_overrides_stay() -> None:
    override = {"resourceTypes": ["AWS::EC2::Instance"], "recordingFrequency": "CONTINUOUS"}
    mode = {"recordingFrequency": "DAILY", "recordingModeOverrides": [override]}
    poor = replace(RECORDER, mode=mode, group={**GROUP, "includeGlobalResourceTypes": False})
    (fill,) = planned(IN_NONE, REGION, poor, CHANNEL, OWN_BUCKET, OWNED, want=ALWAYS)
    put = fill.write.parameters["ConfigurationRecorder"]
    assert put["recordingGroup"] == GROUP
    assert put["recordingMode"] == {"recordingFrequency": "CONTINUOUS", "recordingModeOverrides": [override]}
    assert fill.undo == (Write("config", "PutConfigurationRecorder", ConfigurationRecorder=poor.described),)
    assert fill.controls == ("config.records_everything",)


@pytest.mark.parametrize(
    "found", [SELECTIVE, replace(RECORDER, role="arn:aws:iam::111122223333:role/our-config", name="ours")]
)
def test_types_left_out_and_a_role_of_ones_own_wait_for_consent(found: Recorder) -> None:
    facts = (IN_NONE, REGION, found, CHANNEL, OWN_BUCKET, OWNED, LINKED)
    assert planned(*facts, only=("config.recorder", "config.bucket")) == []
    (put,) = planned(*facts)
    assert put.key.startswith("config.recorder_completed/put:")
    assert put.risk is Risk.DISRUPTIVE
    assert put.write.parameters["ConfigurationRecorder"] == {**RECORDER.described, "name": found.name}
    assert put.undo == (Write("config", "PutConfigurationRecorder", ConfigurationRecorder=found.described),)
    role, _ = planned(*(fact for fact in facts if not isinstance(fact, LinkedRole)))
    assert role.write.operation == "CreateServiceLinkedRole"


def test_a_role_for_two_operations_is_made_once() -> None:
    steps = planned(IN_NONE, SELECTIVE, CHANNEL, replace(REGION, place=AWAY), OWN_BUCKET, OWNED)
    (role,) = [step for step in steps if step.write.operation == "CreateServiceLinkedRole"]
    assert all(role.key in step.needs for step in steps if step.write.operation == "PutConfigurationRecorder")


def test_a_channel_to_another_bucket_is_moved_with_consent_only() -> None:
    settings = {
        "name": "ours",
        "s3BucketName": "theirs",
        "s3KeyPrefix": "config",
        "s3KmsKeyArn": "arn:aws:kms:eu-west-1:999988887777:key/1",
        "configSnapshotDeliveryProperties": {"deliveryFrequency": "One_Hour"},
    }
    theirs = replace(CHANNEL, name="ours", bucket="theirs", settings=settings)
    facts = (IN_NONE, REGION, RECORDER, theirs, OWNED, OWN_BUCKET)
    assert planned(*facts, only=("config.recorder", "config.bucket")) == []
    (moved,) = planned(*facts)
    assert moved.write.parameters["DeliveryChannel"] == {
        "name": "ours",
        "s3BucketName": OWN.name,
        "configSnapshotDeliveryProperties": {"deliveryFrequency": "One_Hour"},
    }
    assert moved.undo == (Write("config", "PutDeliveryChannel", DeliveryChannel=settings),)
    without = (IN_NONE, REGION, RECORDER, theirs)
    assert planned(*without, only=("config.bucket",)) == []
    agreed = replace(EXAMPLE, consent=("config.delivery_moved",))
    assert by_verb(planned(*without, want=agreed))["config.bucket/create"].key in moved.needs
    own = replace(OWNED, name="theirs")
    assert planned(*facts, own) == [], "a bucket of the account's own is as good"


# AWS Control Tower.


@pytest.mark.parametrize(
    "sign",
    [
        TOWER_RECORDER,
        TOWER_ROLE,
        replace(SHARED_TRAIL, place=HERE.at(None), name="aws-controltower-BaselineCloudTrail"),
        replace(RECORDER, role=TOWER_ROLE.arn, recording=False),
    ],
)
def test_what_is_aws_control_towers_is_never_touched(sign: Any) -> None:
    away = replace(REGION, place=AWAY)
    for facts, want in (((IN_NONE,), EXAMPLE), ((AS_MEMBER, KEEPER), DESCRIBED), ((AS_MEMBER,), DESCRIBED)):
        assert planned(*facts, REGION, away, sign, TOWER_CHANNEL, want=want) == []


def test_what_is_aws_control_towers_is_judged_and_said() -> None:
    have = Snapshot.of(AS_MEMBER, REGION, TOWER_RECORDER, TOWER_CHANNEL)
    for name, status, words in (
        ("config.recorder", Status.PASS, "AWS Control Tower's"),
        ("config.records_everything", Status.PASS, "every type"),
        ("config.archived", Status.PASS, "AWS Control Tower"),
    ):
        (found,) = evaluate([CONTROLS[name]], have, DESCRIBED)
        assert found.status is status
        assert words in found.message


def test_roles_that_are_hidden_plan_nothing() -> None:
    have = Snapshot.of(IN_NONE, REGION)
    hidden = {(Role, HERE.at(None)): denied("iam:GetAccountAuthorizationDetails")}
    for name in ("config.recorder", "config.bucket"):
        with pytest.raises(FactUnreadable):
            steps_of(name, EXAMPLE, replace(have, facts={**have.facts, **hidden}))


# An organization.


def test_a_member_delivers_to_the_bucket_of_the_organization_which_it_knows_by_name() -> None:
    made = by_verb(planned(AS_MEMBER, REGION, want=DESCRIBED))
    assert not [name for name in made if name.startswith("config.bucket")]
    channel = made["config.recorder/channel"]
    assert channel.write.parameters["DeliveryChannel"]["s3BucketName"] == SHARED.name
    assert channel.needs == {made["config.recorder/create"].key}
    assert channel.follows == {in_every_account(f"config.bucket/{verb}", HERE) for verb in ("create", "policy")}


def test_its_bucket_is_made_in_the_account_that_keeps_the_logs() -> None:
    made = by_verb(planned(AS_MEMBER, KEEPER, REGION, want=DESCRIBED))
    create, policy = made["config.bucket/create"], made["config.bucket/policy"]
    assert create.write.parameters["Bucket"] == SHARED.name
    assert "ObjectLockEnabledForBucket" not in create.write.parameters, "to such a bucket AWS Config cannot deliver"
    assert json.loads(policy.write.parameters["Policy"]) == document_for(SHARED)
    channel = made["config.recorder/channel"]
    assert channel.follows == frozenset()
    assert {create.key, policy.key} <= channel.needs


def test_an_organization_to_be_made_is_named_by_what_stands_for_it() -> None:
    agreed = replace(DESCRIBED, consent=("organizations.organization", "organizations.accounts"))
    made = by_verb(planned(IN_NONE, REGION, want=agreed))
    channel = made["config.recorder/channel"].write.parameters["DeliveryChannel"]
    assert channel["s3BucketName"] == f"hardpan-config-{PLANNED_ORGANIZATION}"
    alone = by_verb(planned(IN_NONE, REGION, want=DESCRIBED))
    assert alone["config.recorder/channel"].write.parameters["DeliveryChannel"]["s3BucketName"] == OWN.name


def test_channels_come_after_the_bucket_wherever_it_is() -> None:
    """In one plan of the account that keeps the logs, which is yet to be made, and of another."""
    keeper = Place(planned_account(1), HERE.region)

    def moved(fact: Any) -> Any:
        return replace(fact, place=keeper if fact.place.region else keeper.at(None))

    planner = Planner(DESCRIBED, [OPERATIONS[name] for name in ("config.bucket", "config.recorder")])
    controls = [CONTROLS[name] for name in ("config.recorder", "config.delivering", "config.archived", "config.bucket")]
    for facts in ((AS_MEMBER, REGION), (moved(AS_MEMBER), moved(KEEPER), moved(REGION))):
        have = Snapshot.of(*facts)
        planner.add(have, evaluate(controls, have, DESCRIBED))
    plan = planner.plan(account=HERE, selection=Selection(), digest="")
    order = [step.key for step in plan.steps]
    policy = f"config.bucket/policy:{SHARED.name}@{keeper}"
    assert order.index(policy) < order.index(f"config.recorder/channel@{HERE}")
    assert order.index(policy) < order.index(f"config.recorder/channel@{keeper}")


def test_a_channel_to_a_bucket_of_its_own_moves_to_the_organizations() -> None:
    facts = (AS_MEMBER, REGION, RECORDER, CHANNEL, OWNED)
    (moved,) = planned(*facts, want=DESCRIBED)
    assert moved.write.parameters["DeliveryChannel"]["s3BucketName"] == SHARED.name
    assert moved.follows
    assert planned(AS_MEMBER, REGION, RECORDER, SHARED_CHANNEL, want=DESCRIBED) == []


# The bucket.


def test_a_bucket_that_was_left_half_made_is_finished_by_the_same_steps() -> None:
    made = by_verb(planned(AS_MEMBER, KEEPER, REGION, want=DESCRIBED))
    half = replace(SHARED_BUCKET, block=None, policy=None, versioning=None)
    finished = by_verb(planned(AS_MEMBER, KEEPER, RECORDER, SHARED_CHANNEL, half, want=DESCRIBED))
    assert list(finished) == [f"config.bucket/{verb}" for verb in ("block", "policy", "versioning")]
    for name, step in finished.items():
        assert (step.key, step.write) == (made[name].key, made[name].write)


def test_a_bucket_is_put_right_and_put_back() -> None:
    open_to_all = replace(
        SHARED_BUCKET,
        block=replace(ALL_BLOCKED, block_public_policy=False),
        ownership="ObjectWriter",
        policy=policy_of(
            *statements(SHARED_BUCKET.document), {**PUBLIC_STATEMENT, "Resource": f"{SHARED_BUCKET.resource}/*"}
        ),
        lifecycle_rules=({"ID": "soon", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 7}},),
    )
    steps = by_verb(planned(AS_MEMBER, KEEPER, RECORDER, SHARED_CHANNEL, open_to_all, want=DESCRIBED))
    assert list(steps) == [f"config.bucket/{verb}" for verb in ("block", "ownership", "lifecycle")]
    assert steps["config.bucket/ownership"].undo == (
        Write(
            "s3",
            "PutBucketOwnershipControls",
            Bucket=SHARED.name,
            OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
        ),
    )
    (rule,) = steps["config.bucket/lifecycle"].write.parameters["LifecycleConfiguration"]["Rules"]
    assert rule["Expiration"] == {"Days": 730}


def test_the_statements_are_those_that_aws_documents() -> None:
    acl, there, delivery, tls = document_for(OWN)["Statement"]
    assert [one["Sid"] for one in (acl, there, delivery)] == [
        "AWSConfigBucketPermissionsCheck",
        "AWSConfigBucketExistenceCheck",
        "AWSConfigBucketDelivery",
    ]
    assert [one["Action"] for one in (acl, there, delivery)] == ["s3:GetBucketAcl", "s3:ListBucket", "s3:PutObject"]
    assert delivery["Resource"] == f"arn:aws:s3:::{OWN.name}/AWSLogs/111122223333/Config/*"
    assert delivery["Condition"]["StringEquals"] == {
        "s3:x-amz-acl": "bucket-owner-full-control",
        "aws:SourceAccount": "111122223333",
    }
    assert tls["Effect"] == "Deny"
    whole = document_for(SHARED)["Statement"][2]
    assert whole["Resource"] == f"arn:aws:s3:::{SHARED.name}/AWSLogs/*/Config/*"
    assert whole["Condition"]["StringEquals"]["aws:SourceOrgID"] == AS_MEMBER.organization


def test_a_policy_is_put_right_and_what_others_wrote_stays() -> None:
    reader = {
        "Sid": "Readers",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
        "Action": ["s3:GetObject"],
        "Resource": f"{SHARED_BUCKET.resource}/*",
    }
    anybodys = [{**one, "Condition": {}} for one in document_for(SHARED)["Statement"][:3]]
    poor = replace(SHARED_BUCKET, policy=policy_of(reader, *anybodys))
    assert faults(poor, SHARED) == ["AWS Config may deliver for any account", "plain HTTP is accepted"]
    mended = repaired(poor.document, SHARED)
    assert mended["Statement"][3] == reader
    assert faults(replace(poor, policy=json.dumps(mended)), SHARED) == []
    assert repaired(mended, SHARED) == mended
    twin = {**reader, "Sid": "AWSConfigBucketDelivery"}
    sids = [one["Sid"] for one in repaired({"Statement": [twin]}, SHARED)["Statement"]]
    assert len(set(sids)) == len(sids), "S3 refuses two of a name"


@pytest.mark.parametrize("policy", [None, "{}", "no policy", policy_of()])
def test_a_bucket_that_lets_nobody_in_takes_nothing(policy: str | None) -> None:
    if policy != "no policy":
        assert "AWS Config may not deliver" in faults(replace(SHARED_BUCKET, policy=policy), SHARED)


def test_a_hidden_policy_makes_no_plan() -> None:
    blind = replace(SHARED_BUCKET, policy=Unreadable(denied("s3:GetBucketPolicy").why))
    with pytest.raises(FactUnreadable):
        planned(AS_MEMBER, KEEPER, RECORDER, SHARED_CHANNEL, blind, want=DESCRIBED)


# The aggregator, and who administers.


def test_the_aggregator_has_its_role_and_its_registration_first() -> None:
    role, attach, put = steps_of("config.organization_aggregator", DELEGATED, Snapshot.of(AS_MEMBER, TOOLING, REGION))
    assert role.write.parameters["Path"] == "/hardpan/"
    assert put.needs == {
        role.key,
        attach.key,
        "organizations.delegated_administrators/register:config.amazonaws.com@444455556666",
    }
    source = put.write.parameters["OrganizationAggregationSource"]
    assert source == {
        "RoleArn": "arn:aws:iam::111122223333:role/hardpan/HardpanConfigAggregator",
        "AllAwsRegions": True,
    }
    assert {one.code for one in put.not_yet} >= {"InvalidRoleException", "OrganizationAccessDeniedException"}


def test_an_aggregator_of_all_is_kept_and_a_smaller_one_left_alone() -> None:
    ours = replace(AGGREGATOR_OF_ALL, name="ours")
    few = replace(ours, all_regions=False)
    for found, expected in ((ours, 0), (few, 3)):
        have = Snapshot.of(AS_MEMBER, TOOLING, found)
        assert len(steps_of("config.organization_aggregator", DELEGATED, have)) == expected
    for facts, want in (
        ((AS_MEMBER, REGION), DELEGATED),
        ((MEMBERSHIP, REGION), DELEGATED),
        ((AS_MEMBER, TOOLING, REGION), replace(DELEGATED, config_recorder="off")),
        ((AS_MEMBER, TOOLING, replace(REGION, place=AWAY)), DELEGATED),
    ):
        assert steps_of("config.organization_aggregator", want, Snapshot.of(*facts)) == []


def test_a_role_that_is_there_is_used() -> None:
    there = replace(
        TOWER_ROLE,
        name="HardpanConfigAggregator",
        path="/hardpan/",
        attached=("arn:aws:iam::aws:policy/service-role/AWSConfigRoleForOrganizations",),
    )
    (put,) = steps_of("config.organization_aggregator", DELEGATED, Snapshot.of(AS_MEMBER, TOOLING, REGION, there))
    assert put.write.operation == "PutConfigurationAggregator"
    attach, _ = steps_of(
        "config.organization_aggregator",
        DELEGATED,
        Snapshot.of(AS_MEMBER, TOOLING, REGION, replace(there, attached=())),
    )
    assert attach.write.operation == "AttachRolePolicy"


@pytest.mark.parametrize(("recording", "expected"), [("daily", 2), ("off", 0)])
def test_config_is_delegated_as_long_as_it_is_asked_for(recording: Any, expected: int) -> None:
    want = replace(DELEGATED, config_recorder=recording)
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, TRUSTED)
    steps = steps_of("organizations.delegated_administrators", want, have)
    registered = [step for step in steps if "register:config" in step.key]
    assert len(registered) == expected
    assert {step.write.parameters["AccountId"] for step in registered} <= {LOGS.id}


def test_security_hubs_standards_come_after_the_recorder() -> None:
    _, standards = steps_of("securityhub.hub", replace(EXAMPLE, profile="team"), Snapshot.of(IN_NONE, REGION))
    start = by_verb(planned(IN_NONE, REGION))["config.recorder/start"]
    assert standards.comes_after(start)
    *_, associated = steps_of("securityhub.organization", DELEGATED, Snapshot.of(AS_MEMBER, TOOLING, REGION))
    assert associated.comes_after(start)
    other = replace(start, place=Place("999988887777", "eu-west-1"), key="config.recorder/start@999988887777/eu-west-1")
    assert associated.comes_after(other)
