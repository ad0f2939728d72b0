"""The key that encrypts the log files of an organization, in the account that keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Ref, Step, Write, operation
from hardpan.prices import said, usd
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail
from ...cloudtrail.organization import FACTS, KEY_ALIAS, key_alias
from ...s3.archive import Archive, archive, is_ours
from ...s3.facts import IdleBucket, LogBucket
from ...s3.log_encryption import encryption_fault
from ..facts import YEARLY, LogKey
from ..log_key import PROTECTED, is_used, log_key_key, policy_for, repaired

_ASKING = ("s3.log_bucket_encrypted", "cloudtrail.encrypted")
_STAYS = f"the key stays, at ${usd('kms.key'):g} a month: log files that it encrypted cannot be read without it"
# A key made a moment ago is not found everywhere at once.
# https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency
_JUST_MADE = (NotYet("NotFoundException", seconds=30),)


@operation(
    satisfies=[*_ASKING, "cloudtrail.delivering"],
    facts=[LogKey, LogBucket, IdleBucket, Trail, *FACTS],
    writes=[
        "kms:CreateKey",
        "kms:CreateAlias",
        "kms:EnableKeyRotation",
        "kms:EnableKey",
        "kms:DisableKey",
        "kms:PutKeyPolicy",
    ],
    after=["s3.log_bucket"],
    permissions=["kms:TagResource"],
    asked_by=["organization.log_archive"],
)
def log_key(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A key that rotates yearly, that CloudTrail may use for the organization's trail and nobody may schedule to go.

    Where the trail or its bucket has a key already, that one stays.
    """
    for account in have.accounts:
        kept = archive(want, have, account)
        if kept is None or not kept.is_encrypted:
            continue
        there = [one for one in have.all(LogKey, account=account.id) if one.at_home == kept.at_home]
        if not there and _is_needed(kept):
            yield from _made(kept)
        for key in there:
            if _is_needed(kept) or key.arn == kept.key:
                yield from _put_right(key, kept)


def _is_needed(kept: Archive) -> bool:
    """Whether the trail or the bucket is without a key that it could go on using."""
    if kept.trail is None or kept.trail.key is None:
        return True
    if kept.key is not None:
        return False
    if kept.bucket is None:
        return kept.home is not None
    return is_ours(kept.bucket, kept) and encryption_fault(kept.bucket.encryption) is not None


def _made(kept: Archive) -> Iterator[Step]:
    """After the bucket: keys are looked for where buckets are."""
    where = kept.at_home
    create = Step(
        key=log_key_key("create", where),
        place=where,
        write=Write(
            "kms",
            "CreateKey",
            Description="Encrypts the log files of the organization's trail",
            Policy=json.dumps(policy_for(where, [kept.trail_arn])),
            Tags=[dict(zip(("TagKey", "TagValue"), PROTECTED, strict=True))],
        ),
        because="log files have no key of this account's",
        controls=_ASKING,
        after="a key that CloudTrail may use for the organization's trail",
        needs=kept.made,
        undo=None,
        undo_note=_STAYS,
        monthly_cost_usd=usd("kms.key"),
        cost_note="a key; requests are cents",
    )
    made = Ref(create.key, "KeyMetadata.KeyId")
    rotation = Write("kms", "EnableKeyRotation", KeyId=made, RotationPeriodInDays=YEARLY)
    alias = Write("kms", "CreateAlias", AliasName=KEY_ALIAS, TargetKeyId=made)
    yield create
    yield Step(
        key=log_key_key("alias", where),
        place=where,
        write=alias,
        because="the trail's account knows the key by its alias",
        controls=_ASKING,
        resource=key_alias(where),
        after=KEY_ALIAS,
        needs=frozenset({create.key}),
        undo=(),
        undo_note=f"{KEY_ALIAS} stays with its key",
        not_yet=_JUST_MADE,
    )
    yield Step(
        key=log_key_key("rotate", where),
        place=where,
        write=rotation,
        because="the new key does not rotate",
        controls=_ASKING,
        after=f"rotates every {YEARLY} days",
        needs=frozenset({create.key}),
        undo=(),
        cost_note=f"from a key's first rotation, in a year: {said('kms.rotation')}",
        not_yet=_JUST_MADE,
    )


def _put_right(key: LogKey, kept: Archive) -> Iterator[Step]:
    """A key that is there already: on, and CloudTrail may use it. What others wrote in its policy stays."""
    if key.state == "Disabled":
        yield _changed(
            "enable",
            key,
            Write("kms", "EnableKey", KeyId=key.arn),
            because=f"{key.id} is disabled, and without it no log file is written",
            before="disabled",
            after="enabled",
            undo=(Write("kms", "DisableKey", KeyId=key.arn),),
        )
    document = json.dumps(repaired(key.policy, [kept.trail_arn]))
    used = (key.arn, kept.trail_arn, kept.organization)
    if not is_used(key.policy, *used) and is_used(document, *used):
        yield _changed(
            "policy",
            key,
            _put_policy(key, document),
            because=f"CloudTrail may not use {key.id} for the organization's trail",
            before=key.policy,
            after=document,
            undo=(_put_policy(key, key.policy),),
        )


def _changed(verb: str, key: LogKey, write: Write, **what: Any) -> Step:
    return Step(
        key=log_key_key(verb, key.at_home),
        place=key.at_home,
        write=write,
        controls=(*_ASKING, "cloudtrail.delivering"),
        resource=key.arn,
        **what,
    )


def _put_policy(key: LogKey, policy: str) -> Write:
    return Write("kms", "PutKeyPolicy", KeyId=key.arn, PolicyName="default", Policy=policy)
