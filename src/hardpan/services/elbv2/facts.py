"""What we know of load balancers."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class PublicLoadBalancer(Fact):
    """An application or network load balancer that faces the internet, and where its access log goes.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
    """

    arn: str
    name: str
    kind: str  # application or network
    log_bucket: str | None  # None: it keeps no access log

    @property
    def resource(self) -> str:
        """The load balancer's ARN."""
        return self.arn
