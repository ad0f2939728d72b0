"""What to ask S3, and what the answers mean."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from hardpan.model import Fact, Place, Read, Reading, collector, lift

from ..cloudtrail.everywhere import READS as TRAIL_READS
from ..cloudtrail.everywhere import Sightings, everywhere
from ..s3control.facts import PublicAccessBlock
from .facts import (
    CONFIG_BUCKET,
    AccessLogging,
    Bucket,
    BucketPolicy,
    ConfigBucket,
    Delivery,
    Encryption,
    EvidenceBucket,
    IdleBucket,
    Lock,
    LogBucket,
    evidence_bucket,
)

F = TypeVar("F", bound=Fact)
L = TypeVar("L", bound=LogBucket)

_DETAILS = (
    "s3:GetPublicAccessBlock",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPolicy",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketVersioning",
    "s3:GetBucketLifecycleConfiguration",
    "s3:GetObjectLockConfiguration",
    "s3:GetBucketEncryption",
)


@collector(Bucket, per="account", reads=["s3:ListBuckets", *_DETAILS[:3]])
def buckets(here: Place) -> Reading[Bucket]:
    """Every bucket of the account; the policy itself only of those whose policy is public."""
    owned = yield from owned_buckets(here)
    answers = yield [*(block_of(*bucket) for bucket in owned), *(_policy_status(*bucket) for bucket in owned)]
    blocks, public = answers[: len(owned)], [lift(_is_public, status) for status in answers[len(owned) :]]
    opened = [bucket for bucket, is_public in zip(owned, public, strict=True) if is_public is True]
    policies = dict(zip(opened, (yield [policy_of(*bucket) for bucket in opened]), strict=True)) if opened else {}
    return [
        Bucket(
            place=here,
            name=name,
            region=region,
            block=lift(block_in, block),
            policy_is_public=is_public,
            public_policy=lift(text_in, policies.get((name, region))),
        )
        for (name, region), block, is_public in zip(owned, blocks, public, strict=True)
    ]


@collector(BucketPolicy, per="account", reads=["s3:ListBuckets", "s3:GetBucketPolicy"])
def bucket_policies(here: Place) -> Reading[BucketPolicy]:
    """Of every bucket."""
    owned = yield from owned_buckets(here)
    answers = yield [policy_of(*bucket) for bucket in owned]
    return [
        BucketPolicy(place=here, name=name, region=region, policy=lift(text_in, answer))
        for (name, region), answer in zip(owned, answers, strict=True)
    ]


@collector(LogBucket, per="account", reads=[*TRAIL_READS, "s3:ListBuckets", *_DETAILS])
def log_buckets(here: Place) -> Reading[LogBucket]:
    """Buckets of this account that trails name; last, an unreadable one where a Region's trails are hidden."""
    found = yield from everywhere(here)
    named = _deliveries(found)
    owned = [bucket for bucket in (yield from owned_buckets(here)) if bucket[0] in named] if named else []
    facts = yield from _detailed(LogBucket, here, owned, named)
    return [*facts, *_hidden(LogBucket, here, found)]


@collector(AccessLogging, per="account", reads=[*TRAIL_READS, "s3:ListBuckets", "s3:GetBucketLogging"])
def access_logging(here: Place) -> Reading[AccessLogging]:
    """Of buckets that trails name; last, an unreadable one where a Region's trails are hidden."""
    found = yield from everywhere(here)
    named = _deliveries(found)
    owned = [bucket for bucket in (yield from owned_buckets(here)) if bucket[0] in named] if named else []
    answers = yield [Read("s3", "GetBucketLogging", Bucket=name).at(region) for name, region in owned]
    facts = [
        AccessLogging(
            place=here,
            name=name,
            region=region,
            target=answer.get("LoggingEnabled", {}).get("TargetBucket"),
            prefix=answer.get("LoggingEnabled", {}).get("TargetPrefix", ""),
        )
        for (name, region), answer in zip(owned, answers, strict=True)
    ]
    return [*facts, *_hidden(AccessLogging, here, found)]


@collector(EvidenceBucket, per="account", reads=["s3:ListBuckets", "s3:GetObjectLockConfiguration"])
def evidence_buckets(here: Place) -> Reading[EvidenceBucket]:
    """The one of its name, if it is there."""
    owned = [bucket for bucket in (yield from owned_buckets(here)) if bucket[0] == evidence_bucket(here.account)]
    answers = yield [_lock(*bucket) for bucket in owned]
    return [
        EvidenceBucket(place=here, name=name, region=region, lock=lift(_lock_in, answer))
        for (name, region), answer in zip(owned, answers, strict=True)
    ]


@collector(IdleBucket, per="account", reads=[*TRAIL_READS, "s3:ListBuckets", *_DETAILS])
def idle_buckets(here: Place) -> Reading[IdleBucket]:
    """Every bucket, where no trail that is to be seen names one of them; else none."""
    named = _deliveries((yield from everywhere(here)))
    owned = yield from owned_buckets(here)
    if any(name in named for name, _ in owned):
        return []
    return (yield from _detailed(IdleBucket, here, owned, {}))


@collector(ConfigBucket, per="account", reads=["s3:ListBuckets", *_DETAILS])
def config_buckets(here: Place) -> Reading[ConfigBucket]:
    """Those whose names say that they are for AWS Config."""
    named = [bucket for bucket in (yield from owned_buckets(here)) if bucket[0].startswith(CONFIG_BUCKET)]
    return (yield from _detailed(ConfigBucket, here, named, {})) if named else []


def _hidden(kind: type[F], here: Place, found: Sightings) -> list[F]:
    """An unreadable fact where a Region could not be looked into for trails."""
    if found.hidden is None:
        return []
    unknown: dict[str, Any] = {item.name: found.hidden for item in fields(kind) if item.name != "place"}
    return [kind(place=here, **unknown)]


def owned_buckets(here: Place) -> Generator[Read | list[Read], Any, list[tuple[str, str]]]:
    """Name and Region of each bucket, by name. The Region is told only when the request has a parameter.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
    """
    answer = yield Read("s3", "ListBuckets", MaxBuckets=1000).at(here.global_region)
    return sorted((bucket["Name"], bucket.get("BucketRegion", here.global_region)) for bucket in answer["Buckets"])


def _deliveries(found: Sightings) -> dict[str, tuple[Delivery, ...]]:
    """What trails deliver, by the bucket they name."""
    named: dict[str, tuple[Delivery, ...]] = {}
    for sighting in found.trails:
        trail = sighting.trail
        delivery = Delivery(trail["TrailARN"], trail.get("S3KeyPrefix") or "", bool(trail.get("IsOrganizationTrail")))
        named[trail["S3BucketName"]] = (*named.get(trail["S3BucketName"], ()), delivery)
    return named


def _detailed(
    kind: type[L], here: Place, owned: Sequence[tuple[str, str]], named: dict[str, tuple[Delivery, ...]]
) -> Generator[Read | list[Read], Any, list[L]]:
    ask = (block_of, _policy_status, policy_of, _ownership, _versioning, _lifecycle, _lock, _encryption)
    answers = yield [read(*bucket) for bucket in owned for read in ask]
    facts = []
    for number, (name, region) in enumerate(owned):
        told = answers[number * len(ask) : (number + 1) * len(ask)]
        block, status, policy, ownership, versioning, lifecycle, lock, encryption = told
        facts.append(
            kind(
                place=here,
                name=name,
                region=region,
                deliveries=named.get(name, ()),
                block=lift(block_in, block),
                ownership=lift(_ownership_in, ownership),
                versioning=lift(_versioning_in, versioning),
                mfa_delete=lift(_mfa_delete_in, versioning),
                policy=lift(text_in, policy),
                policy_is_public=lift(_is_public, status),
                lifecycle_rules=lift(_rules_in, lifecycle),
                smallest_to_move=lift(_smallest_in, lifecycle),
                lock=lift(_lock_in, lock),
                encryption=lift(_encryption_in, encryption),
            )
        )
    return facts


def block_of(name: str, region: str) -> Read:
    """Asks for the bucket's own block of public access."""
    read = Read("s3", "GetPublicAccessBlock", Bucket=name).at(region)
    return read.or_none("NoSuchPublicAccessBlockConfiguration")


def _policy_status(name: str, region: str) -> Read:
    return Read("s3", "GetBucketPolicyStatus", Bucket=name).at(region).or_none("NoSuchBucketPolicy")


def policy_of(name: str, region: str) -> Read:
    """Asks for the bucket's policy."""
    return Read("s3", "GetBucketPolicy", Bucket=name).at(region).or_none("NoSuchBucketPolicy")


def _ownership(name: str, region: str) -> Read:
    read = Read("s3", "GetBucketOwnershipControls", Bucket=name).at(region)
    return read.or_none("OwnershipControlsNotFoundError")


def _versioning(name: str, region: str) -> Read:
    return Read("s3", "GetBucketVersioning", Bucket=name).at(region)


def _lifecycle(name: str, region: str) -> Read:
    read = Read("s3", "GetBucketLifecycleConfiguration", Bucket=name).at(region)
    return read.or_none("NoSuchLifecycleConfiguration")


def _lock(name: str, region: str) -> Read:
    read = Read("s3", "GetObjectLockConfiguration", Bucket=name).at(region)
    return read.or_none("ObjectLockConfigurationNotFoundError")


def _encryption(name: str, region: str) -> Read:
    """AWS has no bucket without; others may."""
    read = Read("s3", "GetBucketEncryption", Bucket=name).at(region)
    return read.or_none("ServerSideEncryptionConfigurationNotFoundError")


def block_in(answer: dict[str, Any] | None) -> PublicAccessBlock | None:
    """None: never set."""
    return None if answer is None else PublicAccessBlock.from_answer(answer["PublicAccessBlockConfiguration"])


def _is_public(answer: dict[str, Any] | None) -> bool:
    return answer is not None and bool(answer["PolicyStatus"].get("IsPublic", False))


def text_in(answer: dict[str, Any] | None) -> str | None:
    """None: there is no policy."""
    return None if answer is None else str(answer["Policy"])


def _ownership_in(answer: dict[str, Any] | None) -> str | None:
    return None if answer is None else str(answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"])


def _versioning_in(answer: dict[str, Any]) -> str | None:
    return answer.get("Status")


def _mfa_delete_in(answer: dict[str, Any]) -> bool:
    return answer.get("MFADelete") == "Enabled"


def _rules_in(answer: dict[str, Any] | None) -> tuple[dict[str, Any], ...]:
    return () if answer is None else tuple(answer.get("Rules", ()))


def _smallest_in(answer: dict[str, Any] | None) -> str | None:
    return None if answer is None else answer.get("TransitionDefaultMinimumObjectSize")


def _lock_in(answer: dict[str, Any] | None) -> Lock | None:
    """A year of a retention is 365 days."""
    found = (answer or {}).get("ObjectLockConfiguration", {})
    if found.get("ObjectLockEnabled") != "Enabled":
        return None
    kept = found.get("Rule", {}).get("DefaultRetention", {})
    return Lock(mode=kept.get("Mode"), days=kept.get("Days") or 365 * (kept.get("Years") or 0))


def _encryption_in(answer: dict[str, Any] | None) -> Encryption:
    (rule, *_) = answer["ServerSideEncryptionConfiguration"]["Rules"] if answer else [{}]
    chosen = rule.get("ApplyServerSideEncryptionByDefault", {"SSEAlgorithm": "AES256"})
    return Encryption(
        algorithm=chosen["SSEAlgorithm"],
        key=chosen.get("KMSMasterKeyID") or None,
        bucket_key=rule.get("BucketKeyEnabled", False),
    )
