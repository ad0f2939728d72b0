"""The log buckets that operations are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hardpan.config import Baseline
from hardpan.snapshot import Snapshot

from ...controltower.facts import is_its_own
from ..archive import Archive, archive, is_ours
from ..facts import Delivery, IdleBucket, LogBucket
from ..log_bucket import log_home


@dataclass(frozen=True)
class Held:
    """A log bucket in use, or about to be."""

    bucket: LogBucket
    newcomers: tuple[Delivery, ...]  # trails that are to join it
    ours: Archive | None  # where it is the archive of the organization

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Those of today and the newcomers'."""
        there = self.bucket.deliveries
        return (*there, *(new for new in self.newcomers if new not in there))

    @property
    def is_somebody_elses(self) -> bool:
        """Whether log files come here for which Hardpan does not answer: no policy of such a bucket is changed."""
        return self.bucket.gathers and self.ours is None


def buckets(want: Baseline, have: Snapshot) -> Iterator[Held]:
    """Each log bucket that is there, with the trails that are to join it. Control Tower's are left alone."""
    for account in have.accounts:
        home, kept = log_home(want, have, account), archive(want, have, account)
        found = list(have.all(LogBucket, account=account.id))
        if home is not None and isinstance(home.existing, IdleBucket):
            found.insert(0, home.existing)
        for bucket in found:
            if is_its_own(bucket.name):
                continue
            joining = home.newcomers if home is not None and home.name == bucket.name else ()
            yield Held(bucket, joining, kept if is_ours(bucket, kept) else None)
