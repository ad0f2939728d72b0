"""The accounts to begin with are what they say."""

import time
from datetime import UTC, datetime

import pytest

from hardpan.sandbox import regions, scenarios
from sandbox.asking import refused

MANAGED = "arn:aws:iam::aws:policy"


@pytest.fixture(scope="module")
def messy(running, connect):
    running.reset("personal-messy")
    return connect


def test_each_scenario_says_what_it_is():
    assert set(scenarios.every()) >= {"factory-new", "personal-messy"}
    for name, scenario in scenarios.every().items():
        assert name == scenario.NAME
        assert len(scenario.DESCRIPTION) > 20


@pytest.mark.parametrize("region", regions.ENABLED_BY_DEFAULT)
def test_a_new_account_has_a_furnished_network_in_each_region(client, region):
    ec2 = client("ec2", region)
    (vpc,) = ec2.describe_vpcs()["Vpcs"]
    (gateway,) = ec2.describe_internet_gateways()["InternetGateways"]
    (group,) = ec2.describe_security_groups()["SecurityGroups"]
    assert vpc["IsDefault"]
    assert gateway["Attachments"][0]["VpcId"] == vpc["VpcId"]
    assert group["IpPermissions"][0]["UserIdGroupPairs"][0]["GroupId"] == group["GroupId"]
    assert ec2.describe_subnets()["Subnets"]
    assert ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"] == []
    assert ec2.describe_images(Owners=["self"])["Images"] == []


def test_in_a_new_account_nothing_is_switched_on(client, account):
    for service, operation, answered in (
        ("cloudtrail", "describe_trails", "trailList"),
        ("guardduty", "list_detectors", "DetectorIds"),
        ("accessanalyzer", "list_analyzers", "analyzers"),
        ("s3", "list_buckets", "Buckets"),
        ("sns", "list_topics", "Topics"),
        ("events", "list_rules", "Rules"),
        ("kms", "list_keys", "Keys"),
        ("iam", "list_users", "Users"),
        ("iam", "list_roles", "Roles"),
        ("ce", "get_anomaly_monitors", "AnomalyMonitors"),
    ):
        assert getattr(client(service), operation)()[answered] == []
    assert client("budgets").describe_budgets(AccountId=account)["Budgets"] == []
    with refused("NoSuchEntity"):
        client("iam").get_account_password_policy()
    with refused("NoSuchPublicAccessBlockConfiguration"):
        client("s3control").get_public_access_block(AccountId=account)


def test_the_untidy_account_is_built_quickly(running):
    began = time.monotonic()
    running.reset("personal-messy")
    assert time.monotonic() - began < 10


def test_roots_untidiness(messy):
    summary = messy("iam").get_account_summary()["SummaryMap"]
    assert (summary["AccountMFAEnabled"], summary["AccountAccessKeysPresent"]) == (0, 1)
    assert summary["AccountSigningCertificatesPresent"] == 1
    used = messy("iam").get_user()["User"]["PasswordLastUsed"]
    assert 0 <= (datetime.now(UTC) - used).days <= 1


def test_users_untidiness(messy):
    iam = messy("iam")
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["alice", "old-ci"]
    ages = sorted(
        (datetime.now(UTC) - key["CreateDate"]).days
        for key in iam.list_access_keys(UserName="alice")["AccessKeyMetadata"]
    )
    assert ages == [400, 500]
    assert iam.list_mfa_devices(UserName="alice")["MFADevices"] == []
    assert iam.get_login_profile(UserName="alice")
    assert iam.list_user_policies(UserName="alice")["PolicyNames"] == ["just-in-case"]
    (key,) = iam.list_access_keys(UserName="old-ci")["AccessKeyMetadata"]
    assert iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]["Region"] == "N/A"
    credentials = iam.list_service_specific_credentials(AllUsers=True)["ServiceSpecificCredentials"]
    assert [each["UserName"] for each in credentials] == ["alice"]


@pytest.mark.parametrize(
    ("policy", "users", "groups", "roles"),
    [
        ("AdministratorAccess", {"alice"}, {"friends"}, {"OrganizationAccountAccessRole"}),
        ("AWSCloudShellFullAccess", set(), {"friends"}, {"public-demo"}),
        ("AWSCompromisedKeyQuarantineV2", {"old-ci"}, set(), set()),
        ("AWSSupportAccess", set(), set(), set()),
    ],
)
def test_who_has_too_much(messy, policy, users, groups, roles):
    told = messy("iam").list_entities_for_policy(PolicyArn=f"{MANAGED}/{policy}")
    assert {each["UserName"] for each in told["PolicyUsers"]} == users
    assert {each["GroupName"] for each in told["PolicyGroups"]} == groups
    assert {each["RoleName"] for each in told["PolicyRoles"]} == roles


def test_roles_trust_strangers(messy):
    trusts = {
        role["RoleName"]: role["AssumeRolePolicyDocument"]["Statement"][0]
        for role in messy("iam").list_roles()["Roles"]
    }
    assert trusts["public-demo"]["Principal"] == {"AWS": "*"}
    assert trusts["cost-saver"]["Principal"] == {"AWS": "arn:aws:iam::999988887777:root"}
    assert "Condition" not in trusts["cost-saver"]
    assert trusts["OrganizationAccountAccessRole"]["Principal"] == {"AWS": "arn:aws:iam::444455556666:root"}
    assert list(trusts["github-deploy"]["Condition"]["StringEquals"]) == ["token.actions.githubusercontent.com:aud"]


def test_a_certificate_has_expired(messy):
    (certificate,) = messy("iam").list_server_certificates()["ServerCertificateMetadataList"]
    assert certificate["Expiration"] < datetime.now(UTC)
    name = certificate["ServerCertificateName"]
    whole = messy("iam").get_server_certificate(ServerCertificateName=name)["ServerCertificate"]
    assert whole["ServerCertificateMetadata"]["Expiration"] == certificate["Expiration"]


def test_an_unused_region_is_enabled_and_no_contact_is_given(messy):
    account = messy("account")
    assert account.get_region_opt_status(RegionName="af-south-1")["RegionOptStatus"] == "ENABLED"
    assert messy("ec2", "af-south-1").describe_vpcs()["Vpcs"]
    for kind in ("SECURITY", "BILLING", "OPERATIONS"):
        with refused("ResourceNotFoundException"):
            account.get_alternate_contact(AlternateContactType=kind)
