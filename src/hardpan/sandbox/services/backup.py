"""AWS Backup: what plans select, which the emulator lacks.

API reference: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupSelection.html,
API_GetBackupSelection, API_DeleteBackupPlan, API_CreateBackupPlan.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from moto.backends import get_backend

from ..registry import Answer, AwsError, Call, guard, overlay
from .emulator import backend


def selections(call: Call) -> dict[str, dict[str, Any]]:
    """Of the plan that the call names, by id."""
    plan: str = call.parameters["BackupPlanId"]
    if plan not in backend(call).plans:
        raise AwsError("ResourceNotFoundException", f"Failed reading Backup plan with provided version, plan {plan}")
    kept: dict[str, dict[str, dict[str, Any]]] = call.state.setdefault("selections", {})
    return kept.setdefault(f"{call.region}/{plan}", {})


@guard("backup", "CreateBackupPlan")
def refuse_a_plan_without_a_vault(call: Call) -> None:
    vaults = backend(call).vaults
    for rule in call.parameters["BackupPlan"]["Rules"]:
        if rule["TargetBackupVaultName"] not in vaults and rule["TargetBackupVaultName"] != "Default":
            raise AwsError("InvalidParameterValueException", f"Vault {rule['TargetBackupVaultName']} does not exist")


@guard("backup", "DeleteBackupPlan")
def refuse_a_plan_that_selects(call: Call) -> None:
    if selections(call):
        raise AwsError("InvalidRequestException", "Related backup plan selections must be deleted prior to backup plan")


@overlay("backup", "CreateBackupSelection")
def create_selection(call: Call) -> Answer:
    said, made = call.parameters["BackupSelection"], str(uuid.uuid4())
    roles = {role.arn for role in get_backend("iam")[call.account][call.partition].get_roles()}
    if said["IamRoleArn"] not in roles:
        raise AwsError(
            "InvalidParameterValueException",
            f"IAM Role {said['IamRoleArn']} is not authorized to call tag:GetResources",
        )
    now = datetime.now(UTC)
    selections(call)[made] = {"BackupSelection": dict(said), "SelectionId": made, "CreationDate": now}
    return {"SelectionId": made, "BackupPlanId": call.parameters["BackupPlanId"], "CreationDate": now}


@overlay("backup", "ListBackupSelections")
def list_selections(call: Call) -> Answer:
    return {
        "BackupSelectionsList": [
            {
                "SelectionId": one["SelectionId"],
                "SelectionName": one["BackupSelection"]["SelectionName"],
                "BackupPlanId": call.parameters["BackupPlanId"],
                "CreationDate": one["CreationDate"],
                "IamRoleArn": one["BackupSelection"]["IamRoleArn"],
            }
            for one in selections(call).values()
        ]
    }


@overlay("backup", "GetBackupSelection")
def get_selection(call: Call) -> Answer:
    return {**_found(call), "BackupPlanId": call.parameters["BackupPlanId"]}


@overlay("backup", "DeleteBackupSelection")
def delete_selection(call: Call) -> Answer:
    del selections(call)[_found(call)["SelectionId"]]
    return {}


def _found(call: Call) -> dict[str, Any]:
    found = selections(call).get(call.parameters["SelectionId"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "Cannot find the selection.")
    return found
