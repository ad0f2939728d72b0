"""Profiles as data: what they set, and that the file and the Baseline agree."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from hardpan.config import Baseline
from hardpan.config.defaults import completed, of_profile
from hardpan.config.load import parse
from hardpan.model import PROFILES


def test_the_personal_profile_is_the_default_of_every_field() -> None:
    assert parse("profile: personal", "h.yaml") == Baseline()


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_sets_what_it_is_for(profile: str) -> None:
    said = of_profile(profile)
    assert said.pop("break_glass", "false") == ("false" if profile == "personal" else "true")
    assert said.pop("config_recorder", "off") == ("off" if profile == "personal" else "daily")
    assert {key: set(values) for key, values in said.items()} == {
        "logs": {"minimum_days", "expire_days"},
        "budget": {"monthly_usd", "anomaly_usd"},
    }
    assert parse(f"profile: {profile}", "h.yaml").profile == profile


def test_each_profile_keeps_logs_at_least_as_long_and_spends_more() -> None:
    read = [parse(f"profile: {profile}", "h.yaml") for profile in PROFILES]
    for ordered in (
        [one.logs.minimum_days for one in read],
        [one.logs.expire_days for one in read],
        [one.budget.monthly_usd for one in read],
    ):
        assert ordered == sorted(ordered)


def test_the_file_wins_over_its_profile_key_by_key() -> None:
    said = {"profile": "team", "budget": {"monthly_usd": "7"}, "logs": ""}
    whole = completed(said)
    assert whole["budget"] == {"monthly_usd": "7", "anomaly_usd": "50"}
    assert whole["logs"] == of_profile("team")["logs"]
    assert said["budget"] == {"monthly_usd": "7"}  # what the file says is left as it was


def test_every_field_of_the_baseline_can_be_set_by_the_file() -> None:
    contact = "{name: A, title: B, email: a@b.ie, phone: 5}"
    text = f"""\
profile: enterprise
account: 111122223333
partition: aws-cn
home_region: cn-northwest-1
allowed_regions: [cn-north-1]
contacts:
  primary: {{full_name: A, address_line: B, city: C, postal_code: D, country_code: CN, phone: +86 1}}
  security: {contact}
  billing: {contact}
  operations: {contact}
alerts: {{email: a@b.ie}}
logs: {{trail: abc}}
budget: {{monthly_usd: 1}}
cost: {{ceiling_usd_month: 0}}
access: {{role: audit/Reader}}
organization: {{regions: [cn-north-1]}}
exceptions: {{iam_users: [a]}}
attestations:
  root_recovery: {{by: A, on: 2026-01-01}}
  identity_center_mfa: {{by: A, on: 2026-01-01}}
  support_contact: {{by: A, on: 2026-01-01}}
  incident_plan: {{by: A, on: 2026-01-01}}
  incident_exercise: {{by: A, on: 2026-01-01}}
identity_center: {{groups: [a]}}
config_recorder: continuous
ci: {{repositories: [a/b]}}
waivers: [{{control: a, reason: b, owner: c, expires: 2026-01-01}}]
consent: [x]
"""
    read, untouched = parse(text, "h.yaml", today=date(2026, 6, 30)), Baseline()
    assert [one.name for one in fields(Baseline) if getattr(read, one.name) == getattr(untouched, one.name)] == []
