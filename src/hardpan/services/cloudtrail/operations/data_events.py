"""Reads and writes of S3 objects, recorded by the trail that records everything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hardpan.config import Baseline
from hardpan.model import Account, Place, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...organizations.layout import numbers
from ...s3.facts import IdleBucket, LogBucket
from ...s3.log_bucket import log_home, new_trail_arn
from ..data_events import selecting, shortfall
from ..facts import Trail, audit_trail_of
from ..organization import FACTS, Shared, shared, shared_trail_of
from ..recorded_buckets import kept_out, named
from ..selectors import ALL_SELECTORS, completed, present
from .steps import BUSY

_AUDIT, _SHARED = "cloudtrail.audit_trail", "cloudtrail.organization_trail"
_VERBS = ("regions", "selectors", "bucket", "start")  # steps after which a trail records all management events
_COST = "data events cost 0.10 USD per 100,000 (https://aws.amazon.com/cloudtrail/pricing, November 2026)"


class Chosen(NamedTuple):
    """The trail that records an account, as it is once it records all management events."""

    arn: str
    name: str
    home: Place
    bucket: str
    selectors: dict[str, Any]
    needs: frozenset[str]
    trail: Trail | None  # None: it is yet to be made


@operation(
    satisfies=["cloudtrail.s3_data_events"],
    facts=[Trail, LogBucket, IdleBucket, *FACTS],
    writes=["cloudtrail:PutEventSelectors"],
    after=[_AUDIT, _SHARED],
)
def s3_data_events(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """One more selector of the account's trail, or of the organization's; those that it has stay, in advanced form."""
    for account in have.accounts:
        chosen = chosen_trail(want, have, account)
        if chosen is None:
            continue
        wanted, logs = named(want, account.place), kept_out(chosen.bucket, account.place)
        if chosen.trail is not None and shortfall(chosen.trail, wanted, logs) is None:
            continue
        selectors = selecting(chosen.selectors, wanted, logs)
        yield Step(
            key=step_key(f"cloudtrail.s3_data_events/selectors:{chosen.name}", chosen.home),
            place=chosen.home,
            write=Write("cloudtrail", "PutEventSelectors", TrailName=chosen.arn, **selectors),
            because=f"{chosen.name} leaves out who reads and writes objects in S3",
            resource=chosen.arn,
            before=str(chosen.selectors),
            after=f"these, and data events of {', '.join(want.logs.data_events) or 'every bucket but the log bucket'}",
            needs=chosen.needs,
            undo=(Write("cloudtrail", "PutEventSelectors", TrailName=chosen.arn, **chosen.selectors),),
            monthly_cost_usd=None,
            cost_note=_COST,
            not_yet=BUSY,
            reaches=chosen.trail is None or chosen.trail.organization,
        )


def chosen_trail(want: Baseline, have: Snapshot, account: Account) -> Chosen | None:
    """None where another account has the trail, or nobody may change it."""
    together, trails = shared(want, have, account), list(have.all(Trail, account=account.id))
    if together is None:
        found = audit_trail_of(trails)
        if found is not None:
            return _there(found, _AUDIT) if found.changeable else None
        home, where = log_home(want, have, account), want.home(account.place)
        bucket = home.name if home else want.log_bucket(account.place)
        return _new(new_trail_arn(want, account), where, bucket, _made(_AUDIT, where))
    if together.management.account != account.id:
        return None
    found = shared_trail_of(trails)
    if found is not None:
        return _there(found, _SHARED) if found.changeable else None
    return _shared(want, have, together, trails)


def _shared(want: Baseline, have: Snapshot, together: Shared, trails: list[Trail]) -> Chosen:
    """The organization's, which is made, or which the account's own becomes."""
    keeper = numbers(want, have)[want.organization.log_archive or ""]
    bucket = want.log_bucket(Place(keeper, None, together.management.partition))
    own = next((trail for trail in trails if trail.arn == together.arn), None)
    where = want.home(together.management)
    if own is None:
        return _new(together.arn, where, bucket, _made(_SHARED, where))
    there = _there(own, _SHARED)
    widened = step_key(f"{_SHARED}/widen:{own.name}", own.home)
    return there._replace(bucket=bucket, needs=there.needs | {widened}, trail=None)


def _there(trail: Trail, by: str) -> Chosen:
    selectors = present(trail) if trail.records_every_management_event else completed(trail)
    needs = frozenset(step_key(f"{by}/{verb}:{trail.name}", trail.home) for verb in _VERBS)
    return Chosen(trail.arn, trail.name, trail.home, trail.bucket, selectors, needs, trail)


def _new(arn: str, home: Place, bucket: str, needs: frozenset[str]) -> Chosen:
    """A new trail records all management events."""
    return Chosen(arn, arn.rpartition("/")[2], home, bucket, ALL_SELECTORS, needs, None)


def _made(by: str, where: Place) -> frozenset[str]:
    return frozenset(step_key(f"{by}/{verb}", where) for verb in ("create", "start"))
