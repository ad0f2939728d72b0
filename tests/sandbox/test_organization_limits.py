"""What is written twice on purpose: what the sandbox takes of policies, and what the guardrails rely on.

Neither reads the other, so that a mistake in one is seen; every difference that is meant is named here.
"""

import pytest

from hardpan.guardrails import EXAMPLE, GUARDRAILS, LIMITS, render
from hardpan.policy import RCP_SERVICES, minified
from hardpan.sandbox.organization import policy_types, syntax

# Types that no guardrail is of.
NO_GUARDRAILS = {
    "BEDROCK_POLICY",
    "CHATBOT_POLICY",
    "NETWORK_SECURITY_DIRECTOR_POLICY",
    "SECURITYHUB_CSPM_POLICY",
    "TAG_POLICY",
    "UPGRADE_ROLLOUT_POLICY",
}
# The sandbox lets an RCP name it; that RCPs bind there is not relied on.
NOT_RELIED_ON = {"s3express"}
# The list that decisions go by is of October 2026. The sandbox's is of March, and refuses RCPs about what came since:
# no guardrail names any of it.
NOT_TAKEN = {
    "appconfig",
    "appstream",
    "autoscaling",
    "autoscaling-plans",
    "budgets",
    "clouddirectory",
    "cloudfront",
    "cloudsearch",
    "cloudtrail-data",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codepipeline",
    "comprehend",
    "comprehendmedical",
    "compute-optimizer",
    "cost-optimization-hub",
    "dax",
    "dsql",
    "ecr-public",
    "events",
    "firehose",
    "fis",
    "fms",
    "gamelift",
    "health",
    "inspector-scan",
    "kendra",
    "kinesisvideo",
    "memorydb",
    "networkmonitor",
    "notifications",
    "opensearch",
    "pca-connector-ad",
    "personalize",
    "polly",
    "pricing",
    "resource-groups",
    "rolesanywhere",
    "servicediscovery",
    "signin",
    "support",
    "swf",
    "textract",
    "timestream-influxdb",
    "transcribe",
    "transfer",
    "translate",
    "wafv2",
    "workspaces",
    "xray",
}


def test_sizes_and_numbers_of_policies():
    assert set(policy_types.EVERY) - set(LIMITS) == NO_GUARDRAILS
    for kind, limit in LIMITS.items():
        taken = policy_types.EVERY[kind]
        assert (taken.size, taken.per_target) == (limit.characters, limit.per_target), kind


def test_policies_that_aws_attaches():
    relied_on = {kind: limit.default for kind, limit in LIMITS.items() if limit.default}
    assert {kind: policy.name for kind, policy in policy_types.FULL_ACCESS.items()} == relied_on


def test_services_whose_resources_rcps_protect():
    assert syntax.RCP_SERVICES - RCP_SERVICES == NOT_RELIED_ON
    assert RCP_SERVICES - syntax.RCP_SERVICES == NOT_TAKEN


@pytest.mark.parametrize("name", sorted(GUARDRAILS))
def test_every_guardrail_is_taken(name):
    syntax.check(GUARDRAILS[name].kind, minified(render(name, EXAMPLE)))
