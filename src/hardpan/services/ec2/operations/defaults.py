"""Account defaults of EC2, set in every Region where the account itself decides on them."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Read, Risk, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import (
    BLOCK_ALL_SHARING,
    BLOCK_NEW_SHARING,
    MOST_HOPS,
    REQUIRED,
    UNBLOCKED,
    EbsEncryptionByDefault,
    ImageBlockPublicAccess,
    InstanceMetadataDefaults,
    PublicSnapshot,
    SerialConsoleAccess,
    SnapshotBlockPublicAccess,
)

# "The API can take up to 10 minutes to configure this setting."
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableImageBlockPublicAccess.html
IMAGE_BLOCK_SECONDS = 600
_SNAPSHOT_BLOCK = ["ec2:EnableSnapshotBlockPublicAccess", "ec2:DisableSnapshotBlockPublicAccess"]


@operation(
    satisfies=["ec2.imds_default_v2"],
    facts=[InstanceMetadataDefaults],
    writes=["ec2:ModifyInstanceMetadataDefaults"],
)
def instance_metadata_defaults(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """New instances require tokens, which go no further than a container on the instance. Running ones stay as is."""
    for found in have.all(InstanceMetadataDefaults):
        if found.is_right or found.by_policy:
            continue
        hops = found.hop_limit if found.hop_limit and found.hop_limit <= MOST_HOPS else MOST_HOPS
        yield Step(
            key=step_key("ec2.instance_metadata_defaults/modify", found.place),
            place=found.place,
            write=_metadata(REQUIRED, hops),
            because="new instances may answer IMDSv1",
            before=f"tokens {found.http_tokens or 'as the launch says'}, hop limit {found.hop_limit or 'not set'}",
            after=f"tokens required, hop limit {hops}",
            # "no-preference" and -1 take a default away.
            undo=(_metadata(found.http_tokens or "no-preference", found.hop_limit or -1),),
        )


@operation(
    satisfies=["ec2.serial_console_off"],
    facts=[SerialConsoleAccess],
    writes=["ec2:DisableSerialConsoleAccess", "ec2:EnableSerialConsoleAccess"],
)
def serial_console_access(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Nobody reaches the serial console of an instance."""
    for found in have.all(SerialConsoleAccess):
        if found.enabled and not found.by_policy:
            yield Step(
                key=step_key("ec2.serial_console_access/disable", found.place),
                place=found.place,
                write=Write("ec2", "DisableSerialConsoleAccess"),
                because="the serial console can be reached past every security group",
                before="serial console on",
                after="serial console off",
                undo=(Write("ec2", "EnableSerialConsoleAccess"),),
            )


@operation(
    satisfies=["ec2.image_public_access_blocked"],
    facts=[ImageBlockPublicAccess],
    writes=["ec2:EnableImageBlockPublicAccess", "ec2:DisableImageBlockPublicAccess"],
)
def image_block_public_access(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No image can be made public from now on. Images that are public stay so, which makes this safe."""
    for found in have.all(ImageBlockPublicAccess):
        if found.state != BLOCK_NEW_SHARING and not found.by_policy:
            yield Step(
                key=step_key("ec2.image_block_public_access/enable", found.place),
                place=found.place,
                write=Write("ec2", "EnableImageBlockPublicAccess", ImageBlockPublicAccessState=BLOCK_NEW_SHARING),
                because="images can be made public",
                before=found.state,
                after=BLOCK_NEW_SHARING,
                undo=(Write("ec2", "DisableImageBlockPublicAccess"),),
                settled=Settled(
                    Read("ec2", "GetImageBlockPublicAccessState"),
                    "ImageBlockPublicAccessState",
                    BLOCK_NEW_SHARING,
                    seconds=IMAGE_BLOCK_SECONDS,
                ),
            )


@operation(
    satisfies=["ec2.ebs_encryption_by_default"],
    facts=[EbsEncryptionByDefault],
    writes=["ec2:EnableEbsEncryptionByDefault", "ec2:DisableEbsEncryptionByDefault"],
)
def ebs_encryption_by_default(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """New volumes and copies of snapshots are encrypted. Existing ones stay as they are."""
    for found in have.all(EbsEncryptionByDefault):
        if not found.enabled:
            yield Step(
                key=step_key("ec2.ebs_encryption_by_default/enable", found.place),
                place=found.place,
                write=Write("ec2", "EnableEbsEncryptionByDefault"),
                because="new volumes are not encrypted unless somebody asks for it",
                before="encryption on request",
                after="encryption always",
                undo=(Write("ec2", "DisableEbsEncryptionByDefault"),),
                undo_note="volumes made in between stay encrypted",
            )


@operation(
    satisfies=["ec2.snapshot_public_access_blocked"],
    facts=[SnapshotBlockPublicAccess, PublicSnapshot],
    writes=_SNAPSHOT_BLOCK,
)
def snapshot_block_public_access(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No snapshot can be made public, in Regions where none is: nobody loses anything."""
    for found in have.all(SnapshotBlockPublicAccess):
        if _can_block(found) and not have.at(PublicSnapshot, found.place):
            yield _block_snapshots("snapshot_block_public_access", found, Risk.SAFE)


@operation(
    satisfies=["ec2.snapshot_public_access_blocked"],
    facts=[SnapshotBlockPublicAccess, PublicSnapshot],
    writes=_SNAPSHOT_BLOCK,
    consent="whoever uses your public snapshots can no longer restore them",
)
def hide_public_snapshots(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No snapshot can be public, in Regions where some are: they are hidden from everybody else."""
    for found in have.all(SnapshotBlockPublicAccess):
        if _can_block(found) and have.at(PublicSnapshot, found.place):
            yield _block_snapshots("hide_public_snapshots", found, Risk.DISRUPTIVE)


def _can_block(found: SnapshotBlockPublicAccess) -> bool:
    return found.state != BLOCK_ALL_SHARING and not found.by_policy


def _block_snapshots(name: str, found: SnapshotBlockPublicAccess, risk: Risk) -> Step:
    back = Write("ec2", "DisableSnapshotBlockPublicAccess")
    if found.state != UNBLOCKED:  # Enable refuses "unblocked": https://github.com/boto/boto3/issues/3942
        back = Write("ec2", "EnableSnapshotBlockPublicAccess", State=found.state)
    return Step(
        key=step_key(f"ec2.{name}/enable", found.place),
        place=found.place,
        write=Write("ec2", "EnableSnapshotBlockPublicAccess", State=BLOCK_ALL_SHARING),
        because="snapshots can be public",
        before=found.state,
        after=BLOCK_ALL_SHARING,
        undo=(back,),
        undo_note="the block hides public snapshots without making them private: undo shows them to everybody again",
        risk=risk,
    )


def _metadata(tokens: str, hops: int) -> Write:
    return Write("ec2", "ModifyInstanceMetadataDefaults", HttpTokens=tokens, HttpPutResponseHopLimit=hops)
