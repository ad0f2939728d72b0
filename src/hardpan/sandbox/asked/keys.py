"""The condition keys that come of a request's parameters, for services without a module of their own here, and tags.

Which actions have which keys:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hardpan.policy.request import Value

from ..registry import Call
from .asked import at

# By service: condition key and parameter.
_SENT: Mapping[str, Mapping[str, str]] = {
    "efs": {"elasticfilesystem:Encrypted": "Encrypted"},
    "kms": {
        "kms:BypassPolicyLockoutSafetyCheck": "BypassPolicyLockoutSafetyCheck",
        "kms:KeySpec": "KeySpec",
        "kms:KeyUsage": "KeyUsage",
        "kms:ScheduleKeyDeletionPendingWindowInDays": "PendingWindowInDays",
    },
    "lambda": {"lambda:FunctionUrlAuthType": "AuthType", "lambda:Principal": "Principal"},
    "ram": {"ram:RequestedAllowsExternalPrincipals": "allowExternalPrincipals"},
    "rds": {"rds:StorageEncrypted": "StorageEncrypted", "rds:DatabaseClass": "DBInstanceClass"},
    "s3": {
        "s3:delimiter": "Delimiter",
        "s3:max-keys": "MaxKeys",
        "s3:prefix": "Prefix",
        "s3:VersionId": "VersionId",
        "s3:x-amz-acl": "ACL",
        "s3:x-amz-copy-source": "CopySource",
        "s3:x-amz-server-side-encryption": "ServerSideEncryption",
        "s3:x-amz-server-side-encryption-aws-kms-key-id": "SSEKMSKeyId",
        "s3:x-amz-storage-class": "StorageClass",
        "s3:LocationConstraint": "CreateBucketConfiguration.LocationConstraint",
    },
    "sns": {"sns:Endpoint": "Endpoint", "sns:Protocol": "Protocol"},
}
# What AWS takes for granted where a request does not say, as far as a condition key has it.
_DEFAULTS: Mapping[tuple[str, str], dict[str, Value]] = {
    ("efs", "CreateFileSystem"): {"elasticfilesystem:Encrypted": False},
    ("ram", "CreateResourceShare"): {"ram:RequestedAllowsExternalPrincipals": True},
    ("rds", "CreateDBCluster"): {"rds:StorageEncrypted": False},
}
_TAGS = ("Tags", "tags", "TagList", "TagSet", "Tagging.TagSet")
_TAG_KEYS = ("TagKeys", "tagKeys", "TagKeyList")
_TAGGED_PARTS = ("TagSpecifications", "TagSpecification")


def sent(call: Call) -> dict[str, Value]:
    """The keys of a request, tags included."""
    keys: dict[str, Value] = dict(_DEFAULTS.get((call.service, call.operation), {}))
    for key, path in _SENT.get(call.service, {}).items():
        given = at(call.parameters, path)
        if isinstance(given, str | bool | int):
            keys[key] = given
    return {**keys, **_tags(call.parameters)}


def _tags(parameters: Mapping[str, Any]) -> dict[str, Value]:
    """`aws:RequestTag/…` and `aws:TagKeys`. Services write tags in many ways."""
    if not any("tag" in name.lower() for name in parameters):
        return {}
    pairs = list(_pairs(parameters))
    named = [name for path in _TAG_KEYS for name in _listed(at(parameters, path)) if isinstance(name, str)]
    keys: dict[str, Value] = {f"aws:RequestTag/{name}": value for name, value in pairs if value is not None}
    return {**keys, "aws:TagKeys": [*(name for name, _ in pairs), *named]}


def _pairs(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    parts = [part for path in _TAGGED_PARTS for part in _listed(at(parameters, path))]
    for holder in (parameters, *parts):
        for path in _TAGS:
            found = at(holder, path)
            if isinstance(found, Mapping):
                yield from ((str(name), str(value)) for name, value in found.items())
            for tag in _listed(found):
                name = at(tag, "Key") or at(tag, "key") or at(tag, "TagKey")
                value = next((at(tag, key) for key in ("Value", "value", "TagValue") if at(tag, key) is not None), None)
                if isinstance(name, str):
                    yield name, value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
