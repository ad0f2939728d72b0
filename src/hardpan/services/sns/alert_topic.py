"""The alert topic: which it is, and what its policy has to say."""

from __future__ import annotations

from typing import Any

from hardpan.config import Baseline
from hardpan.model import Place
from hardpan.snapshot import Snapshot

from .facts import EVENTS, Topic, alert_topic_arn

_STATEMENT = "HardpanAlertsFromEventBridge"


def find(want: Baseline, place: Place, snapshot: Snapshot) -> Topic | None:
    """The alert topic of the account at `place`, where it exists."""
    arn = alert_topic_arn(want, place)
    return next((topic for topic in snapshot.at(Topic, want.home(place)) if topic.arn == arn), None)


def is_looked_at(place: Place, snapshot: Snapshot) -> bool:
    """Whether a run looks at this Region: it can be narrowed to some."""
    return any(region.place == place for region in snapshot.regions)


def new_policy(want: Baseline, place: Place) -> dict[str, Any]:
    """The policy of a new topic. Principals of the account itself need none: their own policies decide."""
    return {"Version": "2012-10-17", "Statement": [_statement(want, place)]}


def widened(policy: dict[str, Any], want: Baseline, place: Place) -> dict[str, Any]:
    """A topic's policy with EventBridge let in and everything else as it was."""
    listed = policy.get("Statement", [])
    kept = [one for one in (listed if isinstance(listed, list) else [listed]) if one.get("Sid") != _STATEMENT]
    return {**policy, "Statement": [*kept, _statement(want, place)]}


def _statement(want: Baseline, place: Place) -> dict[str, Any]:
    """Without a condition, which EventBridge could not meet: see `policy.lets_service`."""
    return {
        "Sid": _STATEMENT,
        "Effect": "Allow",
        "Principal": {"Service": EVENTS},
        "Action": "sns:Publish",
        "Resource": alert_topic_arn(want, place),
    }
