"""`hardpan.yaml` becomes a Baseline. Reading and validating the file is in `hardpan.config.load`."""

from hardpan.config.baseline import (
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

__all__ = [
    "EXAMPLE",
    "Alerts",
    "Attestation",
    "Baseline",
    "Budget",
    "Contact",
    "Exceptions",
    "Logs",
    "PrimaryContact",
    "Waiver",
]
