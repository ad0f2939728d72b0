"""Instances that require tokens, and snapshots and images that are nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Read, Risk, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import (
    UNBLOCKED,
    ImageBlockPublicAccess,
    Instance,
    PublicImage,
    PublicSnapshot,
    SnapshotBlockPublicAccess,
)
from .defaults import IMAGE_BLOCK_SECONDS

# Sharing again, on undo, is refused until the block that the same run put up is down.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
_STILL_BLOCKED = NotYet("OperationNotPermitted", "block public access", seconds=IMAGE_BLOCK_SECONDS)
_BLOCKED = "was public before sharing was blocked: AWS does not let it be shared again while the block is on"


@operation(
    satisfies=["ec2.instances_require_imdsv2"],
    facts=[Instance],
    writes=["ec2:ModifyInstanceMetadataOptions"],
    consent="software on the instances that asks for credentials without a token (AWS SDKs before 2020) gets none",
)
def require_imdsv2(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Instances hand out credentials only to those who bring a token."""
    for instance in have.all(Instance):
        if instance.answers_v1:
            yield Step(
                key=step_key(f"ec2.require_imdsv2/modify:{instance.id}", instance.place),
                place=instance.place,
                write=_tokens(instance, "required"),
                because=f"{instance.id} answers IMDSv1",
                resource=instance.resource,
                before="tokens optional",
                after="tokens required",
                undo=(_tokens(instance, "optional"),),
                risk=Risk.DISRUPTIVE,
                settled=_applied(instance) if instance.state == "running" else None,
            )


@operation(
    satisfies=["ec2.no_public_snapshots"],
    facts=[PublicSnapshot, SnapshotBlockPublicAccess],
    writes=["ec2:ModifySnapshotAttribute"],
    consent="people outside your accounts who use the snapshots lose them",
)
def unshare_snapshots(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No snapshot is everybody's. Accounts it is shared with by number keep it."""
    for snapshot in have.all(PublicSnapshot):
        blocked = any(block.state != UNBLOCKED for block in have.at(SnapshotBlockPublicAccess, snapshot.place))
        yield Step(
            key=step_key(f"ec2.unshare_snapshots/modify:{snapshot.id}", snapshot.place),
            place=snapshot.place,
            write=_snapshot(snapshot, "remove"),
            because=f"everybody may restore {snapshot.id}",
            resource=snapshot.resource,
            before="public",
            after="private",
            undo=None if blocked else (_snapshot(snapshot, "add"),),
            undo_note=f"{snapshot.id} {_BLOCKED}" if blocked else "",
            risk=Risk.DISRUPTIVE,
            not_yet=(_STILL_BLOCKED,),
        )


@operation(
    satisfies=["ec2.no_public_images"],
    facts=[PublicImage, ImageBlockPublicAccess],
    writes=["ec2:ModifyImageAttribute"],
    consent="people outside your accounts who launch the images can no longer do so",
)
def unshare_images(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No image is everybody's. Accounts and organizations it is shared with by name keep it."""
    for image in have.all(PublicImage):
        blocked = any(block.state != UNBLOCKED for block in have.at(ImageBlockPublicAccess, image.place))
        yield Step(
            key=step_key(f"ec2.unshare_images/modify:{image.id}", image.place),
            place=image.place,
            write=_image(image, "Remove"),
            because=f"everybody may launch {image.id}",
            resource=image.resource,
            before="public",
            after="private",
            undo=None if blocked else (_image(image, "Add"),),
            undo_note=f"{image.id} {_BLOCKED}" if blocked else "",
            risk=Risk.DISRUPTIVE,
            not_yet=(_STILL_BLOCKED,),
        )


def _tokens(instance: Instance, tokens: str) -> Write:
    return Write("ec2", "ModifyInstanceMetadataOptions", InstanceId=instance.id, HttpTokens=tokens)


def _applied(instance: Instance) -> Settled:
    """A running instance takes the change as pending; a stopped one when it starts.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataOptions.html
    """
    path = "Reservations[0].Instances[0].MetadataOptions.[HttpTokens, State]"
    return Settled(Read("ec2", "DescribeInstances", InstanceIds=[instance.id]), path, ["required", "applied"])


def _snapshot(snapshot: PublicSnapshot, change: str) -> Write:
    return Write(
        "ec2",
        "ModifySnapshotAttribute",
        SnapshotId=snapshot.id,
        Attribute="createVolumePermission",
        OperationType=change,
        GroupNames=["all"],
    )


def _image(image: PublicImage, change: str) -> Write:
    permission: dict[str, Any] = {change: [{"Group": "all"}]}
    return Write("ec2", "ModifyImageAttribute", ImageId=image.id, LaunchPermission=permission)
