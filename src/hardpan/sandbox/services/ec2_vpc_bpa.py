"""VPC Block Public Access: a setting of a Region that takes a while, and that the organization may decide on.

API reference: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcBlockPublicAccessOptions.html,
API_ModifyVpcBlockPublicAccessOptions. The declarative policy:
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_declarative_syntax.html
Packets do not flow here, so that nothing goes dark.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from ..registry import Answer, AwsError, Call, overlay
from .ec2_declarative import declared, refuse_where_declared

ATTRIBUTE = "vpc_block_public_access"
MODES = ("off", "block-ingress", "block-bidirectional")
SETTLES_AFTER = 0.5  # seconds; AWS takes minutes


@overlay("ec2", "DescribeVpcBlockPublicAccessOptions")
def describe_options(call: Call) -> Answer:
    return {"VpcBlockPublicAccessOptions": _options(call)}


@overlay("ec2", "ModifyVpcBlockPublicAccessOptions")
def modify_options(call: Call) -> Answer:
    mode = call.parameters["InternetGatewayBlockMode"]
    if mode not in MODES:
        raise AwsError("InvalidParameterValue", f"Value ({mode}) for parameter InternetGatewayBlockMode is invalid.")
    refuse_where_declared(call, ATTRIBUTE)
    call.state["vpc-bpa"] = (mode, time.monotonic() + SETTLES_AFTER, datetime.now(UTC))
    return {"VpcBlockPublicAccessOptions": _options(call)}


def _options(call: Call) -> dict[str, Any]:
    basics = {"AwsAccountId": call.account, "AwsRegion": call.region}
    if policy := declared(call, ATTRIBUTE):
        block = policy.get("internet_gateway_block", {})
        return {
            **basics,
            "State": "update-complete",
            "InternetGatewayBlockMode": block.get("mode", "off").replace("_", "-"),
            "ManagedBy": "declarative-policy",
            "ExclusionsAllowed": "not-allowed" if block.get("exclusions_allowed") == "disabled" else "allowed",
        }
    mode, settled, written = call.state.get("vpc-bpa", ("off", 0.0, None))
    state = "update-complete" if settled <= time.monotonic() else "update-in-progress"
    return {
        **basics,
        "State": state if written else "default-state",
        "InternetGatewayBlockMode": mode,
        "ManagedBy": "account",
        "ExclusionsAllowed": "allowed",
        **({"LastUpdateTimestamp": written} if written else {}),
    }
