"""In which order guardrails are attached."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from hardpan.config import document
from hardpan.guardrails.catalogue import GUARDRAILS
from hardpan.guardrails.guardrail import Guardrail


@dataclass(frozen=True)
class Stage:
    """Guardrails that are attached together, after those of the stages before."""

    name: str
    why: str
    guardrails: tuple[Guardrail, ...]


def _stages() -> tuple[Stage, ...]:
    said = document.read(files("hardpan.guardrails").joinpath("stages.yaml").read_text(encoding="utf-8")).values
    return tuple(
        Stage(one["name"], one["why"], tuple(g for g in GUARDRAILS.values() if g.stage == one["name"]))
        for one in said["stages"]
    )


STAGES: tuple[Stage, ...] = _stages()
_RANK = {guardrail.name: rank for rank, stage in enumerate(STAGES) for guardrail in stage.guardrails}


def in_order(names: frozenset[str] | set[str] | tuple[str, ...] | list[str]) -> list[str]:
    """The names, each once, by stage and within one by name."""
    return sorted(set(names), key=lambda name: (_RANK[name], name))
