"""What to change so that there are backups, and that they stay."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, NotYet, Place, Ref, Risk, Step, Write, operation, step_key
from hardpan.prices import said
from hardpan.services.iam.facts import Role
from hardpan.snapshot import Snapshot

from .facts import PLAN, ROLE, VAULT, BackupPlan, Vault
from .wanted import KEPT_DAYS, TAG, is_worked_in

_PATH = "/hardpan/"
_PLAN = "backup.daily_plan"
_POLICIES = ("AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores")
_COST = f"by what is stored: {said('backup.storage')}; nothing until something has the tag"
# A role made a moment ago is not known to AWS Backup at once.
_ROLE_TOO_NEW = (
    NotYet("InvalidParameterValueException", "role", seconds=120),
    NotYet("AccessDeniedException", "role", seconds=60),
)
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


@operation(
    satisfies=[_PLAN],
    facts=[BackupPlan, Vault, Role],
    writes=[
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "backup:CreateBackupVault",
        "backup:DeleteBackupVault",
        "backup:CreateBackupPlan",
        "backup:DeleteBackupPlan",
        "backup:CreateBackupSelection",
        "backup:DeleteBackupSelection",
    ],
    # The policy of AWS's own key for vaults lets in who makes a vault.
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html
    permissions=[
        "iam:PassRole",
        "backup-storage:MountCapsule",
    ],
)
def daily_plan(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A vault, a role, and a plan that backs up daily what bears a tag, where work is done and no plan does so."""
    for account in have.accounts:
        regions = [one.place for one in have.regions if one.place.account == account.id]
        missing = [
            place
            for place in regions
            if is_worked_in(place, want) and not any(plan.by_tag for plan in have.at(BackupPlan, place))
        ]
        if missing:
            yield from _role(account, have)
        for place in missing:
            yield from vault(place, have, _PLAN)
            yield from _planned(place, have)


def vault_key(place: Place, by: str) -> str:
    """Key of the step by which an operation makes the vault."""
    return step_key(f"{by}/vault", place)


def vault(place: Place, have: Snapshot, by: str) -> Iterator[Step]:
    """The vault, where there is none of its name; AWS's own key encrypts it."""
    if any(one.name == VAULT for one in have.at(Vault, place)):
        return
    yield Step(
        key=vault_key(place, by),
        place=place,
        write=Write("backup", "CreateBackupVault", BackupVaultName=VAULT),
        because="backups have no vault to be kept in",
        resource=place.arn("backup", f"backup-vault:{VAULT}"),
        after=f"{VAULT}, encrypted with AWS's key for it",
        undo=(Write("backup", "DeleteBackupVault", BackupVaultName=VAULT),),
        undo_note="a vault with backups in it stays",
    )


def _role(account: Account, have: Snapshot) -> Iterator[Step]:
    role = next((one for one in have.all(Role, account=account.id) if one.name == ROLE), None)
    place = account.place
    create = step_key(f"{_PLAN}/role", place)
    if role is None:
        yield Step(
            key=create,
            place=place,
            write=Write(
                "iam",
                "CreateRole",
                RoleName=ROLE,
                Path=_PATH,
                AssumeRolePolicyDocument=json.dumps(_TRUST),
                Description="Hardpan: AWS Backup makes backups with it",
            ),
            because="AWS Backup needs a role",
            resource=_role_arn(place),
            after=f"{_PATH}{ROLE}, for AWS Backup",
            undo=(Write("iam", "DeleteRole", RoleName=ROLE),),
        )
    for name in _POLICIES:
        policy = f"arn:{place.partition}:iam::aws:policy/service-role/{name}"
        if role is None or policy not in role.attached:
            named = {"RoleName": ROLE, "PolicyArn": policy}
            yield Step(
                key=step_key(f"{_PLAN}/attach:{name}", place),
                place=place,
                write=Write("iam", "AttachRolePolicy", **named),
                because=f"{ROLE} does not have {name}",
                resource=_role_arn(place),
                after=f"{name} attached",
                needs=frozenset({create}),
                undo=(Write("iam", "DetachRolePolicy", **named),),
                not_yet=(NotYet("NoSuchEntity", seconds=60),),
            )


def _role_arn(place: Place) -> str:
    return place.at(None).arn("iam", f"role{_PATH}{ROLE}")


def _planned(place: Place, have: Snapshot) -> Iterator[Step]:
    made = step_key(f"{_PLAN}/plan", place)
    there = next((plan.id for plan in have.at(BackupPlan, place) if plan.name == PLAN), None)
    number: str | Ref = there or Ref(made, "BackupPlanId")
    if there is None:
        rule = {
            "RuleName": "daily",
            "TargetBackupVaultName": VAULT,
            "ScheduleExpression": "cron(0 3 ? * * *)",
            "Lifecycle": {"DeleteAfterDays": KEPT_DAYS},
        }
        yield Step(
            key=made,
            place=place,
            write=Write("backup", "CreateBackupPlan", BackupPlan={"BackupPlanName": PLAN, "Rules": [rule]}),
            because="nothing is backed up by its tag",
            after=f"{PLAN}: every day at 03:00 UTC, kept for {KEPT_DAYS} days",
            needs=frozenset({vault_key(place, _PLAN)}),
            undo=(Write("backup", "DeleteBackupPlan", BackupPlanId=Ref(made, "BackupPlanId")),),
            undo_note="backups that it made are kept for their time",
            monthly_cost_usd=None,
            cost_note=_COST,
        )
    selected = step_key(f"{_PLAN}/selection", place)
    key, value = TAG
    tag = {"ConditionType": "STRINGEQUALS", "ConditionKey": key, "ConditionValue": value}
    yield Step(
        key=selected,
        place=place,
        write=Write(
            "backup",
            "CreateBackupSelection",
            BackupPlanId=number,
            BackupSelection={
                "SelectionName": "tagged",
                "IamRoleArn": _role_arn(place),
                "ListOfTags": [tag],
            },
        ),
        because=f"{PLAN} selects nothing by a tag",
        after=f"what bears the tag {key}={value}",
        needs=frozenset(
            {made, *(step_key(f"{_PLAN}/{verb}", place.at(None)) for verb in _ROLE_READY)},
        ),
        undo=(Write("backup", "DeleteBackupSelection", BackupPlanId=number, SelectionId=Ref(selected, "SelectionId")),),
        not_yet=_ROLE_TOO_NEW,
    )


_ROLE_READY = ("role", *(f"attach:{name}" for name in _POLICIES))
_LOCK = "backup.vault_lock"


@operation(
    satisfies=["backup.vault_locked"],
    facts=[Vault, BackupPlan],
    writes=[
        "backup:CreateBackupVault",
        "backup:DeleteBackupVault",
        "backup:PutBackupVaultLockConfiguration",
        "backup:DeleteBackupVaultLockConfiguration",
    ],
    permissions=["backup-storage:MountCapsule"],
    after=[_PLAN],
    consent="no backup in hardpan-vault is deleted before 35 days have passed, unless somebody takes the lock off "
    "first: until then its storage is paid for",
)
def vault_lock(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The vault locked in governance mode, which can be taken back; a lock that keeps longer stays."""
    for region in have.regions:
        place = region.place
        if not is_worked_in(place, want):
            continue
        found = next((one for one in have.at(Vault, place) if one.name == VAULT), None)
        if found is not None and found.locked and (found.minimum_days or 0) >= KEPT_DAYS:
            continue
        planned = not any(plan.by_tag for plan in have.at(BackupPlan, place))
        if found is None and not planned:
            yield from vault(place, have, _LOCK)
        yield Step(
            key=step_key(f"{_LOCK}/lock", place),
            place=place,
            write=Write("backup", "PutBackupVaultLockConfiguration", BackupVaultName=VAULT, MinRetentionDays=KEPT_DAYS),
            because="whoever may delete backups deletes them before their time",
            resource=place.arn("backup", f"backup-vault:{VAULT}"),
            before=f"locked for {found.minimum_days or 0} days" if found and found.locked else "not locked",
            after=f"{KEPT_DAYS} days, in governance mode",
            needs=frozenset({vault_key(place, _PLAN), vault_key(place, _LOCK)}),
            undo=(_unlocked(found),),
            risk=Risk.DISRUPTIVE,
            monthly_cost_usd=None,
            cost_note="storage of backups until their time is over",
        )


def _unlocked(found: Vault | None) -> Write:
    if found is None or not found.locked:
        return Write("backup", "DeleteBackupVaultLockConfiguration", BackupVaultName=VAULT)
    kept = {"MinRetentionDays": found.minimum_days} if found.minimum_days else {}
    return Write("backup", "PutBackupVaultLockConfiguration", BackupVaultName=VAULT, **kept)
