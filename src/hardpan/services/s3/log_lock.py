"""How long Object Lock is to keep log files, and what is wrong with a lock."""

from __future__ import annotations

from hardpan.config import Baseline

from .facts import Lock


def wanted_lock(want: Baseline) -> Lock | None:
    """None in a personal account; GOVERNANCE, which a few may override, for a team; COMPLIANCE, which nobody may."""
    if want.profile == "personal":
        return None
    return Lock("COMPLIANCE" if want.profile == "enterprise" else "GOVERNANCE", want.logs.minimum_days)


def lock_fault(lock: Lock | None, wanted: Lock) -> str | None:
    """What a lock lacks; None when it is as good as what is wanted."""
    if lock is None:
        return "Object Lock is off"
    if lock.mode is None:
        return "Object Lock is on, and keeps no log file by itself"
    if lock.days < wanted.days:
        return f"Object Lock keeps log files for {lock.days} days, not for {wanted.days}"
    if wanted.mode == "COMPLIANCE" and lock.mode != "COMPLIANCE":
        return f"Object Lock is in {lock.mode} mode, which some may override"
    return None
