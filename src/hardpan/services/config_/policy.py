"""The policy of the bucket that AWS Config delivers to: what is wrong with one, and the same one put right.

https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html. For the bucket of a whole organization
the condition is aws:SourceOrgID, as in the bucket that AWS Control Tower makes:
https://docs.aws.amazon.com/controltower/latest/userguide/logging-s3-audit-bucket.html
"""

from __future__ import annotations

from typing import Any

from hardpan.model import Place
from hardpan.policy import FULL_ACCESS, Policies, Policy, PolicyProblem, Request, decide, service
from hardpan.policy.request import Value

from ..s3.bucket_policy import demands_tls, public, statements, strangers
from ..s3.facts import ConfigBucket, Document, bucket_arn
from ..s3.log_policy import tls_only, with_unique_sids
from .wanted import CONFIG, Destination

_STRANGER = ("999999999999", "o-ffffffffff")  # an account and an organization that can be nobody's here
_SOMEBODY = "888888888888"  # stands for any account of the organization
_EMPTY: Document = {"Version": "2012-10-17", "Statement": []}


def document_for(meant: Destination) -> Document:
    """The policy of a new bucket."""
    return repaired(_EMPTY, meant)


def faults(bucket: ConfigBucket, meant: Destination) -> list[str]:
    """What is wrong with the policy of a bucket; nothing when all is well."""
    whose = (_SOMEBODY if meant.organization else bucket.place.account, meant.organization)
    found = [] if _delivers(bucket.policy, bucket.place, meant.name, *whose) else ["AWS Config may not deliver"]
    if _delivers(bucket.policy, bucket.place, meant.name, *_STRANGER):
        found.append("AWS Config may deliver for any account")
    elif others := _others(bucket):
        found.append(f"may write: {', '.join(others)}")
    if not any(demands_tls(one, bucket.resource) for one in statements(bucket.document)):
        found.append("plain HTTP is accepted")
    return found


def _others(bucket: ConfigBucket) -> list[str]:
    """Who writes and is not AWS Config, which was asked about before."""
    found = (who for one in statements(bucket.document) for who in strangers(one, {bucket.place.account}))
    return list(dict.fromkeys(who for who in found if not who.startswith(CONFIG)))


def repaired(document: Document, meant: Destination) -> Document:
    """With AWS Config let in for whom the bucket is, and nobody else by it; what is public goes, the rest stays."""
    arn = bucket_arn(meant.at_home, meant.name)
    ours = _statements(arn, meant)
    kept = [one for one in statements(document) if not public(one) and not _is_about_config(one)]
    if not any(demands_tls(one, arn) for one in kept):
        kept.append(tls_only(arn))
    return {**document, "Statement": with_unique_sids([*ours, *kept])}


def _is_about_config(statement: dict[str, Any]) -> bool:
    return statement.get("Effect") == "Allow" and statement.get("Principal") in (
        {"Service": CONFIG},
        {"Service": [CONFIG]},
    )


def _statements(arn: str, meant: Destination) -> list[dict[str, Any]]:
    """The three that AWS documents."""
    account = meant.at_home.account
    source = {"aws:SourceOrgID": meant.organization} if meant.organization else {"aws:SourceAccount": account}
    folder = f"{arn}/AWSLogs/{'*' if meant.organization else account}/Config/*"
    given = {"s3:x-amz-acl": "bucket-owner-full-control"}
    return [
        _lets("AWSConfigBucketPermissionsCheck", "s3:GetBucketAcl", arn, source),
        _lets("AWSConfigBucketExistenceCheck", "s3:ListBucket", arn, source),
        _lets("AWSConfigBucketDelivery", "s3:PutObject", folder, {**given, **source}),
    ]


def _lets(sid: str, action: str, resource: str, condition: dict[str, Any]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": CONFIG},
        "Action": action,
        "Resource": resource,
        "Condition": {"StringEquals": condition},
    }


def _delivers(policy: str | None, place: Place, name: str, account: str, organization: str | None) -> bool:
    """Whether AWS Config may look at the bucket and write to it for an account of an organization, or of none."""
    try:
        document = Policy.parse(policy or "")
    except PolicyProblem:
        return False
    arn = bucket_arn(place, name)
    context: dict[str, Value] = {
        "aws:SourceAccount": account,
        "aws:SourceArn": f"arn:{place.partition}:config:{place.global_region}:{account}:*",
        "aws:PrincipalIsAWSService": True,
        "aws:SecureTransport": True,
        "s3:x-amz-acl": "bucket-owner-full-control",
        **({"aws:SourceOrgID": organization} if organization else {}),
    }
    asked = (("s3:GetBucketAcl", arn), ("s3:PutObject", f"{arn}/AWSLogs/{account}/Config/file"))
    return all(
        decide(
            Request(
                principal=service(CONFIG), action=action, resource=resource, account=place.account, context=context
            ),
            Policies(identity=(FULL_ACCESS,), resource=document),
        ).allowed
        for action, resource in asked
    )
