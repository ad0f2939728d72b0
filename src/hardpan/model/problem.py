"""Problems: expected failures, told so that a person knows what happened, what it means and what to do."""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """Exit codes of every command."""

    CLEAN = 0
    TOOL_FAILED = 1
    FINDINGS = 2
    UNKNOWN = 3
    USAGE = 64
    INTERRUPTED = 130


class Problem(Exception):  # the field's word
    """An expected failure. `what` happened and where, its `effect` on the result, and `next`, one line to run."""

    def __init__(self, what: str, *, effect: str = "", next: str = "", code: ExitCode = ExitCode.TOOL_FAILED) -> None:
        super().__init__(what)
        self.what = what
        self.effect = effect
        self.next = next
        self.code = code

    def __str__(self) -> str:
        lines = [f"error: {self.what}"]
        if self.effect:
            lines.append(f"  effect: {self.effect}")
        if self.next:
            lines.append(f"  next:   {self.next}")
        return "\n".join(lines)
