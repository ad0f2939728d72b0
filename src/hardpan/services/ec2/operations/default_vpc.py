"""The default VPC, removed where nobody uses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import DefaultVpc

_CONTROL = "ec2.no_default_vpc"
# A VPC that goes takes its default security group with it.
_GROUP_CONTROL = "ec2.default_security_group_empty"
_OPERATION = "ec2.remove_default_vpc"
# What was deleted just before can count as in use for a while.
_CATCHING_UP = NotYet("DependencyViolation", seconds=60)


@operation(
    satisfies=[_CONTROL, _GROUP_CONTROL],
    facts=[DefaultVpc],
    writes=[
        "ec2:DetachInternetGateway",
        "ec2:DeleteInternetGateway",
        "ec2:DeleteSubnet",
        "ec2:DeleteVpc",
        "ec2:CreateDefaultVpc",
    ],
    consent="launches that name no subnet fail, and what is configured with the default VPC's ids, as an empty Auto "
    "Scaling group, has to be told others",
)
def remove_default_vpc(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No default VPC where nothing runs in it and nobody added to it; AWS makes a new one when asked.

    The gateway goes first, then the subnets, then the VPC with its default group, route table and network ACL:
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html

    A waived default VPC must not go for the sake of its security group: then only the first control asks for it.
    """
    controls = (_CONTROL,) if _may_be_kept(want) else (_CONTROL, _GROUP_CONTROL)
    for vpc in have.all(DefaultVpc):
        if vpc.is_untouched:
            yield from (replace(step, controls=controls) for step in _remove(vpc))


def removed_vpcs(want: Baseline, have: Snapshot, place: Place) -> frozenset[str]:
    """Default VPCs that a plan takes away with all that is in them, so that it need not tidy them.

    A waiver may keep a default VPC; where there is one, none counts as removed.
    """
    if _may_be_kept(want) or not want.consents_to(_OPERATION):
        return frozenset()
    return frozenset(vpc.id for vpc in have.at(DefaultVpc, place) if vpc.is_untouched)


def _may_be_kept(want: Baseline) -> bool:
    return any(fnmatchcase(_CONTROL, waiver.control) for waiver in want.waivers)


def _remove(vpc: DefaultVpc) -> Iterator[Step]:
    emptied: list[str] = []
    for gateway in vpc.gateways:
        detach = Write("ec2", "DetachInternetGateway", InternetGatewayId=gateway, VpcId=vpc.id)
        detached = _step(vpc, "detach", gateway, detach)
        delete = Write("ec2", "DeleteInternetGateway", InternetGatewayId=gateway)
        deleted = _step(vpc, "delete", gateway, delete, detached.key)
        emptied.append(deleted.key)
        yield from (detached, deleted)
    for subnet in vpc.subnets:
        deleted = _step(vpc, "delete", subnet, Write("ec2", "DeleteSubnet", SubnetId=subnet))
        emptied.append(deleted.key)
        yield deleted
    yield _step(vpc, "delete", vpc.id, Write("ec2", "DeleteVpc", VpcId=vpc.id), *emptied, last=True)


def _step(vpc: DefaultVpc, verb: str, subject: str, write: Write, *needs: str, last: bool = False) -> Step:
    """Undo of the last step makes a default VPC with gateway and subnets, and so takes back the others too."""
    return Step(
        key=step_key(f"{_OPERATION}/{verb}:{subject}", vpc.place),
        place=vpc.place,
        write=write,
        because=f"nothing is in the default VPC {vpc.id}",
        resource=subject,
        before="default VPC" if last else "part of the default VPC",
        after="gone" if verb == "delete" else "detached",
        needs=frozenset(needs),
        undo=(Write("ec2", "CreateDefaultVpc"),) if last else (),
        undo_note="the new default VPC, its subnets and its gateway have other ids, and no tags" if last else "",
        risk=Risk.DESTRUCTIVE,
        not_yet=(_CATCHING_UP,) if last else (),
    )
