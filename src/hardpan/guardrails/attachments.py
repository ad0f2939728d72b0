"""Where each profile attaches which guardrails: the data in `profiles/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hardpan.config import document
from hardpan.guardrails.stages import in_order
from hardpan.model import PROFILES, ProfileLevel

ROOT = "root"


@dataclass(frozen=True)
class Target:
    """The root or an OU, and the guardrails that belong there, in the order in which they are attached."""

    path: str  # "root", or the OU's name after those above it: "Workloads/Prod"
    attached: tuple[str, ...]
    optional: tuple[str, ...]  # left out unless asked for

    @property
    def parent(self) -> str | None:
        """The path of what it is in."""
        if self.path == ROOT:
            return None
        return self.path.rpartition("/")[0] or ROOT


@cache
def attachments(profile: ProfileLevel) -> tuple[Target, ...]:
    """Every target of a profile, each after the one it is in."""
    return tuple(_targets(profile))


def _targets(profile: str) -> Iterator[Target]:
    packaged = files("hardpan.guardrails").joinpath("profiles", f"{profile}.yaml")
    for path, said in document.read(packaged.read_text(encoding="utf-8")).values.items():
        yield Target(path, tuple(in_order(said["attached"])), tuple(in_order(said.get("optional", []))))


def where(name: str, profile: ProfileLevel) -> tuple[str, ...]:
    """The paths that a profile attaches a guardrail to."""
    return tuple(target.path for target in attachments(profile) if name in target.attached)


def lowest(name: str) -> ProfileLevel | None:
    """The first profile that attaches a guardrail of itself."""
    return next((profile for profile in PROFILES if where(name, profile)), None)
