"""A log bucket that is not there yet. What it is given when it is made goes with it: only its making says it stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hardpan.config import Baseline
from hardpan.model import NotYet, Ref, Risk, Step, Write
from hardpan.prices import said

from ...kms.log_key import log_key_keys
from ...s3control.facts import ALL_BLOCKED
from .. import lifecycle, log_policy
from ..archive import Archive
from ..facts import bucket_arn
from ..log_bucket import LogHome
from .log_lock import lock_now
from .puts import put_block, put_key, put_lifecycle, put_lock, put_policy, put_versioning

# A bucket made a moment ago is not found everywhere at once, nor is it versioned everywhere.
_JUST_MADE = (NotYet("NoSuchBucket", seconds=60), NotYet("InvalidBucketState", seconds=60))
_WRITERS = "CloudTrail writes for this trail only, everybody over TLS only"


class _Setting(NamedTuple):
    """One of the things a new bucket is given."""

    write: Write
    after: str
    cost_note: str = ""
    needs: frozenset[str] = frozenset()
    risk: Risk = Risk.SAFE


def made(home: LogHome, kept: Archive | None, key: str | Ref, want: Baseline) -> Iterator[Step]:
    """The bucket and its settings; where the profile has that, the organization's is locked and has the key."""
    where, arn = home.at_home, bucket_arn(home.at_home, home.name)
    locked = kept is not None and lock_now(want) is not None
    # us-east-1 is not a LocationConstraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": where.region}}
    create = Step(
        key=home.key("create"),
        place=where,
        write=Write(
            "s3",
            "CreateBucket",
            Bucket=home.name,
            ObjectOwnership="BucketOwnerEnforced",
            # Versioning comes with it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
            **({"ObjectLockEnabledForBucket": True} if locked else {}),
            **(elsewhere if where.region != "us-east-1" else {}),
        ),
        because="the audit trail needs a bucket of its own",
        resource=arn,
        after="a bucket without access lists, encrypted with SSE-S3" + (", with Object Lock" if locked else ""),
        undo=None,
        undo_note=f"the bucket {home.name} and its logs are kept; empty and delete it by hand if you do not need them",
        monthly_cost_usd=None,
        cost_note="storage: cents a month in a quiet account",
    )
    yield create
    for verb, setting in _settings(home, kept, key, want).items():
        yield Step(
            key=home.key(verb),
            place=where,
            write=setting.write,
            because="the new log bucket is private and keeps what it is given",
            resource=arn,
            after=setting.after,
            needs=frozenset({create.key}) | setting.needs,
            risk=setting.risk,
            undo=(),
            monthly_cost_usd=None if setting.cost_note else 0.0,
            cost_note=setting.cost_note,
            not_yet=_JUST_MADE,
        )


def _settings(home: LogHome, kept: Archive | None, key: str | Ref, want: Baseline) -> dict[str, _Setting]:
    name, days = home.name, want.logs.expire_days
    document = log_policy.repaired(
        {"Version": "2012-10-17", "Statement": []},
        bucket_arn(home.at_home, name),
        home.newcomers,
        home.at_home.account,
        kept.organization if kept else None,
    )
    settings = {
        "block": _Setting(put_block(name, ALL_BLOCKED), "all four switches on"),
        "policy": _Setting(put_policy(name, document), _WRITERS),
        "versioning": _Setting(
            put_versioning(name, "Enabled"), "versioning on", "storage of overwritten and deleted files"
        ),
        "lifecycle": _Setting(
            put_lifecycle(name, [lifecycle.keep_and_expire("", days)], None),
            f"log files go after {days} days",
            f"{said('s3.archive')}, which saves storage",
        ),
    }
    return settings if kept is None else _archives(settings, name, kept, key, want)


def _archives(
    settings: dict[str, _Setting], name: str, kept: Archive, key: str | Ref, want: Baseline
) -> dict[str, _Setting]:
    """The settings of an organization's archive, whose Object Lock comes with versioning."""
    if lock := lock_now(want):
        del settings["versioning"]
        settings["lock"] = _Setting(
            put_lock(name, lock),
            f"{lock.mode}, {lock.days} days",
            "storage of log files that cannot go before their time",
            risk=Risk.IRREVERSIBLE if lock.mode == "COMPLIANCE" else Risk.SAFE,
        )
    if kept.is_encrypted:
        settings["encryption"] = _Setting(
            put_key(name, key, bucket_key=kept.key is None),
            "aws:kms with a key of this account",
            "KMS requests: cents a month",
            needs=log_key_keys(kept.at_home),
        )
    return settings
