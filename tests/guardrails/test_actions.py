"""Every action that a guardrail names is one: an operation of AWS's models, or listed here with what it stands for.

A misspelled action denies nothing, and nothing tells.
"""

from __future__ import annotations

from functools import cache

import botocore.session
import pytest

from hardpan.guardrails import EXAMPLE, GUARDRAILS, render
from hardpan.policy import RCP_SERVICES, Policy
from hardpan.policy.pattern import glob

# Actions of the Service Authorization Reference that are not called as an operation of the same name.
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
WITHOUT_OPERATION = {
    "account:CloseAccount": "the console's page for closing the account one is in",
    "budgets:ModifyBudget": "all operations that change a budget",
    "dynamodb:PurchaseReservedCapacityOfferings": "the console",
    "iam:PassRole": "asked by whatever is given a role",
    "s3:BypassGovernanceRetention": "DeleteObject and others with a header",
    "s3:DeleteObjectVersion": "DeleteObject of a version",
    "s3:GetAccountPublicAccessBlock": "S3 Control's GetPublicAccessBlock",
    "s3:ListAllMyBuckets": "ListBuckets",
    "s3:PutAccountPublicAccessBlock": "S3 Control's PutPublicAccessBlock",
    "s3:PutBucketObjectLockConfiguration": "PutObjectLockConfiguration",
    "s3:PutBucketPublicAccessBlock": "PutPublicAccessBlock",
    "s3:PutEncryptionConfiguration": "PutBucketEncryption",
    "s3:PutLifecycleConfiguration": "PutBucketLifecycleConfiguration",
    "s3:PutReplicationConfiguration": "PutBucketReplication",
    "s3:ReplicateObject": "S3's own replication",
    "sts:SetContext": "AssumeRole with a context that a trusted party vouches for",
    "tag:GetResources": "the Resource Groups Tagging API",
}
# Services of the console, which no model describes.
WITHOUT_MODEL = {
    "activate": "AWS Activate",
    "consoleapp": "the console's mobile application",
    "consolidatedbilling": "billing",
    "payments": "billing",
    "sso-directory": "Identity Center's own directory",
    "supportplans": "AWS Support",
    "user-subscriptions": "subscriptions of Amazon Q",
}
_SESSION = botocore.session.get_session()
ACTIONS = sorted(
    {
        action
        for guardrail in GUARDRAILS.values()
        if guardrail.use
        for statement in Policy.parse(render(guardrail.name, EXAMPLE)).statements
        for action in statement.action.values
    }
    - {"*"}
)


@cache
def services() -> dict[str, list[str]]:
    """Names of botocore's by the prefix of their actions: the name they sign with, or are called by."""
    found: dict[str, list[str]] = {}
    for name in _SESSION.get_available_services():
        model = _SESSION.get_service_model(name)
        for prefix in {name, model.endpoint_prefix, model.signing_name}:
            found.setdefault(prefix, []).append(name)
    return found


@cache
def operations(prefix: str) -> frozenset[str]:
    models = (_SESSION.get_service_model(name) for name in services().get(prefix, ()))
    return frozenset(operation.lower() for model in models for operation in model.operation_names)


@pytest.mark.parametrize("action", ACTIONS)
def test_the_action_exists(action: str) -> None:
    prefix, _, name = action.partition(":")
    known = any(glob(name.lower()).match(operation) for operation in operations(prefix))
    assert known != (action in WITHOUT_OPERATION or prefix in WITHOUT_MODEL)


def test_every_exception_is_still_one() -> None:
    assert set(WITHOUT_OPERATION) <= set(ACTIONS)
    assert set(WITHOUT_MODEL) <= {action.partition(":")[0] for action in ACTIONS}


def test_resource_control_policies_name_services_that_take_part() -> None:
    for guardrail in GUARDRAILS.values():
        if guardrail.use == "rcp":
            for statement in render(guardrail.name, EXAMPLE)["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                assert {action.partition(":")[0] for action in actions} <= RCP_SERVICES


def test_large_and_accelerated_instances_of_every_generation_are_denied() -> None:
    """AWS's own list of types: the sizes from ten times xlarge, and the families with accelerators."""
    types = _SESSION.get_service_model("ec2").shape_for("InstanceType").enum
    patterns = [
        glob(value)
        for statement in Policy.parse(render("scp-cost-guard", EXAMPLE)).statements
        for condition in statement.conditions
        if condition.key == "ec2:InstanceType"
        for value in condition.values
    ]
    denied = {name for name in types if any(pattern.match(name) for pattern in patterns)}
    for name in types:
        family, _, size = name.partition(".")
        times = size.removesuffix("xlarge")
        if (
            (times.isdigit() and int(times) >= 10)
            or "metal" in size
            or family[0] in "gpux"
            or family[:3] in ("trn", "inf")
        ):
            assert name in denied, name
        elif family[0] in "acimrt" and family[:3] not in ("inf", "trn") and not family.startswith("mac"):
            assert name not in denied, name
