"""What the baseline wants of analyzers of unused access."""

from __future__ import annotations

from hardpan.config import Baseline

DAYS = 90  # after which access counts as unused


def unused_kind(want: Baseline) -> str:
    """The type of the one analyzer: of the organization where an account for security tooling has it."""
    return "ORGANIZATION_UNUSED_ACCESS" if want.organization.security_tooling else "ACCOUNT_UNUSED_ACCESS"
