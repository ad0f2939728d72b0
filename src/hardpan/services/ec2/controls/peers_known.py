"""VPC peering connections lead to known accounts only.

A peering connection makes two networks one, as far as routes and security groups let it. The one to a former partner is
a way in that no firewall at the edge sees.

Check by hand:
    aws ec2 describe-vpc-peering-connections --region REGION --filters Name=status-code,Values=active --query "VpcPeeringConnections[].[VpcPeeringConnectionId,RequesterVpcInfo.OwnerId,AccepterVpcInfo.OwnerId]"

Fix by hand:
    aws ec2 delete-vpc-peering-connection --region REGION --vpc-peering-connection-id PEERING_ID

Edge cases:
    Accounts of the organization are known in its management account, which alone is told of them. In the others, name
    those that networks are peered with under exceptions.trusted_accounts of hardpan.yaml, and partners, too.

Source: https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, IN_NONE, LOGS, MANAGEMENT, MEMBERSHIP
from ...organizations.facts import Member, Membership
from ..examples import HERE, PEERING
from ..peering import Peering

_SUPPLIER = "999988887777"
_TO_SUPPLIER = replace(PEERING, owners=(HERE.account, _SUPPLIER))
_KNOWN = replace(EXAMPLE, exceptions=Exceptions(trusted_accounts=(_SUPPLIER,)))


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="infra.vpc.peering",
    joins=[Membership, Member],
    passes=[
        (PEERING, IN_NONE),
        (_TO_SUPPLIER, IN_NONE, _KNOWN),
        (replace(PEERING, owners=(LOGS.id, HERE.account)), MEMBERSHIP, MANAGEMENT, LOGS),
        (replace(PEERING, owners=(str(AS_MEMBER.management_account), HERE.account)), AS_MEMBER),
    ],
    fails=[(_TO_SUPPLIER, IN_NONE), (_TO_SUPPLIER, MEMBERSHIP, MANAGEMENT, LOGS)],
    none="there is no active peering connection",
    human=(
        "Ask whose account it is. If it is yours or a partner's of today, add its number to "
        "exceptions.trusted_accounts in hardpan.yaml. If nobody knows it, Console > VPC > Peering connections, the "
        "connection, Actions > Delete peering connection."
    ),
)
def peers_known(peering: Peering, snapshot: Snapshot, want: Baseline) -> Verdict:
    own = peering.place.account
    others = sorted(set(peering.owners) - {own, *want.exceptions.trusted_accounts})
    if not others:
        return Pass("both its VPCs are in known accounts")
    here = peering.place.at(None)
    known = {one.management_account for one in snapshot.at(Membership, here)}
    known |= {member.id for member in snapshot.at(Member, here)}
    strangers = [account for account in others if account not in known]
    if strangers:
        return Fail(f"it leads to account {', '.join(strangers)}, which is not known")
    return Pass(f"it leads to {', '.join(others)}, of the organization")
