"""What we know of where GuardDuty brings its findings."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

PUBLISHING = "PUBLISHING"


@dataclass(frozen=True)
class Destination:
    """Where findings of a detector go.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Destination.html
    """

    id: str
    kind: str  # S3
    status: str  # PUBLISHING, PENDING_VERIFICATION, or why not

    @property
    def works(self) -> bool:
        """Findings arrive there."""
        return self.kind == "S3" and self.status == PUBLISHING


@dataclass(frozen=True, kw_only=True)
class Export(Fact):
    """Where the findings of a Region's detector go; there is one of these for each detector."""

    detector: str
    destinations: tuple[Destination, ...]

    @property
    def resource(self) -> str:
        """The detector's ARN."""
        return self.place.arn("guardduty", f"detector/{self.detector}")


@dataclass(frozen=True, kw_only=True)
class ExportKey(Fact):
    """The key that findings are encrypted with on their way, which is in the Region of their bucket.

    No control asks for it, so that only planning reads it, and only where a Region's findings go nowhere.
    """

    arn: str

    @property
    def resource(self) -> str:
        """The key's ARN."""
        return self.arn
