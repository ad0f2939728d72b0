"""What reading costs: the same requests by Hardpan, by the best arrangement of botocore clients, and by the usual one.

Each runs as a process of its own against the same stand-in for AWS (`benchmarks.stub`), over TLS, with AWS's own host
names; CPU is that process's alone.

    python -m benchmarks.reading DRIVER --accounts N --regions N --port P     # one run, as JSON
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import quick
from benchmarks.stub import REGIONS, Behaviour
from hardpan.aws.lean import spec
from hardpan.model import Place, Read

_GLOBAL = ("account", "budgets", "ce", "iam", "organizations", "s3control", "sts", "support")


def workload(accounts: int, regions: int) -> Iterator[tuple[Place, Read]]:
    """Every read that a collector may send, in each Region, and those of global services once: Region innermost."""
    reads = [(op, Read(op.service, op.name, **_required(op))) for op in spec.every() if op.name != "AssumeRole"]
    for number in range(accounts):
        whole = Place(f"{111100000000 + number:012}")
        for op, read in reads:
            if op.service in _GLOBAL:
                yield whole, read
            else:
                yield from ((whole.at(region), read) for region in REGIONS[:regions])


def _required(op: spec.Operation) -> dict[str, Any]:
    members = op.input["members"] if op.input else {}
    wanted = op.input.get("required", []) if op.input else []
    return {name: _value(op, members[name], name) for name in wanted}


def _value(op: spec.Operation, member: spec.Shape, name: str) -> Any:
    kind = op.of.shape(member)["type"]
    if name == "AccountId":
        return "111122223333"
    if kind == "list":
        return [_value(op, op.of.shape(member)["member"], name)]
    return {"string": "a-name-of-some-length-as-in-aws", "integer": 5, "boolean": True}[kind]


def _lean(jobs: list[tuple[Place, Read]], in_flight: int, port: int) -> int:
    from hardpan.aws.lean.reader import LeanReader
    from hardpan.aws.lean.sign import Credentials
    from hardpan.aws.readers import run

    class Keys:
        held: dict[str, Credentials] = {}

        async def current(self, account: str, /) -> Credentials:
            found = self.held.get(account)
            if found is None:
                found = self.held[account] = Credentials(f"AKIA{account}", "x" * 40, "t" * 300)
            return found

        async def renewed(self, _account: str, old: Credentials, /) -> Credentials:
            return old

    async def go() -> int:
        waiting = iter(jobs)
        answered = 0
        async with LeanReader(
            Keys(),
            None,
            in_flight=in_flight,
            resolve=lambda _host, _port: ("127.0.0.1", port),  # type: ignore[arg-type]
        ) as reader:

            async def worker() -> None:
                nonlocal answered
                for place, read in waiting:
                    found = await reader.read(place, read)
                    answered += isinstance(found, dict)

            await asyncio.gather(*(worker() for _ in range(in_flight)))
        return answered

    from hardpan.aws.lean import pacing

    pacing.PRIORS.clear()  # the stand-in throttles where it is told to, not where AWS would
    return run(go())


def _best(jobs: list[tuple[Place, Read]], _in_flight: int, _port: int) -> int:
    """One botocore client a service, one HTTP session, one TLS context: `--codec botocore`."""
    from hardpan.aws import Aws
    from hardpan.aws.keys import StandardKeys
    from hardpan.aws.reader import ThreadedReader

    async def go() -> int:
        aws = Aws()
        reader = ThreadedReader(aws, StandardKeys(aws))
        found = await asyncio.gather(*(reader.read(place, read) for place, read in jobs))
        return sum(isinstance(one, dict) for one in found)

    return asyncio.run(go())


def _usual(jobs: list[tuple[Place, Read]], _in_flight: int, _port: int) -> int:
    """A client for each account, service and Region, on 32 threads: what most tools do."""
    import botocore.session
    from botocore import xform_name
    from botocore.config import Config

    by_path = Config(s3={"addressing_style": "path"})  # the stand-in has no certificate for a bucket's own name
    sessions: dict[str, Any] = {}
    clients: dict[tuple[str, str, str], Any] = {}

    def client(place: Place, service: str) -> Any:
        key = (place.account, place.endpoint_region, service)
        if key not in clients:
            session = sessions.setdefault(place.account, botocore.session.Session())
            clients[key] = session.create_client(service, place.endpoint_region, config=by_path)
        return clients[key]

    for place, read in jobs:
        client(place, read.service)

    def ask(job: tuple[Place, Read]) -> bool:
        place, read = job
        return bool(getattr(client(place, read.service), xform_name(read.operation))(**read.parameters))

    with ThreadPoolExecutor(32) as threads:
        return sum(threads.map(ask, jobs))


DRIVERS = {"hardpan": _lean, "botocore, at its best": _best, "botocore, as usual": _usual}


def one_run(driver: str, accounts: int, regions: int, port: int, in_flight: int) -> None:
    """Be the process that is measured, and print what it took."""
    _everything_is_at(port)
    jobs = list(workload(accounts, regions))
    wall, cpu = time.monotonic(), time.process_time()
    answered = DRIVERS[driver](jobs, in_flight, port)
    told = {
        "calls": len(jobs),
        "answered": answered,
        "wall": time.monotonic() - wall,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(json.dumps(told))


def _everything_is_at(port: int) -> None:
    """Every host name is this machine, every port the stand-in's."""

    def here(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    socket.getaddrinfo = here


@contextmanager
def stand_in(*, proxy: bool = False, **behaviour: Any) -> Iterator[tuple[int, dict[str, str]]]:
    """The quick stand-in for AWS, with TLS: its port, and the environment that trusts it.

    As a proxy it is what all of AWS's host names lead to, for whoever heeds the environment.
    """
    with tempfile.TemporaryDirectory() as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with quick.serving(port, Path(folder), Behaviour(**behaviour)):
            yield (
                port,
                {
                    **os.environ,
                    "AWS_CA_BUNDLE": str(Path(folder) / "stub.pem"),
                    "AWS_ACCESS_KEY_ID": "AKIA111100000000",
                    "AWS_SECRET_ACCESS_KEY": "x",
                    "AWS_REGION": "us-east-1",
                    "AWS_DEFAULT_REGION": "us-east-1",
                    "AWS_EC2_METADATA_DISABLED": "true",
                    **({"HTTPS_PROXY": f"http://127.0.0.1:{port}"} if proxy else {}),
                },
            )


def measured(driver: str, accounts: int, regions: int, port: int, environment: dict[str, str], in_flight: int) -> Any:
    """One run of a driver in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.reading", driver]
    command += [f"--accounts={accounts}", f"--regions={regions}", f"--port={port}", f"--in-flight={in_flight}"]
    environment = {name: value for name, value in environment.items() if value}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{driver} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def main() -> None:
    """Print CPU per call, side by side."""
    for items, kind in ((2, "dense"), (0, "sparse")):
        with stand_in(items=items, latency=0.02) as (port, environment):
            print(f"\nReading, {kind} answers, 20 ms away, TLS")
            base = None
            for driver, accounts, regions in (
                ("hardpan", 50, 17),
                ("hardpan", 1, 17),
                ("botocore, at its best", 10, 17),  # at 50 it runs out of local ports, so many does it open
                ("botocore, as usual", 2, 17),
            ):
                told = measured(driver, accounts, regions, port, environment, 512)
                each = told["cpu"] / told["calls"] * 1e6
                base = base or each
                print(
                    f"  {driver:22} {accounts:>3} accounts x {regions:>2} Regions {told['calls']:>7} calls "
                    f"{told['wall']:6.1f} s {each:8.0f} us CPU a call {each / base:6.1f} x   "
                    f"{told['memory'] / 2**20:5.0f} MiB   {told['calls'] - told['answered']} unanswered"
                )


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        asked = argparse.ArgumentParser()
        asked.add_argument("driver", choices=DRIVERS)
        for name, usual in (("accounts", 1), ("regions", 17), ("port", 8443), ("in-flight", 512)):
            asked.add_argument(f"--{name}", type=int, default=usual)
        given = asked.parse_args()
        one_run(given.driver, given.accounts, given.regions, given.port, given.in_flight)
