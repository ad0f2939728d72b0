"""What must hold for every policy and request, not only for those somebody thought of."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hardpan.policy import Policies, Policy, Request, decide
from hardpan.policy.pattern import arn_glob, glob, resource_glob

from .anything import ACCOUNT, applies, layers, outcome, policies, requests, variants

TEXT = st.text("ab:*?.", max_size=12)


@given(requests, layers)
@settings(max_examples=300, deadline=None)
def test_an_explicit_deny_wins(request: Request, given_: Policies) -> None:
    bound = request.principal.account == ACCOUNT
    assert given_.tree is not None
    having_a_say = [*given_.identity, given_.boundary, given_.session]
    having_a_say += [policy for level in given_.tree.scps.values() for policy in level] if bound else []
    denying = [
        statement
        for policy in having_a_say
        if policy
        for statement in policy.statements
        if statement.effect == "Deny" and applies(statement, request)
    ]
    decision = decide(request, given_)
    assert decision.explicit == bool(denying)
    assert not (denying and decision.allowed)


@given(requests, layers, policies("Deny"))
@settings(max_examples=200, deadline=None)
def test_adding_a_deny_never_allows_more(request: Request, given_: Policies, denying: Policy) -> None:
    before = decide(request, given_)

    def with_deny(policy: Policy) -> Policy:
        return replace(policy, statements=policy.statements + denying.statements)

    for after in variants(given_, with_deny):
        assert decide(request, after).allowed <= before.allowed


@given(requests, layers, st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_removing_an_allow_never_allows_more(request: Request, given_: Policies, nth: int) -> None:
    before = decide(request, given_)

    def without(policy: Policy) -> Policy:
        kept = tuple(s for number, s in enumerate(policy.statements) if not (s.allows and number == nth))
        return replace(policy, statements=kept)

    for after in variants(given_, without):
        assert decide(request, after).allowed <= before.allowed


@given(policies())
def test_what_is_written_is_read_again(policy: Policy) -> None:
    assert Policy.parse(policy.dumps()) == policy
    assert Policy.parse(policy.dumps()).dumps() == policy.dumps()


@given(requests, layers)
@settings(deadline=None)
def test_what_is_written_decides_the_same(request: Request, given_: Policies) -> None:
    again = [decide(request, one) for one in variants(given_, lambda policy: Policy.parse(policy.dumps()))]
    assert {outcome(one) for one in again} == {outcome(decide(request, given_))}


@given(TEXT, TEXT)
@settings(max_examples=500)
def test_wildcards_match_as_in_the_plainest_matcher(pattern: str, text: str) -> None:
    assert (glob(pattern).match(text) is not None) == plainest(pattern, text)


@given(
    st.lists(st.text("ab*?", max_size=4), min_size=6, max_size=6),
    st.lists(st.text("ab", max_size=4), min_size=6, max_size=6),
)
@settings(max_examples=500)
def test_arns_match_segment_by_segment(pattern: list[str], arn: list[str]) -> None:
    each = all(plainest(one, other) for one, other in zip(pattern, arn, strict=True))
    assert (arn_glob(":".join(pattern)).match(":".join(arn)) is not None) == each
    if each:
        assert resource_glob(":".join(["arn", *pattern[1:]])).match(":".join(["arn", *arn[1:]]))


@given(st.text("ab:/*?", max_size=14), st.text("ab:/", max_size=14))
@settings(max_examples=500)
def test_a_resource_is_matched_within_what_a_pattern_without_segments_matches(rest: str, text: str) -> None:
    if resource_glob(f"arn:aws:{rest}").match(f"arn:aws:{text}"):
        assert re.fullmatch(_crossing(f"arn:aws:{rest}"), f"arn:aws:{text}", re.S)


def _crossing(pattern: str) -> str:
    completed = pattern + ":*" * (5 - pattern.count(":"))
    return "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in completed)


def plainest(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(plainest(pattern[1:], text[start:]) for start in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and plainest(pattern[1:], text[1:])
