"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import PublicLoadBalancer

HERE = Place("111122223333", "eu-west-1")
LOAD_BALANCER = PublicLoadBalancer(
    place=HERE,
    arn=HERE.arn("elasticloadbalancing", "loadbalancer/app/shop/50dc6c495c0c9188"),
    name="shop",
    kind="application",
    log_bucket="shop-access-logs",
)
