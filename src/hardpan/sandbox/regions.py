"""Which Regions there are, and which of them an account has enabled."""

from __future__ import annotations

import threading
import time

# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
ENABLED_BY_DEFAULT = (
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)
OPT_IN = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
)

# AWS takes minutes to hours; the sandbox makes a caller wait too, though not that long.
SETTLES_AFTER = 1.0

_lock = threading.Lock()
_changed: dict[tuple[str, str], tuple[str, float]] = {}  # (account, Region) -> final status, when it is reached


def all_regions() -> tuple[str, ...]:
    """Every Region of the partition, sorted."""
    return tuple(sorted(ENABLED_BY_DEFAULT + OPT_IN))


def status(account: str, region: str) -> str:
    """ENABLED_BY_DEFAULT, ENABLED, ENABLING, DISABLED or DISABLING, as account:ListRegions has it."""
    if region in ENABLED_BY_DEFAULT:
        return "ENABLED_BY_DEFAULT"
    with _lock:
        final, since = _changed.get((account, region), ("DISABLED", 0.0))
    if time.monotonic() < since:
        return "ENABLING" if final == "ENABLED" else "DISABLING"
    return final


def change(account: str, region: str, final: str, *, at_once: bool = False) -> None:
    """Begin to enable (`ENABLED`) or disable (`DISABLED`) an opt-in Region."""
    with _lock:
        _changed[account, region] = (final, time.monotonic() + (0.0 if at_once else SETTLES_AFTER))


def usable(account: str, region: str) -> bool:
    """Whether requests signed for the Region are answered."""
    return status(account, region) in ("ENABLED_BY_DEFAULT", "ENABLED", "DISABLING")


def reset() -> None:
    """Every opt-in Region is disabled again."""
    with _lock:
        _changed.clear()
