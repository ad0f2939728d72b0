"""What to change so that nothing comes in from the internet where nothing runs."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Read, Risk, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...organizations.facts import Membership
from ..block_public_access import is_for_nobody
from ..networks import BLOCK_INGRESS, COMPLETE, Vpc, VpcBlockPublicAccess

_SETTLES = 900  # seconds until the gateways of a Region have it


@operation(
    satisfies=["ec2.vpc_public_access_blocked"],
    facts=[VpcBlockPublicAccess, Membership, Vpc],
    writes=["ec2:ModifyVpcBlockPublicAccessOptions"],
    consent="nothing in those Regions can be reached from the internet any more, load balancers included, until a VPC "
    "or subnet gets an exclusion",
)
def vpc_public_access_blocked(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Nothing comes in where nothing runs, in an account alone. In an organization guardrails see to it."""
    for region in have.all(VpcBlockPublicAccess):
        if region.blocks or region.by_policy or not is_for_nobody(want, have, region.place):
            continue
        yield Step(
            key=step_key("ec2.vpc_public_access_blocked/modify", region.place),
            place=region.place,
            write=_mode(BLOCK_INGRESS),
            because="nothing runs here, and whatever is started could be reached from the internet",
            before=region.mode,
            after=BLOCK_INGRESS,
            undo=(_mode(region.mode),),
            risk=Risk.DISRUPTIVE,
            settled=_settled(BLOCK_INGRESS),
            undone=_settled(region.mode),
        )


def _mode(mode: str) -> Write:
    return Write("ec2", "ModifyVpcBlockPublicAccessOptions", InternetGatewayBlockMode=mode)


def _settled(mode: str) -> Settled:
    return Settled(
        Read("ec2", "DescribeVpcBlockPublicAccessOptions"),
        "VpcBlockPublicAccessOptions.join(' ', [InternetGatewayBlockMode, State])",
        f"{mode} {COMPLETE}",
        seconds=_SETTLES,
    )
