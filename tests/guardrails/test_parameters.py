"""What fills a document's placeholders, and what is refused before it becomes a policy."""

from __future__ import annotations

import json

import pytest

from hardpan.config import Baseline
from hardpan.guardrails import EXAMPLE, GUARDRAILS, Parameters, render
from hardpan.model import Place, Problem
from hardpan.policy.pattern import arn_glob
from hardpan.services.budgets.operations import NAME as BUDGET
from hardpan.services.events.facts import FORWARDER, FORWARDER_PATH
from hardpan.services.events.signals import SIGNALS
from hardpan.services.iam.own_roles import APPLY, AUDIT, SUPPORT

HERE = Place("222222222222", "eu-west-1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("organization", "exampleorgid"),
        ("allowed_regions", ("eu-west-1", "*")),
        ("home_region", "eu-west"),
        ("trusted_accounts", ("12345",)),
        ("github_owners", ("my-company",)),
        ("access_role", "*"),
        ("also_exempt", ("*Admin",)),
        ("also_exempt", ("arn:aws:iam::222222222222:role/x",)),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(name: str, value: object) -> None:
    with pytest.raises(Problem, match=name):
        Parameters(**{name: value})  # type: ignore[arg-type]


def test_an_unknown_guardrail_is_told() -> None:
    with pytest.raises(Problem, match="no guardrail is called scp-everything"):
        render("scp-everything", EXAMPLE)


def test_a_list_fills_a_list_and_a_text_becomes_several() -> None:
    given = Parameters(log_buckets=("a", "b"), allowed_regions=("eu-west-1",))
    evidence = render("scp-protect-log-archive", given)["Statement"][0]
    assert evidence["Resource"] == ["arn:*:s3:::a", "arn:*:s3:::b", "arn:*:s3:::a/*", "arn:*:s3:::b/*"]
    regions = render("scp-region-restriction", given)["Statement"][0]["Condition"]["StringNotEquals"]
    assert regions == {"aws:RequestedRegion": ["eu-west-1"]}


def test_a_condition_on_no_values_is_left_out() -> None:
    trusted = render("rcp-enforce-org-identities", EXAMPLE)["Statement"][0]["Condition"]["StringNotEqualsIfExists"]
    nobody = render("rcp-enforce-org-identities", Parameters(organization="o-exampleorgid"))
    bare = nobody["Statement"][0]["Condition"]["StringNotEqualsIfExists"]
    assert set(trusted) - set(bare) == {"aws:PrincipalAccount"}


def test_what_renders_is_the_callers_own() -> None:
    render("scp-quarantine", EXAMPLE)["Statement"].clear()
    assert render("scp-quarantine", EXAMPLE)["Statement"]
    assert "<" in json.dumps(GUARDRAILS["scp-quarantine"].template)


def test_hardpans_own_roles_are_protected_and_those_that_work_are_exempt() -> None:
    keeper = render("scp-protect-hardpan-resources", EXAMPLE)["Statement"]
    for arn in [own.arn(HERE) for own in (AUDIT, APPLY, SUPPORT)] + [
        HERE.at(None).arn("iam", f"role{FORWARDER_PATH}{FORWARDER}")
    ]:
        assert any(arn_glob(pattern).match(arn) for pattern in keeper[0]["Resource"]), arn
    assert any(arn_glob(pattern).match(APPLY.arn(HERE)) for pattern in EXAMPLE.administrators)
    assert not any(arn_glob(pattern).match(AUDIT.arn(HERE)) for pattern in EXAMPLE.administrators)
    readers = render("scp-region-restriction", EXAMPLE)["Statement"][0]["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
    assert any(arn_glob(pattern).match(AUDIT.arn(HERE)) for pattern in readers)


def test_the_role_that_accounts_are_entered_by_is_the_configurations() -> None:
    assert Parameters().access_role == Baseline().access.role


def test_what_hardpan_makes_is_protected_by_its_name() -> None:
    want = Baseline()
    protected = [
        pattern
        for name in ("scp-protect-hardpan-resources", "scp-protect-security-services", "scp-protect-log-archive")
        for statement in render(name, Parameters())["Statement"]
        for pattern in ([statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"])
        if pattern != "*"
    ]
    made = [HERE.arn("events", f"rule/{signal.rule_name}") for signal in SIGNALS]
    made += [HERE.arn("sns", want.alerts.topic), HERE.arn("cloudtrail", f"trail/{want.logs.trail}")]
    made += [f"arn:aws:s3:::{want.log_bucket(HERE)}", f"arn:aws:budgets::{HERE.account}:budget/{BUDGET}"]
    for arn in made:
        assert any(arn_glob(pattern).match(arn) for pattern in protected), arn
