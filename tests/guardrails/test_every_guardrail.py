"""What must hold for every guardrail; a new one is tested by being there.

Each denies what it must and leaves alone what it must. And nothing in it is idle: without a statement, an action, a
resource or a value something would no longer be denied; without a condition or an exemption something would be.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from hardpan.guardrails import (
    EXAMPLE,
    GUARDRAILS,
    LIMITS,
    STAGES,
    Ask,
    Guardrail,
    Parameters,
    effective,
    faults,
    render,
)
from hardpan.guardrails.actors import actors
from hardpan.guardrails.parameters import PLACEHOLDERS
from hardpan.guardrails.render import placeholders
from hardpan.guardrails.shown import decided
from hardpan.model import Problem
from hardpan.policy import Policy, size
from hardpan.policy.pattern import arn_glob

EVERY = list(GUARDRAILS.values())
LANGUAGE = [guardrail for guardrail in EVERY if guardrail.use]
SETTINGS = [guardrail for guardrail in EVERY if not guardrail.use]
NEGATED = re.compile(r"(ForA\w+Values?:)?(String|Arn|Numeric|Date|)Not\w+")
named = pytest.mark.parametrize("guardrail", EVERY, ids=lambda guardrail: guardrail.name)
in_the_language = pytest.mark.parametrize("guardrail", LANGUAGE, ids=lambda guardrail: guardrail.name)
of_settings = pytest.mark.parametrize("guardrail", SETTINGS, ids=lambda guardrail: guardrail.name)

Statement = dict[str, Any]


@named
def test_its_requests_are_decided_as_they_should(guardrail: Guardrail) -> None:
    assert list(faults(guardrail, EXAMPLE)) == []


@in_the_language
def test_it_has_requests_of_both_kinds(guardrail: Guardrail) -> None:
    assert guardrail.denies
    assert guardrail.leaves
    assert {ask.by for ask in guardrail.denies + guardrail.leaves} <= set(actors(EXAMPLE))


@in_the_language
def test_every_statement_denies_and_has_a_request_that_it_decides(guardrail: Guardrail) -> None:
    statements = render(guardrail.name, EXAMPLE)["Statement"]
    assert {statement["Effect"] for statement in statements} == {"Deny"}
    assert [statement["Sid"] for statement in statements] == list(
        dict.fromkeys(ask.statement for ask in guardrail.denies)
    )


@in_the_language
def test_every_action_of_a_statement_is_denied(guardrail: Guardrail) -> None:
    document = render(guardrail.name, EXAMPLE)
    for statement in document["Statement"]:
        ask = next(ask for ask in guardrail.denies if ask.statement == statement["Sid"])
        for action in listed(statement.get("Action", [])):
            other = action.replace("*", "Anything") if action != "*" else "new:Anything"
            decision = decided(guardrail, document, changed(ask, action=other), EXAMPLE)
            assert decision.statement == statement["Sid"], action


@in_the_language
def test_every_resource_and_value_is_needed_to_deny_something(guardrail: Guardrail) -> None:
    for what, document in narrowed(guardrail):
        allowed = [ask for ask in guardrail.denies if not decided(guardrail, document, ask, EXAMPLE).explicit]
        assert allowed, f"all is denied without {what}"


@in_the_language
def test_every_condition_and_exemption_is_needed_to_leave_something_alone(guardrail: Guardrail) -> None:
    for what, document in widened(guardrail):
        denied = [ask for ask in guardrail.leaves if not decided(guardrail, document, ask, EXAMPLE).allowed]
        assert denied, f"nothing more is denied without {what}"


@in_the_language
def test_every_exempt_role_is_out_of_reach(guardrail: Guardrail) -> None:
    """Whoever could make or take over a role with an exempt name would be exempt."""
    keeper = GUARDRAILS["scp-protect-hardpan-resources"]
    kept = [arn_glob(pattern) for pattern in render(keeper.name, EXAMPLE)["Statement"][0]["Resource"]]
    for pattern in exempt_roles(guardrail):
        example = pattern.replace("arn:*", "arn:aws").replace("::*:", "::222222222222:").replace("*", "x")
        assert any(one.match(example) for one in kept), pattern


@in_the_language
def test_every_tag_that_exempts_or_protects_is_out_of_reach_in_any_case(guardrail: Guardrail) -> None:
    """A condition on a tag finds it in any case, one on the keys of a request does not.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
    """
    keeper = GUARDRAILS["scp-protect-hardpan-resources"]
    for tag in deciding_tags(guardrail):
        for written in (tag, tag.upper(), tag.title()):
            ask = Ask(by="administrator", action="iam:TagRole", keys={"aws:TagKeys": ["team", written]})
            assert decided(keeper, render(keeper.name, EXAMPLE), ask, EXAMPLE).explicit, written


@in_the_language
def test_exempt_roles_are_named_by_path_and_not_by_session(guardrail: Guardrail) -> None:
    for pattern in exempt_roles(guardrail):
        assert re.fullmatch(r"arn:\*:iam::\*:role/[A-Za-z][\w/-]+\*?", pattern)


@in_the_language
def test_no_pattern_relies_on_a_wildcard_that_reaches_over_segments(guardrail: Guardrail) -> None:
    for statement in render(guardrail.name, EXAMPLE)["Statement"]:
        for pattern in listed(statement.get("Resource", "*")):
            assert pattern == "*" or pattern.count(":") >= 5


@named
def test_it_is_short_enough(guardrail: Guardrail) -> None:
    assert size(render(guardrail.name, EXAMPLE)) <= LIMITS[guardrail.kind].characters


@named
def test_it_says_what_it_prevents_and_where_that_is_written(guardrail: Guardrail) -> None:
    assert guardrail.prevents.endswith(".")
    assert guardrail.prevents.count(". ") == 0
    assert len(guardrail.page) > 100
    assert guardrail.stage in {stage.name for stage in STAGES}
    assert all(one.endswith(".") for one in guardrail.before)


@named
def test_it_needs_what_its_document_asks_for(guardrail: Guardrail) -> None:
    asked = placeholders(guardrail.template)
    assert asked <= PLACEHOLDERS
    without = {name for name in asked if not Parameters().filling(name)}
    assert set(guardrail.needs) == without - OPTIONAL
    assert placeholders(render(guardrail.name, EXAMPLE)) == set()


@named
def test_what_it_needs_and_is_not_given_is_named(guardrail: Guardrail) -> None:
    if guardrail.needs:
        with pytest.raises(Problem, match=guardrail.needs[0]):
            render(guardrail.name, Parameters())
    else:
        assert render(guardrail.name, Parameters())


@in_the_language
def test_without_optional_parameters_it_is_a_policy_that_denies_the_same(guardrail: Guardrail) -> None:
    bare = Parameters(**{name: EXAMPLE.filling(name) for name in guardrail.needs})  # type: ignore[arg-type]
    Policy.parse(render(guardrail.name, bare), use=guardrail.use)
    everything = {ask for ask in guardrail.denies if "also_exempt" not in ask.by}
    optional_roles = {"AWSControlTowerExecution"}  # exists, and is protected, only where it is asked for
    for ask in (ask for ask in everything if not any(role in ask.resource for role in optional_roles)):
        assert decided(guardrail, render(guardrail.name, bare), ask, EXAMPLE).statement == ask.statement


@of_settings
def test_settings_can_be_merged_by_the_documented_operators(guardrail: Guardrail) -> None:
    document = render(guardrail.name, EXAMPLE)
    made = effective([[document]])
    assert made
    assert "@@" not in json.dumps(made)
    assert effective([[document], [document]]) == made


def test_documents_and_definitions_come_in_pairs() -> None:
    found = {file.name for file in files("hardpan.guardrails").joinpath("documents").iterdir()}
    assert found == {f"{name}.{ending}" for name in GUARDRAILS for ending in ("json", "yaml")}


OPTIONAL = {"trusted_accounts", "also_exempt", "image_accounts"}  # may have no values


def test_a_list_that_may_be_empty_only_exempts_or_stands_among_others() -> None:
    """An empty list is left out of a condition, which must not make a statement deny or leave alone more."""
    for guardrail in LANGUAGE:
        for statement in guardrail.template["Statement"]:
            for operator, keys in statement.get("Condition", {}).items():
                may_vanish = [key for key, value in keys.items() if placeholders(value) & OPTIONAL]
                assert not may_vanish or NEGATED.fullmatch(operator), (guardrail.name, operator)
                assert len(may_vanish) < len(keys)


def exempt_roles(guardrail: Guardrail) -> list[str]:
    return [
        pattern
        for statement in render(guardrail.name, EXAMPLE)["Statement"]
        for operator, keys in statement.get("Condition", {}).items()
        if NEGATED.fullmatch(operator)
        for pattern in listed(keys.get("aws:PrincipalArn", []))
    ]


def deciding_tags(guardrail: Guardrail) -> set[str]:
    keys = {
        key
        for statement in render(guardrail.name, EXAMPLE)["Statement"]
        for tested in statement.get("Condition", {}).values()
        for key in tested
    }
    return {key.partition("/")[2] for key in keys if key.startswith(("aws:PrincipalTag/", "aws:ResourceTag/"))}


def narrowed(guardrail: Guardrail) -> Iterator[tuple[str, dict[str, Any]]]:
    """The document without one resource, one value that it denies, or one statement."""
    for number, statement, document in statements(guardrail):
        yield from without_one(document, number, statement, ("Resource",))
        for operator, keys in statement.get("Condition", {}).items():
            if not NEGATED.fullmatch(operator) and operator != "Null":
                for key in keys:
                    yield from without_one(document, number, statement, ("Condition", operator, key))


def widened(guardrail: Guardrail) -> Iterator[tuple[str, dict[str, Any]]]:
    """The document without one condition, one exempt value, or one exempt action."""
    for number, statement, document in statements(guardrail):
        yield from without_one(document, number, statement, ("NotAction",))
        for operator, keys in statement.get("Condition", {}).items():
            for key, values in keys.items():
                if NEGATED.fullmatch(operator):
                    yield from without_one(document, number, statement, ("Condition", operator, key))
                if not NEGATED.fullmatch(operator) or len(listed(values)) == 1:
                    other = copy.deepcopy(document)
                    del other["Statement"][number]["Condition"][operator][key]
                    yield f"{statement['Sid']} {operator} {key}", other


def statements(guardrail: Guardrail) -> Iterator[tuple[int, Statement, dict[str, Any]]]:
    document = render(guardrail.name, EXAMPLE)
    for number, statement in enumerate(document["Statement"]):
        yield number, statement, document


def without_one(
    document: dict[str, Any], number: int, statement: Statement, keys: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The document with one value fewer under these keys, for each value where there are several."""
    if keys[0] not in statement:
        return
    values = statement
    for key in keys:
        values = values[key]
    for value in listed(values) if len(listed(values)) > 1 else ():
        other = copy.deepcopy(document)
        within = other["Statement"][number]
        for key in keys[:-1]:
            within = within[key]
        within[keys[-1]] = [one for one in listed(values) if one != value]
        yield f"{statement['Sid']} {value}", other


def changed(ask: Any, **changes: Any) -> Any:
    return type(ask)(**{**vars(ask), **changes})


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
