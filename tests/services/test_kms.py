"""KMS: keys that rotate and stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.model import FactUnreadable, Read
from hardpan.services.kms.collect import keys
from hardpan.services.kms.examples import HERE, KEY
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

METADATA = {"KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS", "KeyState": "Enabled"}
GOING = replace(KEY, state="PendingDeletion", deletion="2026-12-01", rotation_days=None)


def answers(metadata: dict[str, Any] | None = None, rotation: Any = None) -> dict[str, Any]:
    return {
        "kms:ListKeys": {"Keys": [{"KeyArn": KEY.arn}]},
        "kms:DescribeKey": {"KeyMetadata": {**METADATA, **(metadata or {})}},
        "kms:GetKeyRotationStatus": rotation or {"KeyRotationEnabled": True, "RotationPeriodInDays": 365},
    }


def test_a_key_is_read_with_its_rotation() -> None:
    assert drive(keys(HERE), answers()) == [KEY]


def test_keys_of_aws_are_left_out() -> None:
    assert drive(keys(HERE), answers({"KeyManager": "AWS"})) == []


def test_a_key_that_cannot_rotate_is_not_asked_about_rotation() -> None:
    sent: list[Read] = []
    assert drive(keys(HERE), answers({"KeySpec": "RSA_2048"}), sent) == [
        replace(KEY, spec="RSA_2048", rotation_days=None)
    ]
    assert [read.operation for read in sent] == ["ListKeys", "DescribeKey"]


@pytest.mark.parametrize(
    ("rotation", "days"), [({"KeyRotationEnabled": False}, None), ({"KeyRotationEnabled": True}, 365)]
)
def test_rotation_without_a_period_is_yearly(rotation: dict[str, Any], days: int | None) -> None:
    assert drive(keys(HERE), answers(rotation=rotation)) == [replace(KEY, rotation_days=days)]


def test_a_key_that_waits_for_deletion_says_when_and_a_replica_that_it_is_one() -> None:
    metadata = {"KeyState": "PendingDeletion", "DeletionDate": datetime(2026, 12, 1, tzinfo=UTC)}
    assert drive(keys(HERE), answers(metadata, {"KeyRotationEnabled": False})) == [GOING]
    (replica,) = drive(keys(HERE), answers({"MultiRegionConfiguration": {"MultiRegionKeyType": "REPLICA"}}))
    assert replica.replica


def test_a_key_that_may_not_be_described_is_known_to_exist() -> None:
    (found,) = drive(keys(HERE), answers() | {"kms:DescribeKey": denied("kms:DescribeKey")})
    assert found.arn == KEY.arn
    with pytest.raises(FactUnreadable):
        str(found.state)


@pytest.mark.parametrize(("days", "undo"), [(None, "kms:DisableKeyRotation"), (2560, "kms:EnableKeyRotation")])
def test_slow_keys_rotate_yearly_and_undo_gives_back_what_was(days: int | None, undo: str) -> None:
    (step,) = steps_of("kms.key_rotation", EXAMPLE, Snapshot.of(replace(KEY, rotation_days=days)))
    assert [write.action for write in step.undo or ()] == [undo]
    assert steps_of("kms.key_rotation", EXAMPLE, Snapshot.of(KEY, replace(KEY, arn="arn/2", rotation_days=90))) == []


def test_a_key_about_to_go_is_kept_enabled_and_rotates_in_that_order() -> None:
    steps = steps_of("kms.no_pending_deletion", EXAMPLE, Snapshot.of(GOING))
    assert [step.write.operation for step in steps] == ["CancelKeyDeletion", "EnableKey", "EnableKeyRotation"]
    assert [len(step.needs) for step in steps] == [0, 1, 1]
    assert not any(w.operation == "ScheduleKeyDeletion" for step in steps for w in step.undo or ())


def test_a_key_that_is_meant_to_go_goes() -> None:
    want = replace(EXAMPLE, exceptions=Exceptions(keys_pending_deletion=(KEY.id,)))
    assert verbs(steps_of("kms.no_pending_deletion", want, Snapshot.of(GOING))) == []
