"""CPU seconds of whole processes, measured in turns so that a busy machine is busy for all of them alike."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_OFTEN = 0.01  # seconds between two looks at a process


@dataclass(frozen=True)
class Cost:
    """Medians over the rounds."""

    cpu: float  # seconds, user and system
    wall: float  # seconds
    memory: int  # bytes, the most that was resident


def run(command: Sequence[str], environment: Mapping[str, str] | None = None, codes: Collection[int] = (0,)) -> Cost:
    """One run of a command, its output thrown away. Raises CalledProcessError for another exit code than `codes`."""
    began, memory = os.times().elapsed, 0
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
    ) as process:
        while True:
            memory = max(memory, _most_resident(process.pid))
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(_OFTEN)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Cost(used.ru_utime + used.ru_stime, os.times().elapsed - began, memory)


def _most_resident(pid: int) -> int:
    """Bytes that were resident at most so far. What wait4 tells begins with the memory of who started the process."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


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
