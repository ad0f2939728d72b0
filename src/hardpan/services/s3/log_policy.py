"""The policy of a log bucket: what is wrong with one, and the same one put right.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from .bucket_policy import (
    CLOUDTRAIL,
    LOG_SERVICES,
    Statement,
    account_in,
    allows,
    as_list,
    demands_tls,
    is_stranger,
    only_friends,
    principals,
    public,
    statements,
    strangers,
    writes,
)
from .facts import Delivery, Document


def faults(document: Document, bucket: str, deliveries: Sequence[Delivery], friends: Collection[str]) -> list[str]:
    """What is wrong with the policy of the log bucket with this ARN; nothing when all is well."""
    found = [
        f"CloudTrail may not write for {delivery.trail_arn.rpartition('/')[2]}"
        for delivery in deliveries
        if not _admits(document, bucket, delivery)
    ]
    writers = dict.fromkeys(who for statement in statements(document) for who in strangers(statement, friends))
    if writers:
        found.append(f"may write: {', '.join(writers)}")
    if not any(demands_tls(statement, bucket) for statement in statements(document)):
        found.append("plain HTTP is accepted")
    return found


def repaired(document: Document, bucket: str, deliveries: Sequence[Delivery], account: str) -> Document:
    """With what is missing added, and nobody shut out who is somebody: other accounts that write stay as they are.

    Statements that let a log service write for any account are bound to this one. Those open to the whole world go:
    the block of public access, which comes with this, ends what they allow.
    """
    kept = [_bound(item, bucket, deliveries, account) for item in statements(document) if not public(item)]
    whole = {**document, "Statement": kept}
    missing = [delivery for delivery in deliveries if not _admits(whole, bucket, delivery)]
    if missing:
        kept += cloudtrail_writes(bucket, missing)
    if not any(demands_tls(statement, bucket) for statement in kept):
        kept.append(tls_only(bucket))
    return {**document, "Statement": _with_unique_sids(kept)}


def without_strangers(document: Document, friends: Collection[str]) -> Document:
    """The same policy where nobody writes but friends and log services that act for them."""
    kept = [_without_strangers(statement, friends) for statement in statements(document)]
    return {**document, "Statement": [statement for statement in kept if statement is not None]}


def cloudtrail_writes(bucket: str, deliveries: Sequence[Delivery]) -> list[Statement]:
    """The two statements CloudTrail checks before it accepts a bucket, bound to these trails."""
    trails = sorted({delivery.trail_arn for delivery in deliveries})
    source = {"aws:SourceArn": trails[0] if len(trails) == 1 else trails}
    written = sorted({_written(bucket, delivery) for delivery in deliveries})
    common: Statement = {"Effect": "Allow", "Principal": {"Service": CLOUDTRAIL}}
    return [
        {
            "Sid": "AWSCloudTrailAclCheck",
            **common,
            "Action": "s3:GetBucketAcl",
            "Resource": bucket,
            "Condition": {"StringEquals": source},
        },
        {
            "Sid": "AWSCloudTrailWrite",
            **common,
            "Action": "s3:PutObject",
            "Resource": written[0] if len(written) == 1 else written,
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **source}},
        },
    ]


def tls_only(bucket: str) -> Statement:
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, f"{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _written(bucket: str, delivery: Delivery) -> str:
    return f"{bucket}/{delivery.folder}{account_in(delivery.trail_arn)}/*"


def _admits(document: Document, bucket: str, delivery: Delivery) -> bool:
    """Whether CloudTrail may look at the bucket's ACL and write log files for this trail.

    An organization's trail writes below the organization's id, which is not known here: anything it may write counts.
    """
    if delivery.organization:
        return any(
            ("Service", CLOUDTRAIL) in principals(statement)
            and _is_for(statement, delivery)
            and any(allows(statement, "s3:PutObject", place.replace("*", "x")) for place in _places(statement))
            for statement in statements(document)
        )
    return all(
        any(
            ("Service", CLOUDTRAIL) in principals(statement)
            and allows(statement, action, resource)
            and _is_for(statement, delivery)
            for statement in statements(document)
        )
        for action, resource in (
            ("s3:GetBucketAcl", bucket),
            ("s3:PutObject", _written(bucket, delivery).replace("*", "CloudTrail/x")),
        )
    )


def _places(statement: Statement) -> list[str]:
    return as_list(statement.get("Resource"))


def _is_for(statement: Statement, delivery: Delivery) -> bool:
    """Whether the statement's source, where it names one, is this trail or its account."""
    expected = {"aws:sourcearn": delivery.trail_arn, "aws:sourceaccount": account_in(delivery.trail_arn)}
    named = {
        key.lower(): as_list(values)
        for keys in statement.get("Condition", {}).values()
        for key, values in keys.items()
        if key.lower() in expected
    }
    return all(any(_matches(str(expected[key]), value) for value in values) for key, values in named.items())


def _matches(text: str, pattern: str) -> bool:
    head, star, tail = pattern.partition("*")
    return text.startswith(head) and text.endswith(tail) if star else text == pattern


def _bound(statement: Statement, bucket: str, deliveries: Sequence[Delivery], account: str) -> Statement:
    """With the source it lacks, where it lets a log service write into this account's own folders."""
    named = list(principals(statement))
    own = (bucket, *(f"{bucket}/{delivery.folder}{account}/" for delivery in deliveries))
    resources = as_list(statement.get("Resource"))
    if (
        statement["Effect"] != "Allow"
        or only_friends(statement, [account])
        or not named
        or not all(kind == "Service" and name in LOG_SERVICES for kind, name in named)
        or not all(resource == bucket or resource.startswith(own[1:]) for resource in resources)
    ):
        return statement
    source: dict[str, Any] = {"aws:SourceAccount": account}
    if {name for _, name in named} == {CLOUDTRAIL}:
        source = {"aws:SourceArn": sorted({delivery.trail_arn for delivery in deliveries})}
    condition, lower = statement.get("Condition", {}), {key.lower() for key in source}
    equals = {key: value for key, value in condition.get("StringEquals", {}).items() if key.lower() not in lower}
    return {**statement, "Condition": {**condition, "StringEquals": {**equals, **source}}}


def _without_strangers(statement: Statement, friends: Collection[str]) -> Statement | None:
    """Only its principals that are friends; None where none is left."""
    if not strangers(statement, friends):
        return statement
    kept: dict[str, list[str]] = {}
    for kind, name in principals(statement):
        if not is_stranger(kind, name, friends):
            kept.setdefault(kind, []).append(name)
    return {**statement, "Principal": kept} if kept and writes(statement) else None


def _with_unique_sids(kept: list[Statement]) -> list[Statement]:
    """S3 refuses a policy in which two statements have the same Sid; the later one is numbered."""
    used: set[str] = set()
    result = []
    for statement in kept:
        sid = statement.get("Sid")
        if sid:
            free = sid
            number = 2
            while free in used:
                free, number = f"{sid}{number}", number + 1
            used.add(free)
            statement = {**statement, "Sid": free}
        result.append(statement)
    return result
