"""What is a policy, what is wrong with one that is not, and how patterns of resources read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hardpan.policy import FULL_ACCESS, Policy, PolicyProblem
from hardpan.policy.parse import Use
from hardpan.policy.pattern import resource_glob

GOOD: dict[str, Any] = {"Sid": "One", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}


def policy(**changes: Any) -> dict[str, Any]:
    statement = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.mark.parametrize(
    ("document", "where", "what"),
    [
        ([], "", "a JSON object"),
        ({"Version": "2012-10-17"}, "", "no Statement"),
        ({"Version": "2012-10-18", "Statement": [GOOD]}, "Version", "2012-10-18"),
        ({"Statement": [GOOD], "Statements": []}, "", "Statements is not an element"),
        ({"Statement": []}, "Statement", "there is none"),
        ({"Statement": ["x"]}, "Statement[0]", "a JSON object"),
        ({"Statement": [GOOD, GOOD]}, "Statement", "the Sid One"),
        (policy(Effect="Permit"), "Statement[0] (One)", "Allow or Deny, not 'Permit'"),
        (policy(Effect=None), "Statement[0] (One)", "not None"),
        (policy(Action=None), "Statement[0] (One)", "neither Action nor NotAction"),
        (policy(NotAction="s3:*"), "Statement[0] (One)", "both Action and NotAction"),
        (policy(NotResource="*"), "Statement[0] (One)", "both Resource and NotResource"),
        (policy(Action="GetObject"), "Statement[0] (One)", "'GetObject' is no action"),
        (policy(Action=[]), "Statement[0] (One).Action", "the list is empty"),
        (policy(Resource={"a": 1}), "Statement[0] (One).Resource", "is not a text"),
        (policy(Principal="111122223333"), "Statement[0] (One).Principal", '"*" or an object'),
        (policy(Principal={"Aws": "*"}), "Statement[0] (One).Principal", "Aws is no kind"),
        (policy(Condition={"StringLikes": {"a": "b"}}), "Statement[0] (One).Condition.StringLikes.a", "StringLikes"),
        (policy(Condition={"Null": {"a": "b"}}), "Statement[0] (One).Condition.Null.a", "true or false, not 'b'"),
        (policy(Condition={"Bool": "true"}), "Statement[0] (One).Condition.Bool", "{key: values}"),
        (policy(Condition=[]), "Statement[0] (One).Condition", "{operator: {key: values}}"),
        (policy(Conditions={}), "Statement[0] (One)", "Conditions is not an element"),
    ],
)
def test_a_malformed_policy_is_refused_with_what_and_where(document: Any, where: str, what: str) -> None:
    with pytest.raises(PolicyProblem) as refused:
        Policy.parse(document, name="mine")
    assert (refused.value.where, refused.value.policy) == (where, "mine")
    assert what in refused.value.fault
    assert "mine" in str(refused.value)


@pytest.mark.parametrize(
    ("use", "changes", "what"),
    [
        ("scp", {"Principal": "*"}, "Principal has no place"),
        ("scp", {"Resource": None}, "neither Resource"),
        ("identity", {"NotPrincipal": "*"}, "NotPrincipal has no place"),
        ("resource", {}, "no Principal"),
        ("trust", {"Principal": "*"}, "Resource has no place"),
        ("rcp", {}, "no Principal"),
        ("rcp", {"Principal": {"AWS": "111122223333"}}, 'is "*"'),
        ("rcp", {"Principal": "*", "Effect": "Allow"}, "only deny"),
        ("rcp", {"Principal": "*", "Action": None, "NotAction": "s3:*"}, "NotAction has no place"),
    ],
)
def test_each_kind_of_policy_has_its_own_rules(use: Use, changes: dict[str, Any], what: str) -> None:
    Policy.parse(policy(**changes))
    with pytest.raises(PolicyProblem, match=what):
        Policy.parse(policy(**changes), use=use)


def test_broken_text_is_refused_with_its_position() -> None:
    with pytest.raises(PolicyProblem, match="line 2, column 1"):
        Policy.parse("{\n")
    with pytest.raises(PolicyProblem, match="Effect is given twice"):
        Policy.parse('{"Statement": {"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}}')


def test_one_value_and_a_list_of_one_are_the_same_and_the_shorter_is_written() -> None:
    listed = policy(Action=["s3:*"], Resource=["*"], Condition={"Bool": {"aws:SecureTransport": [False]}})
    single = policy(Condition={"Bool": {"aws:SecureTransport": "false"}})
    assert Policy.parse(listed) == Policy.parse(single)
    assert json.loads(Policy.parse(listed).dumps()) == single


def test_principals_are_written_as_they_were_read() -> None:
    for principal in ("*", {"AWS": ["111122223333", "*"]}, {"Service": "s3.amazonaws.com", "CanonicalUser": "abc"}):
        document = policy(Principal=principal)
        assert json.loads(Policy.parse(document).dumps()) == document


def test_a_statement_is_called_by_its_sid_or_its_place() -> None:
    read = Policy.parse({"Statement": [GOOD, {**GOOD, "Sid": ""}]})
    assert [read.label(statement) for statement in read.statements] == ["One", "Statement[1]"]
    assert FULL_ACCESS.name == "FullAWSAccess"


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        ("arn:aws:s3:::logs-*/*", "arn:aws:s3:::logs-1/a/b", True),
        ("arn:aws:s3:::logs-*", "arn:aws:s3:::Logs-1", False),
        ("arn:aws:iam::*:role/x", "arn:aws:iam::111122223333:role/x", True),
        ("arn:aws:iam::111?22223333:role/x", "arn:aws:iam::111122223333:role/x", True),
        ("arn:aws:ec2:*", "arn:aws:ec2:eu-west-1:1:instance/i-1", True),
        ("arn:aws:e*2:x:1:y", "arn:aws:ec2:x:2:x:1:y", False),
        ("arn:aws:logs:*:*:log-group:a*", "arn:aws:logs:eu-west-1:1:log-group:ab:log-stream:c", True),
        ("arn:aws:s3:::a", "*", False),
        ("*", "*", True),
        ("arn:aws:s3:::a.b", "arn:aws:s3:::axb", False),
    ],
)
def test_patterns_of_resources(pattern: str, resource: str, matches: bool) -> None:
    assert (resource_glob(pattern).match(resource) is not None) is matches
