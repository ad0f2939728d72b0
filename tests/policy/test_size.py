"""Length as AWS counts it, and several policies made one without a change of meaning."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardpan.policy import FULL_ACCESS, Policies, Policy, PolicyProblem, Request, decide, merged, minified, size

from .anything import ACCOUNT, outcome, policies, requests, tree

STATEMENT = {"Sid": "S", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}


def test_white_space_goes_and_bytes_count() -> None:
    document = {"Version": "2012-10-17", "Statement": [STATEMENT]}
    assert minified(document) == (
        '{"Version":"2012-10-17","Statement":[{"Sid":"S","Effect":"Deny","Action":"s3:*","Resource":"*"}]}'
    )
    assert size(document) == len(minified(document))
    assert size('"é"') == 4


def test_a_sid_that_is_taken_gets_a_number() -> None:
    first = Policy.parse({"Statement": [STATEMENT, {**STATEMENT, "Sid": "S2", "Action": "ec2:*"}]})
    second = Policy.parse({"Statement": [{**STATEMENT, "Action": "kms:*"}]})
    assert [statement.sid for statement in merged([first, second]).statements] == ["S", "S2", "S3"]
    assert Policy.parse(merged([first, second]).dumps()) == merged([first, second])


def test_what_two_policies_both_say_is_written_once() -> None:
    one, other = (Policy.parse({"Statement": [{**STATEMENT, "Sid": sid}]}) for sid in ("A", "B"))
    assert [statement.sid for statement in merged([one, other]).statements] == ["A"]


def test_policies_of_two_versions_cannot_be_one() -> None:
    with pytest.raises(PolicyProblem, match="2 versions"):
        merged([FULL_ACCESS, Policy.parse({"Statement": [STATEMENT]})])


@given(requests, st.lists(policies(), min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_one_policy_means_what_the_several_meant(request: Request, several: list[Policy]) -> None:
    alike = [Policy.parse({**policy.document(), "Version": "2012-10-17"}) for policy in several]
    apart = Policies(identity=(FULL_ACCESS,), tree=tree({ACCOUNT: tuple(alike)}))
    together = Policies(identity=(FULL_ACCESS,), tree=tree({ACCOUNT: (merged(alike),)}))
    assert outcome(decide(request, apart))[:3] == outcome(decide(request, together))[:3]
