"""What to change so that log files can be queried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hardpan.config import Baseline
from hardpan.model import Account, NotYet, Place, Step, Write, operation, step_key
from hardpan.prices import said
from hardpan.snapshot import Snapshot

from ..cloudtrail.facts import Trail
from ..cloudtrail.organization import FACTS, shared
from ..s3.archive import gathered_organization
from ..s3.facts import Delivery, IdleBucket, LogBucket
from ..s3.log_bucket import log_home
from .cloudtrail_table import DATABASE, WORK_GROUP, table, table_name, work_group
from .facts import LogQueries
from .keeping import elsewhere

_NAME = "athena.log_table"
_COST = f"{said('athena.scan')}; nothing until then"


class _Asked(NamedTuple):
    """A log bucket whose files are to be queried, and what is there for it."""

    bucket: str
    at_home: Place
    delivery: Delivery
    organization: str | None
    there: LogQueries | None  # None: the bucket is yet to be made


@operation(
    satisfies=["athena.logs_queryable"],
    facts=[LogQueries, Trail, LogBucket, IdleBucket, *FACTS],
    writes=[
        "glue:CreateDatabase",
        "glue:DeleteDatabase",
        "glue:CreateTable",
        "glue:DeleteTable",
        "athena:CreateWorkGroup",
        "athena:DeleteWorkGroup",
    ],
)
def log_table(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A table over each log bucket, and a work group for queries; what is there under these names is left alone."""
    for account in have.accounts:
        made: set[str] = set()
        for asked in _asked(account, want, have):
            for step in _steps(asked):
                if step.key not in made:
                    made.add(step.key)
                    yield step


def _asked(account: Account, want: Baseline, have: Snapshot) -> Iterator[_Asked]:
    found = list(have.all(LogQueries, account=account.id))
    if elsewhere(account, have, want, keeps=bool(found)):
        return
    held = {one.name: one for one in have.all(LogBucket, account=account.id)}
    for one in found:
        chosen = max(one.deliveries, key=lambda delivery: delivery.organization)
        organization = gathered_organization(held[one.bucket], have) if one.bucket in held else None
        yield _Asked(one.bucket, one.at_home, chosen, organization, one)
    home = log_home(want, have, account)
    if home is not None and home.name not in [one.bucket for one in found]:
        together = shared(want, have, account)
        organization = together.organization if together else None
        yield _Asked(home.name, home.at_home, home.newcomers[0], organization, None)


def _steps(asked: _Asked) -> Iterator[Step]:
    where, there = asked.at_home, asked.there
    database = step_key(f"{_NAME}/database", where)
    if there is None or not there.database:
        yield Step(
            key=database,
            place=where,
            write=Write(
                "glue", "CreateDatabase", DatabaseInput={"Name": DATABASE, "Description": "Hardpan: log files"}
            ),
            because="there is no database of log files",
            after=DATABASE,
            undo=(Write("glue", "DeleteDatabase", Name=DATABASE),),
        )
    if there is None or there.table is None:
        name = table_name(asked.bucket)
        given = table(asked.bucket, asked.delivery, where.at(None), asked.organization)
        yield Step(
            key=step_key(f"{_NAME}/table:{asked.bucket}", where),
            place=where,
            write=Write("glue", "CreateTable", DatabaseName=DATABASE, TableInput=given),
            because="log files cannot be queried",
            after=f"{DATABASE}.{name}",
            needs=frozenset({database}),
            undo=(Write("glue", "DeleteTable", DatabaseName=DATABASE, Name=name),),
            not_yet=(NotYet("EntityNotFoundException", seconds=30),),
            **_priced(),
        )
    if there is None or there.work_group is None:
        yield Step(
            key=step_key(f"{_NAME}/work_group", where),
            place=where,
            write=Write("athena", "CreateWorkGroup", **work_group()),
            because="queries have no work group that keeps their results encrypted",
            after=WORK_GROUP,
            undo=(Write("athena", "DeleteWorkGroup", WorkGroup=WORK_GROUP, RecursiveDeleteOption=True),),
            undo_note="the queries and results that were kept in it go with it",
            **_priced(),
        )


def _priced() -> dict[str, Any]:
    return {"monthly_cost_usd": None, "cost_note": _COST}
