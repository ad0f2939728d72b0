"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hardpan.model import Account, Place

from .facts import Trail

ACCOUNT = Account(place=Place("111122223333"), name=None)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)  # when the snapshots of examples are taken

ALL_MANAGEMENT_EVENTS = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}

TRAIL = Trail(
    place=ACCOUNT.place,
    arn="arn:aws:cloudtrail:eu-west-1:111122223333:trail/hardpan-trail",
    name="hardpan-trail",
    home_region="eu-west-1",
    multi_region=True,
    global_events=True,
    log_file_validation=True,
    bucket="hardpan-logs-111122223333",
    prefix="",
    organization=False,
    key=None,
    event_selectors=(ALL_MANAGEMENT_EVENTS,),
    advanced_event_selectors=(),
    is_logging=True,
    started=datetime(2026, 3, 1, 9, tzinfo=UTC),
    delivered=datetime(2026, 11, 1, 11, 55, tzinfo=UTC),
    delivery_error=None,
    digest_delivered=datetime(2026, 11, 1, 11, 20, tzinfo=UTC),
    digest_error=None,
)

# The organization's, in its management account, encrypted with a key of the account that keeps the logs.
SHARED_TRAIL = replace(
    TRAIL,
    organization=True,
    bucket="hardpan-logs-555566667777",
    key="arn:aws:kms:eu-west-1:555566667777:key/12345678-1234-1234-1234-123456789012",
)
