"""CPU seconds of whole processes, measured in turns so that a busy machine is busy for all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Medians over the rounds."""

    cpu: float  # seconds, user and system
    wall: float  # seconds
    memory: int  # bytes, the most that was resident


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """One run of a command, its output thrown away. Raises CalledProcessError where it fails."""
    began = os.times().elapsed
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Cost(used.ru_utime + used.ru_stime, os.times().elapsed - began, used.ru_maxrss * 1024)


def in_turns(
    commands: Mapping[str, Sequence[str]], rounds: int, environment: Mapping[str, str] | None = None
) -> dict[str, Cost]:
    """The median cost of each command, all run once a round."""
    seen: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            seen[name].append(run(command, environment))
    return {
        name: Cost(
            statistics.median(cost.cpu for cost in costs),
            statistics.median(cost.wall for cost in costs),
            max(cost.memory for cost in costs),
        )
        for name, costs in seen.items()
    }
