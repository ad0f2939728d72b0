"""The stand-in for AWS that takes next to nothing of the processor: `stand_in.c`, and the answers it is given.

`benchmarks.stub` can do more (faults, credentials that end), but takes as much of the machine as the process that is
measured, which on two cores is what the measurement would show.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import botocore

from benchmarks.answers import written
from benchmarks.stub import Behaviour, Server, certificate, framed, refusal
from hardpan.aws.lean import spec

_SOURCE = Path(__file__).with_name("stand_in.c")

# Twelve characters each, in the place of which the stand-in puts those of the access key and of the role asked for.
_CALLER, _ROLE = "ACCOUNT-ID-@", "ROLE-ACCOUNT"


@cache
def compiled() -> Path:
    """The program. Ends the benchmark where there is no C compiler or no header of OpenSSL."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit("the benchmarks need a C compiler and OpenSSL's headers (Debian: gcc libssl-dev)")
    program = Path(tempfile.gettempdir()) / f"hardpan-stand-in-{_SOURCE.stat().st_mtime_ns}"
    if not program.exists():
        command = [compiler, "-O2", "-std=gnu11", "-o", str(program), str(_SOURCE), "-lssl", "-lcrypto"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"cannot build {_SOURCE.name}: {done.stderr[-1000:]}")
    return program


def answers(how: Behaviour) -> bytes:
    """One record for each operation, and one refusal for each protocol, as `stand_in.c` reads them."""
    server = Server(how)
    records = []
    refusals: dict[str, bytes] = {}
    for op in sorted(spec.every(), key=_narrow_first):
        personal = _about_the_caller(op)
        text = server.about_itself(op, "", b"") or server.ready(op) if personal is None else personal
        refusals.setdefault(op.of.protocol, refusal(op, "ThrottlingException", "Rate exceeded", 400))
        path, _, query = op.uri.partition("?")
        named = "path" if op.of.protocol.startswith("rest") else "name"
        head = (named, op.of.signing_name, op.name, op.method, path or "/", query or "-", op.of.protocol)
        records.append(_record(*head, text, personal=personal is not None))
    records += [
        _record("name", "refused", f"refused-{protocol}", "-", "-", "-", protocol, text)
        for protocol, text in refusals.items()
    ]
    return b"".join(records)


def _narrow_first(op: spec.Operation) -> tuple[bool, bool]:
    """Of two operations with the same path, the one that asks for more is the one that is meant."""
    return "?" not in op.uri, "{" in op.uri


def _record(*words: Any, personal: bool = False) -> bytes:
    *head, text = words
    return f"{' '.join(head)} {int(personal)} {len(text)}\n".encode() + text + b"\n"


def _about_the_caller(op: spec.Operation) -> bytes | None:
    if op.name == "GetCallerIdentity":
        values: dict[str, Any] = {
            "Account": _CALLER,
            "Arn": f"arn:aws:iam::{_CALLER}:user/auditor",
            "UserId": "AIDA",
        }
    elif op.name == "AssumeRole":
        lent = {"AccessKeyId": f"ASIA{_ROLE}7777", "SecretAccessKey": "x" * 40, "SessionToken": "t" * 300}
        values = {"Credentials": {**lent, "Expiration": datetime.now(UTC) + timedelta(hours=1)}}
    else:
        return None
    return framed(200, *written(op.service, op.name, op.of.protocol, values))


@contextmanager
def serving(port: int, folder: Path, how: Behaviour) -> Iterator[None]:
    """The stand-in in a process of its own; `stub.pem` in the folder is a bundle to trust, as long as botocore's.

    Some read it again for every connection, which is a part of what they cost.
    """
    chain, key = certificate(folder)
    usual = Path(botocore.__file__).with_name("cacert.pem")
    trusted = folder / "stub.pem"
    chain = chain.rename(folder / "own.pem")
    trusted.write_bytes(usual.read_bytes() + chain.read_bytes())
    (folder / "answers").write_bytes(answers(how))
    words = [str(compiled()), str(port), str(folder / "answers"), str(chain), str(key)]
    words += [str(how.latency), str(how.rate), str(how.burst)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=sys.stderr, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield
        finally:
            process.kill()
