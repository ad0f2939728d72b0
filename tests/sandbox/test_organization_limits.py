"""What is written twice on purpose: what the sandbox takes of policies, and what the guardrails rely on.

Neither reads the other, so that a mistake in one is seen.
"""

import pytest

from hardpan.guardrails import EXAMPLE, GUARDRAILS, LIMITS, render
from hardpan.policy import minified
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


def test_sizes_and_numbers_of_policies():
    assert set(policy_types.EVERY) - set(LIMITS) == NO_GUARDRAILS
    for kind, limit in LIMITS.items():
        taken = policy_types.EVERY[kind]
        assert (taken.size, taken.per_target) == (limit.characters, limit.per_target), kind


def test_policies_that_aws_attaches():
    relied_on = {kind: limit.default for kind, limit in LIMITS.items() if limit.default}
    assert {kind: policy.name for kind, policy in policy_types.FULL_ACCESS.items()} == relied_on


@pytest.mark.parametrize("name", sorted(GUARDRAILS))
def test_every_guardrail_is_taken(name):
    syntax.check(GUARDRAILS[name].kind, minified(render(name, EXAMPLE)))
