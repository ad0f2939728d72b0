"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hardpan.model import Place, Region

from ..organizations.examples import LOGS
from .facts import (
    AGENTS,
    FIFTEEN_MINUTES,
    PLANS,
    RUNTIME_MONITORING,
    S3_PROTECTION,
    Administration,
    Administrator,
    Detector,
    Filter,
    HighFinding,
    TrustedList,
)

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)
DETECTOR = Detector(
    place=HERE,
    id="12abc34d567e8fa901bc2d34e56789f0",
    status="ENABLED",
    publishing_frequency=FIFTEEN_MINUTES,
    features={"CLOUD_TRAIL": "ENABLED", "S3_DATA_EVENTS": "ENABLED", "EBS_MALWARE_PROTECTION": "DISABLED"},
    agents=(),
    managed=(),
)
# With every plan that the baseline knows, as enterprises have it.
WITH_PLANS = replace(
    DETECTOR,
    features=dict.fromkeys((S3_PROTECTION, *PLANS, RUNTIME_MONITORING), "ENABLED"),
    agents=AGENTS,
)
FRESH_FINDING = HighFinding(
    place=HERE,
    arn=f"{DETECTOR.resource}/finding/16afba5c5c43e07c9e3e5e2e544e95df",
    type="CryptoCurrency:EC2/BitcoinTool.B!DNS",
    severity=8.0,
    since=datetime(2026, 11, 1, 3, tzinfo=UTC),
)
FILTER = Filter(
    place=HERE,
    detector=DETECTOR.id,
    name="probes-of-the-honeypot",
    action="NOOP",
    content={
        "Rank": 1,
        "FindingCriteria": {"Criterion": {"type": {"Equals": ["Recon:EC2/PortProbeUnprotectedPort"]}}},
    },
)
TRUSTED_LIST = TrustedList(
    place=HERE,
    detector=DETECTOR.id,
    kind="IPSet",
    id="0cb0141ab9fbde177613ab9436212e90",
    name="offices",
    status="INACTIVE",
    content={"Format": "TXT", "Location": "https://s3.amazonaws.com/example-lists/offices.txt"},
)
# Seen from the management account.
ADMINISTRATOR = Administrator(place=HERE, account=LOGS.id)
# Seen from the account that administers GuardDuty.
ADMINISTRATION = Administration(
    place=HERE,
    detector=DETECTOR.id,
    auto_enable="ALL",
    features={"S3_DATA_EVENTS": "ALL", "EKS_AUDIT_LOGS": "NONE"},
    agents={},
    left_out={},
)
WITH_PLANS_FOR_ALL = replace(
    ADMINISTRATION,
    features=dict.fromkeys((S3_PROTECTION, *PLANS, RUNTIME_MONITORING), "ALL"),
    agents=dict.fromkeys(AGENTS, "ALL"),
)
