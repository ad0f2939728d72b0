"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place, Region

from .facts import (
    BLOCK_ALL_SHARING,
    BLOCK_NEW_SHARING,
    DefaultSecurityGroup,
    DefaultVpc,
    EbsEncryptionByDefault,
    ImageBlockPublicAccess,
    Instance,
    InstanceMetadataDefaults,
    PublicImage,
    PublicSnapshot,
    SecurityGroup,
    SerialConsoleAccess,
    SnapshotBlockPublicAccess,
)
from .rules import SecurityGroupRule

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)

METADATA_DEFAULTS = InstanceMetadataDefaults(place=HERE, managed_by="account", http_tokens="required", hop_limit=2)
SERIAL_CONSOLE = SerialConsoleAccess(place=HERE, managed_by="account", enabled=False)
IMAGE_BLOCK = ImageBlockPublicAccess(place=HERE, managed_by="account", state=BLOCK_NEW_SHARING)
SNAPSHOT_BLOCK = SnapshotBlockPublicAccess(place=HERE, managed_by="account", state=BLOCK_ALL_SHARING)
EBS_ENCRYPTION = EbsEncryptionByDefault(place=HERE, enabled=True)

INSTANCE = Instance(
    place=HERE, id="i-0a1b2c3d4e5f60718", state="running", http_tokens="required", http_endpoint="enabled"
)
PUBLIC_SNAPSHOT = PublicSnapshot(place=HERE, id="snap-0a1b2c3d4e5f60718")
PUBLIC_IMAGE = PublicImage(place=HERE, id="ami-0a1b2c3d4e5f60718")

UNUSED_VPC = DefaultVpc(
    place=HERE,
    id="vpc-0d1e2f3a4b5c60718",
    subnets=("subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"),
    gateways=("igw-0a1b2c3d4e5f60718",),
    interfaces=(),
    additions=(),
)


def rule(number: int, cidr: str, port: int | None, *, egress: bool = False) -> SecurityGroupRule:
    """A rule on one TCP port, or on all traffic where the port is None."""
    source = {"Ipv6Ranges": [{"CidrIpv6": cidr}]} if ":" in cidr else {"IpRanges": [{"CidrIp": cidr}]}
    ports = {} if port is None else {"FromPort": port, "ToPort": port}
    protocol = "-1" if port is None else "tcp"
    return SecurityGroupRule(
        id=f"sgr-{number:017x}",
        egress=egress,
        protocol=protocol,
        from_port=-1 if port is None else port,
        to_port=-1 if port is None else port,
        prefix_list=None,
        cidrs=(cidr,),
        permission={"IpProtocol": protocol, **ports, **source},
        tags=(),
    )


SECURITY_GROUP = SecurityGroup(
    place=HERE,
    id="sg-0a1b2c3d4e5f60718",
    name="web",
    vpc="vpc-0a1b2c3d4e5f60718",
    rules=(
        rule(1, "0.0.0.0/0", 443),
        rule(2, "203.0.113.7/32", 22),
        rule(3, "10.0.0.0/8", 5432),
        rule(4, "0.0.0.0/0", None, egress=True),
    ),
)
DEFAULT_GROUP = DefaultSecurityGroup(
    place=HERE, id="sg-0d1e2f3a4b5c60718", name="default", vpc=UNUSED_VPC.id, rules=(), interfaces=()
)
