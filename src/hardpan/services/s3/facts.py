"""What we know of buckets. A bucket's place is its account; `at_home` is where it is changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

from hardpan.model import Fact, Place

from ..s3control.facts import PublicAccessBlock

Document: TypeAlias = dict[str, Any]  # a policy document


@dataclass(frozen=True, kw_only=True)
class Bucket(Fact):
    """A bucket, and whether strangers are kept out of it."""

    name: str
    region: str
    block: PublicAccessBlock | None  # None: never set, which blocks nothing
    policy_is_public: bool  # as S3 judges it; a bucket without a policy is not
    public_policy: str | None  # the policy as it is written; read only where it is public

    @property
    def resource(self) -> str:
        return bucket_arn(self.place, self.name)

    @property
    def at_home(self) -> Place:
        """The Region the bucket answers in."""
        return self.place.at(self.region)


@dataclass(frozen=True, kw_only=True)
class BucketPolicy(Fact):
    """A bucket's policy as it is written, whether strangers get in by it or not."""

    name: str
    region: str
    policy: str | None  # None: there is none

    @property
    def resource(self) -> str:
        return bucket_arn(self.place, self.name)

    @property
    def at_home(self) -> Place:
        """The Region the bucket answers in."""
        return self.place.at(self.region)

    @property
    def document(self) -> Document:
        """The policy; one without statements where there is none."""
        return parsed(self.policy)


@dataclass(frozen=True)
class Delivery:
    """A trail that writes to a bucket, and below which prefix of its keys."""

    trail_arn: str
    prefix: str  # empty where there is none
    organization: bool  # brings the log files of every account of the organization

    @property
    def folder(self) -> str:
        """What every key of the trail begins with.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
        """
        return f"{self.prefix}/AWSLogs/" if self.prefix else "AWSLogs/"


@dataclass(frozen=True)
class Lock:
    """A bucket's Object Lock, which is never off again, and how long it keeps a new file if nothing else is said.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html
    """

    mode: str | None  # GOVERNANCE or COMPLIANCE; None: it keeps nothing by itself
    days: int


@dataclass(frozen=True)
class Encryption:
    """How a bucket encrypts what is written to it without a word on encryption."""

    algorithm: str  # AES256 (SSE-S3), aws:kms or aws:kms:dsse
    key: str | None  # as it was given; None: AWS's own
    bucket_key: bool  # asks KMS once for many files

    @property
    def key_account(self) -> str | None:
        """The account of the key, where its ARN tells."""
        parts = (self.key or "").split(":")
        return parts[4] if len(parts) > 5 else None


@dataclass(frozen=True, kw_only=True)
class LogBucket(Fact):
    """A bucket of this account that a trail delivers to."""

    name: str
    region: str
    deliveries: tuple[Delivery, ...]
    block: PublicAccessBlock | None
    ownership: str | None  # None: as before 2018, every writer owns what it wrote
    versioning: str | None  # "Enabled", "Suspended"; None: never turned on
    mfa_delete: bool  # versions are deleted for good only by root, with MFA
    policy: str | None  # as it is written
    policy_is_public: bool
    lifecycle_rules: tuple[dict[str, Any], ...]  # as the API has them
    smallest_to_move: str | None  # the lifecycle's TransitionDefaultMinimumObjectSize
    lock: Lock | None  # None: Object Lock is off
    encryption: Encryption

    @property
    def resource(self) -> str:
        return bucket_arn(self.place, self.name)

    @property
    def at_home(self) -> Place:
        """The Region the bucket answers in."""
        return self.place.at(self.region)

    @property
    def document(self) -> Document:
        """The policy; one without statements where there is none."""
        return parsed(self.policy)

    @property
    def gathers(self) -> bool:
        """Whether log files of other accounts come here: of an organization's trail, or of another account's."""
        own = f":{self.place.account}:"
        return any(delivery.organization or own not in delivery.trail_arn for delivery in self.deliveries)

    @property
    def owners(self) -> set[str]:
        """The accounts of the trails that deliver here."""
        return {delivery.trail_arn.split(":")[4] for delivery in self.deliveries}

    @property
    def folders(self) -> list[str]:
        """What the keys of log files begin with."""
        return sorted({delivery.folder for delivery in self.deliveries})


@dataclass(frozen=True, kw_only=True)
class IdleBucket(LogBucket):
    """A bucket that no trail delivers to, in an account where none delivers to any: it may become the log bucket.

    No control asks for these, so that only planning reads them.
    """


CONFIG_BUCKET = "hardpan-config-"  # what the names of buckets for AWS Config begin with


@dataclass(frozen=True, kw_only=True)
class ConfigBucket(LogBucket):
    """A bucket that Hardpan made for what AWS Config records, known by its name; no trail delivers to it."""


@dataclass(frozen=True, kw_only=True)
class AccessLogging(Fact):
    """Where S3 notes who reads and writes a bucket that a trail delivers to."""

    name: str
    region: str
    target: str | None  # the bucket of the notes; None: nobody notes anything
    prefix: str

    @property
    def resource(self) -> str:
        return bucket_arn(self.place, self.name)

    @property
    def at_home(self) -> Place:
        """The Region the bucket answers in."""
        return self.place.at(self.region)


@dataclass(frozen=True, kw_only=True)
class EvidenceBucket(Fact):
    """A bucket for evidence of incidents, which is known by its name."""

    name: str
    region: str
    lock: Lock | None  # None: Object Lock is off

    @property
    def resource(self) -> str:
        return bucket_arn(self.place, self.name)

    @property
    def at_home(self) -> Place:
        """The Region the bucket answers in."""
        return self.place.at(self.region)


def evidence_bucket(account: str) -> str:
    """Name of the bucket for evidence of the account with this number."""
    return f"hardpan-evidence-{account}"


def parsed(policy: str | None) -> Document:
    """A bucket's policy; one without statements where there is none."""
    found: Document = json.loads(policy) if policy else {"Version": "2012-10-17", "Statement": []}
    return found


def bucket_arn(place: Place, name: str) -> str:
    """Bucket ARNs carry neither account nor Region."""
    return f"arn:{place.partition}:s3:::{name}"


__all__ = [
    "CONFIG_BUCKET",
    "AccessLogging",
    "Bucket",
    "BucketPolicy",
    "ConfigBucket",
    "Delivery",
    "Document",
    "Encryption",
    "EvidenceBucket",
    "IdleBucket",
    "Lock",
    "LogBucket",
    "bucket_arn",
    "evidence_bucket",
    "parsed",
]
