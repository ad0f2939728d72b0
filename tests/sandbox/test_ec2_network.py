"""The default VPC is as AWS hands it out, and goes only when nothing depends on it."""

import pytest
from botocore.exceptions import ClientError

ANYONE = "0.0.0.0/0"


def test_every_region_has_a_furnished_default_vpc(client):
    for region in ("us-east-1", "eu-west-1"):
        ec2 = client("ec2", region)
        (vpc,) = ec2.describe_vpcs()["Vpcs"]
        (gateway,) = ec2.describe_internet_gateways()["InternetGateways"]
        zones = {zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]}
        subnets = ec2.describe_subnets()["Subnets"]
        routes = ec2.describe_route_tables()["RouteTables"][0]["Routes"]
        assert vpc["IsDefault"] is True
        assert gateway["Attachments"] == [{"State": "available", "VpcId": vpc["VpcId"]}]
        assert {subnet["AvailabilityZone"] for subnet in subnets} == zones
        assert gateway["InternetGatewayId"] in {route.get("GatewayId") for route in routes}


def test_the_default_group_admits_its_own_members_until_that_is_revoked(client):
    ec2 = client("ec2")
    group = _default_group(ec2)
    (permission,) = group["IpPermissions"]
    assert permission["IpProtocol"] == "-1"
    assert [pair["GroupId"] for pair in permission["UserIdGroupPairs"]] == [group["GroupId"]]
    ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
    ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])
    emptied = _default_group(ec2)
    assert (emptied["IpPermissions"], emptied["IpPermissionsEgress"]) == ([], [])
    with pytest.raises(ClientError, match=r"InvalidPermission\.NotFound"):
        ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
    ec2.authorize_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])
    assert _default_group(ec2)["IpPermissions"] == group["IpPermissions"]


def test_rules_are_revoked_by_id(client):
    ec2 = client("ec2")
    group = ec2.create_security_group(GroupName="open", Description="open")["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": ANYONE}]},
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
        ],
    )
    open_to_the_world = [rule for rule in _rules(ec2, group) if not rule["IsEgress"]]
    assert {rule.get("CidrIpv4") or rule.get("CidrIpv6") for rule in open_to_the_world} == {ANYONE, "::/0"}
    ids = [rule["SecurityGroupRuleId"] for rule in open_to_the_world]
    ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=ids)
    assert [rule["IsEgress"] for rule in _rules(ec2, group)] == [True]
    with pytest.raises(ClientError, match=r"InvalidPermission\.NotFound|InvalidSecurityGroupRuleId\.NotFound"):
        ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=ids)


def test_a_default_vpc_is_taken_down_in_order_and_built_anew(client):
    ec2 = client("ec2")
    (vpc,) = ec2.describe_vpcs()["Vpcs"]
    (gateway,) = ec2.describe_internet_gateways()["InternetGateways"]
    with pytest.raises(ClientError, match="DefaultVpcAlreadyExists"):
        ec2.create_default_vpc()
    for subnet in ec2.describe_subnets()["Subnets"]:
        with pytest.raises(ClientError, match="DependencyViolation"):
            ec2.delete_vpc(VpcId=vpc["VpcId"])
        ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_vpc(VpcId=vpc["VpcId"])
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"])
    ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc["VpcId"])
    ec2.delete_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"])
    ec2.delete_vpc(VpcId=vpc["VpcId"])
    assert ec2.describe_vpcs()["Vpcs"] == []
    assert ec2.describe_network_acls()["NetworkAcls"] == []
    again = ec2.create_default_vpc()["Vpc"]["VpcId"]
    (gateway_again,) = ec2.describe_internet_gateways()["InternetGateways"]
    assert again != vpc["VpcId"]
    assert gateway_again["Attachments"][0]["VpcId"] == again
    assert len(_default_group(ec2)["IpPermissions"]) == 1


def test_nothing_in_use_is_taken_away(client):
    ec2 = client("ec2")
    image = ec2.register_image(Name="image", RootDeviceName="/dev/xvda")["ImageId"]
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)
    (interface,) = ec2.describe_network_interfaces()["NetworkInterfaces"]
    (gateway,) = ec2.describe_internet_gateways()["InternetGateways"]
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_subnet(SubnetId=interface["SubnetId"])
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=interface["VpcId"])


def test_a_default_group_cannot_be_deleted(client):
    ec2 = client("ec2")
    with pytest.raises(ClientError, match="CannotDelete"):
        ec2.delete_security_group(GroupId=_default_group(ec2)["GroupId"])


def test_a_launch_without_default_vpc_needs_a_subnet(client):
    ec2 = client("ec2")
    image = ec2.register_image(Name="image", RootDeviceName="/dev/xvda")["ImageId"]
    (vpc,) = ec2.describe_vpcs()["Vpcs"]
    (gateway,) = ec2.describe_internet_gateways()["InternetGateways"]
    for subnet in ec2.describe_subnets()["Subnets"]:
        ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc["VpcId"])
    ec2.delete_vpc(VpcId=vpc["VpcId"])
    with pytest.raises(ClientError, match="VPCIdNotSpecified"):
        ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)


def _default_group(ec2):
    (group,) = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"]
    return group


def _rules(ec2, group):
    return ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
