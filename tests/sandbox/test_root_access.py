"""Members' root users, managed from one place: the features, a root session's task, and what it leaves."""

import pytest

from hardpan.sandbox import callers, organization
from sandbox.asking import refused, send

DELETE, AUDIT = "IAMDeleteRootUserCredentials", "IAMAuditRootUserCredentials"
FEATURES = ["RootCredentialsManagement", "RootSessions"]


@pytest.fixture
def central(members, connect):
    """Both features on."""
    members.trust("iam.amazonaws.com")
    connect("iam").enable_organizations_root_credentials_management()
    connect("iam").enable_organizations_root_sessions()
    return members


@pytest.fixture
def as_root(central, connect):
    """A client in a member as its root, for a task."""

    def assume(account, task=DELETE, service="iam"):
        lent = ask_for(central, account, task)["Credentials"]
        return connect(service, key=lent["AccessKeyId"], token=lent["SessionToken"])

    return assume


def ask_for(members, account, task=DELETE, **more):
    policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{task}"}
    return members.alice("sts", "eu-west-1").assume_root(TargetPrincipal=account, TaskPolicyArn=policy, **more)


def test_features_rest_on_an_organization_and_its_trust(sandbox, client, connect):
    for ask in (
        client("iam").list_organizations_features,
        client("iam").enable_organizations_root_sessions,
        client("iam").enable_organizations_root_credentials_management,
    ):
        with refused("OrganizationNotFoundException"):
            ask()
    client("organizations").create_organization()
    with refused("ServiceAccessNotEnabledException"):
        client("iam").enable_organizations_root_sessions()


def test_features_are_turned_on_and_off(central, connect):
    iam = connect("iam")
    told = iam.list_organizations_features()
    assert told["EnabledFeatures"] == FEATURES
    assert told["OrganizationId"] == central.organizations.describe_organization()["Organization"]["Id"]
    assert iam.disable_organizations_root_sessions()["EnabledFeatures"] == ["RootCredentialsManagement"]
    assert iam.disable_organizations_root_credentials_management()["EnabledFeatures"] == []
    iam.enable_organizations_root_sessions()
    central.organizations.disable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    central.trust("iam.amazonaws.com")
    assert iam.list_organizations_features()["EnabledFeatures"] == []


def test_features_change_one_at_a_time(central, connect):
    iam, found = connect("iam"), organization.of(central.sandbox.account)
    with found.lane:  # another change is under way
        for ask in (iam.disable_organizations_root_sessions, iam.enable_organizations_root_credentials_management):
            with refused("ConcurrentModification"):
                ask()
        assert iam.list_organizations_features()["EnabledFeatures"] == FEATURES
    assert iam.disable_organizations_root_sessions()["EnabledFeatures"] == ["RootCredentialsManagement"]


def test_a_member_manages_root_users_only_as_a_delegate(central, connect):
    made = central.create("one")
    theirs = connect("iam", **central.enter(made))
    with refused("AccountNotManagementOrDelegatedAdministratorException"):
        theirs.list_organizations_features()
    central.organizations.register_delegated_administrator(AccountId=made, ServicePrincipal="iam.amazonaws.com")
    assert theirs.list_organizations_features()["EnabledFeatures"] == FEATURES


def test_new_members_have_no_root_password_then(central, as_root, connect):
    made = central.create("one")
    summary = as_root(made, AUDIT).get_account_summary()["SummaryMap"]
    assert (summary["AccountPasswordPresent"], summary["AccountMFAEnabled"]) == (0, 0)
    with refused("NoSuchEntity"):
        as_root(made, AUDIT).get_login_profile()
    recovery = as_root(made, "IAMCreateRootUserPassword")
    recovery.create_login_profile()
    with refused("EntityAlreadyExists"):
        recovery.create_login_profile()
    assert as_root(made, AUDIT).get_login_profile()["LoginProfile"]["UserName"] == made


def test_a_root_session_deletes_roots_credentials(sandbox, members, connect):
    made = members.create("one")  # before root is managed centrally: with a password
    for act, given in (
        ("create-root-access-key", {}),
        ("enrol-root-mfa", {"kind": "virtual"}),
        ("enrol-root-mfa", {"kind": "passkey"}),
        ("upload-root-signing-certificate", {}),
    ):
        sandbox.control.human(act, account=made, **given)
    members.trust("iam.amazonaws.com")
    connect("iam").enable_organizations_root_credentials_management()
    lent = ask_for(members, made)["Credentials"]
    iam = connect("iam", key=lent["AccessKeyId"], token=lent["SessionToken"])
    theirs = connect("iam", **members.enter(made))
    names = ("AccountPasswordPresent", "AccountAccessKeysPresent", "AccountMFAEnabled")
    names += ("AccountSigningCertificatesPresent",)

    def present():
        summary = theirs.get_account_summary()["SummaryMap"]
        return [summary[name] for name in names]

    assert present() == [1, 1, 1, 1]
    iam.delete_login_profile()
    (key,) = iam.list_access_keys()["AccessKeyMetadata"]
    iam.delete_access_key(AccessKeyId=key["AccessKeyId"])
    virtual = f"arn:aws:iam::{made}:mfa/root-account-mfa-device"
    with refused("DeleteConflict"):
        iam.delete_virtual_mfa_device(SerialNumber=virtual)
    for device in iam.list_mfa_devices()["MFADevices"]:
        iam.deactivate_mfa_device(SerialNumber=device["SerialNumber"])
    (left,) = theirs.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    assert left == {"SerialNumber": virtual}
    assert theirs.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"] == []
    iam.delete_virtual_mfa_device(SerialNumber=virtual)
    assert theirs.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    with refused("NoSuchEntity", 404):
        iam.delete_virtual_mfa_device(SerialNumber=virtual)
    (certificate,) = iam.list_signing_certificates()["Certificates"]
    iam.delete_signing_certificate(CertificateId=certificate["CertificateId"])
    assert present() == [0, 0, 0, 0]
    with refused("NoSuchEntity"):
        iam.delete_login_profile()


def test_a_root_session_keeps_to_its_task(central, as_root):
    made = central.create("one")
    audit = as_root(made, AUDIT)
    who = as_root(made, AUDIT, "sts").get_caller_identity()  # needs no permission
    assert (who["Account"], who["Arn"]) == (made, f"arn:aws:iam::{made}:root")
    with refused("AccessDenied", 403):
        as_root(made, AUDIT, "sts").get_session_token()
    for ask in (audit.list_users, audit.delete_login_profile, audit.list_roles):
        with refused("AccessDenied", 403):
            ask()
    with refused("AccessDenied"):
        audit.list_access_keys(UserName="alice")
    with refused("UnauthorizedOperation"):
        as_root(made, AUDIT, "ec2").describe_vpcs()
    assert as_root(made, "S3UnlockBucketPolicy", "s3").list_buckets()["Buckets"] == []
    with refused("AccessDenied"):
        as_root(made, "S3UnlockBucketPolicy", "s3").create_bucket(Bucket="mine-alone")


def test_whose_root_may_be_assumed_and_by_whom(central, connect):
    made = central.create("one")
    policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{DELETE}"}
    with refused("AccessDenied"):  # as root
        connect("sts", "eu-west-1").assume_root(TargetPrincipal=made, TaskPolicyArn=policy)
    with refused("AccessDenied"):  # from a member
        session = central.enter(made)
        connect("sts", "eu-west-1", **session).assume_root(TargetPrincipal=made, TaskPolicyArn=policy)
    for account in (central.sandbox.account, "999988887777"):
        with refused("AccessDenied"):
            ask_for(central, account)
    with refused("ValidationError"):
        ask_for(central, made, "AdministratorAccess")
    with refused("ValidationError"):
        ask_for(central, made, DurationSeconds=901)
    assert ask_for(central, f"arn:aws:iam::{made}:root")["Credentials"]
    connect("iam").disable_organizations_root_credentials_management()
    with refused("AccessDenied"):
        ask_for(central, made)
    assert ask_for(central, made, "S3UnlockBucketPolicy")["Credentials"]


def test_the_global_endpoint_offers_it_not(central):
    task = f"arn:aws:iam::aws:policy/root-task/{DELETE}"
    asked = f"Action=AssumeRoot&Version=2011-06-15&TargetPrincipal={central.create('one')}&TaskPolicyArn.arn={task}"
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    key = callers.root_key_of(central.sandbox.account)
    url = central.sandbox.url
    status, _, said = send(url, "POST", "/", asked, service="sts", key=key, Host="sts.amazonaws.com", **form)
    assert status == 400
    assert "global endpoint" in said


def test_a_root_session_ends(central, connect):
    made = central.create("one")
    lent = ask_for(central, made, AUDIT, DurationSeconds=0)["Credentials"]
    with refused("InvalidClientTokenId"):
        connect("iam", key=lent["AccessKeyId"], token=lent["SessionToken"]).get_user()


def test_roots_own_password_is_not_asked_about_without_a_session(client):
    with refused("ValidationError"):
        client("iam").delete_login_profile()
