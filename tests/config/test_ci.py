"""What hardpan.yaml says of pipelines: whose tokens let in, and what would let in others."""

from __future__ import annotations

import pytest

from hardpan.config import EXAMPLE, Baseline, Ci
from hardpan.config.load import parse
from hardpan.config.saved import from_dict, to_dict
from hardpan.model import Problem

GITLAB = "project_path:octo/infra:ref_type:branch:ref"


def said(text: str) -> Baseline:
    return parse("ci:\n" + "".join(f"  {line}\n" for line in text.strip().splitlines()), "h.yaml")


def refused(text: str) -> str:
    with pytest.raises(Problem) as problem:
        said(text)
    return problem.value.what


def test_a_file_that_says_nothing_lets_nobody_in() -> None:
    for text in ("profile: team", "ci:\n"):
        ci = parse(text, "h.yaml").ci
        assert ci == Ci()
        assert not ci.described
        assert (ci.plan_subjects, ci.apply_subjects) == ((), ())


def test_workflows_of_github_by_what_their_tokens_say() -> None:
    """https://docs.github.com/en/actions/reference/security/oidc"""
    ci = said("""
repositories: [octo/infra, octo@12/new@345]
plan_from: [pull_request, branch:main, "branch:release/*", environment:staging]
apply_from: environment:production
github_owners: [678]
""").ci
    assert ci.described
    assert ci.issuer == "token.actions.githubusercontent.com"
    assert ci.plan_subjects == tuple(
        f"repo:{repository}:{what}"
        for what in ("pull_request", "ref:refs/heads/main", "ref:refs/heads/release/*", "environment:staging")
        for repository in ("octo/infra", "octo@12/new@345")
    )
    assert ci.apply_subjects == (
        "repo:octo/infra:environment:production",
        "repo:octo@12/new@345:environment:production",
    )
    assert ci.owners == ("12", "678")


def test_pull_requests_may_plan_and_nobody_may_apply_until_the_file_says_so() -> None:
    ci = said("repositories: [octo/infra]").ci
    assert (ci.plan_from, ci.apply_from) == (("pull_request",), None)
    assert ci.apply_subjects == ()


def test_another_issuer_is_told_by_whole_subjects() -> None:
    ci = said(f"""
provider: https://gitlab.com
audience: https://gitlab.com
plan_from: ["{GITLAB}:*"]
apply_from: "{GITLAB}:main"
""").ci
    assert (ci.issuer, ci.audience) == ("gitlab.com", "https://gitlab.com")
    assert (ci.plan_subjects, ci.apply_subjects) == ((f"{GITLAB}:*",), (f"{GITLAB}:main",))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("apply_from: branch:main", "ci.repositories: is missing"),
        ("repositories: [octo]", "no repository at GitHub"),
        ("repositories: [octo/*]", "no repository at GitHub"),
        ("repositories: [octo@12/infra]", "no repository at GitHub"),
        ("repositories: [a/b]\nplan_from: ['*']", "neither branch:NAME nor environment:NAME"),
        ("repositories: [a/b]\nplan_from: [tag:v1]", "neither branch:NAME nor environment:NAME"),
        ("repositories: [a/b]\nplan_from: ['branch:${aws:username}']", "neither branch:NAME"),
        ("repositories: [a/b]\napply_from: pull_request", "neither branch:NAME nor environment:NAME"),
        ("repositories: [a/b]\napply_from: 'branch:*'", "lets in more than one"),
        ("repositories: [a/b]\napply_from: 'branch:a:b'", "neither branch:NAME nor environment:NAME"),
        ("repositories: [a/b]\ngithub_owners: [octo]", "no owner's number"),
        ("provider: gitlab", "no provider"),
        ("provider: http://gitlab.com", "no provider"),
        ("provider: https://token.actions.githubusercontent.com", "no provider"),
        ("provider: https://gitlab.com\nrepositories: [a/b]\nplan_from: ['a:b:c']", "is GitHub's alone"),
        ("provider: https://gitlab.com", "ci.plan_from: is missing"),
        ("provider: https://gitlab.com\nplan_from: ['project_path:*']", "does not say whose tokens"),
        ("provider: https://gitlab.com\nplan_from: ['a:b:c']\napply_from: 'a:b:*'", "lets in more than one"),
        ("tokens: all", "unknown key"),
    ],
)
def test_what_would_let_in_others_or_nobody_is_refused(text: str, what: str) -> None:
    told = refused(text)
    assert what in told
    assert "profile's" not in told


def test_it_is_kept_with_a_plan() -> None:
    want = said("repositories: [octo/infra]\napply_from: branch:main")
    assert from_dict(to_dict(want)) == want
    assert from_dict(to_dict(EXAMPLE)).ci == EXAMPLE.ci


def test_a_way_in_for_emergencies_is_the_profiles_until_the_file_says_otherwise() -> None:
    told = {
        profile: parse(f"profile: {profile}", "h.yaml").break_glass for profile in ("personal", "team", "enterprise")
    }
    assert told == {"personal": False, "team": True, "enterprise": True}
    assert parse("profile: personal\nbreak_glass: true", "h.yaml").break_glass
    assert not parse("profile: team\nbreak_glass: false", "h.yaml").break_glass
