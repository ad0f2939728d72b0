"""What we know of who outside the account is let in."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

WHOLE = "ORGANIZATION"
UNUSED = ("ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_UNUSED_ACCESS")
ROLE = "AWS::IAM::Role"
ON = ("ACTIVE", "CREATING")  # states of an analyzer that looks, or is about to
# The types that look for access from outside; the others look at access inside or at unused access.
# https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html
EXTERNAL = ("ACCOUNT", "ORGANIZATION")


@dataclass(frozen=True, kw_only=True)
class Analyzer(Fact):
    """An analyzer of access from outside."""

    arn: str
    kind: str  # ACCOUNT or ORGANIZATION: whose accounts are no outsiders to it
    status: str  # ACTIVE, CREATING, DISABLED or FAILED

    @property
    def resource(self) -> str:
        """The analyzer's ARN."""
        return self.arn

    @property
    def is_on(self) -> bool:
        """It looks, or is about to."""
        return self.status in ON


@dataclass(frozen=True, kw_only=True)
class ExternalAccess(Fact):
    """A resource that somebody outside the zone of trust can use, by an active finding of an analyzer."""

    arn: str  # of the resource
    kind: str  # as CloudFormation names it: AWS::S3::Bucket
    public: bool  # to everybody, not only to accounts that the policy names
    to_management: bool  # to the organization's management account, as a whole, and to nobody else

    @property
    def resource(self) -> str:
        """ARN of the resource that is let out, not of the finding."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class UnusedAccessAnalyzer(Fact):
    """An analyzer of access that nobody uses.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UnusedAccessConfiguration.html
    """

    arn: str
    kind: str  # ACCOUNT_UNUSED_ACCESS or ORGANIZATION_UNUSED_ACCESS
    status: str
    days: int  # without use, after which access counts as unused

    @property
    def resource(self) -> str:
        """The analyzer's ARN."""
        return self.arn
