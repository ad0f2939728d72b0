"""What IAM refuses, and what it makes of what it is given."""

import json
import time

import pytest

from sandbox.asking import refused

MANAGED = "arn:aws:iam::aws:policy"
ADMINISTRATOR = f"{MANAGED}/AdministratorAccess"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ANYONE = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}


@pytest.fixture
def iam(client):
    iam = client("iam")
    iam.create_user(UserName="alice")
    return iam


def _policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_a_user_goes_when_it_has_nothing_left(iam):
    iam.create_login_profile(UserName="alice", Password="In-the-sandbox-1")
    key = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    credential = iam.create_service_specific_credential(UserName="alice", ServiceName="codecommit.amazonaws.com")
    iam.create_group(GroupName="friends")
    iam.add_user_to_group(GroupName="friends", UserName="alice")
    iam.attach_user_policy(UserName="alice", PolicyArn=ADMINISTRATOR)
    iam.put_user_policy(UserName="alice", PolicyName="all", PolicyDocument=_policy(EVERYTHING))
    credential_id = credential["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    for take in (
        lambda: iam.delete_login_profile(UserName="alice"),
        lambda: iam.delete_access_key(UserName="alice", AccessKeyId=key),
        lambda: iam.delete_service_specific_credential(ServiceSpecificCredentialId=credential_id),
        lambda: iam.remove_user_from_group(GroupName="friends", UserName="alice"),
        lambda: iam.detach_user_policy(UserName="alice", PolicyArn=ADMINISTRATOR),
        lambda: iam.delete_user_policy(UserName="alice", PolicyName="all"),
    ):
        with refused("DeleteConflict", 409):
            iam.delete_user(UserName="alice")
        take()
    iam.delete_user(UserName="alice")
    with refused("NoSuchEntity", 404):
        iam.get_user(UserName="alice")


def test_a_group_goes_when_it_has_nothing_left(iam):
    iam.create_group(GroupName="friends")
    iam.add_user_to_group(GroupName="friends", UserName="alice")
    iam.attach_group_policy(GroupName="friends", PolicyArn=ADMINISTRATOR)
    for take in (
        lambda: iam.remove_user_from_group(GroupName="friends", UserName="alice"),
        lambda: iam.detach_group_policy(GroupName="friends", PolicyArn=ADMINISTRATOR),
    ):
        with refused("DeleteConflict", 409):
            iam.delete_group(GroupName="friends")
        take()
    iam.delete_group(GroupName="friends")


def test_a_role_goes_when_it_has_nothing_left(iam):
    iam.create_role(RoleName="demo", AssumeRolePolicyDocument=_policy(ANYONE))
    iam.attach_role_policy(RoleName="demo", PolicyArn=ADMINISTRATOR)
    with refused("DeleteConflict", 409):
        iam.delete_role(RoleName="demo")
    iam.detach_role_policy(RoleName="demo", PolicyArn=ADMINISTRATOR)
    iam.delete_role(RoleName="demo")


def test_a_policy_goes_when_nobody_has_it(iam):
    arn = iam.create_policy(PolicyName="all", PolicyDocument=_policy(EVERYTHING))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="alice", PolicyArn=arn)
    (listed,) = iam.list_policies(Scope="Local", OnlyAttached=True)["Policies"]
    assert listed["AttachmentCount"] == 1
    with refused("DeleteConflict", 409):
        iam.delete_policy(PolicyArn=arn)
    iam.detach_user_policy(UserName="alice", PolicyArn=arn)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=_policy(EVERYTHING))
    with refused("DeleteConflict", 409):
        iam.delete_policy(PolicyArn=arn)
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy(PolicyArn=arn)


def test_who_has_a_policy_is_told(iam):
    iam.attach_user_policy(UserName="alice", PolicyArn=ADMINISTRATOR)
    told = iam.list_entities_for_policy(PolicyArn=ADMINISTRATOR)
    assert [user["UserName"] for user in told["PolicyUsers"]] == ["alice"]
    assert (told["PolicyGroups"], told["PolicyRoles"]) == ([], [])
    with refused("NoSuchEntity", 404):
        iam.list_entities_for_policy(PolicyArn="arn:aws:iam::aws:policy/NoSuchThing")


@pytest.mark.parametrize(
    "name",
    [
        "AdministratorAccess",
        "AWSCloudShellFullAccess",
        "AWSCompromisedKeyQuarantineV2",
        "AWSCompromisedKeyQuarantineV3",
        "AWSSupportAccess",
        "ReadOnlyAccess",
        "SecurityAudit",
        "job-function/ViewOnlyAccess",
    ],
)
def test_the_managed_policies_a_baseline_needs_are_there(client, name):
    iam = client("iam")
    policy = iam.get_policy(PolicyArn=f"{MANAGED}/{name}")["Policy"]
    version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
    assert version["PolicyVersion"]["Document"]["Statement"]


@pytest.mark.parametrize(
    "trust",
    [
        "{no",
        "[]",
        '{"Version": "2012-10-17"}',
        _policy(EVERYTHING),
        _policy({"Effect": "Allow", "Action": "sts:AssumeRole"}),
        _policy({**ANYONE, "Action": "s3:GetObject"}),
        _policy({**ANYONE, "Principal": {"AWS": "arn:aws:iam::111122223333:role/missing"}}),
    ],
)
def test_what_is_no_trust_policy_is_refused(iam, trust):
    with refused("MalformedPolicyDocument", 400):
        iam.create_role(RoleName="demo", AssumeRolePolicyDocument=trust)
    iam.create_role(RoleName="demo", AssumeRolePolicyDocument=_policy(ANYONE))
    with refused("MalformedPolicyDocument", 400):
        iam.update_assume_role_policy(RoleName="demo", PolicyDocument=trust)
    assert iam.get_role(RoleName="demo")["Role"]["AssumeRolePolicyDocument"]["Statement"] == [ANYONE]


def test_a_trust_policy_may_name_whoever_is_there(iam, account):
    trust = {**ANYONE, "Principal": {"AWS": [f"arn:aws:iam::{account}:user/alice", "999988887777"]}}
    iam.create_role(RoleName="demo", AssumeRolePolicyDocument=_policy(trust))
    (role,) = iam.list_roles()["Roles"]
    assert role["AssumeRolePolicyDocument"]["Statement"] == [trust]


def test_who_was_just_made_is_no_principal_yet(sandbox, iam, account):
    sandbox.control.pace(principal=0.5)
    iam.create_user(UserName="new")
    trust = _policy({**ANYONE, "Principal": {"AWS": f"arn:aws:iam::{account}:user/new"}})
    with refused("MalformedPolicyDocument", 400, match="Invalid principal"):
        iam.create_role(RoleName="demo", AssumeRolePolicyDocument=trust)
    time.sleep(0.5)
    iam.create_role(RoleName="demo", AssumeRolePolicyDocument=trust)


def test_a_password_policy_is_replaced_whole(iam):
    with refused("NoSuchEntity", 404):
        iam.get_account_password_policy()
    iam.update_account_password_policy(MinimumPasswordLength=14, RequireSymbols=True, PasswordReusePrevention=24)
    assert "MaxPasswordAge" not in iam.get_account_password_policy()["PasswordPolicy"]
    iam.update_account_password_policy(MaxPasswordAge=90)
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["RequireSymbols"]) == (6, False)
    assert (policy["MaxPasswordAge"], policy["ExpirePasswords"]) == (90, True)
    assert "PasswordReusePrevention" not in policy
    iam.delete_account_password_policy()
    with refused("NoSuchEntity", 404):
        iam.delete_account_password_policy()


def test_a_linked_role_has_the_services_name_and_is_the_services(iam):
    made = iam.create_service_linked_role(AWSServiceName="guardduty.amazonaws.com")["Role"]
    assert made["RoleName"] == "AWSServiceRoleForAmazonGuardDuty"
    assert made["Arn"].endswith(":role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty")
    assert iam.get_role(RoleName=made["RoleName"])["Role"]["Arn"] == made["Arn"]
    with refused("InvalidInput", 400):
        iam.create_service_linked_role(AWSServiceName="guardduty.amazonaws.com")
    with refused("UnmodifiableEntity", 400):
        iam.attach_role_policy(RoleName=made["RoleName"], PolicyArn=ADMINISTRATOR)


def test_service_credentials_are_listed_for_everybody_without_secrets(iam):
    made = iam.create_service_specific_credential(UserName="alice", ServiceName="bedrock.amazonaws.com")
    credential = made["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    assert made["ServiceSpecificCredential"]["ServicePassword"]
    (listed,) = iam.list_service_specific_credentials(AllUsers=True)["ServiceSpecificCredentials"]
    assert (listed["UserName"], listed["Status"]) == ("alice", "Active")
    assert "ServicePassword" not in listed
    iam.update_service_specific_credential(UserName="alice", ServiceSpecificCredentialId=credential, Status="Inactive")
    (listed,) = iam.list_service_specific_credentials(UserName="alice")["ServiceSpecificCredentials"]
    assert listed["Status"] == "Inactive"
    with refused("NoSuchEntity", 404):
        iam.update_service_specific_credential(UserName="bob", ServiceSpecificCredentialId=credential, Status="Active")


def test_account_details_join_everything(iam):
    iam.put_user_policy(UserName="alice", PolicyName="all", PolicyDocument=_policy(EVERYTHING))
    iam.create_role(RoleName="demo", AssumeRolePolicyDocument=_policy(ANYONE))
    iam.put_role_policy(RoleName="demo", PolicyName="all", PolicyDocument=_policy(EVERYTHING))
    iam.create_policy(PolicyName="mine", PolicyDocument=_policy(EVERYTHING))
    told = iam.get_account_authorization_details(Filter=["LocalManagedPolicy", "User", "Role", "Group"])
    assert told["UserDetailList"][0]["UserPolicyList"][0]["PolicyDocument"]["Statement"] == [EVERYTHING]
    assert told["RoleDetailList"][0]["RolePolicyList"][0]["PolicyDocument"]["Statement"] == [EVERYTHING]
    assert told["Policies"][0]["PolicyVersionList"][0]["Document"]["Statement"] == [EVERYTHING]
    assert [policy["PolicyName"] for policy in told["Policies"]] == ["mine"]


def test_lists_go_page_by_page(iam):
    iam.create_user(UserName="bob")
    first = iam.list_users(MaxItems=1)
    second = iam.list_users(MaxItems=1, Marker=first["Marker"])
    assert first["IsTruncated"] is True
    assert [user["UserName"] for user in first["Users"] + second["Users"]] == ["alice", "bob"]
