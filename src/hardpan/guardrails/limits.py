"""How long a policy may be, and how many of a type may be attached to one target: the data in limits.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from hardpan.config import document
from hardpan.guardrails.guardrail import PolicyType


@dataclass(frozen=True)
class Limit:
    """What AWS takes of policies of one type."""

    characters: int
    per_target: int
    default: str | None  # a policy of AWS's own that is attached everywhere and counts

    @property
    def free(self) -> int:
        """How many of one's own fit on a target where nobody else has attached any."""
        return self.per_target - (self.default is not None)


def _limits() -> dict[PolicyType, Limit]:
    said = document.read(files("hardpan.guardrails").joinpath("limits.yaml").read_text(encoding="utf-8")).values
    return {
        kind: Limit(int(limit["characters"]), int(limit["per_target"]), limit.get("default"))
        for kind, limit in said["limits"].items()
    }


LIMITS: Mapping[PolicyType, Limit] = _limits()
