"""Flow logs deliver only where they may, and nothing comes in where the organization says so."""

import json
import time

from sandbox.asking import refused
from sandbox.membership import Members

MODE = "InternetGatewayBlockMode"


def make(ec2, bucket, **more):
    (vpc,) = ec2.describe_vpcs()["Vpcs"]
    return ec2.create_flow_logs(
        ResourceType="VPC",
        ResourceIds=[vpc["VpcId"]],
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination=f"arn:aws:s3:::{bucket}",
        **more,
    )


def test_a_bucket_that_is_not_there_is_named_in_an_answer_that_is_ok(client):
    answer = make(client("ec2"), "nowhere")
    assert answer["FlowLogIds"] == []
    assert "does not exist" in answer["Unsuccessful"][0]["Error"]["Message"]


def test_the_policy_of_a_bucket_of_ones_own_is_overwritten_where_it_does_not_admit(client, account):
    s3, ec2 = client("s3"), client("ec2")
    s3.create_bucket(Bucket="logs")
    mine = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::logs/x"}
    s3.put_bucket_policy(Bucket="logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [mine]}))
    (made,) = make(ec2, "logs")["FlowLogIds"]
    attached = json.loads(s3.get_bucket_policy(Bucket="logs")["Policy"])["Statement"]
    assert [one["Sid"] for one in attached] == ["AWSLogDeliveryWrite", "AWSLogDeliveryAclCheck"]
    (log,) = ec2.describe_flow_logs(Filter=[{"Name": "traffic-type", "Values": ["ALL"]}])["FlowLogs"]
    assert (log["FlowLogId"], log["FlowLogStatus"], log["DeliverLogsStatus"]) == (made, "ACTIVE", "SUCCESS")
    with refused("FlowLogAlreadyExists"):
        make(ec2, "logs")
    ec2.delete_flow_logs(FlowLogIds=[made])
    assert ec2.describe_flow_logs()["FlowLogs"] == []
    make(ec2, "logs")
    assert json.loads(s3.get_bucket_policy(Bucket="logs")["Policy"])["Statement"] == attached


def test_the_block_takes_a_while(client):
    ec2 = client("ec2", "eu-west-1")
    told = ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert (told[MODE], told["State"], told["ManagedBy"]) == ("off", "default-state", "account")
    with refused("InvalidParameterValue"):
        ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="everything")
    ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-ingress")
    told = ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert (told[MODE], told["State"]) == ("block-ingress", "update-in-progress")
    time.sleep(0.6)
    told = ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert told["State"] == "update-complete"
    assert client("ec2").describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"][MODE] == "off", (
        "another Region is another setting"
    )


def bpa_policy(mode, exclusions="enabled"):
    block = {"mode": {"@@assign": mode}, "exclusions_allowed": {"@@assign": exclusions}}
    return json.dumps({"ec2_attributes": {"vpc_block_public_access": {"internet_gateway_block": block}}})


def test_the_policy_nearest_to_an_account_decides_and_the_account_cannot(sandbox, connect):
    made = Members(sandbox, connect).begin()
    account = made.create("sandbox")
    organizations, kind = made.organizations, "DECLARATIVE_POLICY_EC2"
    organizations.enable_policy_type(RootId=made.root, PolicyType=kind)
    for target, mode in ((made.root, "block_ingress"), (account, "block_bidirectional")):
        policy = organizations.create_policy(Name=mode, Description=mode, Type=kind, Content=bpa_policy(mode))
        organizations.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=target)
    inside = connect("ec2", "us-east-1", **made.enter(account))
    told = inside.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert (told[MODE], told["ManagedBy"]) == ("block-bidirectional", "declarative-policy")
    with refused("DeclarativePolicyViolation"):
        inside.modify_vpc_block_public_access_options(InternetGatewayBlockMode="off")
    above = connect("ec2").describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert above[MODE] == "block-ingress"
