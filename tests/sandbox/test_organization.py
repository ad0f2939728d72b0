"""An organization: how it begins and ends, its OUs, its tags, and what it takes an account to be made."""

import time

import pytest
from botocore.exceptions import ClientError

from hardpan.sandbox import callers, organization
from sandbox.asking import refused
from sandbox.membership import DENY, Members, scp, until

STRANGER = "999988887777"


def reason(raised):
    return raised.value.response["Reason"]


def test_all_features_begin_with_service_control_policies(sandbox, client, account):
    organizations = client("organizations")
    made = organizations.create_organization()["Organization"]
    assert organizations.describe_organization()["Organization"] == made
    assert (made["FeatureSet"], made["MasterAccountId"]) == ("ALL", account)
    assert made["MasterAccountArn"] == f"arn:aws:organizations::{account}:account/{made['Id']}/{account}"
    (root,) = organizations.list_roots()["Roots"]
    assert root["PolicyTypes"] == [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    with refused("AlreadyInOrganizationException"):
        organizations.create_organization()
    (role,) = client("iam").list_roles()["Roles"]
    assert role["RoleName"] == "AWSServiceRoleForOrganizations"


def test_it_ends_the_free_plan(sandbox, client):
    sandbox.control.human("sign-up-for-free-plan")
    assert client("freetier").get_account_plan_state()["accountPlanType"] == "FREE"
    client("organizations").create_organization()
    assert client("freetier").get_account_plan_state()["accountPlanType"] == "PAID"


def test_consolidated_billing_has_no_policies_and_no_services(sandbox, connect):
    organizations = Members(sandbox, connect).begin("CONSOLIDATED_BILLING").organizations
    (root,) = organizations.list_roots()["Roots"]
    assert root["PolicyTypes"] == []
    with refused("PolicyTypeNotAvailableForOrganizationException"):
        organizations.create_policy(Name="a", Description="a", Type="TAG_POLICY", Content='{"tags":{}}')
    for ask in (
        lambda: organizations.enable_policy_type(RootId=root["Id"], PolicyType="TAG_POLICY"),
        lambda: organizations.enable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com"),
    ):
        with pytest.raises(ClientError) as raised:
            ask()
        assert reason(raised) == "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE"


def test_all_features_come_later_with_everybodys_consent(sandbox, connect):
    members = Members(sandbox, connect).begin("CONSOLIDATED_BILLING")
    theirs = connect("organizations", key=callers.root_key_of(STRANGER))
    sandbox.control.human("verify-email")
    invitation = members.organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": STRANGER})
    theirs.accept_handshake(HandshakeId=invitation["Handshake"]["Id"])
    members.organizations.enable_all_features()
    with refused("HandshakeConstraintViolationException"):
        members.organizations.enable_all_features()
    ours = connect("organizations").list_handshakes_for_account
    assert "APPROVE_ALL_FEATURES" not in [each["Action"] for each in ours()["Handshakes"]]
    (asked,) = theirs.list_handshakes_for_account(Filter={"ActionType": "ENABLE_ALL_FEATURES"})["Handshakes"]
    theirs.accept_handshake(HandshakeId=asked["Id"])
    assert members.organizations.describe_organization()["Organization"]["FeatureSet"] == "CONSOLIDATED_BILLING"
    (approval,) = ours(Filter={"ActionType": "APPROVE_ALL_FEATURES"})["Handshakes"]
    members.organizations.accept_handshake(HandshakeId=approval["Id"])
    assert members.organizations.describe_organization()["Organization"]["FeatureSet"] == "ALL"


def test_an_invitation_is_accepted_declined_or_canceled(sandbox, members, connect):
    theirs = connect("organizations", key=callers.root_key_of(STRANGER))
    target = {"Type": "ACCOUNT", "Id": STRANGER}
    with refused("AccountOwnerNotVerifiedException"):
        members.organizations.invite_account_to_organization(Target=target)
    sandbox.control.human("verify-email")
    first = members.organizations.invite_account_to_organization(Target=target)["Handshake"]
    assert first["State"] == "OPEN"
    with refused("DuplicateHandshakeException"):
        members.organizations.invite_account_to_organization(Target=target)
    with refused("AccessDeniedException"):
        members.organizations.accept_handshake(HandshakeId=first["Id"])
    assert theirs.decline_handshake(HandshakeId=first["Id"])["Handshake"]["State"] == "DECLINED"
    second = members.organizations.invite_account_to_organization(Target=target)["Handshake"]
    assert members.organizations.cancel_handshake(HandshakeId=second["Id"])["Handshake"]["State"] == "CANCELED"
    with refused("HandshakeAlreadyInStateException"):
        theirs.accept_handshake(HandshakeId=second["Id"])
    third = members.organizations.invite_account_to_organization(Target=target)["Handshake"]
    theirs.accept_handshake(HandshakeId=third["Id"])
    told = members.organizations.describe_account(AccountId=STRANGER)["Account"]
    assert (told["JoinedMethod"], told["State"]) == ("INVITED", "ACTIVE")
    assert len(members.organizations.list_handshakes_for_organization()["Handshakes"]) == 3
    # An invited account has no role of Organizations', and may leave at once.
    names = {role["RoleName"] for role in connect("iam", key=callers.root_key_of(STRANGER)).list_roles()["Roles"]}
    assert "OrganizationAccountAccessRole" not in names
    sandbox.control.human("verify-phone", account=STRANGER)
    theirs.leave_organization()
    with refused("AWSOrganizationsNotInUseException"):
        theirs.describe_organization()


def test_handshakes_end_with_their_organization(sandbox, members, connect):
    theirs = connect("organizations", key=callers.root_key_of(STRANGER))
    sandbox.control.human("verify-email")
    target = {"Type": "ACCOUNT", "Id": STRANGER}
    asked = members.organizations.invite_account_to_organization(Target=target)["Handshake"]
    assert [each["Id"] for each in theirs.list_handshakes_for_account()["Handshakes"]] == [asked["Id"]]
    members.organizations.delete_organization()
    assert theirs.list_handshakes_for_account()["Handshakes"] == []
    with refused("HandshakeNotFoundException"):
        theirs.accept_handshake(HandshakeId=asked["Id"])


def test_an_answer_to_a_handshake_is_a_change_too(sandbox, members, connect, account):
    theirs = connect("organizations", key=callers.root_key_of(STRANGER))
    sandbox.control.human("verify-email")
    asked = members.organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": STRANGER})
    name = asked["Handshake"]["Id"]
    with organization.of(account).lane:  # another change is under way
        for ask in (theirs.accept_handshake, theirs.decline_handshake, members.organizations.cancel_handshake):
            with refused("ConcurrentModificationException"):
                ask(HandshakeId=name)
    assert members.organizations.describe_handshake(HandshakeId=name)["Handshake"]["State"] == "OPEN"
    theirs.accept_handshake(HandshakeId=name)
    assert len(members.organizations.list_accounts()["Accounts"]) == 2


def test_an_organization_with_members_is_not_deleted(members):
    made = members.create("one")
    with refused("OrganizationNotEmptyException"):
        members.organizations.delete_organization()
    members.organizations.close_account(AccountId=made)
    with refused("OrganizationNotEmptyException"):
        members.organizations.delete_organization()


def test_an_empty_organization_is_deleted(members):
    members.organizations.delete_organization()
    with refused("AWSOrganizationsNotInUseException"):
        members.organizations.describe_organization()


def test_organizational_units(members):
    organizations, root = members.organizations, members.root
    made = organizations.create_organizational_unit(ParentId=root, Name="Workloads", Tags=[{"Key": "a", "Value": "b"}])
    unit = made["OrganizationalUnit"]
    assert organizations.describe_organizational_unit(OrganizationalUnitId=unit["Id"])["OrganizationalUnit"] == unit
    assert unit["Id"].startswith(f"ou-{root[2:]}-")
    assert organizations.list_tags_for_resource(ResourceId=unit["Id"])["Tags"] == [{"Key": "a", "Value": "b"}]
    with refused("DuplicateOrganizationalUnitException"):
        organizations.create_organizational_unit(ParentId=root, Name="Workloads")
    with refused("ParentNotFoundException"):
        organizations.create_organizational_unit(ParentId="ou-aaaa-bbbbbbbb", Name="x")
    inner = organizations.create_organizational_unit(ParentId=unit["Id"], Name="Prod")["OrganizationalUnit"]
    assert inner["Path"].endswith(f"/{root}/{unit['Id']}/{inner['Id']}/")
    with refused("OrganizationalUnitNotEmptyException"):
        organizations.delete_organizational_unit(OrganizationalUnitId=unit["Id"])
    renamed = organizations.update_organizational_unit(OrganizationalUnitId=inner["Id"], Name="Live")
    assert renamed["OrganizationalUnit"]["Name"] == "Live"
    below = organizations.list_organizational_units_for_parent(ParentId=unit["Id"])["OrganizationalUnits"]
    assert [each["Name"] for each in below] == ["Live"]
    assert organizations.list_parents(ChildId=inner["Id"])["Parents"] == [
        {"Id": unit["Id"], "Type": "ORGANIZATIONAL_UNIT"}
    ]
    organizations.delete_organizational_unit(OrganizationalUnitId=inner["Id"])
    organizations.delete_organizational_unit(OrganizationalUnitId=unit["Id"])
    with refused("OrganizationalUnitNotFoundException"):
        organizations.describe_organizational_unit(OrganizationalUnitId=unit["Id"])


def test_a_tree_is_five_levels_deep(members):
    parent = members.root
    for level in range(5):
        made = members.organizations.create_organizational_unit(ParentId=parent, Name=f"level {level}")
        parent = made["OrganizationalUnit"]["Id"]
    with pytest.raises(ClientError) as raised:
        members.organizations.create_organizational_unit(ParentId=parent, Name="too deep")
    assert reason(raised) == "OU_DEPTH_LIMIT_EXCEEDED"


def test_an_account_is_moved(members):
    organizations, root = members.organizations, members.root
    unit = organizations.create_organizational_unit(ParentId=root, Name="A")["OrganizationalUnit"]["Id"]
    made = members.create("one")
    asked = {"AccountId": made, "SourceParentId": root, "DestinationParentId": unit}
    with refused("SourceParentNotFoundException"):
        organizations.move_account(**{**asked, "SourceParentId": unit})
    with refused("DestinationParentNotFoundException"):
        organizations.move_account(**{**asked, "DestinationParentId": "ou-aaaa-bbbbbbbb"})
    with refused("DuplicateAccountException"):
        organizations.move_account(**{**asked, "DestinationParentId": root})
    with refused("AccountNotFoundException"):
        organizations.move_account(**{**asked, "AccountId": STRANGER})
    organizations.move_account(**asked)
    assert organizations.list_parents(ChildId=made)["Parents"][0]["Id"] == unit
    assert organizations.list_children(ParentId=unit, ChildType="ACCOUNT")["Children"] == [
        {"Id": made, "Type": "ACCOUNT"}
    ]
    assert [each["Id"] for each in organizations.list_accounts_for_parent(ParentId=unit)["Accounts"]] == [made]
    # A closed account still keeps its OU from being deleted.
    organizations.close_account(AccountId=made)
    with refused("OrganizationalUnitNotEmptyException"):
        organizations.delete_organizational_unit(OrganizationalUnitId=unit)


def test_tags(members):
    organizations, made = members.organizations, members.create("one", Tags=[{"Key": "team", "Value": "red"}])
    organizations.tag_resource(ResourceId=made, Tags=[{"Key": "cost", "Value": "1"}])
    organizations.untag_resource(ResourceId=made, TagKeys=["team"])
    assert organizations.list_tags_for_resource(ResourceId=made)["Tags"] == [{"Key": "cost", "Value": "1"}]
    for tags, why in (
        ([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}], "DUPLICATE_TAG_KEY"),
        ([{"Key": "aws:a", "Value": "1"}], "INVALID_SYSTEM_TAGS_PARAMETER"),
    ):
        with pytest.raises(ClientError) as raised:
            organizations.tag_resource(ResourceId=made, Tags=tags)
        assert reason(raised) == why
    with pytest.raises(ClientError) as raised:
        organizations.tag_resource(ResourceId=made, Tags=[{"Key": f"k{n}", "Value": ""} for n in range(50)])
    assert reason(raised) == "MAX_TAG_LIMIT_EXCEEDED"
    with refused("TargetNotFoundException"):
        organizations.list_tags_for_resource(ResourceId=STRANGER)


def test_changes_that_overlap_are_refused(sandbox, members):
    """The first is still under way when the second comes."""
    import threading

    sandbox.control.pace(change=0.5)
    first = threading.Thread(
        target=members.organizations.create_organizational_unit, kwargs={"ParentId": members.root, "Name": "A"}
    )
    first.start()
    time.sleep(0.15)
    with refused("ConcurrentModificationException"):
        members.organizations.create_organizational_unit(ParentId=members.root, Name="B")
    assert members.organizations.list_accounts()["Accounts"]  # reading is not held up
    first.join()
    sandbox.control.pace(change=0)
    members.organizations.create_organizational_unit(ParentId=members.root, Name="B")
    below = members.organizations.list_organizational_units_for_parent(ParentId=members.root)["OrganizationalUnits"]
    assert {each["Name"] for each in below} == {"A", "B"}


def test_lists_come_in_pages(sandbox, members):
    made = {members.create(f"account-{number}") for number in range(4)} | {sandbox.account}
    ask = members.organizations.get_paginator("list_accounts").paginate
    assert len(list(ask(PaginationConfig={"PageSize": 2}))) == 3
    sandbox.control.fault("pages", "organizations:List*", size=2)
    pages = [page["Accounts"] for page in ask()]
    assert pages[0] == []
    assert [len(page) for page in pages] == [0, 2, 0, 2, 0, 1]
    assert {account["Id"] for page in pages for account in page} == made
    sandbox.control.behave()
    assert len(members.organizations.list_accounts()["Accounts"]) == 5
    with refused("InvalidInputException"):
        members.organizations.list_accounts(NextToken="nonsense")


def test_a_member_sees_little(members, connect):
    made = members.create("one")
    theirs = connect("organizations", **members.enter(made))
    assert theirs.describe_organization()["Organization"]["MasterAccountId"] == members.sandbox.account
    for ask in (
        theirs.list_accounts,
        theirs.list_roots,
        theirs.list_aws_service_access_for_organization,
        theirs.list_delegated_administrators,
        theirs.delete_organization,
        lambda: theirs.describe_account(AccountId=made),
        lambda: theirs.list_policies(Filter="SERVICE_CONTROL_POLICY"),
        lambda: theirs.create_policy(Name="a", Description="a", Type="SERVICE_CONTROL_POLICY", Content=scp(DENY)),
        lambda: theirs.create_account(AccountName="two", Email="two@example.com"),
    ):
        with refused("AccessDeniedException", 400):
            ask()
    members.trust("access-analyzer.amazonaws.com")
    members.organizations.register_delegated_administrator(
        AccountId=made, ServicePrincipal="access-analyzer.amazonaws.com"
    )
    assert len(theirs.list_accounts()["Accounts"]) == 2
    assert theirs.describe_account(AccountId=made)["Account"]["Name"] == "one"
    with refused("AccessDeniedException"):
        theirs.create_organizational_unit(ParentId=members.root, Name="mine")


def test_a_resource_policy_delegates_policies(members, connect, account):
    made = members.create("one")
    theirs = connect("organizations", **members.enter(made))
    lets = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{made}:root"},
        "Action": ["organizations:CreatePolicy", "organizations:ListPolicies"],
        "Resource": "*",
        "Condition": {"StringEquals": {"organizations:PolicyType": "TAG_POLICY"}},
    }
    with refused("ResourcePolicyNotFoundException"):
        members.organizations.describe_resource_policy()
    put = members.organizations.put_resource_policy(Content=scp(lets), Tags=[{"Key": "a", "Value": "b"}])
    policy = put["ResourcePolicy"]["ResourcePolicySummary"]
    assert policy["Arn"].startswith(f"arn:aws:organizations::{account}:resourcepolicy/o-")
    made_by_them = theirs.create_policy(Name="a", Description="", Type="TAG_POLICY", Content='{"tags":{}}')
    assert made_by_them["Policy"]["PolicySummary"]["Name"] == "a"
    with refused("AccessDeniedException"):
        theirs.create_policy(Name="b", Description="", Type="SERVICE_CONTROL_POLICY", Content=scp(DENY))
    with refused("InvalidInputException"):
        members.organizations.put_resource_policy(Content=scp(lets), Tags=[{"Key": "a", "Value": "b"}])
    for content, why in (
        ("{", "INVALID_RESOURCE_POLICY_JSON"),
        (scp({**lets, "Action": "s3:*"}), "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY"),
        (scp({name: value for name, value in lets.items() if name != "Principal"}), "INVALID_PRINCIPAL"),
    ):
        with pytest.raises(ClientError) as raised:
            members.organizations.put_resource_policy(Content=content)
        assert reason(raised) == why
    members.organizations.delete_resource_policy()
    with refused("AccessDeniedException"):
        theirs.list_policies(Filter="TAG_POLICY")


def test_a_resource_policy_tells_types_of_policy_apart_by_their_arn(members, connect, account):
    """As in AWS's example of consolidated permissions."""
    made = members.create("one")
    theirs = connect("organizations", **members.enter(made))
    whole = members.organizations.describe_organization()["Organization"]["Id"]
    lets = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{made}:root"},
        "Action": ["organizations:CreatePolicy", "organizations:AttachPolicy"],
        "Resource": [f"arn:aws:organizations::{account}:{part}/{whole}/*" for part in ("root", "ou", "account")]
        + [f"arn:aws:organizations::{account}:policy/{whole}/service_control_policy/*"],
    }
    members.organizations.put_resource_policy(Content=scp(lets))
    asked = {"Description": "", "Content": scp(DENY)}
    policy = theirs.create_policy(Name="a", Type="SERVICE_CONTROL_POLICY", **asked)["Policy"]["PolicySummary"]["Id"]
    theirs.attach_policy(PolicyId=policy, TargetId=made)
    with refused("AccessDeniedException"):
        theirs.create_policy(Name="b", Type="RESOURCE_CONTROL_POLICY", **asked)
    with refused("AccessDeniedException"):
        theirs.delete_policy(PolicyId=policy)


@pytest.mark.parametrize("named", ["arn:aws:iam::{}:root", "{}", "arn:aws:iam::{}:role/OrganizationAccountAccessRole"])
def test_a_resource_policys_denial_wins_however_it_names_the_member(members, connect, named):
    made = members.create("one")
    theirs = connect("organizations", **members.enter(made))
    lets = {"Effect": "Allow", "Principal": {"AWS": made}, "Action": "organizations:List*", "Resource": "*"}
    denial = {**lets, "Effect": "Deny", "Principal": {"AWS": named.format(made)}, "Action": "organizations:ListRoots"}
    members.organizations.put_resource_policy(Content=scp(lets))
    assert theirs.list_roots()["Roots"]
    members.organizations.put_resource_policy(Content=scp(lets, denial))
    assert theirs.list_accounts()["Accounts"]
    with refused("AccessDeniedException"):
        theirs.list_roots()


def test_a_resource_policy_knows_who_asks_and_what_is_tagged(members, connect):
    made = members.create("one")
    theirs = connect("organizations", **members.enter(made))
    names = [
        members.organizations.create_policy(Name=name, Description="", Type="TAG_POLICY", Content='{"tags":{}}')
        for name in ("theirs", "ours")
    ]
    policy, other = (each["Policy"]["PolicySummary"] for each in names)
    whole = members.organizations.describe_organization()["Organization"]["Id"]
    lets = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["organizations:TagResource", "organizations:UpdatePolicy"],
        "Resource": policy["Arn"],
        "Condition": {"StringEquals": {"organizations:PolicyType": "TAG_POLICY", "aws:PrincipalOrgID": whole}},
    }
    members.organizations.put_resource_policy(Content=scp(lets))
    tags = [{"Key": "a", "Value": "b"}]
    theirs.update_policy(PolicyId=policy["Id"], Name="renamed")
    theirs.tag_resource(ResourceId=policy["Id"], Tags=tags)
    assert members.organizations.list_tags_for_resource(ResourceId=policy["Id"])["Tags"] == tags
    for target in (other["Id"], made):
        with refused("AccessDeniedException"):
            theirs.tag_resource(ResourceId=target, Tags=tags)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("enable_policy_type", {"PolicyType": "NONSENSE"}),
        ("disable_policy_type", {"PolicyType": "NONSENSE"}),
        ("create_policy", {"Type": "NONSENSE", "Name": "a", "Description": "", "Content": "{}"}),
        ("list_policies", {"Filter": "NONSENSE"}),
        ("list_policies_for_target", {"Filter": "NONSENSE", "TargetId": "111122223333"}),
        ("list_children", {"ChildType": "NONSENSE"}),
        ("describe_effective_policy", {"PolicyType": "SERVICE_CONTROL_POLICY"}),
        ("list_create_account_status", {"States": ["SUCCEEDED", "NONSENSE"]}),
        ("list_handshakes_for_account", {"Filter": {"ActionType": "NONSENSE"}}),
        ("invite_account_to_organization", {"Target": {"Type": "NONSENSE", "Id": STRANGER}}),
        ("create_organization", {"FeatureSet": "NONSENSE"}),
    ],
)
def test_a_value_that_the_model_does_not_know_is_refused(members, operation, given):
    below = {"enable_policy_type": "RootId", "disable_policy_type": "RootId", "list_children": "ParentId"}
    named = {below[operation]: members.root} if operation in below else {}
    with pytest.raises(ClientError) as raised:
        getattr(members.organizations, operation)(**given, **named)
    assert raised.value.response["Error"]["Code"] == "InvalidInputException"
    assert reason(raised) == "INVALID_ENUM"


def test_a_reset_ends_it(sandbox, members):
    members.create("one")
    sandbox.control.reset("factory-new")
    with refused("AWSOrganizationsNotInUseException"):
        members.organizations.list_accounts()


def test_a_pace_is_of_what_takes_time(sandbox, members):
    from hardpan.sandbox.control import Refused

    for wrong in ({"coffee": 1}, {"account": -1}):
        with pytest.raises(Refused):
            sandbox.control.pace(**wrong)
    sandbox.control.pace(account=0.2, change=0)
    pace = organization.directory().pace
    assert (pace.account, pace.finalizing, pace.newborn, pace.closing) == (0.2, 0, 0, 0)  # what was not named stays
    began = time.monotonic()
    members.create("one")
    assert 0.2 <= time.monotonic() - began < 2
    assert until(lambda: members.organizations.list_accounts()["Accounts"], lambda found: len(found) == 2)
