"""Which guardrail goes into which policy: as AWS takes them, every time the same, with little change by one more."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from hardpan.guardrails import EXAMPLE, GUARDRAILS, LIMITS, Document, PolicyType, compose, in_order, render
from hardpan.guardrails.actors import MANAGEMENT, PARENTS, request
from hardpan.model import Problem
from hardpan.policy import FULL_ACCESS, Policies, Policy, Tree, decide, size

SCPS = sorted(name for name, guardrail in GUARDRAILS.items() if guardrail.use == "scp")
RCPS = sorted(name for name, guardrail in GUARDRAILS.items() if guardrail.use == "rcp")
SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"


def test_each_is_its_own_policy_while_there_is_room() -> None:
    made = compose(SCPS[:9], EXAMPLE, kind=SCP)
    assert {document.guardrails for document in made} == {(name,) for name in SCPS[:9]}
    assert {document.name for document in made} == {f"hardpan-{name}" for name in SCPS[:9]}


def test_what_comes_first_is_attached_first() -> None:
    made = compose(SCPS[:9], EXAMPLE, kind=SCP)
    assert [name for document in made for name in document.guardrails] == in_order(SCPS[:9])


def test_only_its_own_kind_is_composed() -> None:
    assert [one.guardrails for one in compose([*SCPS[:2], *RCPS[:1]], EXAMPLE, kind=RCP)] == [(RCPS[0],)]
    assert compose(SCPS, EXAMPLE, kind=RCP) == []


def test_the_default_policy_of_aws_counts() -> None:
    assert len(compose(SCPS[:9], EXAMPLE, kind=SCP)) == LIMITS[SCP].per_target - 1
    assert len(compose(SCPS[:10], EXAMPLE, kind=SCP)) == LIMITS[SCP].per_target - 1
    assert len(compose(RCPS, EXAMPLE, kind=RCP)) == 4 == LIMITS[RCP].per_target - 1


def test_settings_are_composed_and_never_share() -> None:
    kind = "DECLARATIVE_POLICY_EC2"
    names = [name for name, guardrail in GUARDRAILS.items() if guardrail.kind == kind]
    assert [json.loads(one.text) for one in compose(names, EXAMPLE, kind=kind)] == [
        render(name, EXAMPLE) for name in in_order(names)
    ]
    with pytest.raises(Problem, match=f"{len(names)} guardrails of type {kind} do not fit in the 3 free places"):
        compose(names, EXAMPLE, kind=kind, taken=LIMITS[kind].per_target - 3)


@given(st.sets(st.sampled_from(SCPS), min_size=1), st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_what_is_composed_fits_and_holds_everything_once(names: set[str], taken: int) -> None:
    try:
        made = compose(names, EXAMPLE, kind=SCP, taken=taken)
    except Problem:
        assert taken == 8  # all of them do not fit into one
        return
    assert len(made) <= LIMITS[SCP].free - taken
    assert sorted(name for document in made for name in document.guardrails) == sorted(names)
    assert all(size(document.text) <= LIMITS[SCP].characters for document in made)
    assert len({document.name for document in made}) == len(made)
    assert compose(sorted(names, reverse=True), EXAMPLE, kind=SCP, taken=taken) == made


@given(st.sets(st.sampled_from(SCPS), min_size=2), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_no_more_share_than_have_to(names: set[str], taken: int) -> None:
    made = compose(names, EXAMPLE, kind=SCP, taken=taken)
    shared = [document for document in made if len(document.guardrails) > 1]
    assert bool(shared) == (len(names) > LIMITS[SCP].free - taken)
    if shared:
        assert len(made) == LIMITS[SCP].free - taken
        assert all(size(one.text) + size(other.text) > 9_000 for one, other in combinations(shared, 2))


# Where few places are left and the newcomer takes one for itself, two others go into the two shared policies.
PUSHED_OUT = {
    "scp-protect-account-settings",
    "scp-protect-hardpan-resources",
    "scp-protect-log-archive",
    "scp-protect-security-services",
    "scp-region-restriction",
}


@given(st.sets(st.sampled_from(SCPS), min_size=1, max_size=len(SCPS) - 1), st.sampled_from(SCPS), st.integers(0, 7))
@example(PUSHED_OUT, "scp-deny-leave-organization", 6)
@settings(max_examples=100, deadline=None)
def test_one_guardrail_more_changes_few_policies(names: set[str], newcomer: str, taken: int) -> None:
    """At most five, as all two million choices of guardrails and places were once gone through to see."""
    assume(newcomer not in names)
    before = {one.name: one.text for one in compose(names, EXAMPLE, kind=SCP, taken=taken)}
    after = {one.name: one.text for one in compose(names | {newcomer}, EXAMPLE, kind=SCP, taken=taken)}
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert len(changed) <= 5
    if len(names) < LIMITS[SCP].free - taken:
        assert len(changed) == 1


@pytest.mark.parametrize("taken", [0, 6])
def test_shared_policies_decide_as_separate_ones(taken: int) -> None:
    together = decided_by(compose(SCPS, EXAMPLE, kind=SCP, taken=taken))
    apart = decided_by(
        [Document(name, Policy.parse(render(name, EXAMPLE)).dumps(), (name,)) for name in in_order(SCPS)]
    )
    asked = [request(ask, EXAMPLE) for name in SCPS for ask in (*GUARDRAILS[name].denies, *GUARDRAILS[name].leaves)]
    for one in asked:
        assert decide(one, together).allowed == decide(one, apart).allowed


def test_a_label_tells_the_shared_policies_of_two_targets_apart() -> None:
    names = {
        document.name
        for label in ("Workloads/Prod", "Sandbox")
        for document in compose(SCPS, EXAMPLE, kind=SCP, label=label)
        if len(document.guardrails) > 1
    }
    assert names == {"hardpan-scp-shared-workloads-prod-1", "hardpan-scp-shared-sandbox-1"}


def test_a_document_that_is_too_long_is_told() -> None:
    many = tuple(f"hardpan-logs-{number}" for number in range(300))
    with pytest.raises(Problem, match=r"scp-protect-log-archive has \d+ characters; AWS takes 10240"):
        compose(["scp-protect-log-archive"], type(EXAMPLE)(log_buckets=many), kind=SCP)


@pytest.mark.parametrize("kind", LIMITS)
def test_nothing_asks_for_no_place(kind: PolicyType) -> None:
    """Others may have filled more places than ours would have: without AWS's default, ten of ten."""
    assert compose([], EXAMPLE, kind=kind, taken=LIMITS[kind].per_target) == []


def test_nothing_fits_where_no_place_is_free() -> None:
    with pytest.raises(Problem, match="do not fit in the 0 free places"):
        compose(SCPS[:2], EXAMPLE, kind=SCP, taken=9)


def decided_by(documents: list[Document]) -> Policies:
    scps = (FULL_ACCESS, *(Policy.parse(document.text, name=document.name, use="scp") for document in documents))
    tree = Tree(organization="o-exampleorgid", management_account=MANAGEMENT, parents=PARENTS, scps={"r-ab12": scps})
    return Policies(identity=(FULL_ACCESS,), tree=tree)
