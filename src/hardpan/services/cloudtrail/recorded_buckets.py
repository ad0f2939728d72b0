"""The buckets that data events are about: those that hardpan.yaml names, and those that no trail should record."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Place

from ..s3.access_log import noted_in
from ..s3.facts import bucket_arn


def named(want: Baseline, place: Place) -> list[str]:
    """ARNs of the buckets that hardpan.yaml names; none: all are meant."""
    return [bucket_arn(place, name) for name in want.logs.data_events]


def kept_out(bucket: str, place: Place) -> list[str]:
    """ARNs of the log bucket and of the one that notes who reads it: each of their objects would make another event."""
    return [bucket_arn(place, name) for name in (bucket, noted_in(bucket))]
