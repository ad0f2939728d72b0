"""`hardpan.yaml` becomes a Baseline. Reading and validating the file is in `hardpan.config.load`."""

from hardpan.config.baseline import (
    EXAMPLE,
    Access,
    Alerts,
    Attestation,
    Baseline,
    Budget,
    Contact,
    Exceptions,
    Logs,
    MemberAccount,
    Organization,
    PrimaryContact,
    Unit,
    Waiver,
)
from hardpan.config.people import EVERY_ACCOUNT, MANAGEMENT, Assignment, IdentityCenter, PermissionSet, Person
from hardpan.config.pipeline import Ci

__all__ = [
    "EVERY_ACCOUNT",
    "EXAMPLE",
    "MANAGEMENT",
    "Access",
    "Alerts",
    "Assignment",
    "Attestation",
    "Baseline",
    "Budget",
    "Ci",
    "Contact",
    "Exceptions",
    "IdentityCenter",
    "Logs",
    "MemberAccount",
    "Organization",
    "PermissionSet",
    "Person",
    "PrimaryContact",
    "Unit",
    "Waiver",
]
