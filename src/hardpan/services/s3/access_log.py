"""The bucket in which S3 notes who reads and writes a log bucket: its name, its policy, the keys of its steps."""

from __future__ import annotations

import hashlib

from hardpan.model import Place, step_key

from .bucket_policy import Statement, allows, only_friends, principals, statements
from .facts import Document, bucket_arn
from .log_policy import with_tls

_LOGGING = "logging.s3.amazonaws.com"
_LONGEST = 63  # characters of a bucket's name
_SUFFIX = "-access"


def noted_in(name: str) -> str:
    """Name of the bucket that keeps the notes on a log bucket; guardrails that know the one know the other."""
    if len(name) + len(_SUFFIX) <= _LONGEST:
        return name + _SUFFIX
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - len(_SUFFIX) - len(mark) - 1]}-{mark}{_SUFFIX}"


def access_log_key(verb: str, name: str, at_home: Place) -> str:
    """Key of a step that has the access to a log bucket noted; `name` is the log bucket's."""
    return step_key(f"s3.log_bucket_access_log/{verb}:{name}", at_home)


def policy_for(existing: Document, place: Place, source: str) -> Document:
    """The policy of the bucket that keeps the notes, by which S3 may write those on the log bucket `source`.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    target = bucket_arn(place, noted_in(source))
    kept = statements(existing)
    if not any(_admits(statement, target, place) for statement in kept):
        kept = [_writes(target, place, source), *kept]
    return with_tls({**existing, "Statement": kept}, target)


def _admits(statement: Statement, target: str, place: Place) -> bool:
    return (
        ("Service", _LOGGING) in principals(statement)
        and allows(statement, "s3:PutObject", f"{target}/x")
        and only_friends(statement, [place.account])
    )


def _writes(target: str, place: Place, source: str) -> Statement:
    return {
        "Sid": "S3ServerAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": _LOGGING},
        "Action": "s3:PutObject",
        "Resource": f"{target}/*",
        "Condition": {
            "ArnLike": {"aws:SourceArn": bucket_arn(place, source)},
            "StringEquals": {"aws:SourceAccount": place.account},
        },
    }
