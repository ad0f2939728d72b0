"""Scenes of the control on a guardrail: an organization of the first profile that attaches it, with nothing but it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from hardpan.config import EXAMPLE, Baseline, Organization
from hardpan.config import Unit as ConfiguredUnit
from hardpan.guardrails import GUARDRAILS, lowest, where
from hardpan.guardrails import ROOT as ROOT_PATH
from hardpan.model import Scene

from .examples import AS_MEMBER, BILLING_ONLY, HERE, IN_NONE, MEMBERSHIP, ROOT
from .facts import OrganizationPolicy, Unit
from .wanted import documents_of, parameters

_NOTHING = '{"Version":"2012-10-17","Statement":[]}'
_ELSEWHERE = "ou-ab12-77777777"


@dataclass(frozen=True)
class Scenes:
    """Of one guardrail."""

    name: str

    @cached_property
    def path(self) -> str:
        """The first place where that profile attaches it."""
        profile = lowest(self.name)
        assert profile is not None
        return where(self.name, profile)[0]

    @cached_property
    def want(self) -> Baseline:
        """A file that lists the units on the way there, and says all that any document needs."""
        profile = lowest(self.name)
        assert profile is not None
        steps = self.path.split("/") if self.path != ROOT_PATH else []
        units = tuple(ConfiguredUnit(path="/".join(steps[: number + 1])) for number in range(len(steps)))
        organization = Organization(units=units, regions=(EXAMPLE.home_region,))
        return replace(
            EXAMPLE, profile=profile, organization=organization, ci=replace(EXAMPLE.ci, github_owners=("1234567",))
        )

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The same units, there."""
        return tuple(
            Unit(place=HERE, id=f"ou-ab12-1000000{number}", path=unit.path)
            for number, unit in enumerate(self.want.organization.units)
        )

    @cached_property
    def policies(self) -> tuple[OrganizationPolicy, ...]:
        """What the guardrail is in, attached there."""
        kind = GUARDRAILS[self.name].kind
        given = parameters(self.want, MEMBERSHIP.organization)
        target = self.units[-1].id if self.units else ROOT.id
        return tuple(
            OrganizationPolicy(
                place=HERE, id="p-judged0000", kind=kind, name=document.name, targets=(target,), content=document.text
            )
            for document in documents_of(kind, self.want, given, [], self.path, target)
            if self.name in document.guardrails
        )

    @property
    def passes(self) -> tuple[Scene, ...]:
        return ((MEMBERSHIP, ROOT, *self.units, *self.policies, self.want),)

    @property
    def fails(self) -> tuple[Scene, ...]:
        there = (MEMBERSHIP, ROOT, *self.units)
        (policy,) = self.policies
        return (
            (*there, self.want),
            (*there, replace(policy, targets=(_ELSEWHERE,)), self.want),
            (*there, replace(policy, content=_NOTHING), self.want),
            (*there, replace(policy, content='{"Version":"2012-10-17","Statement":[{}]}'), self.want),
            (BILLING_ONLY, self.want),
            *(((MEMBERSHIP, ROOT, *self.policies, self.want),) if self.units else ()),
        )

    @property
    def not_applicable(self) -> tuple[Scene, ...]:
        nowhere = replace(self.want, organization=Organization(), ci=replace(EXAMPLE.ci, repositories=()))
        unneeded = self.units or GUARDRAILS[self.name].needs not in ((), ("organization",))
        return ((IN_NONE,), (AS_MEMBER, self.want), *(((MEMBERSHIP, ROOT, nowhere),) if unneeded else ()))
