"""What an organization's policies deny, and to whom: attached, the sandbox refuses; detached, it is allowed again."""

import pytest

from sandbox.acting import Actors, allow, deny, policy
from sandbox.asking import refused
from sandbox.membership import ADMINISTRATOR, until

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
BY_SCP = "with an explicit deny in a service control policy"
BY_RCP = "with an explicit deny in a resource control policy"
FULL_ACCESS = "p-FullAWSAccess"
STRANGER = "999988887777"


class Tree:
    """An OU with an account in it, and policies that a test attaches."""

    def __init__(self, members):
        self.members, self.organizations = members, members.organizations
        self.unit = self.unit_below(members.root, "Workloads")
        self.account = self.account_in(self.unit, "shop")

    def unit_below(self, parent, name):
        made = self.organizations.create_organizational_unit(ParentId=parent, Name=name)
        return made["OrganizationalUnit"]["Id"]

    def account_in(self, unit, name):
        account = self.members.create(name)
        self.move(account, self.members.root, unit)
        return account

    def move(self, account, source, target):
        self.organizations.move_account(AccountId=account, SourceParentId=source, DestinationParentId=target)

    def enable(self, kind):
        self.organizations.enable_policy_type(RootId=self.members.root, PolicyType=kind)

    def attach(self, target, *statements, kind=SCP):
        """A policy of these statements, attached; its id."""
        made = self.organizations.create_policy(
            Type=kind, Name=f"policy-{len(statements)}-{target}", Description="", Content=policy(*statements)
        )
        self.organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)
        return made["Policy"]["PolicySummary"]["Id"]

    def detach(self, policy_id, target):
        self.organizations.detach_policy(PolicyId=policy_id, TargetId=target)


@pytest.fixture
def tree(members):
    return Tree(members)


@pytest.fixture
def inside(tree, connect):
    """Clients in the account, as the role that the management account enters by."""
    lent = tree.members.enter(tree.account)
    return lambda service, region="us-east-1": connect(service, region, **lent)


@pytest.fixture
def actors(connect):
    return Actors(connect)


def test_an_scp_on_a_unit_denies_below_it_and_nowhere_else(tree, inside, connect):
    sibling = connect("kms", **tree.members.enter(tree.members.create("other")))
    inside("kms").list_keys()
    attached = tree.attach(tree.unit, deny("kms:*"))
    role = f"arn:aws:sts::{tree.account}:assumed-role/OrganizationAccountAccessRole/test"
    with refused(
        "AccessDeniedException", 400, match=f"User: {role} is not authorized to perform: kms:ListKeys {BY_SCP}"
    ):
        inside("kms").list_keys()
    inside("iam").list_users()
    sibling.list_keys()
    tree.members.alice("kms").list_keys()
    tree.detach(attached, tree.unit)
    inside("kms").list_keys()


def test_the_management_account_is_not_bound(tree, connect):
    tree.attach(tree.members.root, deny("kms:*"))
    tree.attach(tree.members.sandbox.account, deny("kms:*"))
    tree.members.alice("kms").list_keys()
    connect("kms").list_keys()


def test_root_of_a_member_is_bound_and_asks_nobody_else(tree, actors, connect):
    root = actors.root(tree.account)
    connect("kms", **root).list_keys()
    tree.attach(tree.account, deny("kms:*"))
    with refused("AccessDeniedException", match=f"User: arn:aws:iam::{tree.account}:root is not .* {BY_SCP}"):
        connect("kms", **root).list_keys()
    actors.builder("kms", tree.account).list_keys()  # whom nothing binds


def test_each_level_must_allow(tree, inside):
    """What one level leaves out no other gives back."""
    some = tree.attach(tree.unit, allow("iam:*", "s3:*"))
    tree.detach(FULL_ACCESS, tree.unit)
    inside("iam").list_users()
    words = "because no service control policy allows the kms:ListKeys action"
    with refused("AccessDeniedException", match=words):
        inside("kms").list_keys()
    tree.attach(tree.account, allow("kms:*"))
    with refused("AccessDeniedException", match=words):
        inside("kms").list_keys()
    tree.organizations.attach_policy(PolicyId=FULL_ACCESS, TargetId=tree.unit)
    tree.detach(some, tree.unit)
    inside("kms").list_keys()


def test_an_scp_gives_nobody_anything(tree, actors, connect):
    tree.attach(tree.account, allow("kms:*"))
    powerless = actors.user(tree.account, "pat")
    with refused("AccessDeniedException", match="no identity-based policy"):
        connect("kms", **powerless).list_keys()


def test_where_an_account_stands_now_decides(tree, inside):
    closed = tree.unit_below(tree.members.root, "Closed")
    tree.attach(closed, deny("*"))
    inside("kms").list_keys()
    tree.move(tree.account, tree.unit, closed)
    with refused("AccessDeniedException", match=BY_SCP):
        inside("kms").list_keys()
    tree.move(tree.account, closed, tree.unit)
    inside("kms").list_keys()


def test_a_changed_policy_and_a_disabled_type_are_felt_at_once(tree, inside):
    attached = tree.attach(tree.unit, deny("kms:*"))
    tree.organizations.update_policy(PolicyId=attached, Content=policy(deny("sns:*")))
    inside("kms").list_keys()
    with refused("AuthorizationError"):
        inside("sns").list_topics()
    tree.organizations.disable_policy_type(RootId=tree.members.root, PolicyType=SCP)
    inside("sns").list_topics()


def test_a_region_is_closed(tree, inside):
    ours = {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}
    away = {"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*", "Condition": ours}
    tree.attach(tree.members.root, away)
    inside("ec2", "eu-west-1").describe_vpcs()
    inside("iam").list_users()
    with refused("UnauthorizedOperation", match=f"ec2:DescribeVpcs {BY_SCP}"):
        inside("ec2", "ap-south-1").describe_vpcs()
    with refused("AccessDenied", match="s3:CreateBucket on resource: arn:aws:s3:::away"):
        inside("s3").create_bucket(Bucket="away")
    tree.members.alice("ec2", "ap-south-1").describe_vpcs()


def test_roles_are_exempt_by_their_arn_with_its_path(tree, inside, actors, connect):
    tree.members.enter(tree.account)
    alice = {"key": tree.members.key}
    spared = actors.role(tree.account, "Worker", alice, path="/hardpan/")
    look_alike = actors.role(tree.account, "WorkerToo", alice)
    exempt = {"ArnNotLike": {"aws:PrincipalArn": "arn:*:iam::*:role/hardpan/*"}}
    tree.attach(tree.unit, deny("kms:*", Condition=exempt))
    connect("kms", **spared).list_keys()
    with refused("AccessDeniedException"):
        connect("kms", **look_alike).list_keys()
    with refused("AccessDeniedException"):
        inside("kms").list_keys()


def test_a_session_of_the_members_root_is_bound_and_known(tree, connect):
    tree.members.trust("iam.amazonaws.com")
    iam = connect("iam")
    iam.enable_organizations_root_credentials_management()
    iam.enable_organizations_root_sessions()
    task = {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}
    lent = tree.members.alice("sts").assume_root(TargetPrincipal=tree.account, TaskPolicyArn=task)["Credentials"]
    session = connect("s3", key=lent["AccessKeyId"], token=lent["SessionToken"])
    attached = tree.attach(tree.unit, deny("s3:*", Condition={"Null": {"aws:AssumedRoot": "true"}}))
    session.list_buckets()
    tree.detach(attached, tree.unit)
    tree.attach(tree.unit, deny("s3:*"), allow("kms:*"))
    with refused("AccessDenied", match=BY_SCP):
        session.list_buckets()


def test_a_member_asks_organizations_only_what_its_policies_allow(tree, inside):
    leave = deny("organizations:LeaveOrganization")
    tree.attach(tree.members.root, leave)
    with refused("AccessDeniedException", match=f"organizations:LeaveOrganization {BY_SCP}"):
        inside("organizations").leave_organization()
    assert inside("organizations").describe_organization()["Organization"]["Id"].startswith("o-")


def test_who_administers_the_organization_needs_permission_too(tree, actors, connect):
    clerk = actors.user(tree.members.sandbox.account, "clerk", allow("organizations:ListAccounts"))
    organizations = connect("organizations", **clerk)
    organizations.list_accounts()
    with refused("AccessDeniedException", match="organizations:MoveAccount on resource: arn:aws:organizations::"):
        organizations.move_account(
            AccountId=tree.account, SourceParentId=tree.unit, DestinationParentId=tree.members.root
        )


def test_an_rcp_protects_what_is_a_members_from_everybody(tree, inside, actors, connect):
    """Also from those whom no SCP binds: other organizations, and the management account."""
    tree.enable(RCP)
    until(lambda: tree.organizations.list_roots()["Roots"][0]["PolicyTypes"], lambda types: len(types) == 2)
    s3 = inside("s3")
    s3.create_bucket(Bucket="records")
    anybody = allow("s3:*", resource=["arn:aws:s3:::records", "arn:aws:s3:::records/*"], Principal={"AWS": "*"})
    s3.delete_public_access_block(Bucket="records")
    s3.put_bucket_policy(Bucket="records", Policy=policy(anybody))
    stranger = connect("s3", **actors.user(STRANGER, "sam", allow("s3:*")))
    stranger.list_objects_v2(Bucket="records")
    organization = tree.organizations.describe_organization()["Organization"]["Id"]
    ours = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": organization}}
    attached = tree.attach(tree.unit, deny("s3:*", Principal="*", Condition=ours), kind=RCP)
    with refused("AccessDenied", match=f"s3:ListBucket on resource: arn:aws:s3:::records {BY_RCP}"):
        stranger.list_objects_v2(Bucket="records")
    s3.list_objects_v2(Bucket="records")
    tree.members.alice("s3").list_objects_v2(Bucket="records")
    tree.detach(attached, tree.unit)
    tree.attach(tree.account, deny("s3:ListBucket", Principal="*"), kind=RCP)
    for client in (stranger, s3, tree.members.alice("s3")):
        with refused("AccessDenied", match=BY_RCP):
            client.list_objects_v2(Bucket="records")


def test_an_rcp_protects_nothing_of_the_management_account(tree, connect):
    tree.enable(RCP)
    until(lambda: tree.organizations.list_roots()["Roots"][0]["PolicyTypes"], lambda types: len(types) == 2)
    tree.attach(tree.members.root, deny("s3:*", Principal="*"), kind=RCP)
    s3 = connect("s3")
    s3.create_bucket(Bucket="payer")
    s3.list_objects_v2(Bucket="payer")
    with refused("AccessDenied", match=BY_RCP):
        connect("s3", **tree.members.enter(tree.account)).create_bucket(Bucket="member")


def test_entering_a_member_is_asked_of_both_organizations_policies(tree, actors, connect):
    """Of the caller's side its SCPs, of the role's side its RCPs."""
    tree.enable(RCP)
    until(lambda: tree.organizations.list_roots()["Roots"][0]["PolicyTypes"], lambda types: len(types) == 2)
    sam = actors.user(STRANGER, "sam", allow("sts:AssumeRole"))
    arn = f"arn:aws:iam::{tree.account}:role/Open"
    actors.role(tree.account, "Open", sam)
    ours = {"StringNotEqualsIfExists": {"aws:PrincipalAccount": tree.members.sandbox.account}}
    tree.attach(tree.unit, deny("sts:AssumeRole", Principal="*", Condition=ours), kind=RCP)
    with refused("AccessDenied", 403, match=f"sts:AssumeRole on resource: {arn} {BY_RCP}"):
        actors.enter(arn, sam)
    tree.members.alice("sts").assume_role(RoleArn=arn, RoleSessionName="test")


def test_policies_bind_from_an_accounts_first_moment(tree, connect):
    tree.attach(tree.members.root, deny("kms:*"))
    newborn = tree.members.enter(tree.members.create("newborn"))
    with refused("AccessDeniedException", match=BY_SCP):
        connect("kms", **newborn).list_keys()
    assert connect("iam", **newborn).list_attached_role_policies(RoleName="OrganizationAccountAccessRole")[
        "AttachedPolicies"
    ] == [{"PolicyName": "AdministratorAccess", "PolicyArn": ADMINISTRATOR}]
