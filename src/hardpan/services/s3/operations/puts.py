"""Requests that set a bucket's policy, block or lifecycle, or put back what was there; each replaces all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hardpan.model import Ref, Write

from ...s3control.facts import PublicAccessBlock
from ..facts import Document, Encryption, Lock


def put_policy(name: str, document: Document) -> Write:
    return Write("s3", "PutBucketPolicy", Bucket=name, Policy=json.dumps(document))


def put_back_policy(name: str, policy: str | None) -> Write:
    """This text, to the letter; None takes the policy away."""
    if policy is None:
        return Write("s3", "DeleteBucketPolicy", Bucket=name)
    return Write("s3", "PutBucketPolicy", Bucket=name, Policy=policy)


def put_block(name: str, block: PublicAccessBlock) -> Write:
    return Write("s3", "PutPublicAccessBlock", Bucket=name, PublicAccessBlockConfiguration=block.parameters())


def put_back_block(name: str, block: PublicAccessBlock | None) -> Write:
    return Write("s3", "DeletePublicAccessBlock", Bucket=name) if block is None else put_block(name, block)


def put_lifecycle(name: str, rules: Sequence[dict[str, Any]], smallest_to_move: str | None) -> Write:
    kept = {"TransitionDefaultMinimumObjectSize": smallest_to_move} if smallest_to_move else {}
    return Write(
        "s3",
        "PutBucketLifecycleConfiguration",
        Bucket=name,
        LifecycleConfiguration={"Rules": list(rules)},
        **kept,
    )


def put_back_lifecycle(name: str, rules: Sequence[dict[str, Any]], smallest_to_move: str | None) -> Write:
    if not rules:
        return Write("s3", "DeleteBucketLifecycle", Bucket=name)
    return put_lifecycle(name, rules, smallest_to_move)


def put_versioning(name: str, status: str) -> Write:
    return Write("s3", "PutBucketVersioning", Bucket=name, VersioningConfiguration={"Status": status})


def put_lock(name: str, lock: Lock) -> Write:
    """Object Lock on, with this for new files; a lock without a mode keeps nothing by itself."""
    kept = {"Rule": {"DefaultRetention": {"Mode": lock.mode, "Days": lock.days}}} if lock.mode else {}
    return Write(
        "s3",
        "PutObjectLockConfiguration",
        Bucket=name,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", **kept},
    )


def put_key(name: str, key: str | Ref, *, bucket_key: bool) -> Write:
    """What comes without a word on encryption gets this key, for which KMS may be asked once for many files."""
    chosen = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    return _put_encryption(name, {"ApplyServerSideEncryptionByDefault": chosen, "BucketKeyEnabled": bucket_key})


def put_back_encryption(name: str, encryption: Encryption) -> Write:
    chosen = {"SSEAlgorithm": encryption.algorithm, **({"KMSMasterKeyID": encryption.key} if encryption.key else {})}
    return _put_encryption(
        name, {"ApplyServerSideEncryptionByDefault": chosen, "BucketKeyEnabled": encryption.bucket_key}
    )


def _put_encryption(name: str, rule: dict[str, Any]) -> Write:
    return Write("s3", "PutBucketEncryption", Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
