"""A sandbox in a process of its own, found again through a small file in the user's cache."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from hardpan.model import Problem

from .control import Control, Refused

# The emulator takes a second to import: only what starts one does, not `status` and `stop`.

_STARTS_WITHIN = 60.0  # seconds
_STOPS_WITHIN = 10.0

_children: dict[int, subprocess.Popen[bytes]] = {}  # those this process started: their ends are to be waited for


@dataclass(frozen=True)
class RunningSandbox:
    """A sandbox that answers, and where."""

    pid: int
    port: int
    scenario: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Variables that point every AWS SDK and the AWS CLI at it."""
        from .server import environment

        return environment(self.url)

    @property
    def control(self) -> Control:
        return Control(self.url)


def start_detached(scenario: str = "factory-new", port: int = 0) -> RunningSandbox:
    """Start a sandbox that outlives this process. Raises Problem where one runs, or this one does not come up."""
    from .http_server import bind
    from .server import check

    running = status()
    if running:
        raise Problem(
            f"a sandbox already runs at {running.url}, with {running.scenario}",
            next="hardpan sandbox stop   # or: hardpan sandbox reset",
        )
    check(scenario)
    bind(port).close()
    log = _file().with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as said:
        process = subprocess.Popen(  # noqa: S603  this interpreter, our own module
            [sys.executable, "-m", "hardpan.sandbox", scenario, str(port), str(_file())],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    return _when_up(process, log)


def status() -> RunningSandbox | None:
    """The sandbox that runs detached; None where none does."""
    try:
        found = RunningSandbox(**json.loads(_file().read_text()))
        health = found.control.health()
        pid, scenario = health["pid"], health["scenario"]
    except (OSError, http.client.HTTPException, ValueError, TypeError, AttributeError, LookupError, Refused):
        return None  # there is no file, or what has the port by now is no sandbox
    if pid != found.pid:
        return None  # the file is old, and another sandbox has the port by now
    return RunningSandbox(found.pid, found.port, scenario)


def stop() -> bool:
    """End the detached sandbox; False where none runs."""
    running = status()
    if running is None:
        _file().unlink(missing_ok=True)
        return False
    os.kill(running.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOPS_WITHIN
    while status() and time.monotonic() < deadline:
        time.sleep(0.05)
    if child := _children.pop(running.pid, None):
        child.wait(_STOPS_WITHIN)
    _file().unlink(missing_ok=True)
    return True


def reset(scenario: str | None = None) -> RunningSandbox:
    """Begin anew, with another scenario or the same. Raises Problem where none runs or the scenario is unknown."""
    running = status()
    if running is None:
        raise Problem("no sandbox runs", next="hardpan sandbox start")
    from .server import check

    wanted = scenario or running.scenario
    check(wanted)
    try:
        running.control.reset(wanted)
    except Refused as refusal:
        raise Problem(f"the sandbox was not reset: {refusal}") from refusal
    return RunningSandbox(running.pid, running.port, wanted)


def write_state(path: Path, port: int, scenario: str) -> None:
    """Tell where this process serves; written whole or not at all."""
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(asdict(RunningSandbox(os.getpid(), port, scenario))))
    fresh.replace(path)


def _file() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "hardpan" / "sandbox.json"


def _when_up(process: subprocess.Popen[bytes], log: Path) -> RunningSandbox:
    deadline = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        running = status()
        if running and running.pid == process.pid:
            _children[process.pid] = process
            return running
        time.sleep(0.05)
    process.terminate()
    process.wait(_STOPS_WITHIN)
    last = (log.read_text().strip().splitlines() or ["it said nothing"])[-1]
    raise Problem(f"the sandbox did not start: {last}", next=f"cat {log}")
