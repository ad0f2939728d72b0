"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from datetime import UTC, datetime

from hardpan.services.cloudtrail.examples import TRAIL

from .cis_filters import NAMESPACE, PATTERNS
from .facts import Metric, MetricFilter, TrailLogs

_METRICS = {key: Metric(NAMESPACE, f"hardpan-cis-{key}") for key in PATTERNS}
TRAIL_LOGS = TrailLogs(
    place=TRAIL.place,
    trail_arn=TRAIL.arn,
    region=TRAIL.home_region,
    group="hardpan-cloudtrail",
    role=TRAIL.place.arn("iam", "role/hardpan/HardpanTrailToLogs"),
    delivered=datetime(2026, 11, 1, 11, 50, tzinfo=UTC),
    filters=tuple(
        MetricFilter(f"hardpan-cis-{key}", pattern, (_METRICS[key],)) for key, pattern in sorted(PATTERNS.items())
    ),
    watched=tuple(metric for _, metric in sorted(_METRICS.items())),
)
