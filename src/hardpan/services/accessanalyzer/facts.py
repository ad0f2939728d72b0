"""What we know of who outside the account is let in."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

# The types that look for access from outside; the others look at access inside or at unused access.
# https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html
EXTERNAL = ("ACCOUNT", "ORGANIZATION")


@dataclass(frozen=True, kw_only=True)
class Analyzer(Fact):
    """An analyzer of access from outside."""

    arn: str
    status: str  # ACTIVE, CREATING, DISABLED or FAILED

    @property
    def resource(self) -> str:
        """The analyzer's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class ExternalAccess(Fact):
    """A resource that somebody outside the zone of trust can use, by an active finding of an analyzer."""

    arn: str  # of the resource
    kind: str  # as CloudFormation names it: AWS::S3::Bucket
    public: bool  # to everybody, not only to accounts that the policy names

    @property
    def resource(self) -> str:
        """ARN of the resource that is let out, not of the finding."""
        return self.arn
