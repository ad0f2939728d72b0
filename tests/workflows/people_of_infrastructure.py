"""What people do by hand about networks, instances and web front ends, and what there is to be done about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.session

from hardpan.sandbox import callers
from hardpan.sandbox.server import Sandbox

HOME = "us-east-1"
SUPPLIER = "999988887777"
SETTING = "/ssm/managed-instance/default-ec2-instance-management-role"


def client(sandbox: Sandbox, service: str, account: str | None = None) -> Any:
    """In the account that is assessed, or as root of another."""
    key = {"aws_access_key_id": callers.root_key_of(account), "aws_secret_access_key": "x"} if account else {}
    return botocore.session.Session().create_client(service, HOME, endpoint_url=sandbox.url, **key)


def rest_api(sandbox: Sandbox) -> None:
    apis = client(sandbox, "apigateway")
    api = apis.create_rest_api(name="shop", endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = apis.get_resources(restApiId=api)["items"][0]["id"]
    method = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    apis.put_method(**method, authorizationType="NONE")
    apis.put_integration(**method, type="MOCK")
    apis.create_deployment(restApiId=api, stageName="live")


def log_rest_api(person: Any) -> None:
    apis = client(person.sandbox, "apigateway")
    (api,) = apis.get_rest_apis()["items"]
    told = {"destinationArn": f"arn:aws:logs:{HOME}:{person.sandbox.account}:log-group:shop", "format": "$context.ip"}
    patches = [{"op": "replace", "path": f"/accessLogSettings/{name}", "value": value} for name, value in told.items()]
    apis.update_stage(restApiId=api["id"], stageName="live", patchOperations=patches)


def http_api(sandbox: Sandbox) -> None:
    apis = client(sandbox, "apigatewayv2")
    apis.create_stage(ApiId=apis.create_api(Name="orders", ProtocolType="HTTP")["ApiId"], StageName="live")


def log_http_api(person: Any) -> None:
    apis = client(person.sandbox, "apigatewayv2")
    (api,) = apis.get_apis()["Items"]
    group = f"arn:aws:logs:{HOME}:{person.sandbox.account}:log-group:orders"
    logs = {"DestinationArn": group, "Format": "$context.requestId"}
    apis.update_stage(ApiId=api["ApiId"], StageName="live", AccessLogSettings=logs)


def distribution(sandbox: Sandbox) -> None:
    protocol = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}
    origin = {"Id": "origin", "DomainName": "example.com", "CustomOriginConfig": protocol}
    client(sandbox, "cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": "one",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "origin", "ViewerProtocolPolicy": "https-only"},
        }
    )


def deliver_its_logs(person: Any) -> None:
    (found,) = client(person.sandbox, "cloudfront").list_distributions()["DistributionList"]["Items"]
    logs = client(person.sandbox, "logs")
    logs.put_delivery_source(name="web", resourceArn=found["ARN"], logType="ACCESS_LOGS")
    made = logs.put_delivery_destination(
        name="web", deliveryDestinationConfiguration={"destinationResourceArn": "arn:aws:s3:::web-logs"}
    )
    logs.create_delivery(deliverySourceName="web", deliveryDestinationArn=made["deliveryDestination"]["arn"])


def balancer(sandbox: Sandbox) -> None:
    subnets = [one["SubnetId"] for one in client(sandbox, "ec2").describe_subnets()["Subnets"]][:2]
    client(sandbox, "elbv2").create_load_balancer(Name="shop", Subnets=subnets, Scheme="internet-facing")


def log_balancer(person: Any) -> None:
    client(person.sandbox, "s3").create_bucket(Bucket="shop-access-logs")
    balancers = client(person.sandbox, "elbv2")
    (found,) = balancers.describe_load_balancers()["LoadBalancers"]
    told = {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": "shop-access-logs"}
    attributes = [{"Key": key, "Value": value} for key, value in told.items()]
    balancers.modify_load_balancer_attributes(LoadBalancerArn=found["LoadBalancerArn"], Attributes=attributes)


def own_network(sandbox: Sandbox) -> None:
    ec2 = client(sandbox, "ec2")
    vpc = ec2.create_vpc(CidrBlock="10.10.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.10.1.0/24")["Subnet"]["SubnetId"]
    ec2.create_network_interface(SubnetId=subnet)


def add_endpoints(person: Any) -> None:
    ec2 = client(person.sandbox, "ec2")
    (vpc,) = [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"] if not one["IsDefault"]]
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    for service in ("s3", "dynamodb"):
        ec2.create_vpc_endpoint(
            VpcId=vpc,
            VpcEndpointType="Gateway",
            ServiceName=f"com.amazonaws.{HOME}.{service}",
            RouteTableIds=[table["RouteTableId"] for table in tables],
        )


def close_acls(person: Any) -> None:
    ec2 = client(person.sandbox, "ec2")
    for acl in ec2.describe_network_acls()["NetworkAcls"]:
        for number, port in ((90, 22), (91, 3389)):
            ec2.create_network_acl_entry(
                NetworkAclId=acl["NetworkAclId"],
                RuleNumber=number,
                Protocol="6",
                PortRange={"From": port, "To": port},
                CidrBlock="0.0.0.0/0",
                RuleAction="deny",
                Egress=False,
            )


def peer(sandbox: Sandbox, *, other: str | None) -> None:
    """A connection of a VPC with another, of ours or of another account, and a route for everything into it."""
    ours, theirs = client(sandbox, "ec2"), client(sandbox, "ec2", other)
    vpc = ours.create_vpc(CidrBlock="10.10.0.0/16")["Vpc"]["VpcId"]
    beyond = theirs.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    whose = {"PeerOwnerId": other} if other else {}
    made = ours.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=beyond, **whose)["VpcPeeringConnection"]
    theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=made["VpcPeeringConnectionId"])
    (table,) = ours.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    ours.create_route(
        RouteTableId=table["RouteTableId"],
        DestinationCidrBlock="0.0.0.0/0",
        VpcPeeringConnectionId=made["VpcPeeringConnectionId"],
    )


def narrow_route(person: Any) -> None:
    ec2 = client(person.sandbox, "ec2")
    (found,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    near = [{"Name": "vpc-id", "Values": [found["RequesterVpcInfo"]["VpcId"]]}]
    (table,) = [one["RouteTableId"] for one in ec2.describe_route_tables(Filters=near)["RouteTables"]]
    into = {"RouteTableId": table, "VpcPeeringConnectionId": found["VpcPeeringConnectionId"]}
    ec2.create_route(**into, DestinationCidrBlock="10.20.3.0/24")
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")


def end_peering(person: Any) -> None:
    ec2 = client(person.sandbox, "ec2")
    (found,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=found["VpcPeeringConnectionId"])


def instances(person: Any) -> list[str]:
    found = client(person.sandbox, "ec2").describe_instances()["Reservations"]
    return [one["InstanceId"] for reservation in found for one in reservation["Instances"]]


def give_role(person: Any) -> None:
    client(person.sandbox, "iam").create_instance_profile(InstanceProfileName="web")
    for instance in instances(person):
        client(person.sandbox, "ec2").associate_iam_instance_profile(
            InstanceId=instance, IamInstanceProfile={"Name": "web"}
        )


def manage(sandbox: Sandbox) -> None:
    client(sandbox, "ssm").update_service_setting(SettingId=SETTING, SettingValue="service-role/ours")


def patch(person: Any) -> None:
    client(person.sandbox, "ssm").send_command(
        DocumentName="AWS-RunPatchBaseline", InstanceIds=instances(person), Parameters={"Operation": ["Install"]}
    )


def filter_names(person: Any) -> None:
    resolver = client(person.sandbox, "route53resolver")
    group = resolver.create_firewall_rule_group(CreatorRequestId="1", Name="names")["FirewallRuleGroup"]["Id"]
    for vpc in client(person.sandbox, "ec2").describe_vpcs()["Vpcs"]:
        named = {"CreatorRequestId": vpc["VpcId"], "VpcId": vpc["VpcId"], "Priority": 101, "Name": "names"}
        resolver.associate_firewall_rule_group(FirewallRuleGroupId=group, **named)


def add_readers(person: Any) -> None:
    for zone in ("a", "b"):
        client(person.sandbox, "rds").create_db_instance(
            DBInstanceIdentifier=f"reports-{zone}",
            DBInstanceClass="db.r6g.large",
            Engine="aurora-postgresql",
            DBClusterIdentifier="reports",
            AvailabilityZone=f"{HOME}{zone}",
        )


def follow_advice(person: Any) -> None:
    person.sandbox.control.human("enrol-root-mfa")
    person.lets_hardpan("ec2.no_open_admin_ports")


ACTS: dict[str, Callable[[Any], None]] = {
    "apigateway.access_logs": log_rest_api,
    "apigatewayv2.access_logs": log_http_api,
    "cloudfront.access_logs": deliver_its_logs,
    "ec2.gateway_endpoints": add_endpoints,
    "ec2.instances_have_roles": give_role,
    "ec2.no_open_admin_ports_in_acls": close_acls,
    "ec2.peering_routes_narrow": narrow_route,
    "ec2.peers_known": end_peering,
    "elbv2.access_logs": log_balancer,
    "rds.production_clusters_in_several_zones": add_readers,
    "route53resolver.dns_firewall": filter_names,
    "ssm.instances_managed": lambda person: person.lets_hardpan("ssm.default_host_management"),
    "ssm.instances_patched": patch,
    "trustedadvisor.no_red_items": follow_advice,
}
BEGINNINGS: dict[str, Callable[[Sandbox], None]] = {
    "apigateway.access_logs": rest_api,
    "apigatewayv2.access_logs": http_api,
    "cloudfront.access_logs": distribution,
    "ec2.gateway_endpoints": own_network,
    "ec2.peering_routes_narrow": lambda sandbox: peer(sandbox, other=None),
    "ec2.peers_known": lambda sandbox: peer(sandbox, other=SUPPLIER),
    "elbv2.access_logs": balancer,
    "ssm.instances_patched": manage,
    "trustedadvisor.no_red_items": lambda sandbox: sandbox.control.human("choose-support-plan", plan="business"),
}
