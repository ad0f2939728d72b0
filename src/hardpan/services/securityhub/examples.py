"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from datetime import UTC, datetime

from hardpan.model import Place, Region

from ..organizations.examples import LOGS
from .facts import Administration, Administrator, Aggregator, Critical, Hub, OpenFindings
from .wanted import CIS, FOUNDATIONAL

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)
HUB = Hub(place=HERE, arn=HERE.arn("securityhub", "hub/default"), standards={FOUNDATIONAL: "READY", CIS: "READY"})
AGGREGATOR = Aggregator(
    place=HERE, arn=HERE.arn("securityhub", "finding-aggregator/1234"), home="eu-west-1", mode="ALL_REGIONS"
)
NEW = Critical("111122223333", "eu-west-1", "Hardware MFA", datetime(2026, 10, 30, 12, tzinfo=UTC))
FINDINGS = OpenFindings(place=HERE, home="eu-west-1", critical=(NEW,))
# Seen from the management account.
ADMINISTRATOR = Administrator(place=HERE, account=LOGS.id)
# Seen from the account that administers Security Hub.
ADMINISTRATION = Administration(
    place=HERE,
    kind="CENTRAL",
    auto_enable=False,
    auto_enable_standards="NONE",
    root="r-ab12",
    policies={"hardpan": "5b4ee4ed-0000-4000-8000-000000000000"},
    root_policy="5b4ee4ed-0000-4000-8000-000000000000",
    root_status="SUCCESS",
    root_standards=(FOUNDATIONAL, CIS),
)
