"""What a whole assessment of an organization costs: 10, 100, 1,000 accounts, in 17 Regions each.

The command as users run it, `hardpan assess --account all --output json`, a role assumed in every account, over TLS and
with AWS's own host names, 20 ms away. The stand-in answers what an account in the sandbox (`personal-messy`) answered.

    python -m benchmarks.organization [ACCOUNTS...]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost, run
from benchmarks.reading import stand_in

_HARDPAN = str(Path(sys.executable).with_name("hardpan"))
_CONFIG = "profile: personal\nhome_region: eu-west-1\nalerts: {email: me@example.com}\n"


@contextmanager
def folder_with_snapshot() -> Iterator[tuple[Path, Path]]:
    """A folder with a hardpan.yaml, and a snapshot of an account in the sandbox."""
    from hardpan.sandbox.server import Sandbox

    with tempfile.TemporaryDirectory() as name, Sandbox("personal-messy") as sandbox:
        folder = Path(name)
        (folder / "hardpan.yaml").write_text(_CONFIG)
        environment = {"PATH": os.environ["PATH"], "HOME": name, **sandbox.environment}
        subprocess.run(
            [_HARDPAN, "assess", "--save", "kept"], cwd=folder, env=environment, capture_output=True, check=False
        )
        (snapshot,) = (folder / "kept").glob("*.snapshot")
        yield folder, snapshot


def told(port: int) -> Any:
    """What the stand-in counted."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stub") as answer:
        return json.load(answer)


def one_run(folder: Path, snapshot: Path, accounts: int, *words: str, **behaviour: Any) -> tuple[Cost, Any]:
    """The cost of assessing so many accounts, and what the stand-in counted."""
    with stand_in(proxy=True, recorded=snapshot, accounts=accounts, **behaviour) as (port, environment):
        hardpan = [_HARDPAN, "assess", str(folder / "hardpan.yaml"), "--account", "all", "--output", "json", *words]
        return run(hardpan, environment, codes={2}), told(port)


def main(sizes: tuple[int, ...] = (10, 100, 1000)) -> None:
    """Print CPU, time and memory by number of accounts, and what a second process changes for the most."""
    print("\nAssessing an organization, 17 Regions, 20 ms away, TLS")
    with folder_with_snapshot() as (folder, snapshot):
        for accounts, processes in [*((size, 1) for size in sizes), (max(sizes), 2)]:
            cost, counted = one_run(folder, snapshot, accounts, f"--processes={processes}", latency=0.02)
            calls = counted["requests"]
            print(
                f"  {accounts:>5} accounts, {processes} processes {calls:>9,} calls {cost.wall:7.1f} s "
                f"{cost.wall / accounts * 1000:6.0f} ms an account {cost.cpu / calls * 1e6:6.0f} us CPU a call "
                f"{cost.memory / 2**20:6.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or (10, 100, 1000))
