"""What to ask CloudFront, and what the answers mean."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, Unreadable, collector, lift

from .facts import Distribution

_PARTITIONS = ("aws", "aws-cn")  # that have CloudFront
# Where its logs are set up, wherever its viewers are.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
_ACCESS_LOGS = "ACCESS_LOGS"


@collector(
    Distribution,
    per="account",
    reads=[
        "cloudfront:ListDistributions",
        "cloudfront:GetDistributionConfig",
        "logs:DescribeDeliverySources",
        "logs:DescribeDeliveries",
    ],
)
def distributions(here: Place) -> Reading[Distribution]:
    """Logging is told of one distribution at a time; deliveries are asked for only where some keeps no legacy logs."""
    if here.partition not in _PARTITIONS:
        return []
    listed = (yield Read("cloudfront", "ListDistributions")).get("DistributionList", {}).get("Items") or []
    found = sorted(listed, key=lambda one: str(one["Id"]))
    serving = [one["Id"] for one in found if one["Enabled"]]
    answers = yield [Read("cloudfront", "GetDistributionConfig", Id=name) for name in serving]
    legacy = {name: lift(_legacy, answer["DistributionConfig"]) for name, answer in zip(serving, answers, strict=True)}
    open_ones = [name for name, on in legacy.items() if isinstance(on, Unreadable) or not on]
    delivered = (yield from _delivered(here)) if open_ones else frozenset()
    return [
        Distribution(
            place=here,
            id=one["Id"],
            arn=one["ARN"],
            domain=one["DomainName"],
            enabled=one["Enabled"],
            legacy_logs=legacy.get(one["Id"], False),
            delivered=lift(lambda arns, arn=one["ARN"]: arn in arns, delivered),
        )
        for one in found
    ]


def _legacy(config: dict[str, Any]) -> bool:
    return bool(config.get("Logging", {}).get("Enabled", False))


def _delivered(here: Place) -> Generator[list[Read], Any, Any]:
    """ARNs of what CloudWatch Logs delivers the access logs of."""
    sources, deliveries = yield [
        Read("logs", "DescribeDeliverySources").at(here.global_region),
        Read("logs", "DescribeDeliveries").at(here.global_region),
    ]
    return lift(_arns, sources, deliveries)


def _arns(sources: dict[str, Any], deliveries: dict[str, Any]) -> frozenset[str]:
    used = {one["deliverySourceName"] for one in deliveries.get("deliveries", [])}
    return frozenset(
        arn
        for one in sources.get("deliverySources", [])
        if one["name"] in used and one.get("logType") == _ACCESS_LOGS
        for arn in one.get("resourceArns", [])
    )
