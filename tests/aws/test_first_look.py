"""What every run asks first goes out early, and nothing is lost or said where that comes to nothing."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.stub import Behaviour, serve
from hardpan.sandbox.server import Sandbox

HARDPAN = str(Path(sys.executable).with_name("hardpan"))
# What the first questions do without. `xml` reads their answers, which come later.
SLOW = {"asyncio", "botocore", "click", "dataclasses", "email", "http", "inspect", "jinja2", "logging"}
SLOW |= {"pydantic", "rich", "xml", "yaml"}
LOOK = """
import json, sys
sys.argv = ["hardpan", "doctor", sys.argv[1]]
from hardpan.aws import ahead
kept = []
heard = ahead._Ahead.answers
def answers(self, within):
    kept.extend(found := heard(self, within))
    return found
ahead._Ahead.answers = answers
sends = ahead.begin
loaded = []
def begin():
    sends()
    loaded.extend({name.partition(".")[0] for name in sys.modules})
ahead.begin = begin
from hardpan.cli import main
try:
    main()
except SystemExit as end:
    print(json.dumps({"code": end.code, "asked": [one.op.name for one in kept], "loaded": loaded}))
"""


@pytest.fixture(scope="module")
def serving() -> Iterator[Sandbox]:
    with Sandbox("factory-new") as served:
        yield served


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "hardpan.yaml"
    path.write_text("profile: personal\nhome_region: eu-west-1\n")
    return path


def run(config: Path, serving: Sandbox, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(config.parent), **serving.environment, **more}
    return subprocess.run(
        [HARDPAN, *words], cwd=config.parent, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def timed(config: Path, serving: Sandbox, *words: str, **more: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    """How many seconds it took, and what it said."""
    began = time.monotonic()
    done = run(config, serving, *words, **more)
    return time.monotonic() - began, done


def test_the_first_two_questions_go_out_before_anything_else_is_loaded(serving: Sandbox, config: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(config.parent), **serving.environment}
    serving.control.forget_requests()
    said = subprocess.run(
        [sys.executable, "-c", LOOK, str(config)], env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(said.stdout.splitlines()[-1])
    assert told["code"] == 0
    assert sorted(told["asked"]) == ["DescribeRegions", "GetCallerIdentity"]
    assert {"hardpan", "ssl", "httptools"} <= set(told["loaded"])
    assert not SLOW & set(told["loaded"])
    asked = [request["operation"] for request in serving.control.requests()]
    assert sorted(asked) == ["DescribeRegions", "GetCallerIdentity"], "each once"


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_wrong_file_is_told_at_once_though_nothing_answers(serving: Sandbox, config: Path, silent: str) -> None:
    config.write_text("profil: personal\n")
    began = time.monotonic()
    done = run(config, serving, "assess", AWS_ENDPOINT_URL=silent)
    assert done.returncode == 64
    assert "hardpan.yaml:1:1" in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("codec", ["lean", "botocore"])
@pytest.mark.parametrize("key", ["AKIA", ""], ids=["keys", "a profile"])
def test_time_that_is_over_is_over_though_nothing_answers(
    serving: Sandbox, config: Path, silent: str, codec: str, key: str
) -> None:
    """From the first connection on, whoever makes it: early, in the usual way, or botocore."""
    aws = config.parent / ".aws"
    aws.mkdir()
    (aws / "credentials").write_text("[default]\naws_access_key_id = AKIA\naws_secret_access_key = x\n")
    more = {"AWS_ENDPOINT_URL": silent, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": key}
    took, done = timed(config, serving, "assess", "--timeout", "1", "--codec", codec, **more)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot reach AWS: the time given for the whole run was over" in done.stderr
    assert "Traceback" not in done.stderr
    assert 1 <= took < 2.5


def test_time_is_over_for_whoever_lends_credentials_too(serving: Sandbox, config: Path, tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile me]\nregion = eu-west-1\ncredential_process = sleep 20\n")
    said = {"AWS_PROFILE": "me", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    took, done = timed(config, serving, "assess", "--timeout", "1", **said)
    assert done.returncode == 1
    assert "the time given for the whole run was over" in done.stderr
    assert 1 <= took < 2.5


@pytest.mark.parametrize("codec", ["lean", "botocore"])
def test_what_was_read_before_the_time_was_over_is_reported(serving: Sandbox, config: Path, codec: str) -> None:
    serving.control.fault("delay", "ec2:DescribeVpcs", seconds=20)
    try:
        took, done = timed(config, serving, "assess", "--timeout", "3", "--codec", codec, "--output", "json")
    finally:
        serving.control.behave()
    assert done.returncode in (2, 3), done.stderr
    found = json.loads(done.stdout)["findings"]
    assert any(one["status"] == "UNKNOWN" and "the time given for the whole run" in one["message"] for one in found)
    assert took < 6


@pytest.mark.parametrize("after", [0.0, 1.5], ids=["while modules are loaded", "while answers are waited for"])
def test_ctrl_c_ends_it_within_a_second(serving: Sandbox, config: Path, after: float) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(config.parent), **serving.environment}
        process = subprocess.Popen(
            [HARDPAN, "doctor"],
            cwd=config.parent,
            env={**environment, "AWS_ENDPOINT_URL": address},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            # Whoever runs the tests in the background may have Ctrl-C ignored, and a child inherits that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        with silent.accept()[0]:
            time.sleep(after)
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            _, said = process.communicate(timeout=30)
            assert time.monotonic() - began < 1
    assert (process.returncode, said.strip()) == (130, "interrupted")


class Proxied:
    """All of AWS behind a proxy, with TLS, for as long as it is used."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.loop, self.ready = folder, asyncio.new_event_loop(), threading.Event()
        self.thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        async def go() -> None:
            self.listening, self.server = await serve(Behaviour(items=0), tls=self.folder, proxy=True)
            self.ready.set()
            self.stopping = asyncio.Event()
            await self.stopping.wait()
            self.listening.close()
            await self.server.end()

        self.loop.run_until_complete(go())
        self.loop.close()

    def __enter__(self) -> dict[str, str]:
        self.thread.start()
        assert self.ready.wait(30)
        proxy = f"http://127.0.0.1:{self.listening.sockets[0].getsockname()[1]}"
        return {"AWS_ENDPOINT_URL": "", "HTTPS_PROXY": proxy, "AWS_CA_BUNDLE": str(self.folder / "stub.pem")}

    def __exit__(self, *_: Any) -> None:
        self.loop.call_soon_threadsafe(self.stopping.set)
        self.thread.join()


def test_through_a_proxy_each_question_is_asked_once(serving: Sandbox, config: Path, tmp_path: Path) -> None:
    with (proxied := Proxied(tmp_path / "tls")) as environment:
        done = run(config, serving, "doctor", **environment)
        assert done.returncode == 0, done.stderr
        asked = proxied.server.counts.by_operation
    assert asked == {"sts:GetCallerIdentity": 1, "ec2:DescribeRegions": 1}


@pytest.mark.parametrize("changed", ["AWS_CA_BUNDLE", "HTTPS_PROXY"])
def test_nobody_is_asked_who_cannot_be_trusted(serving: Sandbox, config: Path, tmp_path: Path, changed: str) -> None:
    """With certificates of others, or a proxy that is none, nothing is asked early either."""
    with (proxied := Proxied(tmp_path / "tls")) as environment:
        environment[changed] = "" if changed == "AWS_CA_BUNDLE" else "http://127.0.0.1:9"
        done = run(config, serving, "doctor", **environment)
        assert proxied.server.counts.requests == 0
    assert done.returncode == 1
    assert "cannot reach AWS" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ({"kind": "expired"}, 1, "does not accept the credentials"),
        ({"kind": "throttle", "times": 2}, 0, ""),
        ({"kind": "error", "times": 2}, 0, ""),
        ({"kind": "drop", "times": 2}, 0, ""),
    ],
    ids=lambda value: str(value.get("kind")) if isinstance(value, dict) else None,
)
def test_what_comes_to_nothing_is_asked_again(
    serving: Sandbox, config: Path, fault: dict[str, object], code: int, words: str
) -> None:
    kind = str(fault.pop("kind"))
    serving.control.fault(kind, "*", **fault)
    try:
        done = run(config, serving, "doctor")
    finally:
        serving.control.behave()
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_profile_is_for_botocore(serving: Sandbox, config: Path) -> None:
    aws = config.parent / ".aws"
    aws.mkdir()
    (aws / "config").write_text("[profile me]\nregion = eu-west-1\n")
    (aws / "credentials").write_text("[me]\naws_access_key_id = AKIAWRONGKEYWRONGKEY\naws_secret_access_key = x\n")
    done = run(config, serving, "doctor", AWS_PROFILE="me", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert "Traceback" not in done.stderr
    assert done.returncode == 1, "the profile's credentials count, which the sandbox does not know"
