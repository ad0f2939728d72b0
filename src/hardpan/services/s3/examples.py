"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

import json
from dataclasses import replace

from hardpan.model import Place

from ..s3control.facts import ALL_BLOCKED
from .facts import (
    AccessLogging,
    Bucket,
    BucketPolicy,
    Delivery,
    Encryption,
    EvidenceBucket,
    Lock,
    LogBucket,
    bucket_arn,
    evidence_bucket,
)
from .lifecycle import keep_and_expire
from .log_policy import cloudtrail_writes, tls_only
from .network_logs import Keeping, NetworkLogBucket

_ACCOUNT = Place("111122223333")
_LOGS = bucket_arn(_ACCOUNT, "hardpan-logs-111122223333")

DELIVERY = Delivery("arn:aws:cloudtrail:eu-west-1:111122223333:trail/hardpan-trail", "", organization=False)
LOG_STATEMENTS = [*cloudtrail_writes(_LOGS, [DELIVERY]), tls_only(_LOGS)]

BUCKET = Bucket(
    place=_ACCOUNT,
    name="photos",
    region="eu-west-1",
    block=ALL_BLOCKED,
    policy_is_public=False,
    public_policy=None,
)


def policy_of(*statements: object) -> str:
    """A policy document with these statements, as text."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


PUBLIC_STATEMENT = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::photos/*",
}
PUBLIC_BUCKET = replace(BUCKET, block=None, policy_is_public=True, public_policy=policy_of(PUBLIC_STATEMENT))

LOG_BUCKET = LogBucket(
    place=_ACCOUNT,
    name="hardpan-logs-111122223333",
    region="eu-west-1",
    deliveries=(DELIVERY,),
    block=ALL_BLOCKED,
    ownership="BucketOwnerEnforced",
    versioning="Enabled",
    mfa_delete=False,
    policy=policy_of(*LOG_STATEMENTS),
    policy_is_public=False,
    lifecycle_rules=(keep_and_expire("", 730),),
    smallest_to_move="all_storage_classes_128K",
    lock=Lock("GOVERNANCE", 365),
    encryption=Encryption("aws:kms", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd", bucket_key=True),
)

EVIDENCE = EvidenceBucket(
    place=_ACCOUNT, name=evidence_bucket("111122223333"), region="eu-west-1", lock=Lock("GOVERNANCE", 730)
)
ACCESS_LOGGING = AccessLogging(
    place=_ACCOUNT,
    name=LOG_BUCKET.name,
    region="eu-west-1",
    target=f"{LOG_BUCKET.name}-access",
    prefix="",
)
TLS_BUCKET = BucketPolicy(
    place=_ACCOUNT,
    name="photos",
    region="eu-west-1",
    policy=policy_of(tls_only(bucket_arn(_ACCOUNT, "photos"))),
)


def _network_logs(kept: Keeping) -> NetworkLogBucket:
    return NetworkLogBucket(
        place=_ACCOUNT,
        name=kept.name,
        region="eu-west-1",
        block=ALL_BLOCKED,
        policy=policy_of(*kept.delivered(), tls_only(kept.arn)),
    )


NETWORK_LOG_BUCKET = _network_logs(Keeping(_ACCOUNT, None))
GATHERING = _network_logs(Keeping(_ACCOUNT, "o-exampleorgid"))  # of an organization
