"""Lifecycle rules and log files: which rules touch them, which delete them too early.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

Rule: TypeAlias = dict[str, Any]

_ARCHIVE_AFTER = 90  # days; Glacier Instant Retrieval bills at least 90 days more
_DELETED_STAYS = 90  # days that a deleted or expired log file stays as a noncurrent version


def faults(rules: Sequence[Rule], folders: Sequence[str], minimum: int) -> list[str]:
    """What is wrong with the rules of a bucket whose log files are in these folders."""
    found = [f"rule {name(rule)} {_when(rule)}" for rule in rules if too_early(rule, folders, minimum)]
    if not covered(rules, folders):
        found.append("no rule says how long log files are kept")
    return found


def too_early(rule: Rule, folders: Sequence[str], minimum: int) -> bool:
    """Whether the rule deletes log files before this many days, or on a date whatever their age."""
    expiration = rule.get("Expiration", {})
    return _touches(rule, folders) and ("Date" in expiration or ("Days" in expiration and expiration["Days"] < minimum))


def covered(rules: Sequence[Rule], folders: Sequence[str]) -> bool:
    """Whether every log file is under an enabled rule."""
    return all(any(_is_active(rule) and folder.startswith(prefix(rule)) for rule in rules) for folder in folders)


def lengthened(rules: Sequence[Rule], folders: Sequence[str], minimum: int, days: int) -> list[Rule]:
    """The same rules, where those that delete log files too early wait for this many days."""
    return [
        {**rule, "Expiration": {"Days": max(days, minimum)}} if too_early(rule, folders, minimum) else rule
        for rule in rules
    ]


def keep_and_expire(within: str, days: int, identifier: str = "hardpan-logs") -> Rule:
    """Archive after 90 days where that pays, delete after `days`."""
    transitions = [{"Days": _ARCHIVE_AFTER, "StorageClass": "GLACIER_IR"}]
    return {
        "ID": identifier,
        "Status": "Enabled",
        "Filter": {"Prefix": within},
        **({"Transitions": transitions} if days >= 2 * _ARCHIVE_AFTER else {}),
        "Expiration": {"Days": days},
        # In a versioned bucket expiry only marks a file as deleted; this is what ends its cost.
        "NoncurrentVersionExpiration": {"NoncurrentDays": _DELETED_STAYS},
    }


def name(rule: Rule) -> str:
    return str(rule.get("ID") or f"on {prefix(rule) or 'everything'}")


def prefix(rule: Rule) -> str:
    """The keys the rule is about begin with this; older rules have it outside of their filter."""
    filtered = rule.get("Filter", {})
    found = filtered.get("Prefix") or filtered.get("And", {}).get("Prefix") or rule.get("Prefix")
    return str(found or "")


def _touches(rule: Rule, folders: Sequence[str]) -> bool:
    begins = prefix(rule)
    return _is_active(rule) and any(folder.startswith(begins) or begins.startswith(folder) for folder in folders)


def _is_active(rule: Rule) -> bool:
    """Enabled, and not only for tagged objects: nobody tags log files."""
    filtered = rule.get("Filter", {})
    tagged = "Tag" in filtered or bool(filtered.get("And", {}).get("Tags"))
    return rule["Status"] == "Enabled" and not tagged


def _when(rule: Rule) -> str:
    expiration = rule["Expiration"]
    if "Date" in expiration:
        return f"deletes log files on {str(expiration['Date'])[:10]}"
    return f"deletes log files after {expiration['Days']} days"
