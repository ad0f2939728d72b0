"""Policies of an organization: types that are enabled, documents that are checked, places they are attached to."""

import json

import botocore.session
import pytest
from botocore.exceptions import ClientError

from hardpan.guardrails import effective
from hardpan.sandbox import organization
from hardpan.sandbox.organization import policy_types
from sandbox.asking import refused
from sandbox.membership import DENY, scp, until

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
DENY_PLAIN = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
TRUST = {
    "SECURITYHUB_POLICY": "securityhub.amazonaws.com",
    "SECURITYHUB_CSPM_POLICY": "securityhub.amazonaws.com",
    "INSPECTOR_POLICY": "inspector2.amazonaws.com",
    "GUARDDUTY_POLICY": "guardduty.amazonaws.com",
}


@pytest.fixture
def create(members):
    def make(name="mine", kind=SCP, content=None):
        content = content or scp(DENY)
        made = members.organizations.create_policy(Type=kind, Name=name, Description="", Content=content)
        return made["Policy"]["PolicySummary"]["Id"]

    return make


@pytest.fixture
def enable(members):
    def turn_on(kind):
        if kind in TRUST:
            members.trust(TRUST[kind])
        members.organizations.enable_policy_type(RootId=members.root, PolicyType=kind)

    return turn_on


def attached(members, target, kind=SCP):
    found = members.organizations.list_policies_for_target(TargetId=target, Filter=kind)["Policies"]
    return [policy["Id"] for policy in found]


def test_every_type_of_the_model_is_known():
    model = botocore.session.Session().get_service_model("organizations")
    assert set(policy_types.EVERY) == set(model.shape_for("PolicyType").enum)


@pytest.mark.parametrize("kind", sorted(set(policy_types.EVERY) - {SCP}))
def test_a_type_is_enabled_in_the_background(sandbox, members, enable, kind):
    sandbox.control.pace(policy_type=0.2, change=0, account=0, newborn=0)

    def status():
        types = members.organizations.list_roots()["Roots"][0]["PolicyTypes"]
        return {each["Type"]: each["Status"] for each in types}.get(kind)

    if kind in TRUST:
        with pytest.raises(ClientError) as raised:
            members.organizations.enable_policy_type(RootId=members.root, PolicyType=kind)
        assert raised.value.response["Reason"] == "SERVICE_ACCESS_NOT_ENABLED"
    enable(kind)
    assert status() == "PENDING_ENABLE"
    with refused("PolicyChangesInProgressException"):
        members.organizations.disable_policy_type(RootId=members.root, PolicyType=kind)
    until(status, lambda found: found == "ENABLED")
    with refused("PolicyTypeAlreadyEnabledException"):
        enable(kind)
    if kind in TRUST:
        with pytest.raises(ClientError) as raised:
            members.organizations.disable_aws_service_access(ServicePrincipal=TRUST[kind])
        assert raised.value.response["Reason"] == "POLICY_TYPE_ENABLED_FOR_THIS_SERVICE"
    members.organizations.disable_policy_type(RootId=members.root, PolicyType=kind)
    until(status, lambda found: found is None)
    with refused("PolicyTypeNotEnabledException"):
        members.organizations.disable_policy_type(RootId=members.root, PolicyType=kind)


def test_a_policy_is_made_before_its_type_is_enabled_and_attached_after(members, create, enable):
    policy = create(kind="TAG_POLICY", content='{"tags":{}}')
    with refused("PolicyTypeNotEnabledException"):
        members.organizations.attach_policy(PolicyId=policy, TargetId=members.root)
    enable("TAG_POLICY")
    members.organizations.attach_policy(PolicyId=policy, TargetId=members.root)
    assert attached(members, members.root, "TAG_POLICY") == [policy]
    members.organizations.disable_policy_type(RootId=members.root, PolicyType="TAG_POLICY")
    assert attached(members, members.root, "TAG_POLICY") == []


def test_a_policys_life(members, create, account):
    organizations, policy = members.organizations, create()
    told = organizations.describe_policy(PolicyId=policy)["Policy"]
    assert told["Content"] == scp(DENY)
    assert f":{account}:policy/o-" in told["PolicySummary"]["Arn"]
    assert "/service_control_policy/p-" in told["PolicySummary"]["Arn"]
    with refused("DuplicatePolicyException"):
        create()
    organizations.update_policy(PolicyId=policy, Name="renamed", Content=scp({**DENY, "Sid": "Stay"}))
    told = organizations.describe_policy(PolicyId=policy)["Policy"]
    assert (told["PolicySummary"]["Name"], told["PolicySummary"]["Description"]) == ("renamed", "")
    names = [each["Name"] for each in organizations.list_policies(Filter=SCP)["Policies"]]
    assert names == ["FullAWSAccess", "renamed"]
    organizations.attach_policy(PolicyId=policy, TargetId=members.root)
    (target,) = organizations.list_targets_for_policy(PolicyId=policy)["Targets"]
    assert (target["TargetId"], target["Type"]) == (members.root, "ROOT")
    with refused("DuplicatePolicyAttachmentException"):
        organizations.attach_policy(PolicyId=policy, TargetId=members.root)
    with refused("PolicyInUseException"):
        organizations.delete_policy(PolicyId=policy)
    organizations.detach_policy(PolicyId=policy, TargetId=members.root)
    with refused("PolicyNotAttachedException"):
        organizations.detach_policy(PolicyId=policy, TargetId=members.root)
    organizations.delete_policy(PolicyId=policy)
    with refused("PolicyNotFoundException"):
        organizations.describe_policy(PolicyId=policy)
    with refused("TargetNotFoundException"):
        organizations.attach_policy(PolicyId="p-FullAWSAccess", TargetId="999988887777")


def test_one_service_control_policy_stays(members, create):
    made = members.create("one")
    for target in (members.root, made):
        assert attached(members, target) == ["p-FullAWSAccess"]
        with pytest.raises(ClientError) as raised:
            members.organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=target)
        assert raised.value.response["Reason"] == "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    policy = create()
    members.organizations.attach_policy(PolicyId=policy, TargetId=made)
    members.organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=made)
    assert attached(members, made) == [policy]


def test_full_access_by_resource_control_policy_is_everywhere_and_stays(members, enable):
    one = members.create("one")
    unit = members.organizations.create_organizational_unit(ParentId=members.root, Name="A")["OrganizationalUnit"]
    enable(RCP)
    two = members.create("two")
    for target in (members.root, unit["Id"], one, two):
        assert attached(members, target, RCP) == ["p-RCPFullAWSAccess"]
        with pytest.raises(ClientError) as raised:
            members.organizations.detach_policy(PolicyId="p-RCPFullAWSAccess", TargetId=target)
        assert raised.value.response["Reason"] == "NON_DETACHABLE_POLICY"


def test_what_is_aws_own_is_not_changed(members):
    for ask in (members.organizations.update_policy, members.organizations.delete_policy):
        with pytest.raises(ClientError) as raised:
            ask(PolicyId="p-FullAWSAccess")
        assert raised.value.response["Reason"] == "IMMUTABLE_POLICY"
    arn = members.organizations.describe_policy(PolicyId="p-FullAWSAccess")["Policy"]["PolicySummary"]["Arn"]
    assert arn == "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"


def test_aws_own_policies_have_no_tags(members, account):
    for ask in (
        lambda: members.organizations.tag_resource(ResourceId="p-FullAWSAccess", Tags=[{"Key": "a", "Value": "b"}]),
        lambda: members.organizations.untag_resource(ResourceId="p-FullAWSAccess", TagKeys=["a"]),
    ):
        with pytest.raises(ClientError) as raised:
            ask()
        assert raised.value.response["Reason"] == "IMMUTABLE_POLICY"
    assert members.organizations.list_tags_for_resource(ResourceId="p-FullAWSAccess")["Tags"] == []
    kept = organization.of(account).policies["p-FullAWSAccess"]
    assert kept == policy_types.FULL_ACCESS[SCP]
    assert kept.tags is not policy_types.FULL_ACCESS[SCP].tags


@pytest.mark.parametrize(("kind", "content", "most"), [(SCP, scp(DENY), 10), (RCP, scp(DENY_PLAIN), 5)])
def test_so_many_policies_to_a_target(members, create, enable, kind, content, most):
    if kind != SCP:
        enable(kind)
    for number in range(most - 1):  # full access is there already
        policy = create(f"policy-{number}", kind, content)
        members.organizations.attach_policy(PolicyId=policy, TargetId=members.root)
    with pytest.raises(ClientError) as raised:
        members.organizations.attach_policy(PolicyId=create("last", kind, content), TargetId=members.root)
    assert raised.value.response["Reason"] == "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    assert len(attached(members, members.root, kind)) == most


@pytest.mark.parametrize("kind", sorted(policy_types.EVERY))
def test_size_counts_white_space(create, kind):
    """A document of the largest size is taken, one of a character more is not."""
    known = policy_types.EVERY[kind]
    content = {SCP: scp(DENY), RCP: scp(DENY_PLAIN)}.get(kind, json.dumps({known.key or "any": {}}))
    assert create("fits", kind, content.ljust(known.size))
    with pytest.raises(ClientError) as raised:
        create("too-long", kind, content.ljust(known.size + 1))
    assert raised.value.response["Reason"] == "POLICY_CONTENT_LIMIT_EXCEEDED"


def without(statement, *names):
    return {name: value for name, value in statement.items() if name not in names}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (SCP, "{not json"),
        (SCP, "[]"),
        (SCP, '{"Statement": []}'),
        (SCP, json.dumps({"Version": "2012-10-17", "Statement": []})),
        (SCP, json.dumps({"Version": "2012-10-17", "Statement": [DENY], "More": 1})),
        (SCP, scp({**DENY, "Principal": "*"})),
        (SCP, scp({**DENY, "Effect": "Maybe"})),
        (SCP, scp(without(DENY, "Action"))),
        (SCP, scp({**DENY, "NotAction": "s3:*"})),
        (SCP, scp(without(DENY, "Resource"))),
        (SCP, scp({**DENY, "Action": "everything"})),
        (SCP, scp({**DENY, "Resource": "my-bucket"})),
        (SCP, scp({**DENY, "Condition": "always"})),
        (SCP, scp({**DENY, "Condition": {"StringEqualz": {"aws:PrincipalAccount": "111122223333"}}})),
        (SCP, scp({**DENY, "Condition": {"StringEquals": {"aws:PrincipalAccount": {"is": "111122223333"}}}})),
        (SCP, scp({**DENY, "Condition": {"StringEquals": {"aws:PrincipalAccount": []}}})),
        (SCP, scp({**DENY, "Condition": {"StringEquals": {}}})),
        (SCP, json.dumps({"Statement": [DENY]})),
        (SCP, json.dumps({"Version": "2015-01-01", "Statement": [DENY]})),
        (SCP, scp({**DENY, "Action": []})),
        (SCP, scp({**DENY, "Action": "s*:Get*"})),
        (SCP, scp({**DENY, "NotPrincipal": "*"})),
        (SCP, scp({**DENY, "Resource": 7})),
        (SCP, scp({**DENY, "Sid": "One"}, {**DENY, "Sid": "One"})),
        (SCP, scp({**DENY, "Sid": "not so"})),
        (SCP, '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}'),
        (RCP, scp(DENY)),
        (RCP, scp({**DENY_PLAIN, "Effect": "Allow"})),
        (RCP, scp({**DENY_PLAIN, "Principal": {"AWS": "111122223333"}})),
        (RCP, scp({**DENY_PLAIN, "Action": "*"})),
        (RCP, scp({**DENY_PLAIN, "Action": "ec2:*"})),
        (RCP, scp({**DENY_PLAIN, "Action": ["s3:*", "ec2:*"]})),
        (RCP, scp({**DENY_PLAIN, "Condition": {"Bool": {"aws:SecureTransport": []}}})),
        (RCP, scp({**without(DENY_PLAIN, "Action"), "NotAction": "s3:*"})),
        ("TAG_POLICY", "{}"),
        ("TAG_POLICY", '{"plans": {}}'),
        ("TAG_POLICY", '{"tags": {"a": {"tag_key": "A"}}}'),
        ("TAG_POLICY", '{"tags": {"a": {"tag_key": {"@@set": "A"}}}}'),
        ("TAG_POLICY", '{"tags": {"a": {"tag_value": {"@@append": "A"}}}}'),
        ("TAG_POLICY", '{"tags": {"@@operators_allowed_for_child_policies": ["@@some"]}}'),
        ("TAG_POLICY", '{"tags": {"@@operators_allowed_for_child_policies": [{}]}}'),
        ("BEDROCK_POLICY", '{"@@assign": "everything"}'),
        ("BEDROCK_POLICY", "[]"),
    ],
)
def test_what_is_no_policy_of_its_type_is_malformed(create, kind, content):
    with refused("MalformedPolicyDocumentException"):
        create(kind=kind, content=content)


@pytest.mark.parametrize(
    "statement",
    [
        {**DENY, "Action": ["s3:Get*", "iam:*", "*"]},
        {**without(DENY, "Action"), "NotAction": ["iam:*"]},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::mine/*"},
        {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"},
        {**DENY, "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:PrincipalOrgPaths": ["o-a/*"]}}},
        {**without(DENY, "Resource"), "NotResource": "arn:*:iam::*:role/hardpan/*"},
    ],
)
def test_what_the_full_language_allows_is_taken(create, statement):
    assert create(content=scp(statement))


def test_an_effective_policy_is_what_is_inherited_and_what_is_its_own(members, connect, create, enable):
    made = members.create("one")
    unit = members.organizations.create_organizational_unit(ParentId=members.root, Name="A")["OrganizationalUnit"]["Id"]
    members.organizations.move_account(AccountId=made, SourceParentId=members.root, DestinationParentId=unit)
    with refused("EffectivePolicyNotFoundException"):
        members.organizations.describe_effective_policy(PolicyType="TAG_POLICY", TargetId=made)
    enable("TAG_POLICY")
    above = {"tags": {"cost": {"tag_key": {"@@assign": "Cost"}, "tag_value": {"@@assign": ["1", "2"]}}}}
    below = {"tags": {"cost": {"tag_value": {"@@append": ["3"], "@@remove": ["1"]}}}}
    for name, content, target in (("above", above, members.root), ("below", below, unit)):
        policy = create(name, "TAG_POLICY", json.dumps(content))
        members.organizations.attach_policy(PolicyId=policy, TargetId=target)
    told = members.organizations.describe_effective_policy(PolicyType="TAG_POLICY", TargetId=made)["EffectivePolicy"]
    assert json.loads(told["PolicyContent"]) == {"tags": {"cost": {"tag_key": "Cost", "tag_value": ["2", "3"]}}}
    theirs = connect("organizations", **members.enter(made))
    assert theirs.describe_effective_policy(PolicyType="TAG_POLICY")["EffectivePolicy"]["TargetId"] == made
    with refused("AccessDeniedException"):
        theirs.describe_effective_policy(PolicyType="TAG_POLICY", TargetId=members.sandbox.account)
    with pytest.raises(ClientError) as raised:
        members.organizations.describe_effective_policy(PolicyType="TAG_POLICY", TargetId=unit)
    assert raised.value.response["Reason"] == "TARGET_NOT_SUPPORTED"


ASSIGN_A = '{"x":{"a":{"@@assign":["1"]}}}'


@pytest.mark.parametrize(
    ("levels", "result"),
    [
        ([[ASSIGN_A], ['{"x":{"a":{"@@assign":["2"]}}}']], {"x": {"a": ["2"]}}),
        ([[ASSIGN_A], ['{"x":{"a":{"@@append":["1","2"]}}}']], {"x": {"a": ["1", "2"]}}),
        ([[ASSIGN_A], [], ['{"x":{"a":{"@@remove":["1"]}}}']], {}),  # AWS's third example: nothing left, gone
        ([[ASSIGN_A], ['{"x":{"b":{"@@assign":"3"}}}']], {"x": {"a": ["1"], "b": "3"}}),
        (
            [
                ['{"x":{"a":{"@@assign":["1"],"@@operators_allowed_for_child_policies":["@@append"]}}}'],
                ['{"x":{"a":{"@@assign":["9"],"@@append":["2"]}}}'],
            ],
            {"x": {"a": ["1", "2"]}},
        ),
        (
            [
                ['{"x":{"@@operators_allowed_for_child_policies":["@@none"],"a":{"@@assign":"1"}}}'],
                ['{"x":{"b":{"@@assign":"2"}}}'],
            ],
            {"x": {"a": "1"}},
        ),
        # A level further down cannot give back what one above it took.
        (
            [
                ['{"x":{"a":{"@@assign":"1","@@operators_allowed_for_child_policies":["@@none"]}}}'],
                ['{"x":{"a":{"@@operators_allowed_for_child_policies":["@@all"]}}}'],
                ['{"x":{"a":{"@@assign":"2"}}}'],
            ],
            {"x": {"a": "1"}},
        ),
        # What a policy forbids its children, its neighbours on the same level may do.
        (
            [
                [
                    '{"x":{"a":{"@@assign":["1"],"@@operators_allowed_for_child_policies":["@@none"]}}}',
                    '{"x":{"a":{"@@append":["2"]}}}',
                ]
            ],
            {"x": {"a": ["1", "2"]}},
        ),
    ],
)
def test_inheritance_operators(levels, result):
    assert effective([[json.loads(document) for document in level] for level in levels]) == result
