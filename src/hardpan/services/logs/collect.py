"""What to ask CloudWatch Logs and CloudWatch, and what the answers mean."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..cloudtrail.everywhere import READS as TRAIL_READS
from ..cloudtrail.everywhere import everywhere
from .facts import Metric, MetricFilter, TrailLogs


@collector(
    TrailLogs,
    per="account",
    reads=[*TRAIL_READS, "cloudtrail:GetTrailStatus", "logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms"],
)
def trail_logs(here: Place) -> Reading[TrailLogs]:
    """Of this account's own trails; of one without a log group nothing more is asked."""
    found = yield from everywhere(here)
    facts = []
    for sighting in found.trails:
        trail, arn = sighting.trail, sighting.trail["TrailARN"]
        if arn.split(":")[4] != here.account:
            continue
        region, group = trail["HomeRegion"], trail.get("CloudWatchLogsLogGroupArn") or None
        name = group.split(":")[6] if group else None
        status, filters, alarms = (
            (
                yield [
                    Read("cloudtrail", "GetTrailStatus", Name=arn).at(region),
                    Read("logs", "DescribeMetricFilters", logGroupName=name).at(region),
                    Read("cloudwatch", "DescribeAlarms", AlarmTypes=["MetricAlarm"]).at(region),
                ]
            )
            if name
            else ({}, {"metricFilters": []}, {"MetricAlarms": []})
        )
        facts.append(
            TrailLogs(
                place=here,
                trail_arn=arn,
                region=region,
                group=name,
                role=trail.get("CloudWatchLogsRoleArn") or None,
                delivered=status.get("LatestCloudWatchLogsDeliveryTime"),
                filters=lift(_filters, filters["metricFilters"]),
                watched=lift(_watched, alarms["MetricAlarms"]),
            )
        )
    if found.hidden is not None:
        unknown: dict[str, Any] = {item.name: found.hidden for item in fields(TrailLogs) if item.name != "place"}
        facts.append(TrailLogs(place=here, **unknown))
    return facts


def _filters(listed: list[dict[str, Any]]) -> tuple[MetricFilter, ...]:
    return tuple(
        MetricFilter(
            name=one["filterName"],
            pattern=one.get("filterPattern", ""),
            metrics=tuple(
                Metric(into["metricNamespace"], into["metricName"]) for into in one.get("metricTransformations", ())
            ),
        )
        for one in sorted(listed, key=lambda one: str(one["filterName"]))
    )


def _watched(listed: list[dict[str, Any]]) -> tuple[Metric, ...]:
    acting = [one for one in listed if one.get("ActionsEnabled", True) and one.get("AlarmActions")]
    found = {Metric(one.get("Namespace", ""), one.get("MetricName", "")) for one in acting}
    return tuple(sorted(found, key=lambda metric: (metric.namespace, metric.name)))
