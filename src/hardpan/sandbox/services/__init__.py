"""What the sandbox answers itself or corrects: a module or more for a service, registered by being here."""

from __future__ import annotations

import importlib
import pkgutil


def register_all() -> None:
    """Import every module of this folder; importing one registers its handlers."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
