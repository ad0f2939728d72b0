"""What we know of what Trusted Advisor recommends."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class RedItem(Fact):
    """A recommendation on security that is red: AWS calls its status `error`.

    https://docs.aws.amazon.com/trustedadvisor/latest/APIReference/API_RecommendationSummary.html
    """

    arn: str
    name: str
    stage: str | None  # in_progress, pending_response, dismissed or resolved; None where nobody has said anything
    resources: int  # that it is about

    @property
    def resource(self) -> str:
        """The recommendation's ARN."""
        return self.arn

    @property
    def is_open(self) -> bool:
        """Nobody has dismissed it."""
        return self.stage not in ("dismissed", "resolved")
