"""A landing zone of Control Tower: what it leaves behind, what its API tells, and what its policies deny."""

import json
import time

import pytest

from hardpan.sandbox import callers
from hardpan.sandbox.control import Refused
from hardpan.sandbox.scenarios import control_tower, control_tower_guardrails
from hardpan.sandbox.scenarios.control_tower import AUDIT, BUCKET, LOG_ARCHIVE, REGIONS, ROLE, SHOP, TRAIL, WAREHOUSE
from sandbox.acting import Actors
from sandbox.asking import refused
from sandbox.membership import DENY, scp

ENROLLED = (LOG_ARCHIVE, AUDIT, SHOP)
RECORDER = "aws-controltower-BaselineConfigRecorder"


@pytest.fixture(scope="module")
def built(running, connect):
    running.reset("control-tower")
    return connect


@pytest.fixture
def governed(running, connect):
    running.reset("control-tower")
    return connect


def enter(connect, account, role=ROLE):
    sts = connect("sts", key=callers.ACCESS_KEY)
    lent = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName="test")["Credentials"]
    return {"key": lent["AccessKeyId"], "secret": lent["SecretAccessKey"], "token": lent["SessionToken"]}


def zone_of(connect):
    tower = connect("controltower")
    (zone,) = tower.list_landing_zones()["landingZones"]
    return tower.get_landing_zone(landingZoneIdentifier=zone["arn"])["landingZone"]


def unit(connect, name):
    organizations = connect("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    return next(one for one in units if one["Name"] == name)


def policies_of(connect, target):
    kind = "SERVICE_CONTROL_POLICY"
    found = connect("organizations").list_policies_for_target(TargetId=target, Filter=kind)["Policies"]
    return {one["Name"]: one["Id"] for one in found}


class TestTheScenario:
    def test_it_is_built_quickly(self, running):
        began = time.monotonic()
        running.reset("control-tower")
        assert time.monotonic() - began < 10

    def test_units_hold_the_accounts_and_policies_of_their_own(self, built):
        organizations = built("organizations")
        for name, accounts in {
            "Security": {LOG_ARCHIVE, AUDIT},
            "Sandbox": set(),
            "Workloads": {SHOP, WAREHOUSE},
        }.items():
            found = unit(built, name)["Id"]
            there = organizations.list_accounts_for_parent(ParentId=found)["Accounts"]
            assert {one["Id"] for one in there} == accounts
            own = [name for name in policies_of(built, found) if name.startswith("aws-guardrails-")]
            assert len(own) == (3 if name == "Security" else 2)

    def test_the_policies_say_what_each_control_is(self, built):
        found = policies_of(built, unit(built, "Security")["Id"])
        organizations = built("organizations")
        contents = [organizations.describe_policy(PolicyId=one)["Policy"]["Content"] for one in found.values()]
        sids = {statement.get("Sid") for content in contents for statement in json.loads(content)["Statement"]}
        known = (
            control_tower_guardrails.RECORDING,
            control_tower_guardrails.ROLES_AND_ALERTS,
            control_tower_guardrails.LOG_ARCHIVE,
        )
        assert sids - {None} == {statement["Sid"] for part in known for statement in part.values()}
        assert max(map(len, contents)) < 5120

    def test_the_trail_delivers_below_the_organizations_id(self, built):
        (trail,) = built("cloudtrail", **enter(built, SHOP)).describe_trails()["trailList"]
        assert (trail["Name"], trail["S3BucketName"], trail["IsOrganizationTrail"]) == (TRAIL, BUCKET, True)
        assert trail["S3KeyPrefix"] == built("organizations").describe_organization()["Organization"]["Id"]
        status = built("cloudtrail").get_trail_status(Name=trail["TrailARN"])
        assert status["IsLogging"]
        assert "LatestDeliveryError" not in status

    @pytest.mark.parametrize("account", ENROLLED)
    @pytest.mark.parametrize("region", REGIONS)
    def test_recorders_record_and_deliver(self, built, account, region):
        config = built("config", region, **enter(built, account))
        (recorder,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
        assert recorder["name"] == RECORDER
        assert recorder["recordingGroup"]["includeGlobalResourceTypes"] is (region == REGIONS[0])
        (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        assert status["recording"]
        (channel,) = config.describe_delivery_channel_status()["DeliveryChannelsStatus"]
        assert channel["configHistoryDeliveryInfo"]["lastStatus"] == "SUCCESS"

    def test_the_log_bucket_is_private_and_tells_who_reads_it(self, built):
        s3 = built("s3", **enter(built, LOG_ARCHIVE))
        assert s3.get_bucket_policy_status(Bucket=BUCKET)["PolicyStatus"]["IsPublic"] is False
        assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
        (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
        assert rule["Expiration"]["Days"] == 365
        assert s3.get_bucket_logging(Bucket=BUCKET)["LoggingEnabled"]["TargetBucket"] == control_tower.ACCESS_LOGS

    def test_the_audit_account_looks_into_the_others(self, built):
        trust = built("iam", **enter(built, SHOP)).get_role(RoleName="aws-controltower-AdministratorExecutionRole")
        (statement,) = trust["Role"]["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"AWS": f"arn:aws:iam::{AUDIT}:role/aws-controltower-AuditAdministratorRole"}
        (aggregator,) = built("config", **enter(built, AUDIT)).describe_configuration_aggregators()[
            "ConfigurationAggregators"
        ]
        assert aggregator["AccountAggregationSources"][0]["AccountIds"] == list(ENROLLED)

    def test_people_are_in_groups_of_identity_center(self, built):
        sso = built("sso-admin")
        (instance,) = sso.list_instances()["Instances"]
        sets = sso.list_permission_sets(InstanceArn=instance["InstanceArn"])["PermissionSets"]
        assert len(sets) == 6
        roles = built("iam", **enter(built, SHOP)).list_roles(PathPrefix="/aws-reserved/")["Roles"]
        assert len(roles) == 3

    def test_one_account_is_not_enrolled(self, built):
        with refused("AccessDenied"):
            enter(built, WAREHOUSE)
        session = enter(built, WAREHOUSE, "OrganizationAccountAccessRole")
        assert built("config", **session).describe_configuration_recorders()["ConfigurationRecorders"] == []


class TestTheApi:
    def test_the_landing_zone_is_told_where_its_home_is(self, built):
        zone = zone_of(built)
        assert (zone["version"], zone["latestAvailableVersion"], zone["status"]) == ("3.3", "4.0", "ACTIVE")
        assert zone["driftStatus"] == {"status": "IN_SYNC"}
        assert zone["manifest"]["governedRegions"] == list(REGIONS)
        assert zone["manifest"]["securityRoles"]["accountId"] == AUDIT
        away = built("controltower", REGIONS[1])
        assert away.list_landing_zones()["landingZones"] == []
        for ask in (away.list_enabled_baselines, away.list_enabled_controls):
            with refused("ResourceNotFoundException"):
                ask()
        with refused("ResourceNotFoundException"):
            built("controltower").get_landing_zone(landingZoneIdentifier="another")

    def test_members_are_told_nothing(self, built):
        with refused("AccessDeniedException"):
            built("controltower", **enter(built, SHOP)).list_landing_zones()

    def test_baselines_of_accounts_are_children_of_their_units(self, built):
        tower = built("controltower")
        names = {one["arn"]: one["name"] for one in tower.list_baselines()["baselines"]}
        alone = tower.list_enabled_baselines()["enabledBaselines"]
        every = tower.list_enabled_baselines(includeChildren=True)["enabledBaselines"]
        (child,) = [one for one in every if one not in alone]
        assert child["targetIdentifier"].endswith(f"/{SHOP}")
        (parent,) = [one for one in alone if one["arn"] == child["parentIdentifier"]]
        assert parent["targetIdentifier"] == unit(built, "Workloads")["Arn"]
        assert names[parent["baselineIdentifier"]] == "AWSControlTowerBaseline"
        asked = {"targetIdentifiers": [parent["targetIdentifier"]]}
        assert tower.list_enabled_baselines(filter=asked)["enabledBaselines"] == [parent]

    def test_controls_are_listed_by_unit_and_page_by_page(self, built):
        tower = built("controltower")
        pages = list(tower.get_paginator("list_enabled_controls").paginate(PaginationConfig={"PageSize": 7}))
        assert len(pages) > 5
        every = [one for page in pages for one in page["enabledControls"]]
        security = unit(built, "Security")["Arn"]
        there = tower.list_enabled_controls(targetIdentifier=security)["enabledControls"]
        assert {one["targetIdentifier"] for one in there} == {security}
        assert [one for one in every if one["targetIdentifier"] == security] == there

    @pytest.mark.parametrize("ask", ["list_enabled_controls", "list_enabled_baselines"])
    def test_a_filter_that_would_be_ignored_is_refused(self, built, ask):
        with refused("ValidationException"):
            getattr(built("controltower"), ask)(filter={"statuses": ["FAILED"]})

    def test_an_organization_without_a_landing_zone_says_so(self, client, members):
        assert client("controltower").list_landing_zones()["landingZones"] == []
        with refused("ResourceNotFoundException"):
            client("controltower").list_enabled_controls()


class TestItsPolicies:
    @pytest.fixture
    def somebody(self, governed):
        """An administrator of an enrolled account, and of the one that keeps the logs."""
        actors, sam = Actors(governed), {"key": callers.ACCESS_KEY}
        return {account: actors.role(account, "Administrator", sam) for account in (SHOP, LOG_ARCHIVE)}

    def test_nobody_else_changes_what_is_control_towers(self, governed, somebody):
        in_shop, in_logs = somebody[SHOP], somebody[LOG_ARCHIVE]
        config, sns, iam = (governed(service, **in_shop) for service in ("config", "sns", "iam"))
        with refused("AccessDeniedException"):
            config.stop_configuration_recorder(ConfigurationRecorderName=RECORDER)
        with refused("AuthorizationError"):
            sns.delete_topic(TopicArn=f"arn:aws:sns:us-east-1:{SHOP}:aws-controltower-SecurityNotifications")
        with refused("AccessDenied"):
            iam.delete_role_policy(RoleName=ROLE, PolicyName="any")
        with refused("AccessDenied"):
            governed("s3", **in_logs).put_bucket_encryption(
                Bucket=BUCKET,
                ServerSideEncryptionConfiguration={
                    "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
                },
            )
        sns.create_topic(Name="mine")
        governed("s3", **in_logs).create_bucket(Bucket="mine-in-the-archive")

    def test_its_own_role_does(self, governed):
        config = governed("config", **enter(governed, SHOP))
        config.stop_configuration_recorder(ConfigurationRecorderName=RECORDER)
        (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        assert not status["recording"]


class TestDriftAndWhatPeopleDo:
    def test_a_policy_that_was_edited_is_drift_until_the_landing_zone_is_reset(self, running, governed):
        target = unit(governed, "Workloads")["Id"]
        edited = policies_of(governed, target)["aws-guardrails-Workx0"]
        other = scp(DENY)
        governed("organizations").update_policy(PolicyId=edited, Content=other)
        assert zone_of(governed)["driftStatus"] == {"status": "DRIFTED"}
        told = governed("controltower").list_enabled_controls()["enabledControls"]
        assert {one["driftStatusSummary"]["driftStatus"] for one in told} == {"DRIFTED"}
        running.control.human("reset-landing-zone")
        zone = zone_of(governed)
        assert (zone["driftStatus"], zone["version"]) == ({"status": "IN_SYNC"}, "4.0")

    def test_so_is_one_that_was_detached_or_deleted(self, running, governed):
        target = unit(governed, "Sandbox")["Id"]
        before = policies_of(governed, target)
        detached, deleted = (before[f"aws-guardrails-Sandx{number}"] for number in (0, 1))
        governed("organizations").detach_policy(PolicyId=detached, TargetId=target)
        assert zone_of(governed)["driftStatus"] == {"status": "DRIFTED"}
        governed("organizations").detach_policy(PolicyId=deleted, TargetId=target)
        governed("organizations").delete_policy(PolicyId=deleted)
        running.control.human("reset-landing-zone")
        assert zone_of(governed)["driftStatus"] == {"status": "IN_SYNC"}
        assert policies_of(governed, target) == before

    def test_so_is_an_enrolled_account_that_was_moved(self, running, governed):
        source, destination = unit(governed, "Workloads")["Id"], unit(governed, "Sandbox")["Id"]
        move = governed("organizations").move_account
        move(AccountId=WAREHOUSE, SourceParentId=source, DestinationParentId=destination)
        assert zone_of(governed)["driftStatus"] == {"status": "IN_SYNC"}
        move(AccountId=SHOP, SourceParentId=source, DestinationParentId=destination)
        assert zone_of(governed)["driftStatus"] == {"status": "DRIFTED"}
        told = governed("controltower").list_enabled_controls()["enabledControls"]
        assert {one["driftStatusSummary"]["driftStatus"] for one in told} == {"IN_SYNC"}
        running.control.human("reset-landing-zone")
        assert zone_of(governed)["driftStatus"] == {"status": "IN_SYNC"}

    def test_others_policies_on_its_units_are_no_drift(self, governed):
        organizations = governed("organizations")
        made = organizations.create_policy(
            Type="SERVICE_CONTROL_POLICY", Name="ours", Description="ours", Content=scp(DENY)
        )["Policy"]["PolicySummary"]["Id"]
        organizations.attach_policy(PolicyId=made, TargetId=unit(governed, "Sandbox")["Id"])
        assert zone_of(governed)["driftStatus"] == {"status": "IN_SYNC"}

    def test_an_account_is_enrolled_once_its_role_is_there_and_no_strangers_recorder(self, running, governed):
        def enroll():
            running.control.human("enroll-in-control-tower", account=WAREHOUSE)

        with pytest.raises(Refused, match=f"no role {ROLE}"):
            enroll()
        actors = Actors(governed)
        iam, config = actors.builder("iam", WAREHOUSE), actors.builder("config", WAREHOUSE)
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{running.account}:root"},
            "Action": "sts:AssumeRole",
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=document)
        linked = iam.create_service_linked_role(AWSServiceName="config.amazonaws.com")["Role"]["Arn"]
        config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": linked})
        with pytest.raises(Refused, match="configuration recorder: default"):
            enroll()
        config.delete_configuration_recorder(ConfigurationRecorderName="default")
        enroll()
        enroll()
        told = governed("controltower").list_enabled_baselines(includeChildren=True)["enabledBaselines"]
        assert [one["targetIdentifier"].endswith(WAREHOUSE) for one in told].count(True) == 1

    def test_units_are_registered_before_accounts_in_them_are_enrolled(self, running, governed):
        organizations = governed("organizations")
        root = organizations.list_roots()["Roots"][0]["Id"]
        made = organizations.create_organizational_unit(ParentId=root, Name="New")["OrganizationalUnit"]["Id"]
        source = unit(governed, "Workloads")["Id"]
        organizations.move_account(AccountId=SHOP, SourceParentId=source, DestinationParentId=made)
        with pytest.raises(Refused, match="not registered"):
            running.control.human("enroll-in-control-tower", account=SHOP)
        running.control.human("register-in-control-tower", unit=made)
        running.control.human("enroll-in-control-tower", account=SHOP)
        assert zone_of(governed)["driftStatus"] == {"status": "IN_SYNC"}

    def test_registering_a_unit_again_enrols_what_is_in_it(self, running, governed):
        for _ in range(2):
            running.control.human("register-in-control-tower", unit=unit(governed, "Workloads")["Id"])
        told = governed("controltower").list_enabled_baselines(includeChildren=True)["enabledBaselines"]
        assert sorted(one["targetIdentifier"][-12:] for one in told if "parentIdentifier" in one) == [SHOP, WAREHOUSE]
        assert enter(governed, WAREHOUSE)

    @pytest.mark.parametrize("act", ["enroll-in-control-tower", "reset-landing-zone"])
    def test_without_a_landing_zone_nobody_can(self, sandbox, act):
        with pytest.raises(Refused, match="landing zone"):
            sandbox.control.human(act)
        with pytest.raises(Refused, match="landing zone"):
            sandbox.control.human("register-in-control-tower", unit="ou-none")
