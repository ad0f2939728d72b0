"""Where the profiles attach what: each is complete, fits AWS's limits, and holds the one before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardpan.guardrails import EXAMPLE, GUARDRAILS, LIMITS, ROOT, STAGES, attachments, compose, in_order, lowest
from hardpan.model import PROFILES, ProfileLevel

profiles = pytest.mark.parametrize("profile", PROFILES)


@profiles
def test_every_target_is_known_and_after_its_parent(profile: ProfileLevel) -> None:
    seen: set[str | None] = {None}
    for target in attachments(profile):
        assert target.parent in seen
        assert set(target.attached) | set(target.optional) <= set(GUARDRAILS)
        assert not set(target.attached) & set(target.optional)
        assert target.attached == tuple(in_order(target.attached))
        seen.add(target.path)


@profiles
def test_nothing_is_attached_twice_on_one_path(profile: ProfileLevel) -> None:
    above: dict[str, set[str]] = {}
    for target in attachments(profile):
        inherited = above.get(target.parent or "", set())
        assert not inherited & set(target.attached + target.optional)
        above[target.path] = inherited | set(target.attached)


@profiles
def test_everything_fits_with_the_optional_and_one_policy_of_somebody_else(profile: ProfileLevel) -> None:
    parameters = replace(EXAMPLE, also_exempt=())
    for target in attachments(profile):
        for kind in LIMITS:
            names = target.attached + target.optional
            made = compose(names, parameters, kind=kind, taken=1)
            assert len(made) <= LIMITS[kind].free - 1


@profiles
def test_the_keeper_of_exempt_roles_is_at_the_root_and_among_the_first(profile: ProfileLevel) -> None:
    root = attachments(profile)[0]
    assert root.path == ROOT
    keeper = "scp-protect-hardpan-resources"
    assert keeper in root.attached
    assert GUARDRAILS[keeper].stage == STAGES[0].name


@profiles
def test_quarantine_holds_nothing_else(profile: ProfileLevel) -> None:
    found = {target.path: target.attached for target in attachments(profile)}
    assert found["Quarantine"] == ("scp-quarantine",)


def test_a_larger_profile_attaches_at_least_what_a_smaller_does_at_the_root() -> None:
    roots = [set(attachments(profile)[0].attached) for profile in PROFILES]
    assert roots[0] < roots[1] < roots[2]


def test_every_guardrail_is_attached_somewhere() -> None:
    used = {
        name for profile in PROFILES for target in attachments(profile) for name in (*target.attached, *target.optional)
    }
    assert used == set(GUARDRAILS)


def test_every_guardrail_has_its_turn() -> None:
    assert sorted(one.name for stage in STAGES for one in stage.guardrails) == sorted(GUARDRAILS)
    turn = {one.name: number for number, stage in enumerate(STAGES) for one in stage.guardrails}
    assert turn["scp-protect-hardpan-resources"] == 0
    assert turn["scp-region-restriction"] > turn["scp-deny-public-exposure"]
    assert turn["scp-deny-member-root-user"] > turn["scp-region-restriction"]
    assert turn["rcp-enforce-org-identities"] == len(STAGES) - 1
    assert all(GUARDRAILS[name].before for name in ("scp-region-restriction", "scp-deny-member-root-user"))


def test_whatever_a_profile_attaches_of_itself_is_judged_and_nothing_else() -> None:
    """Only what is made from something that hardpan.yaml cannot say is judged by nobody."""
    unsaid = {name for name, guardrail in GUARDRAILS.items() if "backup_account" in guardrail.needs}
    attached = {name for name in GUARDRAILS if lowest(name)}
    assert {name for name, guardrail in GUARDRAILS.items() if guardrail.control} == attached - unsaid
