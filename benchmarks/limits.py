"""How near reading comes to what cannot be beaten: the network's delay, the processor, AWS's limits.

No reading ends before the longest of these: the delay of what has to be asked one after the other; all calls' delay
over those under way at once; the processor's time; and, of the operation that is limited most, the calls beyond its
burst over its rate.
"""

from __future__ import annotations

import asyncio
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.organization import told
from benchmarks.reading import measured, stand_in
from benchmarks.startup import as_installed
from hardpan.aws.lean.reader import LeanReader
from hardpan.aws.lean.sign import Credentials
from hardpan.aws.readers import run
from hardpan.model import Place, Read

_IN_FLIGHT = 512
_ACCOUNTS = 10


def delays() -> None:
    """Print the time of reading beside its bound, at three distances."""
    print(f"\nReading {_ACCOUNTS} accounts x 17 Regions, sparse answers, TLS, {_IN_FLIGHT} at once")
    for latency in (0.02, 0.06, 0.15):
        with stand_in(items=0, latency=latency) as (port, environment):
            found = measured("hardpan", _ACCOUNTS, 17, port, environment, _IN_FLIGHT)
        waiting = found["calls"] * latency / _IN_FLIGHT
        bound = max(waiting, found["cpu"], 2 * latency)
        print(
            f"  {latency * 1000:4.0f} ms away {found['calls']:>7,} calls {found['wall']:6.2f} s; "
            f"delay {waiting:5.2f} s, processor {found['cpu']:5.2f} s: {found['wall'] / bound:5.2f} x the longer"
        )


def throttled() -> None:
    """Print time and refusals where AWS lets through a third of what is asked in the time, and less."""
    print("\nThrottled: 24 buckets, one in each of as many accounts, 20 ms away")
    for title, read, calls, rate, burst in (
        ("with a published limit (EC2)", Read("ec2", "DescribeVpcs"), 300, 20.0, 100.0),
        ("with an unpublished one (KMS)", Read("kms", "ListKeys"), 60, 5.0, 10.0),
    ):
        with _plain_stand_in(latency=0.02, items=1, rate=rate, burst=burst) as port:
            began = time.monotonic()
            answered = run(_ask(port, read, calls))
            took, bound, counted = time.monotonic() - began, (calls - burst) / rate, told(port)
        print(
            f"  {title:30} {24 * calls:>6,} calls {took:6.1f} s, {took / bound:5.2f} x the bound of {bound:.0f} s; "
            f"{counted['refused'] / answered:6.1%} refused, {24 * calls - answered} lost"
        )


async def _ask(port: int, read: Read, calls: int) -> int:
    class Keys:
        async def current(self, account: str, /) -> Credentials:
            return Credentials(f"AKIA{account}", "x", None)

        async def renewed(self, _account: str, old: Credentials, /) -> Credentials:
            return old

    places = [Place(f"{number:012}", "eu-west-1") for number in range(24)]
    address = f"http://127.0.0.1:{port}"
    async with LeanReader(Keys(), None, override=lambda _: address) as reader:  # type: ignore[arg-type]
        found = await asyncio.gather(*(reader.read(place, read) for _ in range(calls) for place in places))
    return sum(isinstance(one, dict) for one in found)


class _plain_stand_in:  # used as a function
    """A stub without TLS in a process of its own."""

    def __init__(self, **behaviour: float) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        options = [f"--{name}={value}" for name, value in behaviour.items()]
        command = [sys.executable, "-m", "benchmarks.stub", f"--port={self.port}", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> int:
        assert self.process.stdout is not None
        self.process.stdout.readline()
        return self.port

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def first_answer(rounds: int = 11) -> None:
    """Print how long after their start commands have their first answer, from an endpoint without delay.

    Beside it, how long the interpreter alone takes from its start to its end.
    """
    as_installed()
    hardpan = str(Path(sys.executable).with_name("hardpan"))
    took: dict[str, list[float]] = {"python -c pass": [], "doctor": [], "assess": []}
    for _ in range(rounds):
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", "pass"], capture_output=True, check=True)
        took["python -c pass"].append(time.monotonic() - began)
        took["doctor"].append(_first_answer_of([hardpan, "doctor"]))
        # Not to its end: the stand-in's credential report is never ready, and is waited for.
        took["assess"].append(_first_answer_of([hardpan, "assess", "--timeout", "1"]))
    print(f"\nFirst answered call after the start, median and range of {rounds} rounds in turns, TLS through a proxy")
    for name, seconds in took.items():
        middle, least, most = (part * 1000 for part in (statistics.median(seconds), min(seconds), max(seconds)))
        print(f"  {name:16} {middle:5.0f} ms ({least:.0f} to {most:.0f})")


def _first_answer_of(command: list[str]) -> float:
    with tempfile.TemporaryDirectory() as folder, stand_in(proxy=True, items=0) as (port, environment):
        config = Path(folder) / "hardpan.yaml"
        config.write_text("profile: personal\nhome_region: eu-west-1\n")
        began = time.monotonic()
        subprocess.run([*command, str(config)], env=environment, capture_output=True, check=False)
        return float(told(port)["first"]) - began


def main() -> None:
    """Print all of it."""
    delays()
    throttled()
    first_answer()


if __name__ == "__main__":
    main()
