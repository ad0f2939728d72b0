"""AWS Backup: plans that go by a tag, and vaults that keep."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Organization
from hardpan.model import FactUnreadable, Ref, Step, Write
from hardpan.services.backup.collect import plans, vaults
from hardpan.services.backup.examples import DAILY, ELSEWHERE, HERE, KEPT, REGION
from hardpan.services.iam.facts import Role
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

TEAM = replace(EXAMPLE, profile="team")
LISTED = {
    "BackupPlanId": DAILY.id,
    "BackupPlanArn": DAILY.arn,
    "BackupPlanName": DAILY.name,
    "CreationDate": DAILY.created,
    "LastExecutionDate": DAILY.last_run,
}
TAG = {"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily"}
ANSWERS: dict[str, Any] = {
    "backup:ListBackupPlans": {"BackupPlansList": [LISTED]},
    "backup:ListBackupSelections": {"BackupSelectionsList": [{"SelectionId": "s"}]},
    "backup:GetBackupSelection": {"BackupSelection": {"SelectionName": "tagged", "ListOfTags": [TAG]}},
    "backup:ListBackupVaults": {
        "BackupVaultList": [
            {"BackupVaultName": KEPT.name, "BackupVaultArn": KEPT.arn, "Locked": True, "MinRetentionDays": 35},
            {"BackupVaultName": "Default", "BackupVaultArn": "arn"},
        ]
    },
}


def planned(operation: str, *facts: Any, want: Any = TEAM) -> list[Step]:
    return steps_of(f"backup.{operation}", want, Snapshot.of(REGION, *facts))


def test_a_plan_is_read_with_what_it_selects_by() -> None:
    assert drive(plans(HERE), ANSWERS) == [DAILY]
    by_name = {"BackupSelection": {"SelectionName": "one", "Resources": ["arn:aws:ec2:eu-west-1:1:volume/v"]}}
    assert drive(plans(HERE), ANSWERS | {"backup:GetBackupSelection": by_name}) == [replace(DAILY, by_tag=False)]
    condition = {"Conditions": {"StringEquals": [TAG], "StringLike": []}}
    assert drive(plans(HERE), ANSWERS | {"backup:GetBackupSelection": {"BackupSelection": condition}}) == [DAILY]


def test_a_refused_selection_is_not_taken_for_one_without_tags() -> None:
    action = "backup:GetBackupSelection"
    (found,) = drive(plans(HERE), ANSWERS | {action: denied(action)})
    with pytest.raises(FactUnreadable):
        bool(found.by_tag)


def test_vaults_are_read_with_their_locks() -> None:
    default, kept = drive(vaults(HERE), ANSWERS)
    assert kept == KEPT
    assert (default.locked, default.minimum_days) == (False, None)


def test_all_that_is_missing_is_made_where_work_is_done() -> None:
    steps = planned("daily_plan", ELSEWHERE)
    assert {step.place.region for step in steps} == {None, "eu-west-1"}
    made = {step.key.partition("/")[2].partition("@")[0]: step for step in steps}
    selection = made["selection"]
    assert made["vault"].key in made["plan"].needs
    assert {made[verb].key for verb in made if verb not in ("vault", "selection")} <= selection.needs
    assert selection.write.parameters["BackupPlanId"] == Ref(made["plan"].key, "BackupPlanId")
    there_too = replace(TEAM, organization=Organization(regions=("us-east-1",)))
    assert {step.place.region for step in planned("daily_plan", ELSEWHERE, want=there_too)} == {
        None,
        "eu-west-1",
        "us-east-1",
    }


def test_a_plan_of_ours_that_selects_nothing_is_completed() -> None:
    arn = HERE.at(None).arn("iam", "role/hardpan/HardpanBackup")
    role = Role(place=HERE.at(None), name="HardpanBackup", path="/hardpan/", arn=arn, trust={}, attached=())
    steps = planned("daily_plan", replace(DAILY, by_tag=False), KEPT, role)
    assert verbs(steps) == [
        "backup.daily_plan/attach:AWSBackupServiceRolePolicyForBackup",
        "backup.daily_plan/attach:AWSBackupServiceRolePolicyForRestores",
        "backup.daily_plan/selection",
    ]
    assert steps[-1].write.parameters["BackupPlanId"] == DAILY.id


def test_nothing_is_done_where_a_plan_goes_by_a_tag_or_the_vault_is_locked() -> None:
    assert planned("daily_plan", replace(DAILY, name="theirs")) == []
    assert planned("vault_lock", KEPT, DAILY) == []
    assert planned("vault_lock", replace(KEPT, minimum_days=90), DAILY) == []


def test_a_lock_is_set_and_taken_off_or_put_back() -> None:
    (step,) = planned("vault_lock", replace(KEPT, locked=False, minimum_days=None), DAILY)
    assert "ChangeableForDays" not in step.write.parameters, "it can be taken back"
    assert step.undo == (Write("backup", "DeleteBackupVaultLockConfiguration", BackupVaultName=KEPT.name),)
    (step,) = planned("vault_lock", replace(KEPT, minimum_days=7), DAILY)
    (back,) = step.undo or ()
    assert back.parameters == {"BackupVaultName": KEPT.name, "MinRetentionDays": 7}


def test_the_vault_is_made_once() -> None:
    alone = planned("vault_lock", DAILY)
    assert verbs(alone) == ["backup.vault_lock/vault", "backup.vault_lock/lock"]
    both = [*planned("daily_plan"), *planned("vault_lock")]
    assert [step.write.operation for step in both].count("CreateBackupVault") == 1
