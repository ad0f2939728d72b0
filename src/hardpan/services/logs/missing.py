"""Which of the benchmark's events nobody would hear of through the trail's log group."""

from __future__ import annotations

from .cis_filters import PATTERNS, canonical
from .facts import TrailLogs


def filtered(logs: TrailLogs | None, key: str) -> bool:
    """Whether a filter counts these events, whoever made it."""
    return logs is not None and any(canonical(one.pattern) == canonical(PATTERNS[key]) for one in logs.filters)


def alarmed(logs: TrailLogs | None, key: str) -> bool:
    """Whether an alarm that does something watches what such a filter counts."""
    if logs is None:
        return False
    counting = [one for one in logs.filters if canonical(one.pattern) == canonical(PATTERNS[key])]
    return any(metric in logs.watched for one in counting for metric in one.metrics)
