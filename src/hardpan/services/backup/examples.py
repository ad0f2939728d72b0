"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from datetime import UTC, datetime

from hardpan.model import Place, Region

from .facts import PLAN, VAULT, BackupPlan, Vault

HERE = Place("111122223333", "eu-west-1")
REGION, ELSEWHERE = Region(place=HERE), Region(place=HERE.at("us-east-1"))
DAILY = BackupPlan(
    place=HERE,
    id="1111aaaa-22bb-33cc-44dd-555555eeeeee",
    arn=HERE.arn("backup", "backup-plan:1111aaaa-22bb-33cc-44dd-555555eeeeee"),
    name=PLAN,
    created=datetime(2026, 3, 1, 12, tzinfo=UTC),
    last_run=datetime(2026, 11, 1, 3, tzinfo=UTC),
    by_tag=True,
)
KEPT = Vault(place=HERE, name=VAULT, arn=HERE.arn("backup", f"backup-vault:{VAULT}"), locked=True, minimum_days=35)
