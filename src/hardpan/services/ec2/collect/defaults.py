"""Account defaults: one short read each, so that one that is refused hides no other."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from ..facts import (
    EbsEncryptionByDefault,
    ImageBlockPublicAccess,
    InstanceMetadataDefaults,
    SerialConsoleAccess,
    SnapshotBlockPublicAccess,
)
from ..images import AllowedImages

ACCOUNT = "account"  # what ManagedBy is when AWS leaves it out


@collector(InstanceMetadataDefaults, per="region", reads=["ec2:GetInstanceMetadataDefaults"])
def instance_metadata_defaults(here: Place) -> Reading[InstanceMetadataDefaults]:
    """A default that was never set is left out of the answer."""
    level = (yield Read("ec2", "GetInstanceMetadataDefaults"))["AccountLevel"]
    return [
        InstanceMetadataDefaults(
            place=here,
            managed_by=level.get("ManagedBy", ACCOUNT),
            http_tokens=level.get("HttpTokens"),
            hop_limit=level.get("HttpPutResponseHopLimit"),
        )
    ]


@collector(SerialConsoleAccess, per="region", reads=["ec2:GetSerialConsoleAccessStatus"])
def serial_console_access(here: Place) -> Reading[SerialConsoleAccess]:
    """Off unless somebody turned it on."""
    answer = yield Read("ec2", "GetSerialConsoleAccessStatus")
    return [
        SerialConsoleAccess(
            place=here,
            managed_by=answer.get("ManagedBy", ACCOUNT),
            enabled=answer["SerialConsoleAccessEnabled"],
        )
    ]


@collector(ImageBlockPublicAccess, per="region", reads=["ec2:GetImageBlockPublicAccessState"])
def image_block_public_access(here: Place) -> Reading[ImageBlockPublicAccess]:
    """The state that is in effect: for minutes after a change it is still the old one."""
    answer = yield Read("ec2", "GetImageBlockPublicAccessState")
    return [
        ImageBlockPublicAccess(
            place=here,
            managed_by=answer.get("ManagedBy", ACCOUNT),
            state=answer["ImageBlockPublicAccessState"],
        )
    ]


@collector(SnapshotBlockPublicAccess, per="region", reads=["ec2:GetSnapshotBlockPublicAccessState"])
def snapshot_block_public_access(here: Place) -> Reading[SnapshotBlockPublicAccess]:
    """What is blocked: new sharing, all sharing, or nothing."""
    answer = yield Read("ec2", "GetSnapshotBlockPublicAccessState")
    return [SnapshotBlockPublicAccess(place=here, managed_by=answer.get("ManagedBy", ACCOUNT), state=answer["State"])]


@collector(EbsEncryptionByDefault, per="region", reads=["ec2:GetEbsEncryptionByDefault"])
def ebs_encryption_by_default(here: Place) -> Reading[EbsEncryptionByDefault]:
    """No declarative policy decides on this one."""
    answer = yield Read("ec2", "GetEbsEncryptionByDefault")
    return [EbsEncryptionByDefault(place=here, enabled=answer["EbsEncryptionByDefault"])]


@collector(AllowedImages, per="region", reads=["ec2:GetAllowedImagesSettings"])
def allowed_images(here: Place) -> Reading[AllowedImages]:
    """Off, and without criteria, unless somebody set it up."""
    answer = yield Read("ec2", "GetAllowedImagesSettings")
    return [
        AllowedImages(
            place=here,
            managed_by=answer.get("ManagedBy", ACCOUNT),
            state=answer["State"],
            criteria=tuple(answer.get("ImageCriteria") or ()),
        )
    ]
