"""The policy of a log bucket: what is wrong with one, and the same one put right.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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


def faults(
    document: Document,
    bucket: str,
    deliveries: Sequence[Delivery],
    friends: Collection[str],
    organization: str | None = None,
) -> list[str]:
    """What is wrong with the policy of the log bucket with this ARN; nothing when all is well.

    `organization` is the id of that whose trail delivers there, where it is known.
    """
    found = [
        f"CloudTrail may not write for {delivery.trail_arn.rpartition('/')[2]}"
        for delivery in deliveries
        if not _admits(document, bucket, delivery, organization)
    ]
    writers = dict.fromkeys(who for statement in statements(document) for who in strangers(statement, friends))
    if writers:
        found.append(f"may write: {', '.join(writers)}")
    if not any(demands_tls(statement, bucket) for statement in statements(document)):
        found.append("plain HTTP is accepted")
    return found


def repaired(
    document: Document, bucket: str, deliveries: Sequence[Delivery], account: str, organization: str | None = None
) -> Document:
    """With what is missing added, and nobody shut out who is somebody: other accounts that write stay as they are.

    Statements that let a log service write for any account are bound to this one, and in the bucket of an
    organization's trail to that. Those open to the whole world go: the block of public access, which comes with this,
    ends what they allow.
    """
    kept = [
        _bound(item, bucket, deliveries, account, organization) for item in statements(document) if not public(item)
    ]
    whole = {**document, "Statement": kept}
    missing = [delivery for delivery in deliveries if not _admits(whole, bucket, delivery, organization)]
    if missing:
        kept += cloudtrail_writes(bucket, missing, organization)
    return with_tls({**document, "Statement": kept}, bucket)


def with_tls(document: Document, bucket: str) -> Document:
    """The same policy, by which nobody gets at the bucket with this ARN over plain HTTP."""
    kept = statements(document)
    if not any(demands_tls(statement, bucket) for statement in kept):
        kept = [*kept, tls_only(bucket)]
    return {**document, "Statement": with_unique_sids(kept)}


def without_strangers(document: Document, friends: Collection[str]) -> Document:
    """The same policy where nobody writes but friends and log services that act for them."""
    kept = [_without_strangers(statement, friends) for statement in statements(document)]
    return {**document, "Statement": [statement for statement in kept if statement is not None]}


def cloudtrail_writes(bucket: str, deliveries: Sequence[Delivery], organization: str | None = None) -> list[Statement]:
    """The statements that CloudTrail checks before it accepts a bucket, bound to these trails.

    An organization's trail needs the folder of its management account, as any trail of that account, and the
    organization's:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-an-organizational-trail-by-using-the-aws-cli.html
    """
    found = [
        _cloudtrail("AWSCloudTrailAclCheck", "s3:GetBucketAcl", [bucket], deliveries),
        _cloudtrail("AWSCloudTrailWrite", "s3:PutObject", [_written(bucket, one) for one in deliveries], deliveries),
    ]
    shared = [delivery for delivery in deliveries if delivery.organization]
    if organization and shared:
        folders = [_folder(bucket, one, organization) for one in shared]
        found.append(_cloudtrail("AWSCloudTrailOrganizationWrite", "s3:PutObject", folders, shared))
    return found


def _cloudtrail(sid: str, action: str, resources: Sequence[str], deliveries: Sequence[Delivery]) -> Statement:
    """CloudTrail may do this for these trails."""
    given = {"s3:x-amz-acl": "bucket-owner-full-control"} if action == "s3:PutObject" else {}
    source = _one_or_more({delivery.trail_arn for delivery in deliveries})
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": CLOUDTRAIL},
        "Action": action,
        "Resource": _one_or_more(resources),
        "Condition": {"StringEquals": {**given, "aws:SourceArn": source}},
    }


def _one_or_more(values: Iterable[str]) -> str | list[str]:
    """One value stands by itself in a policy."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else found


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
    return _folder(bucket, delivery, account_in(delivery.trail_arn))


def _folder(bucket: str, delivery: Delivery, whose: str | None) -> str:
    return f"{bucket}/{delivery.folder}{whose}/*"


def _admits(document: Document, bucket: str, delivery: Delivery, organization: str | None) -> bool:
    """Whether CloudTrail may look at the bucket's ACL and write log files for this trail.

    Where the organization's id is not known, anything that its trail may write counts.
    """
    if delivery.organization and organization is None:
        return any(
            ("Service", CLOUDTRAIL) in principals(statement)
            and _is_for(statement, delivery, None)
            and any(allows(statement, "s3:PutObject", place.replace("*", "x")) for place in _places(statement))
            for statement in statements(document)
        )
    folders = [_written(bucket, delivery)]
    if delivery.organization:
        folders.append(_folder(bucket, delivery, organization))
    return all(
        any(
            ("Service", CLOUDTRAIL) in principals(statement)
            and allows(statement, action, resource)
            and _is_for(statement, delivery, organization)
            for statement in statements(document)
        )
        for action, resource in (
            ("s3:GetBucketAcl", bucket),
            *(("s3:PutObject", folder.replace("*", "CloudTrail/x")) for folder in folders),
        )
    )


def _places(statement: Statement) -> list[str]:
    return as_list(statement.get("Resource"))


def _is_for(statement: Statement, delivery: Delivery, organization: str | None) -> bool:
    """Whether the statement's source, where it names one, is this trail, its account or its organization."""
    expected = {"aws:sourcearn": delivery.trail_arn, "aws:sourceaccount": account_in(delivery.trail_arn)}
    expected |= {"aws:sourceorgid": organization} if organization else {}
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


def _bound(
    statement: Statement, bucket: str, deliveries: Sequence[Delivery], account: str, organization: str | None
) -> Statement:
    """With the source it lacks, where it lets a log service write into the folders of this account, and into those of
    the organization and its management account where its trail delivers here.
    """
    named = list(principals(statement))
    owners = {account, organization, *(account_in(one.trail_arn) for one in deliveries if organization)} - {None}
    own = tuple(f"{bucket}/{delivery.folder}{owner}/" for delivery in deliveries for owner in owners)
    resources = as_list(statement.get("Resource"))
    if (
        statement["Effect"] != "Allow"
        or only_friends(statement, [str(owner) for owner in owners])
        or not named
        or not all(kind == "Service" and name in LOG_SERVICES for kind, name in named)
        or not all(resource == bucket or resource.startswith(own) for resource in resources)
    ):
        return statement
    source: dict[str, Any] = {"aws:SourceOrgID": organization} if organization else {"aws:SourceAccount": account}
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


def with_unique_sids(kept: list[Statement]) -> list[Statement]:
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
