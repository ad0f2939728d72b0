"""What we know of an account's cost anomaly detection."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True)
class AnomalySubscription:
    """Who is told of anomalies, and which monitors' they are."""

    arn: str
    monitors: tuple[str, ...]  # ARNs
    has_reader: bool  # a subscriber that did not decline


@dataclass(frozen=True, kw_only=True)
class AnomalyDetection(Fact):
    """Monitors of cost by service, and the subscriptions of the account; there is always one of these per account.

    https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html
    """

    monitors: tuple[str, ...]  # ARNs of those that watch every service; AWS allows one
    subscriptions: tuple[AnomalySubscription, ...]

    @property
    def told(self) -> bool:
        """Somebody is told of what a monitor finds."""
        return any(set(found.monitors) & set(self.monitors) for found in self.subscriptions if found.has_reader)
