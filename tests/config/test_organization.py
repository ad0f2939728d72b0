"""What hardpan.yaml says of an organization: its tree and its accounts, and what AWS would refuse of them."""

from __future__ import annotations

import pytest

from hardpan.config import Baseline
from hardpan.config.init import layout, render
from hardpan.config.load import parse
from hardpan.config.saved import from_dict, to_dict
from hardpan.model import PROFILES, Problem

TEMPLATE = "aws+{name}@example.com"


def said(text: str) -> Baseline:
    lines = "\n".join(f"  {line}" for line in text.strip().splitlines())
    return parse(f"organization:\n{lines}\n", "h.yaml")


def refused(text: str) -> str:
    with pytest.raises(Problem) as problem:
        said(text)
    return problem.value.what


@pytest.mark.parametrize("profile", PROFILES)
def test_the_layout_of_a_profile_is_read_back_from_the_file_it_is_written_to(profile: str) -> None:
    suggested = layout(profile, TEMPLATE)
    assert suggested.described
    assert len({account.email for account in suggested.accounts}) == len(suggested.accounts) >= 3
    text = render(profile=profile, home_region="eu-west-1", organization=suggested)
    assert parse(text, "h.yaml").organization == suggested


def test_a_baseline_with_an_organization_survives_being_saved() -> None:
    want = Baseline(organization=layout("team", TEMPLATE))
    assert from_dict(to_dict(want)) == want


def test_an_account_has_its_own_address_or_one_from_the_template() -> None:
    want = said(f"""
email: {TEMPLATE}
units:
  - path: A
accounts:
  - name: one
    unit: A
  - name: two
    email: two@example.org
""")
    assert [(one.email, one.unit) for one in want.organization.accounts] == [
        ("aws+one@example.com", "A"),
        ("two@example.org", None),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("units:\n  - path: A/B", "h.yaml:3:5: organization.units: A/B comes before the unit it is in: list A first"),
        ("units:\n  - path: A\n  - path: A", "there are two of unit A"),
        ("units:\n  - path: a/b/c/d/e/f", "is 6 units deep, and AWS allows 5"),
        ("units:\n  - path: a//b", "is no path of units"),
        ("accounts:\n  - name: one", "one has no email, and there is no organization.email to make one from"),
        ("email: a@b.ie\naccounts: []", "must hold {name} once"),
        ("email: a{name}{name}@b.ie", "must hold {name} once"),
        ("email: a{name@b.ie", "has a brace without its partner"),
        (f"email: {TEMPLATE}\naccounts:\n  - name: one\n    unit: B", "one is in B, which `units` does not list"),
        (f"email: {TEMPLATE}\naccounts:\n  - name: one\n  - name: one", "there are two of account one"),
        (
            f"email: {TEMPLATE}\naccounts:\n  - name: one\n  - name: two\n    email: AWS+ONE@example.com",
            "there are two of e-mail address aws+one@example.com",
        ),
        (f"email: {TEMPLATE}\naccounts:\n  - name: {'x' * 51}", "cannot name an account"),
        (f"email: {TEMPLATE}\naccounts:\n  - name: {'x' * 50}", "is no root e-mail address"),
        (f"email: {TEMPLATE}\naccounts:\n  - name: a b", "is no root e-mail address"),
        (f"email: {TEMPLATE}\naccounts:\n  - name: one\n    tags: [aws:x=1]", "is no tag"),
        (f"email: {TEMPLATE}\naccounts:\n  - name: one\n    tags: [x]", "is no tag"),
        ("log_archive: logs", "logs is none of organization.accounts"),
        ("shared_services: shared", "shared is none of organization.accounts"),
        ("backup: copies", "copies is none of organization.accounts"),
        ("paid_plan: perhaps", "where true or false is expected"),
    ],
)
def test_what_aws_would_refuse_is_refused_at_its_line(text: str, complaint: str) -> None:
    what = refused(text)
    assert complaint in what
    assert what.startswith("h.yaml:")
