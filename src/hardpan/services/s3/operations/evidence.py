"""What to change so that evidence has a bucket of its own, in the account for forensics."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...s3control.facts import ALL_BLOCKED
from ..facts import EvidenceBucket, Lock, bucket_arn, parsed
from ..facts import evidence_bucket as name_of
from ..log_policy import with_tls
from .puts import put_block, put_lock, put_policy

_NAME = "s3.evidence_bucket"
_JUST_MADE = (NotYet("NoSuchBucket", seconds=60), NotYet("InvalidBucketState", seconds=60))


@operation(
    satisfies=[_NAME],
    facts=[EvidenceBucket],
    writes=["s3:CreateBucket", "s3:PutPublicAccessBlock", "s3:PutBucketPolicy", "s3:PutObjectLockConfiguration"],
    asked_by=["organization.forensics"],
)
def evidence_bucket(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A bucket with Object Lock, private and over TLS only. One that is there without a lock is left to a person."""
    for account in have.accounts:
        forensics = want.organization.forensics
        if forensics is None or account.name != forensics or have.at(EvidenceBucket, account.place):
            continue
        home, name = want.home(account.place), name_of(account.id)
        arn, days = bucket_arn(home, name), want.logs.minimum_days
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": home.region}}
        create = Step(
            key=step_key(f"{_NAME}/create", home),
            place=home,
            write=Write(
                "s3",
                "CreateBucket",
                Bucket=name,
                ObjectOwnership="BucketOwnerEnforced",
                ObjectLockEnabledForBucket=True,
                **(elsewhere if home.region != "us-east-1" else {}),
            ),
            because="there is no bucket for evidence",
            resource=arn,
            after="a bucket without access lists, with Object Lock",
            undo=None,
            undo_note=f"the bucket {name} is kept; empty and delete it by hand",
        )
        yield create
        settings = {
            "block": (put_block(name, ALL_BLOCKED), "all four switches on"),
            "policy": (put_policy(name, with_tls(parsed(None), arn)), "everybody over TLS only"),
            "lock": (put_lock(name, Lock("GOVERNANCE", days)), f"GOVERNANCE, {days} days"),
        }
        for verb, (write, after) in settings.items():
            yield Step(
                key=step_key(f"{_NAME}/{verb}", home),
                place=home,
                write=write,
                because="the new bucket is private and keeps what it is given",
                resource=arn,
                after=after,
                needs=frozenset({create.key}),
                undo=(),
                not_yet=_JUST_MADE,
            )
