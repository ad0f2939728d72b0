"""The first hardpan.yaml: what it says can be read back, and so can its examples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardpan.config import Baseline, Contact
from hardpan.config.group import Group
from hardpan.config.init import QUESTIONS, render
from hardpan.config.load import parse
from hardpan.config.shape import File, model_at
from hardpan.model import PROFILES, ExitCode, Problem

REGIONS = ["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"]


def with_examples(text: str) -> str:
    """The file with every example in use."""
    return re.sub(r"(?m)^( *)#(?! )", r"\1", re.sub(r"(?m)^( *)#(  +)", r"\1\2", text))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("region", REGIONS)
def test_with_the_fewest_answers_it_says_the_profile_and_the_region(profile: str, region: str) -> None:
    expected = parse(f"profile: {profile}\nhome_region: {region}\n", "h.yaml")
    assert parse(render(profile=profile, home_region=region), "h.yaml") == expected


def test_every_answer_is_used() -> None:
    text = render(
        profile="team",
        home_region="eu-west-1",
        account="012345670123",
        email="ops@example.com",
        name="Ada Example",
        phone="+353 1 555 0100",
    )
    read = parse(text, "h.yaml")
    contact = Contact(name="Ada Example", title="Owner", email="ops@example.com", phone="+353 1 555 0100")
    assert (read.security_contact, read.billing_contact, read.operations_contact) == (contact, contact, contact)
    assert (read.account, read.alerts.email, read.primary_contact) == ("012345670123", "ops@example.com", None)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("answers", [{}, {"email": "a@b.ie", "name": "Ada", "phone": "+353 1"}])
def test_its_examples_can_be_used_as_they_are(region: str, answers: dict[str, str]) -> None:
    read = parse(with_examples(render(profile="personal", home_region=region, **answers)), "h.yaml")
    assert read.primary_contact is not None
    assert read.security_contact is not None
    assert read.root_recovery is not None
    assert read.support_contact is not None
    assert read.exceptions.open_ports == ("sg-0123456789abcdef0/22",)
    assert read.cost_ceiling_usd == 25
    assert len(read.waivers) == len(read.consent) == 1


def _keys(group: type[Group], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    keys = [(*above, key) for key in group.model_fields]
    return keys + [below for key in keys if (inner := model_at(key)) for below in _keys(inner, key)]


def test_every_key_is_there_with_what_it_means() -> None:
    text = render(profile="personal", home_region="us-east-1")
    for keys in _keys(File):
        group = model_at(keys[:-1])
        assert group is not None
        assert re.search(
            rf"(?m)^[ #-]*{keys[-1]}:.*  # {re.escape(group.model_fields[keys[-1]].description or '?')}$", text
        )


def test_the_first_line_tells_editors_of_the_schema() -> None:
    lines = render(profile="personal", home_region="us-east-1").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=hardpan.schema.json"
    assert "hardpan schema > hardpan.schema.json" in lines[1]


def _is_name(text: str) -> bool:
    return text == text.strip() and text.isprintable()


@settings(deadline=None)
@given(
    st.text(min_size=1, max_size=50).filter(_is_name) | st.sampled_from(["a: b # c", "{{ x }}", "NO", "'\"\\", "- x"])
)
def test_any_name_comes_back_as_it_was_given(name: str) -> None:
    text = render(profile="personal", home_region="us-east-1", email="a@b.ie", name=name, phone="+1")
    read = parse(text, "h.yaml")
    assert read.security_contact is not None
    assert read.security_contact.name == name


def test_every_bad_answer_is_told() -> None:
    with pytest.raises(Problem) as raised:
        render(profile="big", home_region="mars", account="1", email="x", name="a\nb: c", phone="0815")
    assert raised.value.code is ExitCode.USAGE
    assert raised.value.what.splitlines() == [
        "profile: 'big' is not a profile (personal, team, enterprise)",
        "home_region: 'mars' is not a Region, such as eu-west-1",
        "email: 'x' is not an e-mail address, such as you@example.com",
        "name: 'a\\nb: c' is more than one line of plain text",
        "phone: '0815' is not a phone number AWS takes: +, then digits, spaces and -(), up to 20",
        "account: '1' is not an account ID: twelve digits",
    ]


def test_questions_take_their_default_or_nothing() -> None:
    answers = {question.name: question.answer(" ") for question in QUESTIONS}
    assert answers == {"profile": "personal", "home_region": "us-east-1", "email": None, "name": None, "phone": None}
    assert parse(render(**answers), "h.yaml") == Baseline()  # type: ignore[arg-type]


def test_a_question_says_what_it_expects() -> None:
    question = next(question for question in QUESTIONS if question.name == "home_region")
    assert question.answer(" eu-west-1 ") == "eu-west-1"
    with pytest.raises(ValueError, match="'us-esat-1' is not a Region, did you mean 'us-west-1'"):
        question.answer("us-esat-1")
