"""How the keys of `hardpan.yaml` are nested, and which field of the Baseline each one sets."""

from __future__ import annotations

from dataclasses import fields

from hardpan.config.baseline import (
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

# Keys whose place in the file is not their place in the Baseline.
NESTED = {
    ("contacts", "primary"): "primary_contact",
    ("contacts", "security"): "security_contact",
    ("contacts", "billing"): "billing_contact",
    ("contacts", "operations"): "operations_contact",
    ("cost", "ceiling_usd_month"): "cost_ceiling_usd",
    ("attestations", "root_recovery"): "root_recovery",
    ("attestations", "support_contact"): "support_contact",
}
_PLAIN = [field.name for field in fields(Baseline) if field.name not in NESTED.values()]

# Path in the file -> path in the Baseline.
KEYS: dict[tuple[str, ...], tuple[str, ...]] = {path: (name,) for path, name in NESTED.items()}
KEYS.update({(name,): (name,) for name in _PLAIN})

_TYPES = {
    "primary_contact": PrimaryContact,
    "security_contact": Contact,
    "billing_contact": Contact,
    "operations_contact": Contact,
    "alerts": Alerts,
    "logs": Logs,
    "budget": Budget,
    "exceptions": Exceptions,
    "root_recovery": Attestation,
    "support_contact": Attestation,
    "waivers": Waiver,
}


def fields_at(path: tuple[str, ...]) -> list[str] | None:
    """The keys that the mapping at this path may hold; None where nothing may be nested."""
    if not path:
        return sorted({first for first, *_ in KEYS})
    kind = _TYPES.get(path[-1])
    if kind is not None:
        return [field.name for field in fields(kind) if field.name != "line"]
    return [second for first, second in NESTED if first == path[-1]] or None
