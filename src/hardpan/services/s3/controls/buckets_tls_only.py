"""No bucket answers over plain HTTP.

S3 answers without encryption to whoever asks so: what is read, written, and signed then shows to everybody on the way.
One statement in the bucket's policy ends that.

Check by hand:
    aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text

Fix by hand:
    aws s3api put-bucket-policy --bucket BUCKET --policy file://POLICY_WITH_ONE_STATEMENT_MORE.json

    The statement: Effect Deny, Principal "*", Action "s3:*", Resource the bucket's ARN and the same with /* after it,
    Condition {"Bool": {"aws:SecureTransport": "false"}}. A policy is replaced as a whole: keep what it has.

Edge cases:
    S3's website endpoints speak plain HTTP only: a bucket in `exceptions.public_buckets` of hardpan.yaml is not judged.
    The guardrail rcp-require-tls denies the same for a whole organization; but an account cannot see which guardrails
    hold in it, nor can scanners, so that the bucket's own policy is looked at. A bucket whose policy lets everybody in
    is put right by s3.buckets_private first.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..bucket_policy import demands_tls, statements
from ..examples import PUBLIC_STATEMENT, TLS_BUCKET, policy_of
from ..facts import BucketPolicy
from ..log_policy import tls_only
from ..public import excepted

_DENIAL = tls_only(TLS_BUCKET.resource)
_OBJECTS_ONLY = {**_DENIAL, "Resource": f"{TLS_BUCKET.resource}/*"}
_READS_ONLY = {**_DENIAL, "Action": "s3:GetObject"}
_WEBSITE = replace(EXAMPLE, exceptions=Exceptions(public_buckets=("pho*",)))


@control(
    section="data-protection",
    severity=Severity.MEDIUM,
    catalogue="data.tls.buckets",
    profile="team",
    passes=[TLS_BUCKET, replace(TLS_BUCKET, policy=policy_of(PUBLIC_STATEMENT, _DENIAL))],
    fails=[
        replace(TLS_BUCKET, policy=None),
        replace(TLS_BUCKET, policy=policy_of(PUBLIC_STATEMENT)),
        replace(TLS_BUCKET, policy=policy_of(_OBJECTS_ONLY)),
        replace(TLS_BUCKET, policy=policy_of(_READS_ONLY)),
    ],
    not_applicable=[(replace(TLS_BUCKET, policy=None), _WEBSITE)],
    none="there is no bucket in this account",
    human="Find out who still asks for the bucket over http:// (in server access logs the column with the cipher suite "
    "is empty), then add a statement to the bucket's policy, under Permissions in the S3 console: Effect Deny, "
    'Principal "*", Action "s3:*", on the bucket and everything in it, where aws:SecureTransport is false.',
)
def buckets_tls_only(bucket: BucketPolicy, want: Baseline) -> Verdict:
    if excepted(bucket.name, want):
        return NotApplicable("meant for everybody, in hardpan.yaml: public_buckets")
    if any(demands_tls(statement, bucket.resource) for statement in statements(bucket.document)):
        return Pass("its policy denies plain HTTP")
    return Fail("plain HTTP is accepted")
