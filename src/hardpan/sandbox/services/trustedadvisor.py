"""Trusted Advisor, which tells accounts with a paid support plan of two things: root without MFA, and open ports.

https://docs.aws.amazon.com/trustedadvisor/latest/APIReference/API_ListRecommendations.html; without such a plan it
answers AccessDeniedException:
https://docs.aws.amazon.com/awssupport/latest/user/get-started-with-aws-trusted-advisor-api.html
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from moto.ec2.models import ec2_backends

from .. import owner, root
from ..registry import Answer, AwsError, Call, overlay

PAID = ("business", "enterprise")
PORTS = (22, 3389)
WORLD = "0.0.0.0/0"


@overlay("trustedadvisor", "ListRecommendations")
def list_recommendations(call: Call) -> Answer:
    if owner.of(call.account).support_plan not in PAID:
        raise AwsError("AccessDeniedException", "Your support plan does not include Trusted Advisor's API.")
    asked = call.parameters
    found = [
        _summary(call, "MFA on Root Account", 0 if root.of(call.account).mfa else 1),
        _summary(call, "Security Groups - Specific Ports Unrestricted", len(_open_groups(call))),
    ]
    return {
        "recommendationSummaries": [
            one
            for one in found
            if asked.get("status") in (None, one["status"]) and asked.get("pillar") in (None, *one["pillars"])
        ]
    }


def _summary(call: Call, name: str, wrong: int) -> dict[str, Any]:
    identifier = str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{call.account} {name}"))
    return {
        "id": identifier,
        "arn": call.arn(f"recommendation/{identifier}", regional=False),
        "name": name,
        "type": "standard",
        "source": "ta_check",
        "pillars": ["security"],
        "status": "error" if wrong else "ok",
        "resourcesAggregates": {"okCount": 0, "warningCount": 0, "errorCount": wrong},
        "lastUpdatedAt": datetime.now(UTC),
    }


def _open_groups(call: Call) -> list[str]:
    return [
        group.id
        for ec2 in list(ec2_backends[call.account].values())
        for groups in ec2.groups.values()
        for group in groups.values()
        if any(_opens(rule) for rule in group.ingress_rules)
    ]


def _opens(rule: Any) -> bool:
    world = rule.ip_range.get("CidrIp") == WORLD
    return world and (rule.ip_protocol == "-1" or any(rule.from_port <= port <= rule.to_port for port in PORTS))
