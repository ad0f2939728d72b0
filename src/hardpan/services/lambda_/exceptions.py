"""Functions that hardpan.yaml lets everybody call."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hardpan.config import Baseline

from .facts import Function


def meant_for_everybody(function: Function, want: Baseline) -> bool:
    """Whether the function is among `exceptions.public_functions`, by name."""
    return any(fnmatchcase(str(function.name), pattern) for pattern in want.exceptions.public_functions)
