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

__all__ = [
    "EXAMPLE",
    "Access",
    "Alerts",
    "Attestation",
    "Baseline",
    "Budget",
    "Contact",
    "Exceptions",
    "Logs",
    "MemberAccount",
    "Organization",
    "PrimaryContact",
    "Unit",
    "Waiver",
]
