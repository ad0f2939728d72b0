"""The bucket that keeps what AWS Config records: made, or put right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from hardpan.config import Baseline
from hardpan.model import Account, NotYet, Place, Step, Write, operation
from hardpan.snapshot import Snapshot

from ...s3.facts import Bucket, ConfigBucket, bucket_arn
from ...s3.lifecycle import keep_and_expire, lengthened
from ...s3.operations.puts import (
    put_back_block,
    put_back_lifecycle,
    put_back_policy,
    put_block,
    put_lifecycle,
    put_policy,
    put_versioning,
)
from ...s3control.facts import ALL_BLOCKED
from ..facts import Channel, Recorder
from ..policy import document_for, faults, repaired
from ..wanted import DESTINATION, GOVERNED, Destination, bucket_key, destination, is_control_towers, is_wanted

_CONTROLS = ("config.bucket", "config.delivering", "config.archived")
# A bucket made a moment ago is not found everywhere at once.
_JUST_MADE = (NotYet("NoSuchBucket", seconds=60), NotYet("OperationAborted", seconds=60))
_RULE = "hardpan-config"


class _Setting(NamedTuple):
    """One of the things that the bucket is given."""

    verb: str
    holds: bool
    write: Write
    back: Write
    before: str
    after: str
    note: str = ""
    cost_note: str = ""


@operation(
    satisfies=_CONTROLS,
    facts=[ConfigBucket, Bucket, Channel, Recorder, *GOVERNED, *DESTINATION],
    writes=[
        "s3:CreateBucket",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
        "s3:PutPublicAccessBlock",
        "s3:DeletePublicAccessBlock",
        "s3:PutBucketOwnershipControls",
        "s3:DeleteBucketOwnershipControls",
        "s3:PutBucketVersioning",
        "s3:PutBucketLifecycleConfiguration",
        "s3:DeleteBucketLifecycle",
    ],
    after=["organizations.organization", "organizations.accounts"],
    asked_by=["config_recorder"],
)
def bucket(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """One for the organization, in the account that keeps its logs; else one in each account that records into its own.

    https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
    """
    for account in have.accounts if is_wanted(want) else ():
        meant = destination(want, have, account)
        if not meant.is_here or is_control_towers(have, account):
            continue
        there = [one for one in have.all(ConfigBucket, account=account.id) if one.name == meant.name]
        if there:
            yield from _put_right(there[0], meant, want)
        elif meant.organization or _is_needed(meant, want, have, account):
            yield from _made(meant, want)


def _is_needed(meant: Destination, want: Baseline, have: Snapshot, account: Account) -> bool:
    """Whether a Region of this account has no channel yet, one that delivers to the bucket although it is gone, or one
    that is to be moved there, out of somebody else's.
    """
    here = [region.place for region in have.regions if region.place.account == account.id]
    owned = {bucket.name for bucket in have.all(Bucket, account=account.id)}
    for place in here:
        found = [channel.bucket for channel in have.at(Channel, place)]
        if not found or meant.name in found:
            return True
        if want.consents_to("config.delivery_moved") and not owned.issuperset(found):
            return True
    return False


def _made(meant: Destination, want: Baseline) -> Iterator[Step]:
    where, arn = meant.at_home, bucket_arn(meant.at_home, meant.name)
    # us-east-1 is not a LocationConstraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": where.region}}
    create = Step(
        key=bucket_key("create", meant.name, where),
        place=where,
        write=Write(
            "s3",
            "CreateBucket",
            Bucket=meant.name,
            ObjectOwnership="BucketOwnerEnforced",
            **(elsewhere if where.region != "us-east-1" else {}),
        ),
        because="what AWS Config records needs a bucket of its own: it delivers to none that Object Lock guards",
        controls=_CONTROLS,
        resource=arn,
        after="a bucket without access lists, encrypted with SSE-S3",
        undo=None,
        undo_note=f"the bucket {meant.name} stays; empty and delete it by hand if you do not need what it holds",
        monthly_cost_usd=None,
        cost_note="storage: cents a month in a quiet account",
    )
    yield create
    for one in _settings(meant.name, None, meant, want):
        yield _given(one, where, arn, meant, needs=frozenset({create.key}), undo=())


def _put_right(there: ConfigBucket, meant: Destination, want: Baseline) -> Iterator[Step]:
    for one in _settings(there.name, there, meant, want):
        if not one.holds:
            yield _given(one, there.at_home, there.resource, meant, needs=frozenset(), undo=(one.back,))


def _given(
    one: _Setting, where: Place, arn: str, meant: Destination, *, needs: frozenset[str], undo: tuple[Write, ...]
) -> Step:
    return Step(
        key=bucket_key(one.verb, meant.name, where),
        place=where,
        write=one.write,
        because="the bucket for AWS Config is private, and takes from AWS Config alone",
        controls=_CONTROLS if one.verb == "policy" or not undo else _CONTROLS[:1],
        resource=arn,
        before=one.before,
        after=one.after,
        needs=needs,
        undo=undo,
        undo_note=one.note if undo else "",
        monthly_cost_usd=None if one.cost_note else 0.0,
        cost_note=one.cost_note,
        not_yet=_JUST_MADE,
    )


def _settings(name: str, there: ConfigBucket | None, meant: Destination, want: Baseline) -> Iterator[_Setting]:
    """What the bucket is to have, and whether it has it: `there` is the bucket, or None where it is new."""
    block = there.block if there else None
    yield _Setting(
        "block",
        block is not None and block.complete,
        put_block(name, ALL_BLOCKED),
        put_back_block(name, block),
        "nothing blocked" if block is None else f"off: {', '.join(block.off)}",
        "all four switches on",
    )
    policy = there.policy if there else None
    document = repaired(there.document, meant) if there else document_for(meant)
    yield _Setting(
        "policy",
        there is not None and (not faults(there, meant) or document == there.document),
        put_policy(name, document),
        put_back_policy(name, policy),
        policy or "no policy",
        json.dumps(document),
    )
    if there is not None:
        yield _ownership(name, there.ownership)
    yield _Setting(
        "versioning",
        there is not None and there.versioning == "Enabled",
        put_versioning(name, "Enabled"),
        put_versioning(name, "Suspended"),
        (there.versioning if there else None) or "never turned on",
        "Enabled",
        note="versions made until then stay",
        cost_note="storage of overwritten and deleted files",
    )
    rules = list(there.lifecycle_rules) if there else []
    longer = lengthened(rules, ["AWSLogs/"], want.logs.minimum_days, want.logs.expire_days)
    kept = longer if there else [keep_and_expire("", want.logs.expire_days, _RULE)]
    smallest = there.smallest_to_move if there else None
    yield _Setting(
        "lifecycle",
        there is not None and longer == rules,
        put_lifecycle(name, kept, smallest),
        put_back_lifecycle(name, rules, smallest),
        "rules that delete too early" if rules else "no rules",
        f"files go after {want.logs.expire_days} days",
        note="once the shorter rules are back, S3 deletes the files that are older",
        cost_note="archiving costs 0.02 USD per 1,000 files, and saves storage",
    )


def _ownership(name: str, ownership: str | None) -> _Setting:
    """Of a bucket that is there; a new one is made without access lists."""

    def owned(who: str) -> Write:
        return Write(
            "s3", "PutBucketOwnershipControls", Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": who}]}
        )

    return _Setting(
        "ownership",
        ownership == "BucketOwnerEnforced",
        owned("BucketOwnerEnforced"),
        owned(ownership) if ownership else Write("s3", "DeleteBucketOwnershipControls", Bucket=name),
        ownership or "every writer owns what it wrote",
        "BucketOwnerEnforced",
    )
