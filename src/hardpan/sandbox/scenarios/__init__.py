"""Accounts to begin with. A module with `NAME`, `DESCRIPTION` and `build(world)` is a scenario by being here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from .world import World


class Scenario(Protocol):
    """What a scenario's module has."""

    NAME: str
    DESCRIPTION: str

    def build(self, world: World) -> None: ...


@cache
def every() -> dict[str, Scenario]:
    """All scenarios by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {module.NAME: cast(Scenario, module) for module in modules if hasattr(module, "NAME")}


def find(name: str) -> Scenario:
    """The scenario of this name. Raises LookupError where there is none."""
    if name not in every():
        raise LookupError(f"no scenario is named {name!r}: {', '.join(sorted(every()))}")
    return every()[name]
