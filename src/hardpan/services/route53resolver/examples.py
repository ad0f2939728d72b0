"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from ..ec2.examples import HERE, VPC
from .facts import FirewallAssociation, QueryLogConfig, QueryLogging

CONFIG = QueryLogConfig(
    place=HERE,
    id="rslvr-qlc-0a1b2c3d4e5f6071",
    name="hardpan",
    status="CREATED",
    destination="arn:aws:s3:::hardpan-network-logs-111122223333",
)
LOGGED = QueryLogging(
    place=HERE, id="rslvr-qlcassoc-0a1b2c3d4e5f", config=CONFIG.id, vpc=VPC.id, status="ACTIVE", error=None
)
FILTERED = FirewallAssociation(
    place=HERE, id="rslvr-frgassoc-0a1b2c3d4e5f", group="rslvr-frg-0a1b2c3d4e5f", vpc=VPC.id, status="COMPLETE"
)
