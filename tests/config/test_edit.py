"""One more account in a hardpan.yaml: it is there afterwards, and every byte that a person wrote is, too."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hardpan.config import MemberAccount
from hardpan.config.edit import NewAccount, read, with_account, write
from hardpan.config.init import layout, render
from hardpan.config.load import load, parse
from hardpan.model import PROFILES, ExitCode, Problem

TEMPLATE = "aws+{name}@example.com"
OWN = NewAccount(name="billing", unit="A/B", email="billing@example.org", tags=("team=finance", "cost=12: x"))
MADE = MemberAccount(name="billing", unit="A/B", email="billing@example.org", tags=("team=finance", "cost=12: x"))

BY_HAND = """\
# Ours since 2021.
profile:   team
account: 012345670123      # the management account
contacts:
  primary: {full_name: Kari, address_line: S 1,   city: Oslo,
            postal_code: 0155, country_code: NO, phone: +47 22 00 00 00}
organization:   # what we are
  units:
  - path: "A"
  - path:   Other   # spaced
  accounts:
    # The first one.
    - name: one  # its name
      email: one@example.org
    -   name: 'two'

        tags: [a=b,
           c=d]
        email: >-
           two@example.org

    # - name: three   later

  # Who keeps the logs.
  log_archive: one

# What is meant.
exceptions: {}
consent: ~
"""
LINES = [
    BY_HAND,
    BY_HAND.replace("\n", "\r\n"),
    "profile: team\n",
    "profile: team",
    "organization:\n",
    "organization: {}  # nothing yet\n# next\nprofile: team\n",
    "organization: ~\n",
    "organization:  # what\n  # a remark\n\nprofile: team\n",
    "organization:\n    accounts: []   # none\n    units:\n    - path: A\n\n\nprofile: team",
    "organization:\n  accounts:\n  units:\n    - path: A\n",
    "organization:\n  paid_plan: true\n",
    "# é, ü and 漢字 before it\nprofile: team # é\norganization: # ü\n  units: # 漢字\n    - path: A # é\n",
    "\ufeffprofile: team\norganization:\n  units:\n    - path: A\n",
    *(render(profile=profile, home_region="eu-west-1") for profile in PROFILES),
    *(render(profile=name, home_region="eu-west-1", organization=layout(name, TEMPLATE)) for name in PROFILES),
]
# A line whose empty value makes room.
_EMPTIED = re.compile(r"(\{\}|\[\]|~)\s*(#|$)")
# NEW is the account, UNITS the two units, as brackets have them.
BRACKETS = [
    ('{"profile": "team"}', '{"profile": "team", "organization": {"units": [UNITS], "accounts": [NEW]}}'),
    (
        '{"organization": {"units": [], "accounts": [{"name": "x", "email": "a@b.ie"}]}}\n',
        '{"organization": {"units": [UNITS], "accounts": [{"name": "x", "email": "a@b.ie"}, NEW]}}\n',
    ),
    ("{organization: {}, profile: team}\n", "{organization: {units: [UNITS], accounts: [NEW]}, profile: team}\n"),
    ("{organization: , profile: team}\n", "{organization: {units: [UNITS], accounts: [NEW]}, profile: team}\n"),
    ("{organization: {accounts: []}}\n", "{organization: {accounts: [NEW], units: [UNITS]}}\n"),
    ("organization: {paid_plan: true}\n", "organization: {paid_plan: true, units: [UNITS], accounts: [NEW]}\n"),
    (
        "organization:\n  accounts: [{name: a, email: a@b.ie},\n    {name: b, email: b@b.ie}  # c\n   ]\n",
        "organization:\n  accounts: [{name: a, email: a@b.ie},\n    {name: b, email: b@b.ie}, NEW  # c\n   ]\n"
        "  units:\n    - path: A\n    - path: A/B\n",
    ),
]  # fmt: skip


def said(text: str):
    return parse(text.removeprefix("\ufeff"), "h.yaml")


@pytest.mark.parametrize("text", [*LINES, *(text for text, _ in BRACKETS)])
def test_the_account_is_there_and_nothing_else_is_different(text: str) -> None:
    before, after = said(text), said(with_account(text, "h.yaml", OWN, create_unit=True))
    assert after.organization.accounts == (*before.organization.accounts, MADE)
    assert [unit.path for unit in after.organization.units][-1] == "A/B"
    unchanged = replace(after.organization, accounts=before.organization.accounts, units=before.organization.units)
    assert replace(after, organization=unchanged) == before


def must_hold_every_line(after: str, text: str) -> None:
    left = iter(after.split("\n"))
    for line in text.split("\n"):
        if not _EMPTIED.search(line):
            assert any(line == kept for kept in left), f"{line!r} is gone, or out of its order"


@pytest.mark.parametrize("text", LINES)
def test_every_line_that_a_person_wrote_is_there(text: str) -> None:
    must_hold_every_line(with_account(text, "h.yaml", OWN, create_unit=True), text)


@pytest.mark.parametrize(("text", "expected"), BRACKETS)
def test_brackets_are_filled(text: str, expected: str) -> None:
    new, units = "{name: billing, unit: A/B, email: billing@example.org}", "{path: A}, {path: A/B}"
    if '"' in text:
        new, units = (re.sub(r"[\w.@/]+", r'"\g<0>"', words) for words in (new, units))
    after = with_account(text, "h.yaml", replace(OWN, tags=()), create_unit=True)
    assert after == expected.replace("NEW", new).replace("UNITS", units)


def test_comments_stay_beside_what_they_are_about() -> None:
    after = with_account(BY_HAND, "h.yaml", NewAccount(name="new one", unit="Other", email="n@example.org"))
    assert after == BY_HAND.replace(
        "           two@example.org\n",
        "           two@example.org\n    - name: new one\n      unit: Other\n      email: n@example.org\n",
    )


def test_it_is_quoted_as_its_neighbours_are() -> None:
    ours = render(profile="team", home_region="eu-west-1", organization=layout("team", TEMPLATE))
    after = with_account(ours, "h.yaml", NewAccount(name="billing", unit="Sandbox"))
    assert '    - name: "billing"\n      unit: "Sandbox"\n  log_archive:' in after


@pytest.mark.parametrize(
    "name", ["yes", "null", "0123", "a: b", "a #b", "- x", "'", '"', "a\\b", "x,y", "~", "1e3", "{}"]
)
def test_a_name_that_means_something_to_yaml_is_quoted(name: str) -> None:
    after = with_account("profile: team\n", "h.yaml", replace(OWN, name=name), create_unit=True)
    assert said(after).organization.accounts[0].name == name
    assert yaml.safe_load(after)["organization"]["accounts"][0]["name"] == name


def test_a_unit_that_is_not_there_is_added_only_where_that_is_asked_for() -> None:
    with pytest.raises(Problem) as raised:
        with_account(BY_HAND, "h.yaml", replace(OWN, unit="Other/X/Y"))
    assert raised.value.code is ExitCode.USAGE
    assert raised.value.what == "h.yaml:9:3: organization.units: there is no unit Other/X/Y"
    assert raised.value.next.startswith("--create-ou   # adds Other/X, Other/X/Y")


@pytest.mark.parametrize(
    ("new", "complaint"),
    [
        (replace(OWN, name="one"), "h.yaml:14:5: organization.accounts: there are two of account one"),
        (replace(OWN, email="TWO@example.org"), "there are two of e-mail address two@example.org"),
        (replace(OWN, email=None), "billing has no email, and there is no organization.email"),
        (replace(OWN, name="x" * 51), "cannot name an account"),
        (replace(OWN, name="a\nb"), "more than one line"),
        (replace(OWN, tags=("x",)), "is no tag"),
        (replace(OWN, unit="A/b/c/d/e/f"), "is 6 units deep, and AWS allows 5"),
        (replace(OWN, unit="A//b"), "is no path of units"),
    ],
)
def test_what_the_loader_refuses_is_refused_at_its_line(new: NewAccount, complaint: str) -> None:
    with pytest.raises(Problem) as raised:
        with_account(BY_HAND, "h.yaml", new, create_unit=True)
    assert raised.value.code is ExitCode.USAGE
    assert complaint in raised.value.what
    assert all(re.match(r"h\.yaml:\d+:\d+: ", line) for line in raised.value.what.splitlines())
    assert "none of organization.accounts" not in raised.value.what, "what follows from it is not told, too"


def test_a_file_that_is_wrong_already_is_told_as_it_is() -> None:
    with pytest.raises(Problem, match=r"h\.yaml:1:1: profle: unknown key"):
        with_account("profle: team\n", "h.yaml", OWN)


_NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12).filter(str.strip)
_REMARK = st.sampled_from(["", "  # a remark", "   # é: - [x]", "\n    # below it", "\n"])


@settings(deadline=None)
@given(st.lists(st.tuples(_NAMES, _REMARK), max_size=4, unique_by=lambda one: one[0]), st.booleans(), _NAMES)
def test_any_list_of_accounts_grows_by_one(held: list[tuple[str, str]], double: bool, name: str) -> None:
    assume(name not in {one for one, _ in held})
    quote = (lambda text: yaml.dump(text, default_style='"', width=999).strip()) if double else _single
    rows = [
        f"    - name: {quote(one)}{remark}\n      email: a{number}@example.org{remark}\n"
        for number, (one, remark) in enumerate(held)
    ]
    text = "organization:\n  units: [{path: A}]\n  accounts:  # ours\n" + "".join(rows) + "\n# the end\nprofile: team\n"
    before = parse(text, "h.yaml").organization.accounts
    after = with_account(text, "h.yaml", NewAccount(name=name, unit="A", email="new@example.org"))
    assert [one.name for one in parse(after, "h.yaml").organization.accounts] == [*(one.name for one in before), name]
    must_hold_every_line(after, text)
    assert after.endswith("\n# the end\nprofile: team\n")


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def test_a_file_is_replaced_whole_with_its_rights_and_through_a_link(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.yaml", tmp_path / "hardpan.yaml"
    kept.write_bytes(b"profile: team\r\n")
    kept.chmod(0o640)
    link.symlink_to(kept)
    assert read(link) == "profile: team\r\n"
    write(link, "profile: personal\r\n")
    assert link.is_symlink()
    assert kept.read_bytes() == b"profile: personal\r\n"
    assert kept.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["hardpan.yaml", "kept.yaml"]
    assert load(link).profile == "personal"


def test_a_file_that_cannot_be_replaced_stays_as_it_is(tmp_path: Path) -> None:
    kept = tmp_path / "hardpan.yaml"
    kept.mkdir()  # root may write anywhere, but not put a file in the place of a folder
    with pytest.raises(Problem, match="cannot write"):
        write(kept, "profile: team\n")
    assert os.listdir(tmp_path) == ["hardpan.yaml"]
