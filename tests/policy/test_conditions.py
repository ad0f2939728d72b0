"""Every condition operator, the set operators, missing keys, and policy variables.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import pytest

from hardpan.policy import PolicyProblem
from hardpan.policy.condition import Condition
from hardpan.policy.operators import OPERATORS

# operator, a value of the policy, a value of the request that fits it, one that does not
FITTING = [
    ("StringEquals", "Alice", "Alice", "alice"),
    ("StringEquals", "a*", "a*", "ab"),
    ("StringEqualsIgnoreCase", "Alice", "aLICE", "Alicia"),
    ("StringLike", "a*c?", "a:b:cd", "acde"),
    ("StringLike", "A*", "Ab", "ab"),
    ("ArnEquals", "arn:aws:iam::*:role/*", "arn:aws:iam::1:role/a/b", "arn:aws:iam::1:user/a"),
    ("ArnLike", "arn:*:iam::*:root", "arn:aws-cn:iam::1:root", "arn:aws:iam::1:2:root"),
    ("ArnLike", "arn:aws:sns:*:*:t?pic", "arn:aws:sns:eu-west-1:1:topic", "arn:aws:sns:eu-west-1:1:t:pic2"),
    ("Bool", "true", "TRUE", "false"),
    ("Bool", "false", "false", "yes"),
    ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", "qmlUYXJ5"),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", "203.0.114.9"),
    ("IpAddress", "2001:db8::/32", "2001:db8::1", "203.0.113.9"),
    ("IpAddress", "203.0.113.9", "203.0.113.9", "no address"),
    ("NumericEquals", "10", "10.0", "9"),
    ("NumericLessThan", "10", "9", "10"),
    ("NumericLessThanEquals", "10", "10", "10.5"),
    ("NumericGreaterThan", "10", "11", "nan"),
    ("NumericGreaterThanEquals", "10", "1e1", "9"),
    ("DateEquals", "2026-11-01T00:00:00Z", "2026-11-01", "2026-11-02"),
    ("DateLessThan", "2026-11-01T00:00:00Z", "2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z"),
    ("DateLessThanEquals", "2026-11-01T00:00:00Z", "2026-11-01T02:00:00+02:00", "2026-11-01T00:00:01Z"),
    ("DateGreaterThan", "1793491200", "2026-11-01T00:00:01Z", "soon"),
    ("DateGreaterThanEquals", "2026-11-01T00:00:00Z", "1793491200", "1793491199"),
]
# operator, a value of the policy, a value of the request for which it holds, one for which it does not
NEGATED = [
    ("StringNotEquals", "Alice", "alice", "Alice"),
    ("StringNotEquals", "a*", "ab", "a*"),
    ("StringNotEqualsIgnoreCase", "Alice", "Alicia", "aLICE"),
    ("StringNotLike", "a*c?", "acde", "a:b:cd"),
    ("StringNotLike", "A*", "ab", "Ab"),
    ("ArnNotEquals", "arn:aws:iam::*:role/*", "arn:aws:iam::1:user/a", "arn:aws:iam::1:role/a/b"),
    ("ArnNotLike", "arn:*:iam::*:root", "arn:aws:iam::1:2:root", "arn:aws-cn:iam::1:root"),
    ("ArnNotLike", "arn:aws:sns:*:*:t?pic", "arn:aws:sns:eu-west-1:1:t:pic2", "arn:aws:sns:eu-west-1:1:topic"),
    ("NotIpAddress", "203.0.113.0/24", "203.0.114.9", "203.0.113.9"),
    ("NotIpAddress", "2001:db8::/32", "203.0.113.9", "2001:db8::1"),
    ("NotIpAddress", "203.0.113.9", "no address", "203.0.113.9"),
    ("NumericNotEquals", "10", "9", "10.0"),
    ("DateNotEquals", "2026-11-01T00:00:00Z", "2026-11-02", "2026-11-01"),
]


def holds(operator: str, values: str | tuple[str, ...], **keys: str | tuple[str, ...]) -> bool:
    wanted = (values,) if isinstance(values, str) else values
    context = {key.lower(): (value,) if isinstance(value, str) else value for key, value in keys.items()}
    return Condition(operator, "Key", wanted).holds(context)


@pytest.mark.parametrize(("operator", "value", "fits", "does_not"), FITTING)
def test_a_positive_operator(operator: str, value: str, fits: str, does_not: str) -> None:
    assert holds(operator, value, key=fits)
    assert not holds(operator, value, key=does_not)
    assert not holds(operator, value), "a missing key fits nothing"
    assert holds(f"{operator}IfExists", value)
    assert not holds(f"{operator}IfExists", value, key=does_not)


@pytest.mark.parametrize(("operator", "value", "differs", "is_it"), NEGATED)
def test_a_negated_operator(operator: str, value: str, differs: str, is_it: str) -> None:
    assert holds(operator, value, key=differs)
    assert not holds(operator, value, key=is_it)
    assert holds(operator, value), "a missing key equals nothing"
    assert holds(f"{operator}IfExists", value)
    assert not holds(f"{operator}IfExists", value, key=is_it)
    assert not holds(f"ForAnyValue:{operator}", value), "of no values none is another"


def test_every_operator_is_tested() -> None:
    assert {name.lower() for name, *_ in FITTING + NEGATED} == set(OPERATORS)


def test_several_values_are_or_and_several_negated_ones_nor() -> None:
    assert holds("StringEquals", ("a", "b"), key="b")
    assert not holds("StringNotEquals", ("a", "b"), key="b")


@pytest.mark.parametrize(
    ("given", "all_like", "any_like", "all_unlike", "any_unlike"),
    [
        ((), True, False, True, False),
        (("a1",), True, True, False, False),
        (("a1", "b"), False, True, False, True),
        (("b", "c"), False, False, True, True),
    ],
)
def test_set_operators(
    given: tuple[str, ...], all_like: bool, any_like: bool, all_unlike: bool, any_unlike: bool
) -> None:
    assert holds("ForAllValues:StringLike", "a*", key=given) is all_like
    assert holds("ForAnyValue:StringLike", "a*", key=given) is any_like
    assert holds("ForAllValues:StringNotLike", "a*", key=given) is all_unlike
    assert holds("ForAnyValue:StringNotLike", "a*", key=given) is any_unlike


def test_if_exists_with_a_set_operator() -> None:
    assert holds("ForAnyValue:StringEqualsIfExists", "a")
    assert not holds("ForAnyValue:StringEqualsIfExists", "a", key=("b", "c"))


def test_an_operator_for_one_value_never_holds_for_several() -> None:
    assert not holds("StringEquals", "a", key=("a", "a"))
    assert not holds("StringNotEquals", "a", key=("b", "c"))


@pytest.mark.parametrize(("value", "missing"), [("true", True), ("false", False), ("True", True)])
def test_null(value: str, missing: bool) -> None:
    assert holds("Null", value) is missing
    assert holds("Null", value, key="there") is not missing
    assert holds("Null", value, key="") is not missing


def test_null_is_held_against_true_or_false_only() -> None:
    with pytest.raises(PolicyProblem, match="not 'absent'"):
        holds("Null", "absent")


def test_names_of_operators_and_keys_know_no_case() -> None:
    assert holds("foranyvalue:STRINGLIKE", "a*", KEY=("a", "b"))


def test_a_variable_is_filled_in() -> None:
    assert holds("StringEquals", "${aws:username}", key="ada", **{"aws:username": "ada"})
    assert not holds("StringEquals", "${aws:username}", key="eve", **{"aws:username": "ada"})


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("NumericEquals", "3600"),
        ("NumericLessThanEquals", "3600"),
        ("DateEquals", "2026-11-01T00:00:00Z"),
        ("Bool", "true"),
        ("BinaryEquals", "QmluYXJ5"),
        ("IpAddress", "203.0.113.9"),
    ],
)
def test_operators_of_neither_strings_nor_arns_fill_in_no_variables(operator: str, value: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-conditionelement"""
    assert holds(operator, value, key=value)
    assert not holds(operator, "${aws:PrincipalTag/own}", key=value, **{"aws:PrincipalTag/own": value})


def test_a_variable_without_a_value_equals_nothing_and_is_like_nothing() -> None:
    assert not holds("StringEquals", "${aws:username}", key="")
    assert not holds("StringLike", "*${aws:username}", key="ada")
    assert holds("StringNotEquals", "${aws:username}", key="ada")
    assert not holds("StringLike", "${aws:PrincipalOrgPaths}", key="a", **{"aws:PrincipalOrgPaths": ("a", "b")})


def test_what_comes_from_a_variable_is_no_wildcard() -> None:
    assert not holds("StringLike", "home/${aws:username}/*", key="home/ada/x", **{"aws:username": "*"})
    assert holds("StringLike", "home/${aws:username}/*", key="home/*/x", **{"aws:username": "*"})


@pytest.mark.parametrize(("variable", "character"), [("${*}", "*"), ("${?}", "?"), ("${$}", "$")])
def test_characters_written_as_variables(variable: str, character: str) -> None:
    assert holds("StringLike", f"a{variable}c", key=f"a{character}c")
    assert not holds("StringLike", f"a{variable}c", key="abc")
    assert holds("StringEquals", variable, key=character)


def test_a_default_stands_for_a_missing_key_only() -> None:
    assert holds("StringEquals", "${aws:PrincipalTag/team, 'none'}", key="none")
    assert holds("StringEquals", "${aws:PrincipalTag/team,'none'}", key="blue", **{"aws:PrincipalTag/team": "blue"})
    assert holds("StringEquals", "${aws:PrincipalTag/team, ''}", key="")


def test_the_old_version_of_the_language_has_no_variables() -> None:
    literal = Condition("StringEquals", "Key", ("${aws:username}",), variables=False)
    assert literal.holds({"key": ("${aws:username}",), "aws:username": ("ada",)})
