"""A guardrail: a policy that we attach, what it prevents, and requests that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from hardpan.model import Section, Severity
from hardpan.policy.parse import Use

# As AWS Organizations calls them.
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html
PolicyType: TypeAlias = Literal[
    "SERVICE_CONTROL_POLICY",
    "RESOURCE_CONTROL_POLICY",
    "DECLARATIVE_POLICY_EC2",
    "S3_POLICY",
    "BACKUP_POLICY",
    "AISERVICES_OPT_OUT_POLICY",
    "GUARDDUTY_POLICY",
    "INSPECTOR_POLICY",
    "SECURITYHUB_POLICY",
]

# The types whose documents are in the policy language; the others are settings that accounts inherit.
USES: Mapping[PolicyType, Use] = {"SERVICE_CONTROL_POLICY": "scp", "RESOURCE_CONTROL_POLICY": "rcp"}


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request that a guardrail must deny, or must leave alone, as its definition has it."""

    by: str  # one of `hardpan.guardrails.actors`
    action: str
    resource: str = "*"
    region: str = "eu-west-1"
    of: str = "member"  # whose resource it is
    keys: Mapping[str, Any] = field(default_factory=dict, hash=False)  # beside those of every request
    statement: str | None = None  # which has to deny it

    def __str__(self) -> str:
        return f"{self.by} {self.action} {self.resource} {dict(self.keys) or ''}".rstrip()


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """As what it is judged whether a guardrail is attached."""

    title: str  # what holds then
    catalogue: str
    section: Section
    severity: Severity


@dataclass(frozen=True, kw_only=True)
class Guardrail:
    """One guardrail. `template` is its document with placeholders, as `<organization>`."""

    name: str
    kind: PolicyType
    prevents: str  # one sentence
    control: Judgement | None  # None: no profile attaches it of itself
    page: str  # what a person should know before attaching it
    stage: str  # when its turn is: a name in stages.yaml
    before: tuple[str, ...]  # what must be done or known first
    needs: tuple[str, ...]  # parameters without which it cannot be made
    template: dict[str, Any] = field(repr=False, hash=False)
    denies: tuple[Ask, ...] = field(repr=False)
    leaves: tuple[Ask, ...] = field(repr=False)

    @property
    def policy_name(self) -> str:
        """What its policy is called at AWS."""
        return f"hardpan-{self.name}"

    @property
    def use(self) -> Use | None:
        """How its document is read, where it is in the policy language."""
        return USES.get(self.kind)
