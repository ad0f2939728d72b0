"""Where something is: an account, and a Region of it unless it belongs to the account as a whole."""

from __future__ import annotations

from dataclasses import dataclass

# The Region that answers for services with one endpoint per partition, and where their events appear.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-endpoints.html
GLOBAL_REGION = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
}


# What stands for an account, or an organization, that a plan is yet to make: AWS gives out none like these.
PLANNED_ORGANIZATION = "o-0000000000"
_PLANNED_ACCOUNT = "000000000"  # and three digits


def planned_account(number: int) -> str:
    """The number that stands for the n-th account to be made."""
    return f"{_PLANNED_ACCOUNT}{number:03}"


def is_planned(account: str) -> bool:
    """Whether an account's number stands for one that does not exist yet."""
    return account.startswith(_PLANNED_ACCOUNT)


@dataclass(frozen=True, order=True)
class Place:
    """An account, and one Region of it; `region=None` is the account as a whole (IAM, contacts, budgets)."""

    account: str
    region: str | None = None
    partition: str = "aws"

    @property
    def global_region(self) -> str:
        """The Region whose endpoint serves the partition's global services."""
        return GLOBAL_REGION.get(self.partition, "us-east-1")

    @property
    def endpoint_region(self) -> str:
        """The Region a request for this place is sent to."""
        return self.region or self.global_region

    def at(self, region: str | None) -> Place:
        """The same account in another Region."""
        return Place(self.account, region, self.partition)

    def arn(self, service: str, resource: str) -> str:
        """ARN in this place: `place.arn("kms", "key/1234")`; the partition and Region are the place's own."""
        return f"arn:{self.partition}:{service}:{self.region or ''}:{self.account}:{resource}"

    def __str__(self) -> str:
        return f"{self.account}/{self.region}" if self.region else self.account
