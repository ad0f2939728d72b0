"""Settings that accounts inherit, by the operators that AWS documents and in the manner of its examples.

https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html
"""

from __future__ import annotations

from typing import Any

import pytest

from hardpan.guardrails import EXAMPLE, effective, render
from hardpan.policy import PolicyProblem

CONTROL = "@@operators_allowed_for_child_policies"


def tag(**settings: Any) -> dict[str, Any]:
    return {"tags": {"cost": settings}}


COSTS = tag(tag_key={"@@assign": "CostCenter"}, tag_value={"@@assign": ["Development", "Support"]})


def test_assign_replaces_and_adds() -> None:
    below = tag(tag_value={"@@assign": ["Sandbox"]}, enforced_for={"@@assign": ["redshift:*"]})
    assert effective([[COSTS], [below]]) == tag(
        tag_key="CostCenter", tag_value=["Sandbox"], enforced_for=["redshift:*"]
    )


def test_append_keeps_what_is_inherited() -> None:
    below = tag(tag_value={"@@append": ["Marketing", "Support"]}, enforced_for={"@@append": ["redshift:*"]})
    made = effective([[COSTS], [below]])
    assert made == tag(
        tag_key="CostCenter", tag_value=["Development", "Support", "Marketing"], enforced_for=["redshift:*"]
    )


def test_remove_takes_away_what_is_there() -> None:
    below = tag(tag_value={"@@remove": ["Development", "Marketing"]})
    assert effective([[COSTS], [], [below]]) == tag(tag_key="CostCenter", tag_value=["Support"])
    nothing = tag(tag_value={"@@remove": ["Development", "Support"]})
    assert effective([[COSTS], [nothing]]) == tag(tag_key="CostCenter")


def test_a_level_above_says_which_operators_may_be_used() -> None:
    above = tag(
        tag_key={CONTROL: ["@@none"], "@@assign": "Project"},
        tag_value={CONTROL: ["@@append"], "@@assign": ["Maintenance"]},
    )
    below = tag(tag_key={"@@assign": "PROJECT"}, tag_value={"@@append": ["Research"]})
    assert effective([[above], [below]]) == tag(tag_key="Project", tag_value=["Maintenance", "Research"])
    other = tag(tag_value={"@@assign": ["Anything"], "@@remove": ["Maintenance"]})
    assert effective([[above], [other]]) == tag(tag_key="Project", tag_value=["Maintenance"])


def test_what_several_at_one_level_allow_is_what_all_of_them_allow() -> None:
    one = tag(tag_value={CONTROL: ["@@append"], "@@assign": ["Maintenance"]})
    other = tag(tag_value={CONTROL: ["@@append", "@@remove"]})
    below = tag(tag_value={"@@append": ["Research"], "@@remove": ["Maintenance"]})
    assert effective([[one, other], [below]]) == tag(tag_value=["Maintenance", "Research"])


def test_what_is_forbidden_above_cannot_be_allowed_again_below() -> None:
    above = tag(tag_value={CONTROL: ["@@none"], "@@assign": ["a"]})
    between = tag(tag_value={CONTROL: ["@@all"]})
    assert effective([[above], [between], [tag(tag_value={"@@append": ["b"]})]]) == tag(tag_value=["a"])


def test_of_two_at_one_level_the_first_counts_and_appended_values_add_up() -> None:
    first = tag(tag_key={"@@assign": "PROJECT"}, tag_value={"@@append": ["Maintenance"]})
    second = tag(tag_key={"@@assign": "project"}, tag_value={"@@append": ["Research"]})
    assert effective([[first, second]]) == tag(tag_key="PROJECT", tag_value=["Maintenance", "Research"])


def test_a_control_does_not_bind_its_own_level() -> None:
    locked = tag(tag_value={CONTROL: ["@@none"], "@@assign": ["a"]})
    assert effective([[locked, tag(tag_value={"@@append": ["b"]})]]) == tag(tag_value=["a", "b"])


def test_a_closed_group_takes_no_new_values() -> None:
    opted_out = render("ai-services-opt-out-policy", EXAMPLE)
    own = {
        "services": {
            "lex": {"opt_out_policy": {"@@assign": "optIn"}},
            "default": {"opt_out_policy": {"@@assign": "optIn"}},
        }
    }
    assert effective([[opted_out], [own]]) == {"services": {"default": {"opt_out_policy": "optOut"}}}


def test_the_profiles_ec2_policies_add_up() -> None:
    root, below = render("ec2-policy-baseline", EXAMPLE), render("ec2-policy-imdsv2-enforced", EXAMPLE)
    metadata = effective([[root], [below]])["ec2_attributes"]["instance_metadata_defaults"]
    assert metadata == {
        "http_tokens": "required",
        "http_put_response_hop_limit": "2",
        "http_endpoint": "enabled",
        "instance_metadata_tags": "no_preference",
        "http_tokens_enforced": "enabled",
    }
    lockdown = effective([[root], [render("ec2-policy-vpc-bpa-lockdown", EXAMPLE)]])["ec2_attributes"]
    assert lockdown["vpc_block_public_access"]["internet_gateway_block"]["mode"] == "block_bidirectional"
    assert lockdown["snapshot_block_public_access"] == {"state": "block_all_sharing"}


def test_nothing_attached_is_nothing_set() -> None:
    assert effective([]) == {}
    assert effective([[], []]) == {}


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({"tags": "x"}, "set by no operator"),
        ({"tags": {"@@asign": "x"}}, "@@asign is not an operator"),
        ({"tags": {"@@append": "x"}}, "takes a list"),
        ({"tags": {CONTROL: ["@@most"]}}, "@@most is not an operator"),
    ],
)
def test_a_document_that_is_none_is_refused(document: dict[str, Any], what: str) -> None:
    with pytest.raises(PolicyProblem, match=what):
        effective([[document]])
