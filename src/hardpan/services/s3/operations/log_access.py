"""What to change so that S3 notes who reads and writes the log bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hardpan.config import Baseline
from hardpan.model import Account, NotYet, Place, Step, Write, operation
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail
from ...cloudtrail.organization import FACTS
from ...s3control.facts import ALL_BLOCKED
from .. import lifecycle
from ..access_log import access_log_key, noted_in, policy_for
from ..facts import AccessLogging, BucketPolicy, IdleBucket, LogBucket, bucket_arn, parsed
from ..log_bucket import bucket_key, log_home
from .buckets import buckets
from .puts import put_back_policy, put_block, put_lifecycle, put_policy

_JUST_MADE = (NotYet("NoSuchBucket", seconds=60), NotYet("InvalidTargetBucketForLogging", seconds=60))
_STORAGE = "storage of the notes: cents a month"


class _Noted(NamedTuple):
    """A log bucket whose accesses are to be noted."""

    name: str
    at_home: Place
    logging: AccessLogging | None  # None: it is yet to be made

    @property
    def notes(self) -> str:
        return noted_in(self.name)

    def key(self, verb: str) -> str:
        return access_log_key(verb, self.name, self.at_home)


@operation(
    satisfies=["s3.log_bucket_access_logged"],
    facts=[AccessLogging, BucketPolicy, LogBucket, IdleBucket, Trail, *FACTS],
    writes=[
        "s3:CreateBucket",
        "s3:PutPublicAccessBlock",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketLifecycleConfiguration",
        "s3:PutBucketLogging",
    ],
    after=["s3.log_bucket"],
)
def log_bucket_access_log(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A bucket beside each log bucket, to which S3 writes who used that one. Notes are kept as long as log files."""
    for account in have.accounts:
        there = {one.name: one for one in have.all(BucketPolicy, account=account.id)}
        for noted in _to_be_noted(want, have, account):
            arn = bucket_arn(noted.at_home, noted.notes)
            held = there.get(noted.notes)
            if held is None:
                yield from _made(noted, arn, want)
            elif held.document != (repaired := policy_for(held.document, noted.at_home, noted.name)):
                yield Step(
                    key=noted.key("policy"),
                    place=noted.at_home,
                    write=put_policy(noted.notes, repaired),
                    because=f"S3 may not write notes to {noted.notes}",
                    resource=arn,
                    before=held.policy or "no policy",
                    after="S3 may write there what it notes on the log bucket",
                    undo=(put_back_policy(noted.notes, held.policy),),
                )
            yield _enabled(noted)


def _to_be_noted(want: Baseline, have: Snapshot, account: Account) -> Iterator[_Noted]:
    home = log_home(want, have, account)
    if home is not None and home.existing is None:
        yield _Noted(home.name, home.at_home, None)
    others = {held.bucket.name for held in buckets(want, have) if held.is_somebody_elses}
    for logging in have.all(AccessLogging, account=account.id):
        if logging.target in (None, logging.name) and logging.name not in others:
            yield _Noted(logging.name, logging.at_home, logging)


def _made(noted: _Noted, arn: str, want: Baseline) -> Iterator[Step]:
    """Without versions and without a key of its own: S3 writes notes to no bucket that has one by default."""
    where = noted.at_home
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": where.region}}
    create = Step(
        key=noted.key("create"),
        place=where,
        write=Write(
            "s3",
            "CreateBucket",
            Bucket=noted.notes,
            ObjectOwnership="BucketOwnerEnforced",
            **(elsewhere if where.region != "us-east-1" else {}),
        ),
        because="what S3 notes on the log bucket needs a bucket of its own",
        resource=arn,
        after="a bucket without access lists, encrypted with SSE-S3",
        undo=None,
        undo_note=f"the bucket {noted.notes} and the notes in it are kept; empty and delete it by hand",
        monthly_cost_usd=None,
        cost_note=_STORAGE,
    )
    yield create
    document = policy_for(parsed(None), where, noted.name)
    settings = {
        "block": (put_block(noted.notes, ALL_BLOCKED), "all four switches on"),
        "policy": (put_policy(noted.notes, document), "S3 writes what it notes, everybody over TLS only"),
        "lifecycle": (
            put_lifecycle(noted.notes, [lifecycle.keep_and_expire("", want.logs.expire_days)], None),
            f"notes go after {want.logs.expire_days} days",
        ),
    }
    for verb, (write, after) in settings.items():
        yield Step(
            key=noted.key(verb),
            place=where,
            write=write,
            because="the new bucket is private and keeps what it is given",
            resource=arn,
            after=after,
            needs=frozenset({create.key}),
            undo=(),
            not_yet=_JUST_MADE,
        )


def _enabled(noted: _Noted) -> Step:
    now = noted.logging
    target = {"LoggingEnabled": {"TargetBucket": noted.notes, "TargetPrefix": ""}}
    before = {"LoggingEnabled": {"TargetBucket": now.target, "TargetPrefix": now.prefix}} if now and now.target else {}
    verbs = ("create", "block", "policy", "lifecycle")
    return Step(
        key=noted.key("enable"),
        place=noted.at_home,
        write=Write("s3", "PutBucketLogging", Bucket=noted.name, BucketLoggingStatus=target),
        because="nobody notes who reads and writes the log bucket",
        resource=bucket_arn(noted.at_home, noted.name),
        before=f"noted in {now.target}" if now and now.target else "not noted",
        after=f"noted in {noted.notes}",
        needs=frozenset(noted.key(verb) for verb in verbs) | {bucket_key("create", noted.name, noted.at_home)},
        undo=(Write("s3", "PutBucketLogging", Bucket=noted.name, BucketLoggingStatus=before),),
        monthly_cost_usd=None,
        cost_note=_STORAGE,
        not_yet=_JUST_MADE,
    )
