"""What to ask Glue and Athena, and what the answers mean."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..cloudtrail.everywhere import READS as TRAIL_READS
from ..cloudtrail.everywhere import everywhere
from ..s3.facts import Delivery
from .cloudtrail_table import DATABASE, WORK_GROUP, table_name
from .facts import LogQueries, Table, WorkGroup


@collector(
    LogQueries,
    per="account",
    reads=[*TRAIL_READS, "s3:ListBuckets", "glue:GetDatabases", "glue:GetTable", "athena:GetWorkGroup"],
)
def log_queries(here: Place) -> Reading[LogQueries]:
    """Of buckets of this account that trails deliver to; last, an unreadable one where a Region's trails are hidden."""
    found = yield from everywhere(here)
    named: dict[str, tuple[Delivery, ...]] = {}
    for sighting in found.trails:
        trail = sighting.trail
        delivery = Delivery(trail["TrailARN"], trail.get("S3KeyPrefix") or "", bool(trail.get("IsOrganizationTrail")))
        named[trail["S3BucketName"]] = (*named.get(trail["S3BucketName"], ()), delivery)
    told = yield Read("s3", "ListBuckets", MaxBuckets=1000).at(here.global_region)
    regions = {one["Name"]: one.get("BucketRegion", here.global_region) for one in told["Buckets"]}
    facts = []
    for bucket in sorted(regions.keys() & named.keys()):
        region, table = regions[bucket], {"DatabaseName": DATABASE, "Name": table_name(bucket)}
        database, there, group = yield [
            Read("glue", "GetDatabases").at(region),
            Read("glue", "GetTable", **table).at(region).or_none("EntityNotFoundException"),
            Read("athena", "GetWorkGroup", WorkGroup=WORK_GROUP).at(region).or_none("InvalidRequestException"),
        ]
        facts.append(
            LogQueries(
                place=here,
                bucket=bucket,
                region=region,
                deliveries=named[bucket],
                database=lift(lambda found: any(one["Name"] == DATABASE for one in found), database["DatabaseList"]),
                table=lift(_table, there),
                work_group=lift(_work_group, group),
            )
        )
    if found.hidden is not None:
        unknown: dict[str, Any] = {item.name: found.hidden for item in fields(LogQueries) if item.name != "place"}
        facts.append(LogQueries(place=here, **unknown))
    return facts


def _table(answer: dict[str, Any] | None) -> Table | None:
    if answer is None:
        return None
    found = answer["Table"]
    projected = found.get("Parameters", {}).get("projection.enabled", "")
    return Table(location=found["StorageDescriptor"]["Location"], projected=projected.lower() == "true")


def _work_group(answer: dict[str, Any] | None) -> WorkGroup | None:
    if answer is None:
        return None
    said = answer["WorkGroup"].get("Configuration", {})
    managed = said.get("ManagedQueryResultsConfiguration", {}).get("Enabled", False)
    own = said.get("ResultConfiguration", {}).get("EncryptionConfiguration")
    forced = said.get("EnforceWorkGroupConfiguration", True)
    return WorkGroup(
        enabled=answer["WorkGroup"].get("State", "ENABLED") == "ENABLED",
        encrypted=bool(managed or (own and forced)),
    )
