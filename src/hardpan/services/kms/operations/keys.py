"""What to change so that keys rotate and stay."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Step, Write, operation, step_key
from hardpan.prices import said, usd
from hardpan.snapshot import Snapshot

from ..exceptions import meant_to_go
from ..facts import YEARLY, Key

_COST = f"from a key's first rotation, in a year: {said('kms.rotation')}"


@operation(satisfies=["kms.key_rotation"], facts=[Key], writes=["kms:EnableKeyRotation", "kms:DisableKeyRotation"])
def key_rotation(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Keys in use rotate yearly, or as often as they do where that is oftener."""
    for key in have.all(Key):
        if key.state == "Enabled" and _is_slow(key):
            before = f"every {key.rotation_days} days" if key.rotation_days else "never"
            back = _rotate(key, key.rotation_days) if key.rotation_days else _key("DisableKeyRotation", key)
            yield Step(
                key=step_key(f"kms.key_rotation/enable:{key.id}", key.place),
                place=key.place,
                write=_rotate(key, YEARLY),
                because=f"{key.id} rotates {before}",
                resource=key.arn,
                before=before,
                after=f"every {YEARLY} days",
                undo=(back,),
                cost_note=_COST,
            )


def _is_slow(key: Key) -> bool:
    return not key.cannot_rotate and (key.rotation_days is None or key.rotation_days > YEARLY)


@operation(
    satisfies=["kms.no_pending_deletion"],
    facts=[Key],
    writes=["kms:CancelKeyDeletion", "kms:EnableKey", "kms:DisableKey", "kms:EnableKeyRotation"],
)
def no_pending_deletion(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Keys about to be deleted stay, are usable again and rotate like the others.

    Undo does not schedule their deletion again: nobody should hold that right for the sake of an undo.
    """
    for key in have.all(Key):
        if key.state == "PendingDeletion" and not meant_to_go(key, want):
            yield from _rescue(key)


def _rescue(key: Key) -> Iterator[Step]:
    cancel = Step(
        key=step_key(f"kms.no_pending_deletion/cancel:{key.id}", key.place),
        place=key.place,
        write=_key("CancelKeyDeletion", key),
        because=f"{key.id} is deleted on {key.deletion}, and with it all that it encrypted",
        resource=key.arn,
        before=f"deleted on {key.deletion}",
        after="stays",
        undo=None,
        undo_note=f"if {key.id} was meant to go, schedule its deletion by hand and except it in hardpan.yaml",
        monthly_cost_usd=usd("kms.key"),
        cost_note="a key that waits for deletion costs nothing, one that stays what any key does",
    )
    enable = Step(
        key=step_key(f"kms.no_pending_deletion/enable:{key.id}", key.place),
        place=key.place,
        write=_key("EnableKey", key),
        because=f"{key.id} is disabled when its deletion is cancelled",
        resource=key.arn,
        before="disabled",
        after="enabled",
        needs=frozenset({cancel.key}),
        undo=(_key("DisableKey", key),),
        # A change of state reaches all of KMS within seconds.
        # https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency
        not_yet=(NotYet("KMSInvalidStateException", seconds=30),),
    )
    yield from (cancel, enable)
    if not key.cannot_rotate:
        yield Step(
            key=step_key(f"kms.no_pending_deletion/rotate:{key.id}", key.place),
            place=key.place,
            write=_rotate(key, YEARLY),
            because=f"{key.id} is in use again",
            resource=key.arn,
            after=f"rotates every {YEARLY} days",
            needs=frozenset({enable.key}),
            undo=(),
            undo_note="the key stays as it is, disabled",
            cost_note=_COST,
            not_yet=(NotYet("DisabledException", seconds=30), NotYet("KMSInvalidStateException", seconds=30)),
        )


def _rotate(key: Key, days: int) -> Write:
    return Write("kms", "EnableKeyRotation", KeyId=key.arn, RotationPeriodInDays=days)


def _key(operation: str, key: Key) -> Write:
    return Write("kms", operation, KeyId=key.arn)
