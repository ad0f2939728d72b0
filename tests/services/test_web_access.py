"""Access logs of load balancers, distributions and APIs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.model import FactUnreadable, Place, Read
from hardpan.services.apigateway.collect import rest_stages
from hardpan.services.apigateway.examples import REST_STAGE
from hardpan.services.apigatewayv2.collect import stages
from hardpan.services.apigatewayv2.examples import STAGE
from hardpan.services.cloudfront.collect import distributions
from hardpan.services.cloudfront.examples import DISTRIBUTION
from hardpan.services.elbv2.collect import public_load_balancers
from hardpan.services.elbv2.examples import HERE, LOAD_BALANCER
from services.driving import denied, drive

services.load()


def balancer(arn: str, kind: str, scheme: str | None) -> dict[str, Any]:
    return {
        "LoadBalancerArn": arn,
        "LoadBalancerName": "shop",
        "Type": kind,
        **({"Scheme": scheme} if scheme else {}),
    }


@pytest.mark.parametrize(
    ("enabled", "bucket", "found"),
    [("true", "shop-access-logs", "shop-access-logs"), ("false", "shop-access-logs", None), ("true", "", None)],
)
def test_only_load_balancers_that_face_the_internet_are_looked_into(
    enabled: str, bucket: str, found: str | None
) -> None:
    sent: list[Read] = []
    answers = {
        "elbv2:DescribeLoadBalancers": {
            "LoadBalancers": [
                balancer("arn:internal", "application", "internal"),
                balancer("arn:gateway", "gateway", None),
                balancer(LOAD_BALANCER.arn, "application", "internet-facing"),
            ]
        },
        "elbv2:DescribeLoadBalancerAttributes": {
            "Attributes": [
                {"Key": "access_logs.s3.enabled", "Value": enabled},
                {"Key": "access_logs.s3.bucket", "Value": bucket},
            ]
        },
    }
    assert drive(public_load_balancers(HERE), answers, sent) == [replace(LOAD_BALANCER, log_bucket=found)]
    assert len(sent) == 2


def test_attributes_that_are_hidden_hide_one_load_balancer() -> None:
    listed = {"LoadBalancers": [balancer(LOAD_BALANCER.arn, "application", "internet-facing")]}
    action = "elbv2:DescribeLoadBalancerAttributes"
    (found,) = drive(public_load_balancers(HERE), {"elbv2:DescribeLoadBalancers": listed, action: denied(action)})
    with pytest.raises(FactUnreadable):
        bool(found.log_bucket)


LISTED = {"Id": DISTRIBUTION.id, "ARN": DISTRIBUTION.arn, "DomainName": DISTRIBUTION.domain, "Enabled": True}


def asked(logging: bool, *, sources: Any = None, deliveries: Any = None) -> dict[str, Any]:
    return {
        "cloudfront:ListDistributions": {"DistributionList": {"Items": [LISTED]}},
        "cloudfront:GetDistributionConfig": {"DistributionConfig": {"Logging": {"Enabled": logging}}},
        "logs:DescribeDeliverySources": sources,
        "logs:DescribeDeliveries": deliveries,
    }


def test_deliveries_are_asked_for_only_where_there_are_no_legacy_logs() -> None:
    sent: list[Read] = []
    assert drive(distributions(DISTRIBUTION.place), asked(True), sent) == [DISTRIBUTION]
    assert [read.action for read in sent] == ["cloudfront:ListDistributions", "cloudfront:GetDistributionConfig"]


@pytest.mark.parametrize(
    ("kind", "used", "delivered"),
    [("ACCESS_LOGS", "web", True), ("ACCESS_LOGS", "other", False), ("CONNECTION_LOGS", "web", False)],
)
def test_a_source_counts_only_where_something_is_delivered_from_it(kind: str, used: str, delivered: bool) -> None:
    sources = {"deliverySources": [{"name": "web", "logType": kind, "resourceArns": [DISTRIBUTION.arn]}]}
    answers = asked(False, sources=sources, deliveries={"deliveries": [{"deliverySourceName": used}]})
    assert drive(distributions(DISTRIBUTION.place), answers) == [
        replace(DISTRIBUTION, legacy_logs=False, delivered=delivered)
    ]


def test_hidden_deliveries_are_not_taken_for_none() -> None:
    hidden = denied("logs:DescribeDeliverySources")
    (found,) = drive(distributions(DISTRIBUTION.place), asked(False, sources=hidden, deliveries={"deliveries": []}))
    assert found.legacy_logs is False
    with pytest.raises(FactUnreadable):
        bool(found.delivered)


def test_nobody_is_asked_where_there_is_no_cloudfront() -> None:
    sent: list[Read] = []
    assert drive(distributions(Place("111122223333", None, "aws-us-gov")), {}, sent) == []
    assert sent == []


def test_private_apis_are_left_out() -> None:
    sent: list[Read] = []
    answers = {
        "apigateway:GetRestApis": {
            "items": [
                {"id": "private", "name": "inside", "endpointConfiguration": {"types": ["PRIVATE"]}},
                {"id": REST_STAGE.api, "name": "shop", "endpointConfiguration": {"types": ["REGIONAL"]}},
            ]
        },
        "apigateway:GetStages": {
            "item": [
                {"stageName": "live", "accessLogSettings": {"destinationArn": REST_STAGE.destination}},
                {"stageName": "test"},
            ]
        },
    }
    found = drive(rest_stages(HERE), answers, sent)
    assert found == [REST_STAGE, replace(REST_STAGE, stage="test", destination=None)]
    assert found[0].resource == "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5/stages/live"
    assert len(sent) == 2


def test_stages_of_other_apis_are_read() -> None:
    answers = {
        "apigatewayv2:GetApis": {"Items": [{"ApiId": STAGE.api, "Name": "orders"}]},
        "apigatewayv2:GetStages": {
            "Items": [
                {"StageName": "$default", "AccessLogSettings": {"DestinationArn": STAGE.destination}},
                {"StageName": "test"},
            ]
        },
    }
    found = drive(stages(HERE), answers)
    assert found == [STAGE, replace(STAGE, stage="test", destination=None)]
    assert found[0].resource == "arn:aws:apigateway:eu-west-1::/apis/f6g7h8i9j0/stages/$default"
