"""What we know of certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class Certificate(Fact):
    """A certificate of ACM's, whether AWS issued it or somebody imported it.

    https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateSummary.html
    """

    arn: str
    domain: str
    status: str  # ISSUED, PENDING_VALIDATION, EXPIRED and so on
    kind: str  # AMAZON_ISSUED, IMPORTED or PRIVATE
    in_use: bool
    expires: datetime | None  # None: it was never issued

    @property
    def resource(self) -> str:
        """The certificate's ARN."""
        return self.arn
