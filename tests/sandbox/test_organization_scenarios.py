"""The organizations to begin with are what they say, and are there in seconds."""

import time

import pytest

from hardpan.sandbox import callers, regions
from hardpan.sandbox.scenarios import enterprise, startup_grown
from sandbox.asking import refused

ROLE = "OrganizationAccountAccessRole"


@pytest.fixture(scope="module")
def grown(running, connect):
    running.reset("startup-grown")
    return connect


@pytest.fixture(scope="module")
def company(running, connect):
    running.reset("enterprise")
    return connect


def enter(connect, account):
    sts = connect("sts", key=callers.ACCESS_KEY)
    lent = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="test")["Credentials"]
    return {"key": lent["AccessKeyId"], "secret": lent["SecretAccessKey"], "token": lent["SessionToken"]}


@pytest.mark.parametrize(("name", "seconds"), [("startup-grown", 6), ("enterprise", 15), ("factory-new", 2)])
def test_it_is_built_quickly(running, name, seconds):
    began = time.monotonic()
    running.reset(name)
    assert time.monotonic() - began < seconds


class TestStartupGrown:
    def test_the_sandboxs_own_key_is_a_users(self, grown, running):
        who = grown("sts", key=callers.ACCESS_KEY).get_caller_identity()
        assert who["Arn"] == f"arn:aws:iam::{running.account}:user/robin"
        user = grown("iam", key=callers.ACCESS_KEY).get_user()["User"]
        assert (user["UserName"], user["UserId"]) == ("robin", who["UserId"])

    def test_accounts_and_where_they_are(self, grown):
        organizations = grown("organizations")
        pages = organizations.get_paginator("list_accounts").paginate()
        told = {account["Id"]: account for page in pages for account in page["Accounts"]}
        assert set(told) == {*startup_grown.ACCOUNTS, "111122223333"}
        assert {account for account, each in told.items() if each["State"] == "SUSPENDED"} == {startup_grown.PROTOTYPE}
        root = organizations.list_roots()["Roots"][0]["Id"]
        units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
        assert {unit["Name"] for unit in units} == {"Shared", "Live", "Dev & Test", "Attic"}
        assert (told["111122223333"]["Name"], told[startup_grown.LEGACY]["Name"]) == ("acme", "legacy")
        assert told[startup_grown.LEGACY]["Paths"][0].endswith(f"/{root}/{startup_grown.LEGACY}/")
        assert len(told[startup_grown.PAYMENTS]["Paths"][0].split("/")) == 6  # organization, root, two OUs, account

    @pytest.mark.parametrize("account", sorted({*startup_grown.ACCOUNTS} - {"200000000006", "200000000007"}))
    def test_its_accounts_are_entered(self, grown, account):
        assert grown("sts", **enter(grown, account)).get_caller_identity()["Account"] == account

    @pytest.mark.parametrize("account", [startup_grown.DATA_SCIENCE, startup_grown.PROTOTYPE])
    def test_two_cannot_be_entered(self, grown, account):
        with refused("AccessDenied"):
            enter(grown, account)

    def test_its_trail_writes_into_the_log_account(self, grown):
        (trail,) = grown("cloudtrail").describe_trails()["trailList"]
        assert trail["IsOrganizationTrail"]
        assert not trail["LogFileValidationEnabled"]
        assert "LatestDeliveryError" not in grown("cloudtrail").get_trail_status(Name=trail["Name"])
        buckets = grown("s3", **enter(grown, startup_grown.LOGS)).list_buckets()["Buckets"]
        assert [bucket["Name"] for bucket in buckets] == [trail["S3BucketName"]]
        seen = grown("cloudtrail", "eu-west-1", **enter(grown, startup_grown.SHOP)).describe_trails()["trailList"]
        assert [each["TrailARN"] for each in seen] == [trail["TrailARN"]]

    def test_its_policies(self, grown):
        organizations = grown("organizations")
        told = organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
        own = {policy["Name"]: policy["Id"] for policy in told if not policy["AwsManaged"]}
        targets = {
            name: [each["Type"] for each in organizations.list_targets_for_policy(PolicyId=policy)["Targets"]]
            for name, policy in own.items()
        }
        assert targets == {
            "nobody-leaves": ["ORGANIZATIONAL_UNIT"],
            "no-big-machines": ["ACCOUNT"],
            "only-our-regions": [],
        }

    def test_guardduty_is_on_here_and_there(self, grown):
        session = enter(grown, startup_grown.SHOP)
        on = [
            region
            for region in regions.ENABLED_BY_DEFAULT
            if grown("guardduty", region, **session).list_detectors()["DetectorIds"]
        ]
        assert set(on) == {"us-east-1", "eu-west-1"}

    def test_one_account_has_opted_into_a_region(self, grown):
        session = enter(grown, startup_grown.SHOP_DEVELOPMENT)
        assert grown("ec2", startup_grown.OPTED_IN, **session).describe_vpcs()["Vpcs"]
        with refused("AuthFailure"):
            grown("ec2", startup_grown.OPTED_IN, **enter(grown, startup_grown.SHOP)).describe_vpcs()

    def test_one_account_is_a_mess(self, grown):
        session = enter(grown, startup_grown.LEGACY)
        assert {user["UserName"] for user in grown("iam", **session).list_users()["Users"]} == {"alice", "old-ci"}
        (trail,) = [
            each
            for each in grown("cloudtrail", **session).describe_trails()["trailList"]
            if each["TrailARN"].split(":")[4] == startup_grown.LEGACY
        ]
        assert trail["Name"] == "my-trail"


class TestEnterprise:
    def test_forty_accounts_in_pages(self, company):
        pages = list(company("organizations").get_paginator("list_accounts").paginate())
        told = [account for page in pages for account in page["Accounts"]]
        assert (len(pages), len(told)) == (2, 40)
        assert max(len(account["Paths"][0].split("/")) for account in told) == 8  # four OUs deep

    def test_one_account_administers_the_services(self, company):
        (told,) = company("organizations").list_delegated_administrators()["DelegatedAdministrators"]
        assert told["Id"] == enterprise.SECURITY_TOOLING
        session = enter(company, enterprise.SECURITY_TOOLING)
        assert len(company("organizations", **session).list_accounts()["Accounts"]) == 20

    def test_members_have_no_root_password(self, company):
        session = enter(company, enterprise.LOG_ARCHIVE)
        assert company("iam", **session).get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 0

    def test_the_quota_has_room(self, company):
        asked = {"ServiceCode": "organizations", "QuotaCode": "L-29A0C5DF"}
        assert company("service-quotas").get_service_quota(**asked)["Quota"]["Value"] == 100
        assert company("organizations").create_account(AccountName="one more", Email="more@example.com")

    def test_root_is_managed_centrally(self, company):
        assert company("iam").list_organizations_features()["EnabledFeatures"] == [
            "RootCredentialsManagement",
            "RootSessions",
        ]

    def test_all_of_its_accounts_are_whole_in_seconds(self, company):
        """Every account that is open, in three Regions: entered, its network read."""
        open_ = [account for account, (_, where) in enterprise.PLACED.items() if where != "Suspended"]
        began = time.monotonic()
        for account in open_:
            who = callers.root_key_of(account)
            for region in ("us-east-1", "eu-west-1", "ap-southeast-2"):
                assert company("ec2", region, key=who).describe_vpcs()["Vpcs"][0]["OwnerId"] == account
        assert time.monotonic() - began < 30
