"""Which accounts keep the logs and administer what: what AWS's settings say is sure, a name is not."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

from hardpan.config.init import Remarks
from hardpan.model import Why
from hardpan.services.organizations.wanted import IDENTITY_CENTER, STACK_SETS
from hardpan.workflows.adopt import Sight

ARCHIVE, TOOLING = "organization.log_archive", "organization.security_tooling"
SHARED, BACKUP = "organization.shared_services", "organization.backup"

_BACKUP = "backup.amazonaws.com"
# Services that look for threats, and all that the account for security tooling administers.
_WATCHING = ("guardduty.amazonaws.com", "securityhub.amazonaws.com")
_SECURITY = (
    *_WATCHING,
    "access-analyzer.amazonaws.com",
    "config.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
    "detective.amazonaws.com",
    "inspector2.amazonaws.com",
    "macie.amazonaws.com",
)
_ARCHIVE_NAMES = ("logarchive", "logs", "log", "logging", "auditlogs")
_SHARED_NAMES = ("sharedservices", "shared", "services", "infrastructure", "identity")
_BACKUP_NAMES = ("backup", "backups", "databackup")
_TOOLING_NAMES = ("securitytooling", "securitytools", "tooling", "security", "audit")


def log_archive(sight: Sight, names: Mapping[str, str], remarks: Remarks) -> str | None:
    """The account that has the organization's trail's bucket. `names` are those the file holds, by number."""
    trail, keeper = sight.trail, sight.keeper
    if trail and keeper and keeper in names:
        remarks.say(ARCHIVE, f"{names[keeper]} has the bucket {trail.bucket}, where {trail.name} delivers.")
        return names[keeper]
    settled = sight.zone.log_archive if sight.zone else None
    if settled and settled in names and keeper is None:
        remarks.say(ARCHIVE, f"{names[settled]} is the log archive of Control Tower's landing zone.")
        return names[settled]
    if trail is None:
        told = "no trail of the organization tells"
    elif keeper == sight.place.account:
        told = f"{trail.bucket}, where {trail.name} delivers, is the management account's own"
    elif keeper:
        told = f"{trail.bucket}, where {trail.name} delivers, is in {keeper}, which is left out"
    else:
        told = f"in no account that lets the caller in by its role is {trail.bucket}, where {trail.name} delivers"
    remarks.say(ARCHIVE, f"Not sure: {told}.")
    if name := _by_name(names, _ARCHIVE_NAMES, ()):
        remarks.guess(ARCHIVE, name, "by its name")
    return None


def security_tooling(sight: Sight, names: Mapping[str, str], archive: str | None, remarks: Remarks) -> str | None:
    """The one account that administers security services for the organization."""
    if isinstance(sight.administrators, Why):
        told = f"delegated administrators could not be read: {sight.administrators}"
    else:
        by = {one.id: {*one.services}.intersection(_SECURITY) for one in sight.administrators}
        watching = [number for number, services in by.items() if services.intersection(_WATCHING)]
        found = watching or [number for number, services in by.items() if services]
        if len(found) == 1 and found[0] in names:
            remarks.say(TOOLING, f"{names[found[0]]} administers {', '.join(sorted(by[found[0]]))}.")
            return names[found[0]]
        audit = sight.zone.audit if sight.zone else None
        if audit and audit in names and names[audit] != archive and not watching:
            remarks.say(TOOLING, f"{names[audit]} is the audit account of Control Tower's landing zone.")
            return names[audit]
        several = ", ".join(names.get(number, number) for number in found)
        told = f"security services are administered from {several or 'no account'}"
    remarks.say(TOOLING, f"Not sure: {told}.")
    if name := _by_name(names, _TOOLING_NAMES, (archive,)):
        remarks.guess(TOOLING, name, "by its name")
    return None


def shared_services(sight: Sight, names: Mapping[str, str], remarks: Remarks) -> str | None:
    """The one account that administers Identity Center, or else StackSets."""
    return _administering((IDENTITY_CENTER, STACK_SETS), SHARED, _SHARED_NAMES, sight, names, remarks)


def backup(sight: Sight, names: Mapping[str, str], remarks: Remarks) -> str | None:
    """The one account that administers AWS Backup."""
    return _administering((_BACKUP,), BACKUP, _BACKUP_NAMES, sight, names, remarks)


def _administering(
    services: Iterable[str],
    key: str,
    usual: Container[str],
    sight: Sight,
    names: Mapping[str, str],
    remarks: Remarks,
) -> str | None:
    """The one account that administers the first of these services that has an administrator."""
    known = () if isinstance(sight.administrators, Why) else sight.administrators
    for service in services:
        found = [one.id for one in known if service in one.services]
        if len(found) == 1 and found[0] in names:
            remarks.say(key, f"{names[found[0]]} administers {service}.")
            return names[found[0]]
        if found:
            several = ", ".join(names.get(number, number) for number in found)
            remarks.say(key, f"Not sure: {service} is administered from {several}.")
            break
    if name := _by_name(names, usual, ()):
        remarks.guess(key, name, "by its name")
    return None


def _by_name(names: Mapping[str, str], sought: Container[str], others: Container[str | None]) -> str | None:
    """The one account whose name says it."""
    letters = {name: "".join(re.findall("[a-z]", name.lower())) for name in names.values() if name not in others}
    found = [name for name, spelled in letters.items() if spelled in sought]
    return found[0] if len(found) == 1 else None
