"""What we know of AWS Security Incident Response."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

ACTIVE = "Active"


@dataclass(frozen=True, kw_only=True)
class Enrolment(Fact):
    """A membership of the managed service.

    https://docs.aws.amazon.com/security-ir/latest/APIReference/API_GetMembership.html
    """

    id: str
    status: str  # Active, Cancelled or Terminated
    everybody: bool  # it is for every account of the organization

    @property
    def resource(self) -> str:
        """The membership's id."""
        return self.id
