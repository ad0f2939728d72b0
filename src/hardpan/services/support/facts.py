"""What we know of an account's support plan."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class SupportPlan(Fact):
    """Whether AWS answers technical questions; there is always one of these per account.

    Its API answers only those who pay for a plan: https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html
    """

    paid: bool

    def __str__(self) -> str:
        return "the support plan has an API" if self.paid else "the support plan has no API: cases go by web form"
