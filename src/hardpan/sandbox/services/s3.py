"""S3 buckets: what a new one is born with, and the refusals that keep them from the public.

Since April 2023 a new bucket blocks public access, has no ACLs and is encrypted with SSE-S3:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
API reference: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html, API_ListBuckets,
API_PutBucketPolicy, API_GetBucketPolicyStatus, API_PutBucketAcl, API_DeleteBucketEncryption.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from moto.backends import get_backend
from moto.s3.models import PublicAccessBlock, s3_backends

from ..registry import Answer, AwsError, Call, amend, guard, overlay
from . import documents
from .s3control import account_block

PRIVATE_ACLS = (None, "private", "bucket-owner-full-control")
BLOCKS = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")
SSE_S3 = {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}}
LARGEST_PAGE = 10_000

# Asked in the wrong Region these are redirected. Creating, finding and listing buckets are not among them.
IN_ITS_REGION = tuple(
    f"{verb}{aspect}"
    for aspect, verbs in {
        "BucketPolicy": ("Get", "Put", "Delete"),
        "BucketPolicyStatus": ("Get",),
        "PublicAccessBlock": ("Get", "Put", "Delete"),
        "BucketOwnershipControls": ("Get", "Put", "Delete"),
        "BucketVersioning": ("Get", "Put"),
        "BucketEncryption": ("Get", "Put", "Delete"),
        "BucketLifecycleConfiguration": ("Get", "Put"),
        "BucketLifecycle": ("Delete",),
        "BucketAcl": ("Get", "Put"),
        "BucketLogging": ("Get", "Put"),
        "ObjectLockConfiguration": ("Get", "Put"),
        "BucketTagging": ("Get", "Put", "Delete"),
        "Object": ("Get", "Put", "Delete"),
        "Bucket": ("Delete",),
    }.items()
    for verb in verbs
)


def buckets(account: str, partition: str) -> dict[str, Any]:
    """The emulator's own buckets of an account, by name."""
    found: dict[str, Any] = get_backend("s3")[account][partition].buckets
    return found


def find(call: Call, name: str) -> Any:
    """A bucket of any account in this partition; None where there is none."""
    _, owner = s3_backends.bucket_accounts.get(name, (call.partition, call.account))
    return buckets(owner, call.partition).get(name)


def owner_of(name: str) -> str:
    """The account that a bucket is in."""
    owner: str = s3_backends.bucket_accounts[name][1]
    return owner


def blocks_public_policies(call: Call, bucket: Any) -> bool:
    """By the bucket's own setting or by the account's; whichever is stricter rules."""
    own, account = bucket.public_access_block, account_block(call)
    return bool((own is not None and own.block_public_policy) or (account or {}).get("BlockPublicPolicy"))


@guard("s3", *IN_ITS_REGION)
def redirect_to_its_region(call: Call) -> None:
    bucket = find(call, call.parameters["Bucket"])
    if bucket is not None and bucket.region_name != call.region:
        raise AwsError(
            "PermanentRedirect",
            "The bucket you are attempting to access must be addressed using the specified endpoint. "
            "Please send all future requests to this endpoint.",
        )


@guard("s3", "CreateBucket")
def refuse_acls_on_a_bucket_without_them(call: Call) -> None:
    ownership = call.parameters.get("ObjectOwnership", "BucketOwnerEnforced")
    if ownership == "BucketOwnerEnforced" and call.parameters.get("ACL") not in PRIVATE_ACLS:
        raise AwsError(
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        )


@amend("s3", "CreateBucket")
def born_private(call: Call, answer: Answer) -> Answer:
    bucket = buckets(call.account, call.partition)[call.parameters["Bucket"]]
    born = call.state.setdefault("born", {})
    # us-east-1 answers 200 when the owner creates a bucket again, and leaves its settings as they are.
    if born.get(bucket.name) != bucket.creation_date:
        born[bucket.name] = bucket.creation_date
        bucket.public_access_block = PublicAccessBlock(**dict.fromkeys(BLOCKS, True))
        bucket.ownership_rule = bucket.ownership_rule or "BucketOwnerEnforced"
        bucket.encryption = bucket.encryption or SSE_S3
    return answer


@amend("s3", "DeleteBucketEncryption")
def back_to_sse_s3(call: Call, answer: Answer) -> Answer:
    """There are no buckets without encryption: taking the configuration away leaves SSE-S3."""
    find(call, call.parameters["Bucket"]).encryption = SSE_S3
    return answer


@overlay("s3", "ListBuckets")
def list_buckets(call: Call) -> Answer:
    """Sorted by name, a page at a time; the Region is told when the request has any parameter."""
    prefix, region = call.parameters.get("Prefix") or "", call.parameters.get("BucketRegion")
    begin = base64.b64decode(call.parameters.get("ContinuationToken") or "").decode()
    owned = sorted(buckets(call.account, call.partition).values(), key=lambda bucket: str(bucket.name))
    wanted = [
        bucket
        for bucket in owned
        if bucket.name.startswith(prefix) and bucket.name > begin and region in (None, bucket.region_name)
    ]
    size = call.parameters.get("MaxBuckets") or LARGEST_PAGE
    page = [
        {"Name": bucket.name, "CreationDate": bucket.creation_date}
        | ({"BucketRegion": bucket.region_name} if call.parameters else {})
        for bucket in wanted[:size]
    ]
    answer: Answer = {"Buckets": page, "Owner": {"ID": call.account.rjust(64, "0")}}
    if len(wanted) > size:
        answer["ContinuationToken"] = base64.b64encode(page[-1]["Name"].encode()).decode()
    return answer


@guard("s3", "PutBucketPolicy")
def refuse_a_policy_aws_refuses(call: Call) -> None:
    name, policy = call.parameters["Bucket"], call.parameters["Policy"]
    bucket = find(call, name)
    if bucket is None:
        return  # the emulator says NoSuchBucket
    _refuse_malformed(call, name, policy)
    if documents.is_public(policy) and blocks_public_policies(call, bucket):
        raise AwsError(
            "AccessDenied",
            f"User: {call.principal} is not authorized to perform: s3:PutBucketPolicy on resource: "
            f'"arn:{call.partition}:s3:::{name}" because public policies are prevented '
            "by the BlockPublicPolicy setting in S3 Block Public Access.",
        )


@amend("s3", "GetBucketPolicyStatus")
def public_as_s3_means_it(call: Call, answer: Answer) -> Answer:
    policy = find(call, call.parameters["Bucket"]).policy
    return {"PolicyStatus": {**answer["PolicyStatus"], "IsPublic": documents.is_public(policy)}}


@guard("s3", "PutBucketAcl")
def refuse_acls(call: Call) -> None:
    bucket, acl = find(call, call.parameters["Bucket"]), call.parameters.get("ACL")
    if bucket is None or acl in PRIVATE_ACLS:
        return
    if bucket.ownership_rule == "BucketOwnerEnforced":
        raise AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs")
    block = bucket.public_access_block
    if block is not None and block.block_public_acls and acl.startswith("public-"):
        raise AwsError("AccessDenied", "Access Denied")


def _refuse_malformed(call: Call, name: str, policy: str) -> None:
    try:
        parsed = json.loads(policy)
    except ValueError:
        raise AwsError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'") from None
    for statement in documents.as_list(parsed.get("Statement")):
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise AwsError("MalformedPolicy", "Missing required field Principal")
        arn = f"arn:{call.partition}:s3:::{name}"
        resources = documents.as_list(statement.get("Resource"))
        if any(resource != arn and not resource.startswith(f"{arn}/") for resource in resources):
            raise AwsError("MalformedPolicy", "Policy has invalid resource")
