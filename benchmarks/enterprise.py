"""An organization of forty accounts: adopted, assessed in every Region, brought to the baseline, and assessed again.

The installed command, a process for each step, against the sandbox's scenario `enterprise` in a process of its own.
Most of the time is the sandbox's; the calls are what AWS would be sent.

    python -m benchmarks.enterprise [SCENARIO] [--region R]...
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardpan.sandbox.control import Control

_HARDPAN = str(Path(sys.executable).with_name("hardpan"))
_EMAIL = "security@example.com"


@dataclass(frozen=True)
class Done:
    """One command that came to its end."""

    code: int
    seconds: float
    calls: int
    stdout: str


class Shell:
    """A folder, and the sandbox that its commands talk to."""

    def __init__(self, folder: Path, environment: dict[str, str], regions: list[str]) -> None:
        self.folder, self.regions = folder, [word for region in regions for word in ("--region", region)]
        self.environment = {**os.environ, **environment}
        self.control = Control(environment["AWS_ENDPOINT_URL"])

    def run(self, name: str, *words: str, codes: tuple[int, ...] = (0,)) -> Done:
        """Run a command and print what it took. Ends the benchmark for another exit code."""
        self.control.forget_requests()
        began = time.monotonic()
        done = subprocess.run(
            [_HARDPAN, *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        seconds = time.monotonic() - began
        if done.returncode not in codes:
            raise SystemExit(f"hardpan {' '.join(words)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        if done.returncode == 1:
            print(done.stderr.strip()[-1000:])
        calls = len(self.control.requests())
        print(f"{name:<34}{seconds:8.1f} s {calls:8,} calls", flush=True)
        return Done(done.returncode, seconds, calls, done.stdout)


def sandbox(folder: Path, scenario: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """A sandbox in a process of its own, and the variables that point at it."""
    process = subprocess.Popen(
        [_HARDPAN, "sandbox", "start", "--scenario", scenario, "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    told: dict[str, str] = {}
    for line in process.stdout:
        if found := re.fullmatch(r"export (\w+)=(.*)\n", line):
            told[found[1]] = found[2]
        elif "until Ctrl-C" in line:
            return process, told
    raise SystemExit("the sandbox did not start")


def statuses(done: Done) -> dict[str, Any]:
    """Findings by status."""
    said: dict[str, Any] = json.loads(done.stdout)
    counted = {name: number for name, number in said["summary"].items() if number}
    return {"accounts": len(said["accounts"]), "regions": len(said["regions"]), **counted}


def main(scenario: str = "enterprise", regions: list[str] | None = None) -> None:
    """Adopt, assess, plan, apply, plan again, assess again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process, environment = sandbox(folder, scenario)
        try:
            shell = Shell(folder, environment, regions or [])
            adopt(shell)
            assess = ("assess", *shell.regions, "--output", "json")
            print("   ", statuses(shell.run("assess", *assess, codes=(0, 2, 3))))
            shell.run("plan", "plan", *shell.regions, "--consent", "all", "--out", "plan.json", "--output", "json")
            made = json.loads((folder / "plan.json").read_text())
            accounts = Counter(step["account"] for step in made["steps"])
            print(f"    {len(made['steps']):,} changes in {len(accounts)} accounts, {len(made['blocked'])} blocked")
            applied = shell.run(
                "apply, and the proof", "apply", "plan.json", "--approve", made["hash"], codes=(0, 1, 2, 3)
            )
            print("   ", *applied.stdout.strip().splitlines()[-3:-1])
            second = shell.run("plan again", "plan", *shell.regions, "--consent", "all", "--output", "json")
            left = json.loads(second.stdout)
            print(f"    {len(left['steps']):,} changes, {len(left['human_steps'])} for a person")
            print("   ", statuses(shell.run("assess again", *assess, codes=(0, 2, 3))))
        finally:
            process.terminate()
            process.wait()


def adopt(shell: Shell) -> None:
    """Describe the organization, with the contacts that the baseline asks for."""
    words = ("--email", _EMAIL, "--name", "Security team", "--phone", "+353 1 555 0100", "--yes")
    shell.run("init --adopt", "init", "--adopt", "--profile", "team", *words)


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != "--region"]
    chosen = [word for word in given if word[-1].isdigit()]
    main(next((word for word in given if word not in chosen), "enterprise"), chosen)
