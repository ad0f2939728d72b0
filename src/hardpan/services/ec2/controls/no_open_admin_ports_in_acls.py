"""No network ACL lets the whole internet reach SSH or Remote Desktop.

Security groups decide what reaches a machine; a network ACL stands before them at the edge of a subnet. It helps on the
day somebody opens a group by mistake.

Check by hand:
    aws ec2 describe-network-acls --region REGION --query "NetworkAcls[].[NetworkAclId,Entries[?!Egress]]"

Fix by hand:
    aws ec2 create-network-acl-entry --region REGION --network-acl-id ACL_ID --ingress --rule-number 90 --protocol 6 --port-range From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny
    aws ec2 create-network-acl-entry --region REGION --network-acl-id ACL_ID --ingress --rule-number 91 --protocol 6 --port-range From=3389,To=3389 --cidr-block 0.0.0.0/0 --rule-action deny

Edge cases:
    AWS makes every default ACL with a rule that lets everything in, so that each of them fails until somebody narrows
    it. Network ACLs have no memory: answers to connections from inside come in on ports 1024 and up, which must stay
    open, and closing 3389 turns away some of those. What is denied to a part of the internet does not make a rule for
    all of it less open. ACLs of a default VPC with nothing in it, or of no subnet, are not asked about. Where security
    groups are enough for you, add a waiver.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-21
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import IDLE_VPC, NETWORK_ACL, VPC, entry
from ..exposure import ADMIN_PORTS
from ..networks import NetworkAcl, Vpc

_DEFAULT = replace(NETWORK_ACL, is_default=True, entries=(entry(100, "0.0.0.0/0", None),))


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="infra.nacl.admin-ports",
    joins=[Vpc],
    passes=[
        (NETWORK_ACL, VPC),
        (replace(NETWORK_ACL, entries=()), VPC),
        (replace(NETWORK_ACL, entries=(entry(100, "10.0.0.0/8", None),)), VPC),
        (replace(NETWORK_ACL, entries=(replace(entry(100, "0.0.0.0/0", None), protocol="1"),)), VPC),
    ],
    fails=[
        (_DEFAULT, VPC),
        (_DEFAULT, replace(VPC, is_default=True)),
        (replace(NETWORK_ACL, entries=(entry(100, "::/0", 3389),)), VPC),
        (replace(NETWORK_ACL, entries=(replace(entry(100, "0.0.0.0/0", 20), last=30),)), VPC),
        (
            replace(NETWORK_ACL, entries=(entry(90, "198.51.100.0/24", 22, allow=False), *_DEFAULT.entries)),
            VPC,
        ),
    ],
    not_applicable=[
        (replace(_DEFAULT, vpc=IDLE_VPC.id), IDLE_VPC),
        (replace(_DEFAULT, subnets=()), VPC),
    ],
    none="there is no network ACL",
    human=(
        "Console > VPC > Network ACLs, choose the ACL, Inbound rules > Edit inbound rules: deny TCP 22 and 3389 from "
        "0.0.0.0/0 (and ::/0) under numbers lower than that of the rule named below, and leave 1024-65535 open for "
        "answers. Try it in a quiet hour: a network ACL acts at once."
    ),
)
def no_open_admin_ports_in_acls(acl: NetworkAcl, snapshot: Snapshot) -> Verdict:
    if not acl.subnets:
        return NotApplicable("it guards no subnet")
    if any(vpc.is_idle for vpc in snapshot.at(Vpc, acl.place) if vpc.id == acl.vpc):
        return NotApplicable("nothing is in its default VPC")
    for port, what in ADMIN_PORTS.items():
        if by := acl.lets_the_world_in(port):
            return Fail(f"rule {by.number} lets {by.cidr} in on {port} ({what})")
    return Pass("the world reaches no port for administration through it")
