"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from ..s3.examples import LOG_BUCKET
from .facts import LogQueries, Table, WorkGroup

QUERIES = LogQueries(
    place=LOG_BUCKET.place,
    bucket=LOG_BUCKET.name,
    region=LOG_BUCKET.region,
    deliveries=LOG_BUCKET.deliveries,
    database=True,
    table=Table(f"s3://{LOG_BUCKET.name}/AWSLogs/111122223333/", projected=True),
    work_group=WorkGroup(enabled=True, encrypted=True),
)
