"""Requests that set a bucket's policy, block or lifecycle, or put back what was there; each replaces all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hardpan.model import Write

from ...s3control.facts import PublicAccessBlock
from ..facts import Document


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
