"""What to ask ELB, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import PublicLoadBalancer

_KINDS = ("application", "network")  # a gateway load balancer keeps no log


@collector(
    PublicLoadBalancer,
    per="region",
    reads=["elbv2:DescribeLoadBalancers", "elbv2:DescribeLoadBalancerAttributes"],
)
def public_load_balancers(here: Place) -> Reading[PublicLoadBalancer]:
    """Attributes are told of one load balancer at a time: only of those that face the internet."""
    listed = (yield Read("elbv2", "DescribeLoadBalancers", PageSize=400))["LoadBalancers"]
    public = [one for one in listed if one.get("Scheme") == "internet-facing" and one.get("Type") in _KINDS]
    public.sort(key=lambda one: str(one["LoadBalancerArn"]))
    answers = yield [
        Read("elbv2", "DescribeLoadBalancerAttributes", LoadBalancerArn=one["LoadBalancerArn"]) for one in public
    ]
    return [
        PublicLoadBalancer(
            place=here,
            arn=one["LoadBalancerArn"],
            name=one["LoadBalancerName"],
            kind=one["Type"],
            log_bucket=lift(_log_bucket, answer["Attributes"]),
        )
        for one, answer in zip(public, answers, strict=True)
    ]


def _log_bucket(attributes: list[dict[str, Any]]) -> str | None:
    told = {one["Key"]: one.get("Value", "") for one in attributes}
    return told.get("access_logs.s3.bucket") or None if told.get("access_logs.s3.enabled") == "true" else None
