"""What a caller's own policies and a resource's allow and deny, asked over HTTP."""

import json
from urllib.parse import urlencode

import pytest

from sandbox.acting import TRUSTS_ANYBODY, Actors, allow, deny, policy
from sandbox.asking import refused, send
from sandbox.membership import ADMINISTRATOR

STRANGER = "999988887777"
ASKS = {
    "iam": lambda iam: iam.list_users(),
    "ec2": lambda ec2: ec2.describe_vpcs(),
    "kms": lambda kms: kms.list_keys(),
    "guardduty": lambda guardduty: guardduty.list_detectors(),
    "s3": lambda s3: s3.list_buckets(),
    "sns": lambda sns: sns.list_topics(),
}
ACTIONS = {
    "iam": "iam:ListUsers",
    "ec2": "ec2:DescribeVpcs",
    "kms": "kms:ListKeys",
    "guardduty": "guardduty:ListDetectors",
    "s3": "s3:ListAllMyBuckets",
    "sns": "sns:ListTopics",
}
CODES = {
    "iam": ("AccessDenied", 403),
    "ec2": ("UnauthorizedOperation", 403),
    "kms": ("AccessDeniedException", 400),
    "guardduty": ("AccessDeniedException", 403),
    "s3": ("AccessDenied", 403),
    "sns": ("AuthorizationError", 403),
}


@pytest.fixture
def actors(client):
    return Actors(client)


@pytest.fixture
def ada(client, actors, account):
    """A user with these statements as inline policy; clients that ask as she does."""

    def made(*statements, **more):
        key = actors.user(account, "ada", *statements, **more)
        return lambda service, region="us-east-1": client(service, region, **key)

    return made


@pytest.mark.parametrize("service", ASKS)
def test_who_has_no_policy_may_nothing_and_each_protocol_says_so(ada, account, service):
    as_ada = ada()
    words = (
        f"User: arn:aws:iam::{account}:user/ada is not authorized to perform: {ACTIONS[service]} because no "
        f"identity-based policy allows the {ACTIONS[service]} action"
    )
    with refused(*CODES[service], match=words):
        ASKS[service](as_ada(service))


@pytest.mark.parametrize("service", ASKS)
def test_an_action_that_is_allowed_can_be_done_and_no_other(ada, service):
    as_ada = ada(allow(ACTIONS[service]))
    ASKS[service](as_ada(service))
    other = next(each for each in ASKS if each != service)
    with refused(CODES[other][0]):
        ASKS[other](as_ada(other))


def test_who_one_is_needs_no_permission(ada, account):
    as_ada = ada(deny("*"))
    assert as_ada("sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{account}:user/ada"


def test_a_denial_has_the_last_word(ada, client, account):
    as_ada = ada(allow("*"), deny("iam:*"))
    as_ada("s3").list_buckets()
    herself = f"arn:aws:iam::{account}:user/ada"
    words = f"iam:GetUser on resource: {herself} with an explicit deny in an identity-based policy"
    with refused("AccessDenied", 403, match=words):
        as_ada("iam").get_user()
    with refused("UnauthorizedOperation", match="You are not authorized to perform this operation. User: "):
        client("iam").put_user_policy(UserName="ada", PolicyName="own", PolicyDocument=policy(allow("s3:*")))
        as_ada("ec2").describe_vpcs()


def test_managed_policies_and_those_of_groups_count_while_attached(ada, client, account):
    as_ada, iam = ada(), client("iam")
    own = iam.create_policy(PolicyName="look", PolicyDocument=policy(allow("kms:ListKeys")))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ada", PolicyArn=own)
    as_ada("kms").list_keys()
    iam.create_policy_version(PolicyArn=own, PolicyDocument=policy(allow("sns:*")), SetAsDefault=True)
    with refused("AccessDeniedException"):
        as_ada("kms").list_keys()
    iam.create_group(GroupName="lookers")
    iam.put_group_policy(GroupName="lookers", PolicyName="look", PolicyDocument=policy(allow("kms:ListKeys")))
    iam.add_user_to_group(GroupName="lookers", UserName="ada")
    as_ada("kms").list_keys()
    iam.attach_group_policy(GroupName="lookers", PolicyArn=ADMINISTRATOR)
    as_ada("ec2").describe_vpcs()
    iam.remove_user_from_group(GroupName="lookers", UserName="ada")
    with refused("UnauthorizedOperation"):
        as_ada("ec2").describe_vpcs()


def test_a_user_stays_within_its_boundary(ada, client):
    as_ada, iam = ada(allow("*")), client("iam")
    bound = iam.create_policy(PolicyName="bound", PolicyDocument=policy(allow("s3:*")))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="ada", PermissionsBoundary=bound)
    assert iam.get_user(UserName="ada")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == bound
    as_ada("s3").list_buckets()
    with refused("AccessDenied", match="because no permissions boundary allows the iam:ListUsers action"):
        as_ada("iam").list_users()
    iam.delete_user_permissions_boundary(UserName="ada")
    as_ada("iam").list_users()
    with refused("NoSuchEntity"):
        iam.delete_user_permissions_boundary(UserName="ada")
    with refused("NoSuchEntity"):
        iam.put_user_permissions_boundary(UserName="ada", PermissionsBoundary=f"{bound}-missing")


def test_a_role_stays_within_its_boundary_and_a_made_user_too(actors, client, account, ada):
    iam = client("iam")
    bound = iam.create_policy(PolicyName="bound", PolicyDocument=policy(allow("s3:*", "sts:*")))["Policy"]["Arn"]
    as_ada = ada(allow("*"), PermissionsBoundary=bound)
    with refused("AccessDeniedException"):
        as_ada("kms").list_keys()
    role = actors.role(account, "Worker", actors.user(account, "eve", allow("sts:AssumeRole")))
    client("kms", **role).list_keys()
    iam.put_role_permissions_boundary(RoleName="Worker", PermissionsBoundary=bound)
    with refused("AccessDeniedException", match="permissions boundary"):
        client("kms", **role).list_keys()
    client("s3", **role).list_buckets()


def test_a_session_has_no_more_than_its_policies_say(actors, client, account):
    eve = actors.user(account, "eve", allow("sts:AssumeRole"))
    whole = actors.role(account, "Worker", eve)
    arn = f"arn:aws:iam::{account}:role/Worker"
    client("kms", **whole).list_keys()
    inline = actors.enter(arn, eve, Policy=policy(allow("s3:*")))
    client("s3", **inline).list_buckets()
    with refused("AccessDeniedException", match="because no session policy allows the kms:ListKeys action"):
        client("kms", **inline).list_keys()
    managed = client("iam").create_policy(PolicyName="keys", PolicyDocument=policy(allow("kms:*")))["Policy"]["Arn"]
    named = actors.enter(arn, eve, PolicyArns=[{"arn": managed}])
    client("kms", **named).list_keys()
    with refused("AccessDenied"):
        client("s3", **named).list_buckets()
    with refused("MalformedPolicyDocument"):
        actors.enter(arn, eve, Policy="{no")


def test_a_session_of_a_role_that_is_gone_may_nothing(actors, client, account):
    role = actors.role(account, "Worker", actors.user(account, "eve", allow("sts:AssumeRole")))
    client("kms", **role).list_keys()
    iam = client("iam")
    iam.detach_role_policy(RoleName="Worker", PolicyArn=ADMINISTRATOR)
    with refused("AccessDeniedException", match="identity-based"):
        client("kms", **role).list_keys()
    iam.delete_role(RoleName="Worker")
    with refused("AccessDeniedException", match="identity-based"):
        client("kms", **role).list_keys()


def test_trust_in_an_account_leaves_it_to_the_accounts_policies(actors, client, account, ada):
    as_ada = ada()
    trust = {**TRUSTS_ANYBODY, "Principal": {"AWS": account}}
    client("iam").create_role(RoleName="Reader", AssumeRolePolicyDocument=policy(trust))
    asked = {"RoleArn": f"arn:aws:iam::{account}:role/Reader", "RoleSessionName": "test"}
    with refused("AccessDenied", match="no identity-based policy allows the sts:AssumeRole action"):
        as_ada("sts").assume_role(**asked)
    named = {**trust, "Principal": {"AWS": f"arn:aws:iam::{account}:user/ada"}}
    client("iam").update_assume_role_policy(RoleName="Reader", PolicyDocument=policy(named))
    assert as_ada("sts").assume_role(**asked)["Credentials"]


def test_in_another_account_both_must_allow(actors, client, account):
    """The bucket's policy, and the caller's own."""
    ours = client("s3")
    ours.create_bucket(Bucket="shared")
    ours.put_object(Bucket="shared", Key="x", Body=b"x")
    theirs = client("s3", **actors.user(STRANGER, "sam", allow("s3:*")))
    powerless = client("s3", **actors.user(STRANGER, "pat"))
    asked = {"Bucket": "shared", "Key": "x"}
    with refused("AccessDenied", match="because no resource-based policy allows the s3:GetObject action"):
        theirs.get_object(**asked)
    them = {"Principal": {"AWS": f"arn:aws:iam::{STRANGER}:root"}}
    reading = allow("s3:GetObject", resource="arn:aws:s3:::shared/*", **them)
    ours.put_bucket_policy(Bucket="shared", Policy=policy(reading))
    assert theirs.get_object(**asked)["Body"].read() == b"x"
    with refused("AccessDenied", match="no identity-based policy"):
        powerless.get_object(**asked)
    with refused("AccessDenied"):
        theirs.put_object(**asked, Body=b"y")


def test_a_buckets_policy_grants_and_denies_in_its_own_account(ada, client, account):
    as_ada, root = ada()("s3"), client("s3")
    root.create_bucket(Bucket="box")
    bucket = "arn:aws:s3:::box"
    her = {"Principal": {"AWS": f"arn:aws:iam::{account}:user/ada"}}
    root.put_bucket_policy(Bucket="box", Policy=policy(allow("s3:PutObject", resource=f"{bucket}/*", **her)))
    as_ada.put_object(Bucket="box", Key="a", Body=b"1")
    with refused("AccessDenied", match=f"s3:DeleteObject on resource: {bucket}/a because no identity-based policy"):
        as_ada.delete_object(Bucket="box", Key="a")
    locking = deny("s3:*", resource=[bucket, f"{bucket}/*"], Principal="*")
    root.put_bucket_policy(Bucket="box", Policy=policy(locking))
    with refused("AccessDenied", match="with an explicit deny in a resource-based policy"):
        root.list_objects_v2(Bucket="box")
    root.delete_bucket_policy(Bucket="box")  # which root of its account always may
    assert root.list_objects_v2(Bucket="box")["KeyCount"] == 1


def test_a_refusal_without_a_body_is_one(ada, client):
    as_ada = ada()("s3")
    client("s3").create_bucket(Bucket="box")
    with refused("403", 403):
        as_ada.head_bucket(Bucket="box")


def test_each_object_to_be_copied_or_deleted_is_asked_for(ada, client):
    root = client("s3")
    root.create_bucket(Bucket="box")
    root.put_object(Bucket="box", Key="secret/a", Body=b"1")
    as_ada = ada(allow("s3:*"), deny("s3:*", resource="arn:aws:s3:::box/secret/*"))("s3")
    with refused("AccessDenied", match="s3:GetObject on resource: arn:aws:s3:::box/secret/a"):
        as_ada.copy_object(Bucket="box", Key="mine", CopySource="box/secret/a")
    with refused("AccessDenied", match="s3:DeleteObject on resource: arn:aws:s3:::box/secret/a"):
        as_ada.delete_objects(Bucket="box", Delete={"Objects": [{"Key": "mine"}, {"Key": "secret/a"}]})
    assert root.list_objects_v2(Bucket="box")["KeyCount"] == 1


def test_a_key_lets_in_whom_its_policy_does(ada, client, account):
    as_ada, kms = ada(allow("*"))("kms"), client("kms")
    made = kms.create_key(Tags=[{"TagKey": "team", "TagValue": "blue"}])["KeyMetadata"]
    kms.create_alias(AliasName="alias/box", TargetKeyId=made["KeyId"])
    as_ada.describe_key(KeyId="alias/box")
    only = allow("kms:*", Principal={"AWS": f"arn:aws:iam::{account}:user/somebody"})
    kms.put_key_policy(
        KeyId=made["KeyId"], PolicyName="default", Policy=policy(only), BypassPolicyLockoutSafetyCheck=True
    )
    with refused("AccessDeniedException", match=f"on resource: {made['Arn']} because no resource-based policy"):
        as_ada.describe_key(KeyId="alias/box")


def test_a_topic_lets_in_whom_its_policy_does(actors, client, account):
    sns = client("sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    theirs = client("sns", **actors.user(STRANGER, "sam", allow("sns:*")))
    with refused("AuthorizationError", match="no resource-based policy"):
        theirs.publish(TopicArn=topic, Message="hello")
    them = allow("sns:GetTopicAttributes", resource=topic, Principal={"AWS": STRANGER}, Sid="them")
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy(them))
    assert theirs.get_topic_attributes(TopicArn=topic)["Attributes"]["TopicArn"] == topic
    with refused("AuthorizationError"):
        theirs.publish(TopicArn=topic, Message="hello")


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, True),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, True),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/team": "blue"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/team": "red"}}, False),
        ({"StringEquals": {"aws:PrincipalType": "User", "aws:username": "ada"}}, True),
        ({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, False),  # a long-term key does not say
        ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, True),
        ({"Null": {"aws:PrincipalOrgID": "true"}}, True),
    ],
)
def test_what_is_known_of_a_request(ada, condition, allowed):
    as_ada = ada(allow("kms:ListKeys", Condition=condition), Tags=[{"Key": "team", "Value": "blue"}])
    if allowed:
        as_ada("kms").list_keys()
    else:
        with refused("AccessDeniedException"):
            as_ada("kms").list_keys()


def test_what_is_known_of_a_session(actors, client, account):
    eve = actors.user(account, "eve", allow("sts:AssumeRole"))
    device = {"SerialNumber": f"arn:aws:iam::{account}:mfa/eve", "TokenCode": "123456"}
    plain = actors.role(account, "Worker", eve)
    arn = f"arn:aws:iam::{account}:role/Worker"
    no_mfa = deny("kms:*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})
    red = deny("sns:*", Condition={"StringNotEquals": {"aws:PrincipalTag/team": "blue"}})
    client("iam").put_role_policy(RoleName="Worker", PolicyName="more", PolicyDocument=policy(no_mfa, red))
    with refused("AccessDeniedException", match="explicit deny in an identity-based policy"):
        client("kms", **plain).list_keys()
    client("kms", **actors.enter(arn, eve, **device)).list_keys()
    with refused("AuthorizationError"):
        client("sns", **plain).list_topics()
    tags = [{"Key": "team", "Value": "blue"}]
    with refused("AccessDenied", match="sts:TagSession"):
        actors.enter(arn, eve, Tags=tags)
    client("iam").put_user_policy(UserName="eve", PolicyName="own", PolicyDocument=policy(allow("sts:*")))
    trust = {**TRUSTS_ANYBODY, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    client("iam").update_assume_role_policy(RoleName="Worker", PolicyDocument=policy(trust))
    client("sns", **actors.enter(arn, eve, Tags=tags)).list_topics()


def test_tags_that_are_asked_for_are_known(ada):
    blue = {"StringEquals": {"aws:RequestTag/team": "blue"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}
    as_ada = ada(allow("kms:CreateKey", "iam:CreateUser", "ec2:CreateVolume", Condition=blue))
    as_ada("kms").create_key(Tags=[{"TagKey": "team", "TagValue": "blue"}])
    as_ada("iam").create_user(UserName="bob", Tags=[{"Key": "team", "Value": "blue"}])
    volume = {"AvailabilityZone": "us-east-1a", "Size": 1}
    tagged = {"ResourceType": "volume", "Tags": [{"Key": "team", "Value": "blue"}]}
    as_ada("ec2").create_volume(**volume, TagSpecifications=[tagged])
    with refused("AccessDeniedException"):
        as_ada("kms").create_key(Tags=[{"TagKey": "team", "TagValue": "red"}])
    with refused("AccessDenied"):
        more = [{"Key": "team", "Value": "blue"}, {"Key": "cost", "Value": "1"}]
        as_ada("iam").create_user(UserName="eve", Tags=more)
    with refused("UnauthorizedOperation"):
        as_ada("ec2").create_volume(**volume)


def test_tags_of_what_is_asked_for_are_known(ada, client):
    blue = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    as_ada = ada(allow("kms:DescribeKey", "iam:GetUser", Condition=blue))
    keys = {
        team: client("kms").create_key(Tags=[{"TagKey": "team", "TagValue": team}])["KeyMetadata"]["KeyId"]
        for team in ("blue", "red")
    }
    as_ada("kms").describe_key(KeyId=keys["blue"])
    with refused("AccessDeniedException"):
        as_ada("kms").describe_key(KeyId=keys["red"])
    client("iam").create_user(UserName="bob", Tags=[{"Key": "team", "Value": "blue"}])
    as_ada("iam").get_user(UserName="bob")
    with refused("AccessDenied"):
        as_ada("iam").get_user(UserName="ada")


def test_a_role_is_handed_over_only_by_who_may(ada, client, account):
    assumed = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    made = client("iam").create_role(RoleName="runs", Path="/jobs/", AssumeRolePolicyDocument=policy(assumed))
    role = made["Role"]["Arn"]
    as_ada = ada(allow("lambda:*"))("lambda")
    function = {"FunctionName": "f", "Runtime": "python3.12", "Handler": "m.h", "Role": role, "Code": {"ZipFile": b"x"}}
    with refused("AccessDeniedException", match=f"iam:PassRole on resource: {role}"):
        as_ada.create_function(**function)
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    statements = allow("lambda:*"), allow("iam:PassRole", resource=role, Condition=to_lambda)
    client("iam").put_user_policy(UserName="ada", PolicyName="own", PolicyDocument=policy(*statements))
    assert as_ada.create_function(**function)["FunctionName"] == "f"


def test_a_launch_needs_all_that_it_makes(ada, client):
    image = client("ec2").register_image(Name="image", RootDeviceName="/dev/xvda", Architecture="x86_64")["ImageId"]
    launch = {"ImageId": image, "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
    small = {"StringEquals": {"ec2:InstanceType": "t3.micro"}}
    instances = allow("ec2:RunInstances", resource="arn:aws:ec2:*:*:instance/*", Condition=small)
    as_ada = ada(instances)("ec2")
    with refused("UnauthorizedOperation", match=r"on resource: arn:aws:ec2:us-east-1:\d+:volume/\*"):
        as_ada.run_instances(**launch)
    others = [f"arn:aws:ec2:*:*:{kind}/*" for kind in ("volume", "network-interface", "image")]
    rest = allow("ec2:RunInstances", resource=others)
    client("iam").put_user_policy(UserName="ada", PolicyName="own", PolicyDocument=policy(instances, rest))
    as_ada.run_instances(**launch)
    with refused("UnauthorizedOperation", match=r":instance/\*"):
        as_ada.run_instances(**{**launch, "InstanceType": "p3.2xlarge"})


def test_policies_can_be_switched_off_for_some_calls_or_all(ada, sandbox):
    as_ada = ada()
    sandbox.control.fault("allow", "iam:*")
    as_ada("iam").list_users()
    with refused("AccessDeniedException"):
        as_ada("kms").list_keys()
    sandbox.control.fault("allow")
    as_ada("kms").list_keys()
    sandbox.control.behave()
    with refused("AccessDenied"):
        as_ada("iam").list_users()


def test_a_malformed_request_is_refused_and_nothing_breaks(ada):
    """Requests are decided before they are validated."""
    as_ada = ada(allow("s3:*"))
    signed = {"service": "iam", "key": as_ada("iam")._request_signer._credentials.access_key}
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    body = urlencode({"Action": "CreateRole", "Version": "2010-05-08"})
    status, _, said = send(as_ada("iam").meta.endpoint_url, "POST", "/", body, **signed, **form)
    assert (status, "iam:CreateRole" in said) == (403, True)
    json_form = {"Content_Type": "application/x-amz-json-1.1", "X_Amz_Target": "TrentService.DescribeKey"}
    body = json.dumps({"KeyId": {"no": "text"}})
    status, _, said = send(
        as_ada("kms").meta.endpoint_url, "POST", "/", body, **{**signed, "service": "kms"}, **json_form
    )
    assert (status, "kms:DescribeKey" in said) == (400, True)
