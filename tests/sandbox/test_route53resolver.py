"""Query logs deliver only where they may, and a configuration stays while a VPC uses it."""

import json

from sandbox.asking import refused


def admit(s3, account):
    bucket = "arn:aws:s3:::names"
    who = {"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}}
    statements = [
        {**who, "Action": "s3:PutObject", "Resource": f"{bucket}/AWSLogs/{account}/*"},
        {**who, "Action": "s3:GetBucketAcl", "Resource": bucket},
    ]
    s3.put_bucket_policy(Bucket="names", Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))


def test_a_configuration_is_made_used_and_taken_back(client, account):
    resolver, s3 = client("route53resolver"), client("s3")
    wanted = {"Name": "names", "DestinationArn": "arn:aws:s3:::names", "CreatorRequestId": "1"}
    with refused("ResourceNotFoundException"):
        resolver.create_resolver_query_log_config(**wanted)
    s3.create_bucket(Bucket="names")
    with refused("AccessDeniedException"):
        resolver.create_resolver_query_log_config(**wanted)
    admit(s3, account)
    made = resolver.create_resolver_query_log_config(**wanted)["ResolverQueryLogConfig"]["Id"]
    (vpc,) = client("ec2").describe_vpcs()["Vpcs"]
    named = {"ResolverQueryLogConfigId": made, "ResourceId": vpc["VpcId"]}
    resolver.associate_resolver_query_log_config(**named)
    (one,) = resolver.list_resolver_query_log_config_associations()["ResolverQueryLogConfigAssociations"]
    assert (one["ResourceId"], one["Status"]) == (vpc["VpcId"], "ACTIVE")
    with refused("InvalidRequestException"):
        resolver.delete_resolver_query_log_config(ResolverQueryLogConfigId=made)
    resolver.disassociate_resolver_query_log_config(**named)
    with refused("ResourceNotFoundException"):
        resolver.disassociate_resolver_query_log_config(**named)
    resolver.delete_resolver_query_log_config(ResolverQueryLogConfigId=made)
    assert resolver.list_resolver_query_log_configs()["ResolverQueryLogConfigs"] == []


def test_a_rule_group_is_associated_and_no_longer(client):
    resolver = client("route53resolver")
    (vpc,) = client("ec2").describe_vpcs()["Vpcs"]
    group = resolver.create_firewall_rule_group(CreatorRequestId="1", Name="names")["FirewallRuleGroup"]["Id"]
    named = {"CreatorRequestId": "1", "VpcId": vpc["VpcId"], "Priority": 101, "Name": "names"}
    with refused("ResourceNotFoundException"):
        resolver.associate_firewall_rule_group(FirewallRuleGroupId="rslvr-frg-none", **named)
    made = resolver.associate_firewall_rule_group(FirewallRuleGroupId=group, **named)["FirewallRuleGroupAssociation"]
    (one,) = resolver.list_firewall_rule_group_associations(VpcId=vpc["VpcId"])["FirewallRuleGroupAssociations"]
    assert one["Status"] == "COMPLETE"
    resolver.disassociate_firewall_rule_group(FirewallRuleGroupAssociationId=made["Id"])
    assert resolver.list_firewall_rule_group_associations()["FirewallRuleGroupAssociations"] == []
