"""What bears the tag backup=daily is backed up every day.

Ransom, a wrong command, a script with too many rights: what cannot be rebuilt has to be somewhere else as well. One plan
that goes by a tag is enough, and whoever makes something decides with a word.

Check by hand:
    aws backup list-backup-plans --region REGION --query 'BackupPlansList[].[BackupPlanName,LastExecutionDate]'
    aws backup list-backup-selections --region REGION --backup-plan-id PLAN_ID

Fix by hand:
    aws backup create-backup-vault --region REGION --backup-vault-name hardpan-vault
    aws backup create-backup-plan --region REGION --backup-plan file://daily.json
    aws backup create-backup-selection --region REGION --backup-plan-id PLAN_ID --backup-selection file://by-tag.json
    aws iam create-role --role-name HardpanBackup --path /hardpan/ --assume-role-policy-document file://backup.amazonaws.com.json
    aws iam attach-role-policy --role-name HardpanBackup --policy-arn arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup

Edge cases:
    Asked in the home Region and in those of organization.regions in hardpan.yaml: elsewhere nobody is said to work. Any
    plan that selects by a tag or a condition passes if it ran within two days, or is younger than that. Whether what
    matters bears the tag only you can see; a restore that nobody has tried is a hope.

Source: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hardpan.config import EXAMPLE, Baseline, Organization
from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.prices import said
from hardpan.snapshot import Snapshot

from ..examples import DAILY, ELSEWHERE, REGION
from ..facts import BackupPlan
from ..wanted import elsewhere

_TWO_DAYS = timedelta(hours=48)
_NEW = replace(DAILY, created=datetime(2026, 11, 1, 9, tzinfo=UTC), last_run=None)
_THERE_TOO = replace(EXAMPLE, organization=Organization(regions=("us-east-1",)))


@control(
    section="data-protection",
    severity=Severity.MEDIUM,
    catalogue="data.backup.plan",
    profile="team",
    joins=[BackupPlan],
    passes=[(REGION, DAILY), (REGION, _NEW), (REGION, replace(DAILY, name="theirs"))],
    fails=[
        (REGION,),
        (REGION, replace(DAILY, by_tag=False)),
        (REGION, replace(DAILY, last_run=datetime(2026, 10, 29, 3, tzinfo=UTC))),
        (REGION, replace(DAILY, last_run=None)),
        (ELSEWHERE, _THERE_TOO),
    ],
    not_applicable=[(ELSEWHERE,)],
    human=(
        "A plan that goes by a tag is there and has not run for two days. Console > AWS Backup > Jobs, in the Region "
        "named: see why its jobs fail; most often its role is gone or its vault's key does not let it in."
    ),
    cost=f"by what is stored: {said('backup.storage')}",
)
def daily_plan(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    by_tag = [plan for plan in snapshot.at(BackupPlan, region.place) if plan.by_tag]
    if verdict := elsewhere(region.place, want):
        return verdict
    if not by_tag:
        return Fail("no backup plan goes by a tag")
    for plan in by_tag:
        if snapshot.taken - (plan.last_run or plan.created) <= _TWO_DAYS:
            return Pass(f"{plan.name} backs up what bears its tag")
    latest = max((plan.last_run for plan in by_tag if plan.last_run), default=None)
    return Fail(f"{by_tag[0].name} {f'last ran on {latest:%Y-%m-%d}' if latest else 'has never run'}")
