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
from .images import AUDIT, AllowedImages
from .networks import BLOCK_INGRESS, COMPLETE, AclEntry, FlowLog, GatewayEndpoint, NetworkAcl, Vpc, VpcBlockPublicAccess
from .peering import Peering, PeeringRoute
from .rules import SecurityGroupRule

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)

METADATA_DEFAULTS = InstanceMetadataDefaults(place=HERE, managed_by="account", http_tokens="required", hop_limit=2)
SERIAL_CONSOLE = SerialConsoleAccess(place=HERE, managed_by="account", enabled=False)
IMAGE_BLOCK = ImageBlockPublicAccess(place=HERE, managed_by="account", state=BLOCK_NEW_SHARING)
SNAPSHOT_BLOCK = SnapshotBlockPublicAccess(place=HERE, managed_by="account", state=BLOCK_ALL_SHARING)
EBS_ENCRYPTION = EbsEncryptionByDefault(place=HERE, enabled=True)

INSTANCE = Instance(
    place=HERE,
    id="i-0a1b2c3d4e5f60718",
    state="running",
    http_tokens="required",
    http_endpoint="enabled",
    profile=HERE.at(None).arn("iam", "instance-profile/web"),
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

VPC = Vpc(place=HERE, id="vpc-0a1b2c3d4e5f60718", is_default=False, interfaces=("eni-0a1b2c3d4e5f60718",))
IDLE_VPC = Vpc(place=HERE, id=UNUSED_VPC.id, is_default=True, interfaces=())
FLOW_LOG = FlowLog(
    place=HERE,
    id="fl-0a1b2c3d4e5f60718",
    vpc=VPC.id,
    destination="arn:aws:s3:::hardpan-network-logs-111122223333",
    traffic="ALL",
    status="ACTIVE",
    delivery="SUCCESS",
    error=None,
)
VPC_BLOCK = VpcBlockPublicAccess(place=HERE, managed_by="account", mode=BLOCK_INGRESS, state=COMPLETE)


def entry(number: int, cidr: str, port: int | None, *, allow: bool = True) -> AclEntry:
    """A rule of a network ACL on one TCP port, or on all traffic where the port is None."""
    return AclEntry(
        number=number, allow=allow, protocol="-1" if port is None else "6", cidr=cidr, first=port, last=port
    )


NETWORK_ACL = NetworkAcl(
    place=HERE,
    id="acl-0a1b2c3d4e5f60718",
    vpc=VPC.id,
    is_default=False,
    subnets=("subnet-0a1b2c3d4e5f60718",),
    entries=(
        entry(80, "0.0.0.0/0", 22, allow=False),
        entry(81, "0.0.0.0/0", 3389, allow=False),
        entry(100, "0.0.0.0/0", None),
    ),
)
ENDPOINT = GatewayEndpoint(place=HERE, id="vpce-0a1b2c3d4e5f60718", vpc=VPC.id, service="s3")
PEERING = Peering(
    place=HERE,
    id="pcx-0a1b2c3d4e5f60718",
    owners=(HERE.account, HERE.account),
    networks={VPC.id: ("10.10.0.0/16",), "vpc-0f1e2d3c4b5a60718": ("10.20.0.0/16", "2001:db8:20::/56")},
    routes=(PeeringRoute("rtb-0a1b2c3d4e5f60718", VPC.id, "10.20.3.0/24"),),
)
ALLOWED_IMAGES = AllowedImages(
    place=HERE,
    managed_by="account",
    state=AUDIT,
    criteria=({"ImageProviders": ["amazon", "aws-backup-vault", HERE.account]},),
)
