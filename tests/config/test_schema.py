"""The JSON Schema says of hardpan.yaml what the loader does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from hardpan.config.init import render
from hardpan.config.load import parse
from hardpan.config.schema import json_schema
from hardpan.model import PROFILES, Problem

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


class Editor(yaml.SafeLoader):
    """Reads scalars by YAML's core schema, as editors do: a date is a string, and so is `no`."""


Editor.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


def is_accepted_by_the_schema(text: str) -> bool:
    return VALIDATOR.is_valid(yaml.load(text, Loader=Editor))


def is_accepted_by_the_loader(text: str) -> bool:
    try:
        parse(text, "h.yaml")
    except Problem:
        return False
    return True


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "hardpan.yaml"


def _properties(group: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, taken in group["properties"].items():
        yield f"{name}.{key}", taken


def test_every_key_has_a_title_and_a_description() -> None:
    groups = {"": SCHEMA, **SCHEMA["$defs"]}
    keys = [found for name, group in groups.items() for found in _properties(group, name)]
    assert len(keys) > 50
    assert [name for name, taken in keys if not taken.get("title") or not taken.get("description")] == []
    assert all(group["additionalProperties"] is False for group in groups.values())


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("answers", [{}, {"email": "a@b.ie", "name": "Ada", "phone": "+353 1", "account": "0" * 12}])
def test_what_init_writes_fits(profile: str, answers: dict[str, str]) -> None:
    text = render(profile=profile, home_region="eu-west-1", **answers)
    assert list(VALIDATOR.iter_errors(yaml.load(text, Loader=Editor))) == []


@pytest.mark.parametrize(
    "text",
    [
        "profile: team",
        "account: '012345670123'",
        "contacts:\n  security:\nalerts:\nwaivers:\nconsent:\nexceptions:\n  iam_users:",
        "attestations: {root_recovery: {by: A, on: 2026-01-01}}",
        "contacts: {primary: {full_name: A, address_line: B, city: C, postal_code: 155, country_code: NO, phone: +4}}",
        "cost: {ceiling_usd_month: 12.5}",
    ],
)
def test_schema_and_loader_accept_the_same(text: str) -> None:
    assert is_accepted_by_the_loader(text)
    assert is_accepted_by_the_schema(text)


@pytest.mark.parametrize(
    "text",
    [
        "profil: team",
        "profile: big",
        "account:",
        "account: '123'",
        "logs: {minimum_days: 0}",
        "logs: {minimum_days: many}",
        "contacts: {security: {name: A}}",
        "alerts: {email: nobody}",
        "waivers: [{control: a, reason: b, owner: c, expires: soon}]",
        "consent: all",
        "exceptions: {open_ports: ['22']}",
        "cost: {ceiling_usd_month: -1}",
    ],
)
def test_schema_and_loader_refuse_the_same(text: str) -> None:
    assert not is_accepted_by_the_loader(text)
    assert not is_accepted_by_the_schema(text)
