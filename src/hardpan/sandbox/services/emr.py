"""EMR block public access, which AWS turns on for every account, SSH left open.

API reference: https://docs.aws.amazon.com/emr/latest/APIReference/API_GetBlockPublicAccessConfiguration.html,
API_PutBlockPublicAccessConfiguration. What an account begins with:
https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ..registry import Answer, AwsError, Call, overlay
from .settings import Setting

FACTORY = {
    "BlockPublicSecurityGroupRules": True,
    "PermittedPublicSecurityGroupRuleRanges": [{"MinRange": 22, "MaxRange": 22}],
}
BLOCK = Setting("block-public-access", None)


@overlay("emr", "GetBlockPublicAccessConfiguration")
def get_block(call: Call) -> Answer:
    written = BLOCK.read(call)
    return written or _configuration(
        FACTORY, datetime(2024, 1, 1, tzinfo=UTC), call.arn("root", service="iam", regional=False)
    )


@overlay("emr", "PutBlockPublicAccessConfiguration")
def put_block(call: Call) -> Answer:
    asked = call.parameters["BlockPublicAccessConfiguration"]
    ranges = asked.get("PermittedPublicSecurityGroupRuleRanges") or []
    for ports in ranges:
        if ports.get("MaxRange", ports["MinRange"]) < ports["MinRange"]:
            raise AwsError("InvalidRequestException", "MaxRange must not be smaller than MinRange.")
    chosen = {**asked, "PermittedPublicSecurityGroupRuleRanges": ranges}
    BLOCK.write(call, _configuration(chosen, datetime.now(UTC), call.principal))
    return {}


def _configuration(chosen: Any, written: datetime, author: str) -> Answer:
    return {
        "BlockPublicAccessConfiguration": chosen,
        "BlockPublicAccessConfigurationMetadata": {"CreationDateTime": written, "CreatedByArn": author},
    }
