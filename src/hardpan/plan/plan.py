"""A Plan: the steps still missing, as data. A plan is never applied by itself."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Ref, Risk, Step, Write, planned_account
from hardpan.prices import DATED


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which part of the baseline a run is about; empty means all of it."""

    controls: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()  # by number, or `all`; the caller's own where none is named


@dataclass(frozen=True, kw_only=True)
class HumanStep:
    """What only a person can do, with the command that checks whether it was done."""

    control: str
    title: str
    account: str
    instructions: str
    because: tuple[str, ...]
    check: str


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """What cannot be planned: facts could not be read, or a person has to agree first."""

    operation: str
    controls: tuple[str, ...]
    reason: str
    unblock: str  # one line: what to do about it
    steps: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Steps in an order that respects what each needs, and what a person has to do or decide."""

    account: str
    partition: str
    baseline: Baseline
    baseline_digest: str
    selection: Selection
    snapshot_taken: str  # ISO 8601, UTC
    steps: tuple[Step, ...]
    human_steps: tuple[HumanStep, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    undoes: str | None = None  # the run whose changes this plan takes back
    notes: tuple[str, ...] = field(default=())  # what cannot be taken back, of an undo
    prices: str = DATED  # what its costs come from

    @property
    def hash(self) -> str:
        """Identifies exactly what would be sent and where: equal for two plans that would do the same."""
        sent = [
            [step.key, str(step.place), _plain(step.write), sorted(step.needs), [_plain(w) for w in step.undo or ()]]
            for step in self.steps
        ]
        whole = [self.account, self.partition, self.baseline_digest, self.undoes, sent]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def monthly_cost_usd(self) -> float:
        """Sum of the steps that have a price; `usage_priced` counts the others."""
        return round(sum(step.monthly_cost_usd or 0.0 for step in self.steps), 2)

    @property
    def usage_priced(self) -> tuple[Step, ...]:
        """Steps whose cost depends on use."""
        return tuple(step for step in self.steps if step.monthly_cost_usd is None)

    @property
    def irreversible(self) -> tuple[Step, ...]:
        """Steps that undo cannot take back."""
        return tuple(step for step in self.steps if step.undo is None)

    @property
    def accounts(self) -> set[str]:
        """The accounts that its steps change."""
        return {step.place.account for step in self.steps}

    @property
    def planned_accounts(self) -> dict[str, str]:
        """The accounts it makes, or means to: names by the numbers that stand for them."""
        wanted = enumerate(self.baseline.organization.accounts, 1)
        return {number: one.name for at, one in wanted if (number := planned_account(at)) in self.accounts}

    @property
    def over_ceiling(self) -> bool:
        """Whether the priced steps cost more a month than the baseline allows."""
        ceiling = self.baseline.cost_ceiling_usd
        return ceiling is not None and self.monthly_cost_usd > ceiling

    @property
    def summary(self) -> dict[str, Any]:
        """Counts, for people and for `plan --output json`."""
        risks = Counter(step.risk for step in self.steps)
        return {
            "steps": len(self.steps),
            "by_risk": {risk.value: risks[risk] for risk in Risk},
            "human_steps": len(self.human_steps),
            "blocked": len(self.blocked),
            "irreversible": len(self.irreversible),
            "monthly_cost_usd": self.monthly_cost_usd,
            "usage_priced_steps": len(self.usage_priced),
        }


def _plain(write: Write) -> list[Any]:
    as_root = [write.root_task] if write.root_task else []
    return [write.service, write.operation, unref(write.parameters), *as_root]


def unref(value: Any) -> Any:
    """Parameters as plain JSON: a Ref becomes `{"$ref": [step, path]}`."""
    if isinstance(value, Ref):
        return {"$ref": [value.step, value.path]}
    if isinstance(value, dict):
        return {name: unref(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [unref(item) for item in value]
    return value


def reref(value: Any) -> Any:
    """The inverse of `unref`."""
    if isinstance(value, dict):
        if set(value) == {"$ref"}:
            step, path = value["$ref"]
            return Ref(step, path)
        return {name: reref(item) for name, item in value.items()}
    return [reref(item) for item in value] if isinstance(value, list) else value
