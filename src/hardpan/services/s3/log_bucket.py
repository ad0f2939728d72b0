"""Which bucket keeps, or is to keep, the audit trail; and the keys of the steps that make it fit for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hardpan.config import Baseline
from hardpan.model import Account, Place, step_key
from hardpan.snapshot import Snapshot

from ..cloudtrail.facts import Trail, audit_trail_of, is_a_services
from ..cloudtrail.organization import Shared, shared, shared_trail_of
from .access_log import access_log_key
from .facts import Delivery, IdleBucket, LogBucket

VERBS = ("create", "policy", "block", "ownership", "versioning", "lifecycle", "lock", "encryption")


@dataclass(frozen=True)
class LogHome:
    """Where trails without a bucket are to deliver."""

    name: str
    at_home: Place  # the bucket's Region
    existing: LogBucket | None  # None: to be created
    newcomers: tuple[Delivery, ...]  # the trails that are to deliver there and do not yet

    def key(self, verb: str) -> str:
        """Key of one of the steps that prepare it."""
        return bucket_key(verb, self.name, self.at_home)

    @property
    def keys(self) -> frozenset[str]:
        """Keys of all of them; those that hold already are in no plan."""
        return bucket_keys(self.name, self.at_home)


def bucket_key(verb: str, name: str, at_home: Place) -> str:
    """Key of a step of `s3.log_bucket`."""
    return step_key(f"s3.log_bucket/{verb}:{name}", at_home)


def bucket_keys(name: str, at_home: Place) -> frozenset[str]:
    """Keys of all steps that prepare a log bucket; access to it is noted from its first file on."""
    return frozenset(bucket_key(verb, name, at_home) for verb in VERBS) | {access_log_key("enable", name, at_home)}


def log_home(want: Baseline, have: Snapshot, account: Account) -> LogHome | None:
    """The log bucket for trails that have none; None where every trail has its own, or another account keeps it.

    A bucket that keeps a trail already is taken, then the one hardpan.yaml names, whether it exists or not. What is to
    keep the organization's trail has the name by which its management account knows it.
    """
    together = shared(want, have, account)
    newcomers = tuple(
        _without_bucket(want, have, account) if together is None else _without_archive(have, account, together)
    )
    if not newcomers:
        return None
    wanted = want.log_bucket(account.place)
    used = sorted(have.all(LogBucket, account=account.id), key=lambda bucket: bucket.name)
    used = [one for one in used if (not one.gathers if together is None else one.name == wanted)]
    idle = [bucket for bucket in have.all(IdleBucket, account=account.id) if bucket.name == wanted] if not used else []
    for bucket in (*used, *idle):
        return LogHome(bucket.name, bucket.at_home, bucket, newcomers)
    return LogHome(wanted, want.home(account.place), None, newcomers)


def new_trail_arn(want: Baseline, account: Account) -> str:
    """What the ARN of the trail that is to be made will be: its bucket's policy names it before it exists."""
    return want.home(account.place).arn("cloudtrail", f"trail/{want.logs.trail}")


def _without_bucket(want: Baseline, have: Snapshot, account: Account) -> Iterator[Delivery]:
    trails = list(have.all(Trail, account=account.id))
    for trail in trails:
        if trail.changeable and trail.bucket_is_gone:
            yield Delivery(trail.arn, trail.prefix, organization=False)
    if audit_trail_of(trails) is None and not is_a_services(want.logs.trail):
        yield Delivery(new_trail_arn(want, account), "", organization=False)


def _without_archive(have: Snapshot, account: Account, together: Shared) -> Iterator[Delivery]:
    """The organization's trail, in the account that keeps its log files."""
    if not together.is_kept_by(account):
        return
    trail = shared_trail_of(have.all(Trail, account=account.id))
    if trail is None and not is_a_services(together.want.logs.trail):
        yield Delivery(together.arn, "", organization=True)
    elif trail is not None and trail.bucket_is_gone and not trail.managed:
        yield Delivery(trail.arn, trail.prefix, organization=True)
