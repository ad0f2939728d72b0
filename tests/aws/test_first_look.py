"""What every run asks first goes out early, and nothing is lost or said where that comes to nothing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardpan.sandbox.server import Sandbox

HARDPAN = str(Path(sys.executable).with_name("hardpan"))
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
asked = ahead._Ahead._ask
loaded = []
def ask(self, one):
    loaded.append(sorted({name.partition(".")[0] for name in sys.modules}))
    asked(self, one)
ahead._Ahead._ask = ask
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


def test_the_first_two_questions_go_out_before_anything_else_is_loaded(serving: Sandbox, config: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(config.parent), **serving.environment}
    serving.control.forget_requests()
    said = subprocess.run(
        [sys.executable, "-c", LOOK, str(config)], env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(said.stdout.splitlines()[-1])
    assert told["code"] == 0
    assert sorted(told["asked"]) == ["DescribeRegions", "GetCallerIdentity"]
    assert not {"asyncio", "botocore", "click", "pydantic", "yaml"} & set(told["loaded"][0])
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
