"""A saved Baseline comes back exactly, or not at all."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardpan.config import (
    EXAMPLE,
    Alerts,
    Attestation,
    Baseline,
    Budget,
    Contact,
    Exceptions,
    Logs,
    PrimaryContact,
    Waiver,
)
from hardpan.config.saved import digest, from_dict, to_dict


def every_field_of(kind: type[Any], **chosen: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{field.name: chosen.get(field.name, ...) for field in fields(kind)})


contacts = st.none() | every_field_of(Contact)
attestations = st.none() | every_field_of(Attestation)
BASELINES = every_field_of(
    Baseline,
    primary_contact=st.none() | every_field_of(PrimaryContact),
    security_contact=contacts,
    billing_contact=contacts,
    operations_contact=contacts,
    alerts=every_field_of(Alerts),
    logs=every_field_of(Logs),
    budget=every_field_of(Budget),
    cost_ceiling_usd=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    exceptions=every_field_of(Exceptions),
    root_recovery=attestations,
    support_contact=attestations,
    waivers=st.lists(every_field_of(Waiver), max_size=3).map(tuple),
)
WAIVER = Waiver(control="a", reason="b", owner="c", expires=date(2027, 1, 1), line=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BASELINES)
def test_any_baseline_comes_back_the_same(baseline: Baseline) -> None:
    back = from_dict(json.loads(json.dumps(to_dict(baseline))))
    assert back == baseline
    assert digest(back) == digest(baseline)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BASELINES, BASELINES)
def test_baselines_that_ask_for_the_same_have_one_digest(one: Baseline, other: Baseline) -> None:
    assert (digest(one) == digest(other)) == (_asks(one) == _asks(other))


def _asks(baseline: Baseline) -> Baseline:
    return replace(baseline, waivers=tuple(replace(waiver, line=None) for waiver in baseline.waivers))


def test_moving_a_waiver_down_a_line_leaves_the_digest() -> None:
    before, after = replace(EXAMPLE, waivers=(WAIVER,)), replace(EXAMPLE, waivers=(replace(WAIVER, line=4),))
    assert digest(before) == digest(after)
    assert digest(before) != digest(replace(EXAMPLE, waivers=(replace(WAIVER, owner="d"),)))
    assert from_dict(to_dict(before)).waivers[0].line == 3


def test_every_change_changes_the_digest() -> None:
    changed = [
        replace(EXAMPLE, profile="team"),
        replace(EXAMPLE, account="111122223333"),
        replace(EXAMPLE, consent=("all",)),
        replace(EXAMPLE, cost_ceiling_usd=0.0),
        replace(EXAMPLE, logs=Logs(expire_days=731)),
    ]
    assert len({digest(EXAMPLE), *map(digest, changed)}) == 6


def test_what_an_older_version_did_not_save_has_its_default() -> None:
    data = to_dict(EXAMPLE)
    del data["consent"], data["logs"]["expire_days"]
    assert from_dict(data) == EXAMPLE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"profile": "huge"}, "baseline.profile: 'huge' does not fit"),
        ({"account": 111122223333}, "baseline.account: 111122223333 does not fit"),
        ({"logs": {"minimum_days": "365"}}, "baseline.logs.minimum_days: '365' does not fit"),
        ({"logs": {"minimum_days": True}}, "baseline.logs.minimum_days: True does not fit"),
        ({"logs": None}, "baseline.logs: not an object"),
        ({"consent": "all"}, "baseline.consent: 'all' does not fit"),
        ({"consent": [1]}, r"baseline.consent\[0\]: 1 does not fit"),
        ({"colour": 1}, "baseline: unknown: colour"),
        ({"waivers": [{"control": "a"}]}, r"baseline.waivers\[0\]: .*missing 3 required"),
        ({"root_recovery": {"by": "a", "on": "soon"}}, "Invalid isoformat string: 'soon'"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_dict({**to_dict(EXAMPLE), **change})


def test_a_number_that_json_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_dict(replace(EXAMPLE, cost_ceiling_usd=float("nan")))
