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


def test_a_setting_that_lost_its_last_value_is_gone() -> None:
    """AWS's third example: what an OU appended and the account removes, the account does not have, not even empty."""
    unit = tag(tag_value={"@@append": ["Marketing"]}, enforced_for={"@@append": ["redshift:*", "dynamodb:table"]})
    account = tag(
        tag_value={"@@remove": ["Development", "Marketing"]},
        enforced_for={"@@remove": ["redshift:*", "dynamodb:table"]},
    )
    assert effective([[COSTS], [unit], [account]]) == tag(tag_key="CostCenter", tag_value=["Support"])
    again = tag(enforced_for={"@@append": ["ec2:instance"]})
    assert effective([[COSTS], [unit], [account], [again]])["tags"]["cost"]["enforced_for"] == ["ec2:instance"]


def test_an_empty_list_that_is_set_stays() -> None:
    regions = {"securityhub": {"enable_in_regions": {"@@append": ["ALL_SUPPORTED"]}, "disable_in_regions": {}}}
    for operator in ("@@assign", "@@append"):
        regions["securityhub"]["disable_in_regions"] = {operator: []}
        made = {"securityhub": {"enable_in_regions": ["ALL_SUPPORTED"], "disable_in_regions": []}}
        assert effective([[regions]]) == made
        below = {"securityhub": {"disable_in_regions": {"@@remove": ["eu-west-1"]}}}
        assert effective([[regions], [below]]) == made


def test_a_single_value_counts_as_a_list_of_one() -> None:
    above = tag(tag_value={"@@assign": "Development"})
    assert effective([[above], [tag(tag_value={"@@append": ["Support"]})]]) == tag(tag_value=["Development", "Support"])
    assert effective([[above], [tag(tag_value={"@@remove": ["Support"]})]]) == tag(tag_value=["Development"])
    assert effective([[above], [tag(tag_value={"@@remove": ["Development"]})]]) == {}


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


@pytest.mark.parametrize("assigned_first", [True, False])
def test_what_one_policy_assigns_and_another_of_the_level_appends_add_up(assigned_first: bool) -> None:
    level = [tag(tag_value={"@@assign": ["Sandbox"]}), tag(tag_value={"@@append": ["Research"]})]
    made = effective([[COSTS], level if assigned_first else level[::-1]])
    assert made == tag(tag_key="CostCenter", tag_value=["Sandbox", "Research"])


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


def test_a_closed_group_leaves_its_sections_open_that_do_not_say_otherwise() -> None:
    """A control is about new sections directly below it; sections that are there already have one of their own."""
    above = {"plans": {CONTROL: ["@@none"], "daily": {"regions": {"@@assign": ["eu-west-1"]}}}}
    below = {
        "plans": {
            "daily": {"regions": {"@@append": ["eu-central-1"]}, "rules": {"hourly": {"vault": {"@@assign": "a"}}}},
            "weekly": {"regions": {"@@assign": ["us-east-1"]}},
        }
    }
    daily = {"regions": ["eu-west-1", "eu-central-1"], "rules": {"hourly": {"vault": "a"}}}
    assert effective([[above], [below]]) == {"plans": {"daily": daily}}
    above["plans"]["daily"][CONTROL] = ["@@none"]
    assert effective([[above], [below]]) == {"plans": {"daily": {"regions": daily["regions"]}}}


def test_a_setting_without_a_value_in_a_closed_group_may_be_given_one() -> None:
    lex = {"services": {"lex": {"opt_out_policy": {"@@assign": "optIn"}}}}
    for there, made in (
        ({"lex": {"opt_out_policy": {}}}, {"services": {"lex": {"opt_out_policy": "optIn"}}}),
        ({"lex": {"opt_out_policy": {CONTROL: ["@@assign"]}}}, {"services": {"lex": {"opt_out_policy": "optIn"}}}),
        ({"lex": {"opt_out_policy": {CONTROL: ["@@none"]}}}, {}),
        ({"polly": {"opt_out_policy": {}}}, {}),
    ):
        assert effective([[{"services": {CONTROL: ["@@none"], **there}}], [lex]]) == made


def test_who_may_only_remove_adds_no_section_and_who_may_append_does() -> None:
    below = {"plans": {"weekly": {"regions": {"@@assign": ["us-east-1"]}}}}
    for operator, made in (("@@remove", {}), ("@@append", {"plans": {"weekly": {"regions": ["us-east-1"]}}})):
        assert effective([[{"plans": {CONTROL: [operator]}}], [below]]) == made


def test_a_section_that_was_refused_is_not_there_for_levels_further_down() -> None:
    closed = {"services": {CONTROL: ["@@none"]}}
    lex = {"services": {"lex": {"opt_out_policy": {"@@assign": "optIn"}}}}
    assert effective([[closed], [lex], [lex]]) == {}


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
        ({"@@assign": "x"}, "outside of any setting"),
    ],
)
def test_a_document_that_is_none_is_refused(document: dict[str, Any], what: str) -> None:
    with pytest.raises(PolicyProblem, match=what):
        effective([[document]])
