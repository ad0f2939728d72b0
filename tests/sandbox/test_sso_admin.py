"""IAM Identity Center: enabled by a person alone; permission sets reach accounts when assigned or provisioned."""

import json

import pytest
from botocore.exceptions import ClientError

from hardpan.sandbox.callers import root_key_of
from hardpan.sandbox.control import Refused
from sandbox.asking import refused
from sandbox.identity_center import POLICY, IdentityCenter

SSO = "sso.amazonaws.com"
LATEST, OLD = "LATEST_PERMISSION_SET_PROVISIONED", "LATEST_PERMISSION_SET_NOT_PROVISIONED"


@pytest.fixture
def center(members):
    members.sandbox.control.pace(access=0)
    return IdentityCenter(members)


def roles(members, account, prefix="/aws-reserved/sso.amazonaws.com/"):
    return members.connect("iam", key=root_key_of(account)).list_roles(PathPrefix=prefix)["Roles"]


# Instances.


@pytest.mark.parametrize("scenario", ["factory-new", "startup-grown", "enterprise"])
def test_no_scenario_has_it(running, connect, scenario):
    running.reset(scenario)
    assert connect("sso-admin").list_instances(RegionScope="ALL_REGIONS")["Instances"] == []


def test_a_person_enables_it_for_the_organization_in_one_region(members):
    made = IdentityCenter(members, "eu-west-1")
    (found,) = made.sso.list_instances()["Instances"]
    assert (found["OwnerAccountId"], found["Status"]) == (members.sandbox.account, "ACTIVE")
    elsewhere = members.connect("sso-admin", "us-east-1")
    assert elsewhere.list_instances()["Instances"] == []
    (seen,) = elsewhere.list_instances(RegionScope="ALL_REGIONS")["Instances"]
    assert (seen["InstanceArn"], seen["PrimaryRegion"]) == (made.arn, "eu-west-1")
    with refused("AccessDeniedException"):
        elsewhere.list_permission_sets(InstanceArn=made.arn)
    trusted = members.organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert SSO in {one["ServicePrincipal"] for one in trusted}
    with pytest.raises(Refused, match="already enabled in eu-west-1"):
        members.sandbox.control.human("enable-identity-center")


def test_only_a_management_account_enables_it(sandbox, client):
    with pytest.raises(Refused, match="manages no organization"):
        sandbox.control.human("enable-identity-center")


def test_no_api_enables_the_organizations(members):
    with refused("AccessDeniedException"):
        members.connect("sso-admin").create_instance()


def test_an_account_instance_has_no_permission_sets_and_stands_in_the_way(sandbox, client):
    sso = client("sso-admin", "eu-west-1")
    arn = sso.create_instance(Name="ours")["InstanceArn"]
    with refused("ConflictException"):
        sso.create_instance()
    assert sso.describe_instance(InstanceArn=arn)["PermissionSetsEnabled"] is False
    with refused("ValidationException", match="not supported for account instances"):
        sso.list_permission_sets(InstanceArn=arn)
    client("organizations").create_organization(FeatureSet="ALL")
    with pytest.raises(Refused, match="already enabled in eu-west-1"):
        sandbox.control.human("enable-identity-center", region="eu-west-1")
    sso.delete_instance(InstanceArn=arn)
    assert sso.list_instances(RegionScope="ALL_REGIONS")["Instances"] == []
    sandbox.control.human("enable-identity-center", region="eu-west-1")


def test_members_see_it_and_may_not_touch_it(members, center):
    one = members.create("one")
    sso = members.connect("sso-admin", key=root_key_of(one))
    assert [found["InstanceArn"] for found in sso.list_instances()["Instances"]] == [center.arn]
    for ask in (
        lambda: sso.list_permission_sets(InstanceArn=center.arn),
        lambda: sso.create_permission_set(InstanceArn=center.arn, Name="mine"),
        lambda: sso.delete_instance(InstanceArn=center.arn),
    ):
        with refused("AccessDeniedException"):
            ask()


def test_everything_goes_with_the_instance(members, center):
    one, group = center.permission_set(), center.group()
    account = members.create("one")
    center.assign(one, account, group)
    center.sso.delete_instance(InstanceArn=center.arn)
    assert roles(members, account) == []
    assert center.sso.list_instances()["Instances"] == []


def test_tags(center):
    one = center.permission_set(Tags=[{"Key": "a", "Value": "1"}])
    named = {"InstanceArn": center.arn, "ResourceArn": one}
    center.sso.tag_resource(**named, Tags=[{"Key": "b", "Value": "2"}])
    center.sso.untag_resource(**named, TagKeys=["a"])
    assert center.sso.list_tags_for_resource(**named)["Tags"] == [{"Key": "b", "Value": "2"}]
    with refused("ResourceNotFoundException"):
        center.sso.list_tags_for_resource(InstanceArn=center.arn, ResourceArn=f"{one[:-1]}x")


# Permission sets.


def test_a_permission_set(center):
    one = center.permission_set("ReadOnly", Description="look", SessionDuration="PT8H")
    told = center.sso.describe_permission_set(**center.of(one))["PermissionSet"]
    assert (told["Name"], told["Description"], told["SessionDuration"]) == ("ReadOnly", "look", "PT8H")
    center.sso.update_permission_set(**center.of(one), SessionDuration="PT4H")
    told = center.sso.describe_permission_set(**center.of(one))["PermissionSet"]
    assert (told["Description"], told["SessionDuration"]) == ("look", "PT4H")
    assert center.sso.list_permission_sets(InstanceArn=center.arn)["PermissionSets"] == [one]
    center.sso.delete_permission_set(**center.of(one))
    with refused("ResourceNotFoundException"):
        center.sso.describe_permission_set(**center.of(one))


def test_what_aws_refuses_of_permission_sets(center):
    one = center.permission_set()
    with refused("ConflictException"):
        center.permission_set()
    for more in ({"SessionDuration": "PT13H"}, {"SessionDuration": "PT30M"}, {"SessionDuration": "P1D"}):
        with refused("ValidationException"):
            center.permission_set("Other", **more)
    with refused("ValidationException"):
        center.permission_set("not a name")
    center.attach(one)
    with refused("ConflictException"):
        center.attach(one)
    with refused("ValidationException"):
        center.attach(one, "arn:aws:iam::111122223333:policy/ours-and-not-of-aws")
    with refused("ResourceNotFoundException"):
        center.sso.detach_managed_policy_from_permission_set(**center.of(one), ManagedPolicyArn=f"{POLICY}x")
    with refused("ValidationException"):
        center.sso.put_inline_policy_to_permission_set(**center.of(one), InlinePolicy="no JSON")
    with refused("ServiceQuotaExceededException"):
        for number in range(20):
            center.attach(one, f"arn:aws:iam::aws:policy/Some{number}")


def test_policies_of_every_kind(center):
    one = center.permission_set()
    of = center.of(one)
    assert center.sso.get_inline_policy_for_permission_set(**of)["InlinePolicy"] == ""
    with refused("ResourceNotFoundException"):
        center.sso.get_permissions_boundary_for_permission_set(**of)
    center.attach(one)
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    inline = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    center.sso.put_inline_policy_to_permission_set(**of, InlinePolicy=inline)
    center.sso.put_permissions_boundary_to_permission_set(**of, PermissionsBoundary={"ManagedPolicyArn": POLICY})
    reference = {"Name": "ours", "Path": "/team/"}
    center.sso.attach_customer_managed_policy_reference_to_permission_set(
        **of, CustomerManagedPolicyReference=reference
    )
    (managed,) = center.sso.list_managed_policies_in_permission_set(**of)["AttachedManagedPolicies"]
    assert managed == {"Name": "ReadOnlyAccess", "Arn": POLICY}
    (customer,) = center.sso.list_customer_managed_policy_references_in_permission_set(**of)[
        "CustomerManagedPolicyReferences"
    ]
    assert customer == reference
    assert center.sso.get_inline_policy_for_permission_set(**of)["InlinePolicy"] == inline
    boundary = center.sso.get_permissions_boundary_for_permission_set(**of)["PermissionsBoundary"]
    assert boundary == {"ManagedPolicyArn": POLICY}
    center.sso.delete_inline_policy_from_permission_set(**of)
    center.sso.delete_permissions_boundary_from_permission_set(**of)
    center.sso.detach_customer_managed_policy_reference_from_permission_set(
        **of, CustomerManagedPolicyReference=reference
    )
    center.sso.detach_managed_policy_from_permission_set(**of, ManagedPolicyArn=POLICY)
    assert center.sso.list_managed_policies_in_permission_set(**of)["AttachedManagedPolicies"] == []


# Assignments.


def test_an_assignment_makes_a_role_in_the_account_and_takes_it_back(members, center):
    account, group, one = members.create("one"), center.group(), center.permission_set(SessionDuration="PT8H")
    center.attach(one)
    assert center.assign(one, account, group)["Status"] == "SUCCEEDED"
    (role,) = roles(members, account)
    assert role["RoleName"].startswith("AWSReservedSSO_ReadOnly_")
    assert "AssumeRoleWithSAML" in json.dumps(role["AssumeRolePolicyDocument"])
    iam = members.connect("iam", key=root_key_of(account))
    assert iam.get_role(RoleName=role["RoleName"])["Role"]["MaxSessionDuration"] == 8 * 3600
    (policy,) = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
    assert policy["PolicyArn"] == POLICY
    assert center.assigned(one, account) == [("GROUP", group)]
    assert center.accounts(one) == [account]
    listed = center.sso.list_permission_sets_provisioned_to_account(InstanceArn=center.arn, AccountId=account)
    assert listed["PermissionSets"] == [one]
    with refused("ConflictException"):
        center.sso.delete_permission_set(**center.of(one))
    assert center.remove(one, account, group)["Status"] == "SUCCEEDED"
    assert roles(members, account) == center.assigned(one, account) == center.accounts(one) == []
    center.sso.delete_permission_set(**center.of(one))


def test_the_role_stays_while_somebody_else_is_assigned(members, center):
    account, group, user, one = members.create("one"), center.group(), center.user(), center.permission_set()
    center.assign(one, account, group)
    center.assign(one, account, user, kind="USER")
    center.remove(one, account, group)
    assert center.assigned(one, account) == [("USER", user)]
    assert len(roles(members, account)) == 1


def test_assigning_again_changes_nothing(members, center):
    account, group, one = members.create("one"), center.group(), center.permission_set()
    center.assign(one, account, group)
    assert center.assign(one, account, group)["Status"] == "SUCCEEDED"
    assert center.assigned(one, account) == [("GROUP", group)]


def test_it_takes_a_while_and_an_account_takes_one_change_at_a_time(members, center):
    account, other = members.create("one"), members.create("two")
    group, one = center.group(), center.permission_set()
    members.sandbox.control.pace(access=0.3)
    begun = center.sso.create_account_assignment(**center.named(one, account, group))
    assert center.assigned(one, account) == []
    with refused("ConflictException"):
        center.sso.create_account_assignment(**center.named(one, account, group))
    center.sso.create_account_assignment(**center.named(one, other, group))
    assert center.created(begun["AccountAssignmentCreationStatus"]["RequestId"])["Status"] == "SUCCEEDED"
    found = center.sso.list_account_assignment_creation_status(InstanceArn=center.arn, Filter={"Status": "SUCCEEDED"})
    assert len(found["AccountAssignmentsCreationStatus"]) >= 1


def test_what_is_not_there_cannot_be_assigned(members, center):
    account, group, one = members.create("one"), center.group(), center.permission_set()
    for named in (
        center.named(one, "999988887777", group),
        center.named(one, account, f"{group[:-1]}{'0' if group[-1] != '0' else '1'}"),
        center.named(one, account, group, "USER"),
        center.named(f"{one[:-1]}x", account, group),
    ):
        with refused("ResourceNotFoundException"):
            center.sso.create_account_assignment(**named)
    with refused("ResourceNotFoundException"):
        center.sso.delete_account_assignment(**center.named(one, account, group))


def test_a_failure_is_told_with_its_reason(members, center):
    account, group, one = members.create("one"), center.group(), center.permission_set()
    center.sso.attach_customer_managed_policy_reference_to_permission_set(
        **center.of(one), CustomerManagedPolicyReference={"Name": "ours"}
    )
    failed = center.assign(one, account, group)
    assert failed["Status"] == "FAILED"
    assert f"arn:aws:iam::{account}:policy/ours does not exist" in failed["FailureReason"]
    assert center.assigned(one, account) == []
    iam = members.connect("iam", key=root_key_of(account))
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_policy(PolicyName="ours", PolicyDocument=document)
    assert center.assign(one, account, group)["Status"] == "SUCCEEDED"


def test_a_closed_account_takes_nothing(members, center):
    account, group, one = members.create("one"), center.group(), center.permission_set()
    members.organizations.close_account(AccountId=account)
    failed = center.assign(one, account, group)
    assert (failed["Status"], failed["FailureReason"]) == ("FAILED", f"Account {account} is suspended")


def test_an_edit_reaches_accounts_when_it_is_provisioned(members, center):
    account, other = members.create("one"), members.create("two")
    group, one = center.group(), center.permission_set()
    for each in (account, other):
        center.assign(one, each, group)
    center.attach(one)
    assert center.accounts(one, ProvisioningStatus=OLD) == [account, other]
    (role,) = roles(members, account)
    iam = members.connect("iam", key=root_key_of(account))
    assert iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"] == []
    assert center.provision(one, TargetType="AWS_ACCOUNT", TargetId=account)["Status"] == "SUCCEEDED"
    assert len(iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]) == 1
    assert center.accounts(one, ProvisioningStatus=OLD) == [other]
    assert center.provision(one, TargetType="ALL_PROVISIONED_ACCOUNTS")["Status"] == "SUCCEEDED"
    assert center.accounts(one, ProvisioningStatus=LATEST) == [account, other]
    with refused("ValidationException"):
        center.provision(one, TargetType="AWS_ACCOUNT")
    with refused("ResourceNotFoundException"):
        center.provision(one, TargetType="AWS_ACCOUNT", TargetId=members.sandbox.account)


def test_what_a_principal_may(members, center):
    account, group, user, one = members.create("one"), center.group(), center.user(), center.permission_set()
    center.assign(one, account, group)
    center.directory.create_group_membership(IdentityStoreId=center.store, GroupId=group, MemberId={"UserId": user})
    asked = {"InstanceArn": center.arn, "PrincipalId": user, "PrincipalType": "USER"}
    (found,) = center.sso.list_account_assignments_for_principal(**asked)["AccountAssignments"]
    assert (found["AccountId"], found["PrincipalId"]) == (account, group)
    other = center.sso.list_account_assignments_for_principal(**asked, Filter={"AccountId": members.sandbox.account})
    assert other["AccountAssignments"] == []


def test_a_delegated_administrator_leaves_the_management_account_alone(members, center):
    delegate, account = members.create("delegate"), members.create("one")
    group, theirs, shared = center.group(), center.permission_set("Theirs"), center.permission_set("Shared")
    center.assign(shared, members.sandbox.account, group)
    members.organizations.register_delegated_administrator(AccountId=delegate, ServicePrincipal=SSO)
    sso = members.connect("sso-admin", key=root_key_of(delegate))
    for ask in (
        lambda: sso.create_account_assignment(**center.named(theirs, members.sandbox.account, group)),
        lambda: sso.create_account_assignment(**center.named(shared, account, group)),
        lambda: sso.update_permission_set(**center.of(shared), SessionDuration="PT2H"),
        lambda: sso.delete_instance(InstanceArn=center.arn),
    ):
        with refused("AccessDeniedException"):
            ask()
    sso.update_permission_set(**center.of(theirs), SessionDuration="PT2H")
    sso.create_account_assignment(**center.named(theirs, account, group))


def test_lists_come_in_pages(running, center):
    made = {center.permission_set(f"Set{number}") for number in range(7)}
    running.control.fault("pages", "sso-admin:*", size=3)
    pages = list(center.sso.get_paginator("list_permission_sets").paginate(InstanceArn=center.arn))
    assert len(pages) == 3
    assert {one for page in pages for one in page["PermissionSets"]} == made


def test_a_reset_forgets_it(members, center, sandbox):
    sandbox.reset("factory-new")
    assert center.sso.list_instances(RegionScope="ALL_REGIONS")["Instances"] == []
    with pytest.raises(ClientError):
        center.directory.list_groups(IdentityStoreId=center.store)
