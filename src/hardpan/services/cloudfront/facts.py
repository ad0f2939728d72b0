"""What we know of CloudFront distributions."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class Distribution(Fact):
    """A distribution, and whether somebody gets its access log.

    Standard logs come in two kinds: the older one is a part of the distribution's configuration, the newer one a
    delivery of CloudWatch Logs.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
    """

    id: str
    arn: str
    domain: str
    enabled: bool
    legacy_logs: bool
    delivered: bool  # by CloudWatch Logs; not asked for where nothing is served, or legacy logs are on

    @property
    def resource(self) -> str:
        """The distribution's ARN."""
        return self.arn
