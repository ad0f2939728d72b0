"""What we know of the log group that a trail writes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hardpan.model import Fact, Place


@dataclass(frozen=True)
class Metric:
    """What a metric filter counts into, and an alarm watches."""

    namespace: str
    name: str


@dataclass(frozen=True)
class MetricFilter:
    """A filter of the log group."""

    name: str
    pattern: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, kw_only=True)
class TrailLogs(Fact):
    """The log group of a trail that this account made, in the trail's home Region; its place is the account."""

    trail_arn: str
    region: str
    group: str | None  # its name; None: the trail writes to none
    role: str | None  # ARN of the role that it writes with
    delivered: datetime | None
    filters: tuple[MetricFilter, ...]
    watched: tuple[Metric, ...]  # metrics with an alarm that does something

    @property
    def resource(self) -> str:
        """The trail's ARN."""
        return self.trail_arn

    @property
    def home(self) -> Place:
        """The trail's home Region."""
        return self.place.at(self.region)
