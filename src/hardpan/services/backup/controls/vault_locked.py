"""The vault keeps backups, whoever wants them gone.

Whoever has become an administrator deletes the backups first. A locked vault lets no backup go before its time, and
takes none that would go sooner.

Check by hand:
    aws backup list-backup-vaults --region REGION --query 'BackupVaultList[].[BackupVaultName,Locked,MinRetentionDays,LockDate]'

Fix by hand:
    aws backup put-backup-vault-lock-configuration --region REGION --backup-vault-name hardpan-vault --min-retention-days 35

Edge cases:
    Without --changeable-for-days the lock is in governance mode: who may call
    backup:DeleteBackupVaultLockConfiguration takes it off, so that few should. With it the lock can never be taken off
    after that many days, not by AWS either: decide that yourself, and type the vault's name. Backups that are there
    already keep the time they were made with. Another vault that a plan writes to is not looked at.

Source: https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ELSEWHERE, KEPT, REGION
from ..facts import VAULT, Vault
from ..wanted import KEPT_DAYS, elsewhere


@control(
    section="data-protection",
    severity=Severity.MEDIUM,
    catalogue="data.backup.protected",
    profile="enterprise",
    joins=[Vault],
    passes=[(REGION, KEPT), (REGION, replace(KEPT, minimum_days=90))],
    fails=[
        (REGION,),
        (REGION, replace(KEPT, locked=False, minimum_days=None)),
        (REGION, replace(KEPT, minimum_days=7)),
        (REGION, replace(KEPT, minimum_days=None)),
        (REGION, replace(KEPT, name="another")),
    ],
    not_applicable=[(ELSEWHERE,)],
)
def vault_locked(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    found = next((one for one in snapshot.at(Vault, region.place) if one.name == VAULT), None)
    if verdict := elsewhere(region.place, want):
        return verdict
    if found is None:
        return Fail(f"there is no vault {VAULT}")
    if not found.locked:
        return Fail(f"{VAULT} is not locked: whoever may delete backups deletes them")
    if (found.minimum_days or 0) < KEPT_DAYS:
        return Fail(f"{VAULT} is locked for {found.minimum_days or 0} days, not for {KEPT_DAYS}")
    return Pass(f"{VAULT} keeps each backup for {found.minimum_days} days")
