"""The key that encrypts log files: the keys of the steps that make it, and who its policy must let in.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from hardpan.model import Place, step_key
from hardpan.policy import FULL_ACCESS, Policies, Policy, PolicyProblem, Request, decide, service
from hardpan.policy.request import Value

Document: TypeAlias = dict[str, Any]  # a policy document

VERBS = ("create", "alias", "rotate", "enable", "policy")
# By this tag guardrails know what is not to be touched.
PROTECTED = ("hardpan:protected", "true")
_CLOUDTRAIL = "cloudtrail.amazonaws.com"
# What CloudTrail does with a key: it looks at it, encrypts, and decrypts where the bucket keeps a key of its own for a
# while (S3 Bucket Keys).
_USES = ("kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt")


def log_key_key(verb: str, where: Place) -> str:
    """Key of a step of `kms.log_key`."""
    return step_key(f"kms.log_key/{verb}", where)


def log_key_keys(where: Place) -> frozenset[str]:
    """Keys of all of them; those that hold already are in no plan."""
    return frozenset(log_key_key(verb, where) for verb in VERBS)


def policy_for(account: Place, trails: Sequence[str]) -> Document:
    """The policy of a key of this account that encrypts the log files of trails with these ARNs.

    The account's own policies say who reads them.
    """
    owner = {
        "Sid": "Enable IAM user permissions",
        "Effect": "Allow",
        "Principal": {"AWS": account.at(None).arn("iam", "root")},
        "Action": "kms:*",
        "Resource": "*",
    }
    return {"Version": "2012-10-17", "Statement": [owner, *_cloudtrail_uses(trails)]}


def is_used(policy: str, arn: str, trail: str, organization: str) -> bool:
    """Whether CloudTrail may use the key with this policy for a trail of the organization's management account."""
    try:
        document = Policy.parse(_in_force(policy))
    except (PolicyProblem, LookupError, TypeError, ValueError):
        return False
    context: dict[str, Value] = {
        "aws:SourceArn": trail,
        "aws:SourceAccount": trail.split(":")[4],
        "aws:SourceOrgID": organization,
        "aws:PrincipalIsAWSService": True,
        "aws:SecureTransport": True,
        "kms:EncryptionContext:aws:cloudtrail:arn": trail,
    }
    asked = (
        Request(principal=service(_CLOUDTRAIL), action=action, resource=arn, account=arn.split(":")[4], context=context)
        for action in _USES
    )
    return all(decide(one, Policies(identity=(FULL_ACCESS,), resource=document)).allowed for one in asked)


def _in_force(policy: str) -> Document:
    """The policy without statements that lack actions or resources: KMS takes them, and they have no effect.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
    """
    document: Document = json.loads(policy)
    said = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    of_effect = [
        one for one in said if {"Action", "NotAction"} & one.keys() and {"Resource", "NotResource"} & one.keys()
    ]
    return {**document, "Statement": of_effect}


def repaired(policy: str, trails: Sequence[str]) -> Document:
    """The same policy, in which CloudTrail may use the key for these trails; what others wrote stays."""
    document: Document = json.loads(policy)
    said = document.get("Statement", [])
    kept = [*(said if isinstance(said, list) else [said])]
    ours = _cloudtrail_uses(trails)
    names = {statement["Sid"] for statement in ours}
    return {**document, "Statement": [*(one for one in kept if one.get("Sid") not in names), *ours]}


def _cloudtrail_uses(trails: Sequence[str]) -> list[dict[str, Any]]:
    """The statements that AWS documents, bound to these trails.

    The one about decrypting, which S3 Bucket Keys need, has no condition there, and so none here.
    """
    source = {"aws:SourceArn": trails[0] if len(trails) == 1 else list(trails)}
    owners = sorted({_of_its_account(trail) for trail in trails})
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": owners[0] if len(owners) == 1 else owners}
    encrypts = {"StringEquals": source, "StringLike": context}
    return [
        _lets("Allow CloudTrail to encrypt logs", "kms:GenerateDataKey*", encrypts),
        _lets("Allow CloudTrail to describe key", "kms:DescribeKey", {"StringEquals": source}),
        _lets("Allow CloudTrail to decrypt a trail", "kms:Decrypt", {}),
    ]


def _lets(sid: str, action: str, condition: dict[str, Any]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": _CLOUDTRAIL},
        "Action": action,
        "Resource": "*",
        **({"Condition": condition} if condition else {}),
    }


def _of_its_account(trail: str) -> str:
    """`arn:aws:cloudtrail:*:111122223333:trail/*`: a trail's copies are in every Region."""
    arn, partition, product, _, account, _ = trail.split(":", 5)
    return f"{arn}:{partition}:{product}:*:{account}:trail/*"
