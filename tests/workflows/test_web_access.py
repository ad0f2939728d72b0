"""Access logs, over HTTP: what is there is found, and nothing is asked twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import botocore.session
import pytest

from hardpan.config import EXAMPLE
from hardpan.model import Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.assess import assess

HOME = "eu-west-1"
CONTROLS = tuple(f"{name}.access_logs" for name in ("elbv2", "cloudfront", "apigateway", "apigatewayv2"))
SELECTION = Selection(controls=CONTROLS, regions=(HOME,))
WANT = replace(EXAMPLE, profile="team")


def client(service: str) -> Any:
    return botocore.session.Session().create_client(service, HOME)


@pytest.fixture
def empty(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("factory-new")
    return sandbox


def test_an_account_without_web_sites_is_asked_little(empty: Sandbox) -> None:
    findings = assess(WANT, SELECTION).findings
    assert {found.status for found in findings} == {Status.NOT_APPLICABLE}
    asked = [request["operation"] for request in empty.control.requests()]
    assert len(asked) == 2 + len(CONTROLS)


def test_each_kind_of_front_end_is_found_with_and_without_logs(empty: Sandbox) -> None:
    apis = client("apigatewayv2")
    for name in ("one", "two"):
        made = apis.create_api(Name=name, ProtocolType="HTTP")["ApiId"]
        logs = {
            "DestinationArn": f"arn:aws:logs:{HOME}:{empty.account}:log-group:{name}",
            "Format": "$context.requestId",
        }
        apis.create_stage(ApiId=made, StageName="live", **({"AccessLogSettings": logs} if name == "two" else {}))
    ec2, balancers = client("ec2"), client("elbv2")
    subnets = [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]][:2]
    for name, scheme in (("open", "internet-facing"), ("inside", "internal")):
        balancers.create_load_balancer(Name=name, Subnets=subnets, Scheme=scheme, Type="application")
    distribution(client("cloudfront"))
    told = {(found.control, found.status, found.message) for found in assess(WANT, SELECTION).findings}
    assert told == {
        ("apigateway.access_logs", Status.NOT_APPLICABLE, "no REST API is reached from the internet"),
        ("apigatewayv2.access_logs", Status.FAIL, "one (live) keeps no access log"),
        ("apigatewayv2.access_logs", Status.PASS, "two (live) logs to two"),
        ("cloudfront.access_logs", Status.FAIL, next(m for c, _, m in told if c.startswith("cloudfront"))),
        ("elbv2.access_logs", Status.FAIL, "open keeps no access log"),
    }


def distribution(cloudfront: Any) -> None:
    origin = {
        "Id": "origin",
        "DomainName": "example.com",
        "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
    }
    cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": "one",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "origin", "ViewerProtocolPolicy": "https-only"},
        }
    )
