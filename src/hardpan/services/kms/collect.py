"""What to ask KMS, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, Unreadable, collector, lift

from ..cloudtrail.everywhere import READS as TRAIL_READS
from ..cloudtrail.everywhere import everywhere
from ..cloudtrail.organization import KEY_ALIAS
from .facts import YEARLY, Key, LogKey


@collector(Key, per="region", reads=["kms:ListKeys", "kms:DescribeKey", "kms:GetKeyRotationStatus"])
def keys(here: Place) -> Reading[Key]:
    """The Region's customer managed keys; AWS's own rotate by AWS's rules and are left out."""
    arns = sorted(key["KeyArn"] for key in (yield Read("kms", "ListKeys"))["Keys"])
    described = yield [Read("kms", "DescribeKey", KeyId=arn) for arn in arns]
    found = [
        (arn, answer["KeyMetadata"])
        for arn, answer in zip(arns, described, strict=True)
        if isinstance(answer, Unreadable) or answer["KeyMetadata"]["KeyManager"] == "CUSTOMER"
    ]
    # Asymmetric and HMAC keys answer UnsupportedOperationException; not to ask them saves a call each.
    asked = [arn for arn, metadata in found if isinstance(metadata, Unreadable) or _is_symmetric(metadata)]
    answers = yield [
        Read("kms", "GetKeyRotationStatus", KeyId=arn).or_none("UnsupportedOperationException") for arn in asked
    ]
    rotations = dict(zip(asked, answers, strict=True))
    return [_key(here, arn, metadata, rotations.get(arn)) for arn, metadata in found]


def _is_symmetric(metadata: Any) -> bool:
    return bool(metadata["KeySpec"] == "SYMMETRIC_DEFAULT")


def _key(here: Place, arn: str, metadata: Any, rotation: Any) -> Key:
    return Key(
        place=here,
        arn=arn,
        spec=metadata["KeySpec"],
        origin=metadata["Origin"],
        state=metadata["KeyState"],
        replica=lift(_is_replica, metadata.get("MultiRegionConfiguration")),
        deletion=lift(lambda day: day and f"{day:%Y-%m-%d}", metadata.get("DeletionDate")),
        rotation_days=lift(_days, rotation),
    )


def _is_replica(configuration: dict[str, Any] | None) -> bool:
    return configuration is not None and bool(configuration["MultiRegionKeyType"] == "REPLICA")


def _days(answer: dict[str, Any] | None) -> int | None:
    """AWS leaves the period out of old answers, where it was a year."""
    if answer is None or not answer["KeyRotationEnabled"]:
        return None
    return int(answer.get("RotationPeriodInDays", YEARLY))


@collector(
    LogKey,
    per="account",
    reads=[*TRAIL_READS, "s3:ListBuckets", "kms:ListAliases", "kms:DescribeKey", "kms:GetKeyPolicy"],
)
def log_keys(here: Place) -> Reading[LogKey]:
    """Of the Regions of log buckets and of organizations' trails; where there are none, of every bucket.

    A bucket is made before its key, so that no key is where no bucket is.
    """
    found = yield from everywhere(here)
    named = {sighting.trail["S3BucketName"] for sighting in found.trails}
    answer = yield Read("s3", "ListBuckets", MaxBuckets=1000).at(here.global_region)
    regions = {bucket["Name"]: bucket.get("BucketRegion", here.global_region) for bucket in answer["Buckets"]}
    looked = {region for name, region in regions.items() if name in named} | {
        sighting.trail["HomeRegion"] for sighting in found.trails if sighting.trail.get("IsOrganizationTrail")
    }
    where = sorted(looked or set(regions.values()))
    listed = yield [Read("kms", "ListAliases").at(region) for region in where]
    keys = [
        (region, alias["TargetKeyId"])
        for region, told in zip(where, listed, strict=True)
        for alias in told["Aliases"]
        if alias["AliasName"] == KEY_ALIAS
    ]
    answers = yield [
        *(Read("kms", "DescribeKey", KeyId=key).at(region) for region, key in keys),
        *(Read("kms", "GetKeyPolicy", KeyId=key, PolicyName="default").at(region) for region, key in keys),
    ]
    facts = [
        LogKey(
            place=here, arn=told["KeyMetadata"]["Arn"], state=told["KeyMetadata"]["KeyState"], policy=policy["Policy"]
        )
        for told, policy in zip(answers[: len(keys)], answers[len(keys) :], strict=True)
    ]
    if found.hidden is not None:
        facts.append(LogKey(place=here, **dict.fromkeys(("arn", "state", "policy"), found.hidden)))  # type: ignore[arg-type]
    return facts
