"""What we know of how log files can be queried."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact, Place

from ..s3.facts import Delivery, bucket_arn


@dataclass(frozen=True)
class Table:
    """The table over a log bucket."""

    location: str  # s3://BUCKET/...
    projected: bool  # Athena works out the partitions by itself, so that nobody has to load them


@dataclass(frozen=True)
class WorkGroup:
    """The work group that queries run in."""

    enabled: bool
    encrypted: bool  # the results are

    @property
    def is_fit(self) -> bool:
        """Queries can be run, and leave nothing behind in the clear."""
        return self.enabled and self.encrypted


@dataclass(frozen=True, kw_only=True)
class LogQueries(Fact):
    """How the log files of a bucket of this account, which a trail delivers to, can be queried in its Region."""

    bucket: str
    region: str
    deliveries: tuple[Delivery, ...]
    database: bool  # the one for tables over log files is there
    table: Table | None
    work_group: WorkGroup | None

    @property
    def resource(self) -> str:
        """The log bucket's ARN."""
        return bucket_arn(self.place, self.bucket)

    @property
    def at_home(self) -> Place:
        """The Region of the bucket."""
        return self.place.at(self.region)
