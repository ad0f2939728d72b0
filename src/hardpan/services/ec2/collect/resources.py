"""Instances, and snapshots and images that everybody may use.

EC2 advises against lists without a page size: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html
"""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector

from ..facts import Instance, PublicImage, PublicSnapshot

PAGE = 1000
INSTANCES = Read("ec2", "DescribeInstances", MaxResults=PAGE)
_GONE = ("shutting-down", "terminated")  # still listed for about an hour


@collector(Instance, per="region", reads=["ec2:DescribeInstances"])
def instances(here: Place) -> Reading[Instance]:
    """Instances that run or could be started again."""
    answer = yield INSTANCES
    found = [instance for reservation in answer["Reservations"] for instance in reservation["Instances"]]
    kept = [_instance(here, described) for described in found if described["State"]["Name"] not in _GONE]
    return sorted(kept, key=lambda instance: instance.id)


@collector(PublicSnapshot, per="region", reads=["ec2:DescribeSnapshots"])
def public_snapshots(here: Place) -> Reading[PublicSnapshot]:
    """AWS picks them out: "all" restricts the list to public ones."""
    answer = yield Read("ec2", "DescribeSnapshots", OwnerIds=["self"], RestorableByUserIds=["all"], MaxResults=PAGE)
    return [
        PublicSnapshot(place=here, id=name) for name in sorted(found["SnapshotId"] for found in answer["Snapshots"])
    ]


@collector(PublicImage, per="region", reads=["ec2:DescribeImages"])
def public_images(here: Place) -> Reading[PublicImage]:
    """AWS picks them out here too; an owner sees deprecated images without asking for them."""
    answer = yield Read("ec2", "DescribeImages", Owners=["self"], ExecutableUsers=["all"], MaxResults=PAGE)
    names = sorted(found["ImageId"] for found in answer["Images"])
    return [PublicImage(place=here, id=name) for name in names]


def _instance(here: Place, described: dict[str, Any]) -> Instance:
    options = described.get("MetadataOptions", {})
    return Instance(
        place=here,
        id=described["InstanceId"],
        state=described["State"]["Name"],
        http_tokens=options.get("HttpTokens", "optional"),
        http_endpoint=options.get("HttpEndpoint", "enabled"),
        profile=(described.get("IamInstanceProfile") or {}).get("Arn"),
    )
