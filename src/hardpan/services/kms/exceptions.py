"""Keys that hardpan.yaml lets go."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hardpan.config import Baseline

from .facts import Key


def meant_to_go(key: Key, want: Baseline) -> bool:
    """Whether the key is among `exceptions.keys_pending_deletion`, by id or ARN."""
    names = (str(key.arn), str(key.id))
    return any(fnmatchcase(name, pattern) for name in names for pattern in want.exceptions.keys_pending_deletion)
