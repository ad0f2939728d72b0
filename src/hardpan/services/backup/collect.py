"""What to ask AWS Backup, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import BackupPlan, Vault


@collector(
    BackupPlan,
    per="region",
    reads=["backup:ListBackupPlans", "backup:ListBackupSelections", "backup:GetBackupSelection"],
)
def plans(here: Place) -> Reading[BackupPlan]:
    """Every plan; what a selection selects by is told for each one by one."""
    listed = (yield Read("backup", "ListBackupPlans"))["BackupPlansList"]
    found = []
    for plan in sorted(listed, key=lambda plan: str(plan["BackupPlanName"])):
        named = {"BackupPlanId": plan["BackupPlanId"]}
        selections = (yield Read("backup", "ListBackupSelections", **named))["BackupSelectionsList"]
        told = yield [
            Read("backup", "GetBackupSelection", **named, SelectionId=one["SelectionId"]) for one in selections
        ]
        found.append(
            BackupPlan(
                place=here,
                id=plan["BackupPlanId"],
                arn=plan["BackupPlanArn"],
                name=plan["BackupPlanName"],
                created=plan["CreationDate"],
                last_run=plan.get("LastExecutionDate"),
                by_tag=lift(_any, *[lift(_by_tag, answer) for answer in told]),
            )
        )
    return found


@collector(Vault, per="region", reads=["backup:ListBackupVaults"])
def vaults(here: Place) -> Reading[Vault]:
    """Every vault of the Region."""
    listed = (yield Read("backup", "ListBackupVaults"))["BackupVaultList"]
    return [
        Vault(
            place=here,
            name=vault["BackupVaultName"],
            arn=vault["BackupVaultArn"],
            locked=vault.get("Locked", False),
            minimum_days=vault.get("MinRetentionDays"),
        )
        for vault in sorted(listed, key=lambda vault: str(vault["BackupVaultName"]))
    ]


def _any(*found: bool) -> bool:
    return any(found)


def _by_tag(answer: dict[str, Any]) -> bool:
    selection = answer["BackupSelection"]
    return bool(selection.get("ListOfTags") or any((selection.get("Conditions") or {}).values()))
