"""`hardpan sandbox`, as processes: what it prints can be exported, and whatever goes wrong is told before."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hardpan.model import ExitCode
from hardpan.sandbox.control import Control

HARDPAN = str(Path(sys.executable).with_name("hardpan"))
PATIENCE = 60  # seconds


@pytest.fixture
def environment(tmp_path):
    """A user of their own, who exported nothing yet; what they leave running is ended."""
    here = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    yield here
    subprocess.run([HARDPAN, "sandbox", "stop"], env=here, capture_output=True, check=False, timeout=PATIENCE)


@pytest.fixture
def run(environment, tmp_path):
    def hardpan(*words):
        return subprocess.run(
            [HARDPAN, "sandbox", *words],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    return hardpan


@pytest.fixture
def foreground(environment):
    """Starts one in the foreground; it ends with the test."""
    started = []

    def start(*words):
        process = subprocess.Popen(
            [HARDPAN, "sandbox", "start", *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Whoever runs the tests in the background may have Ctrl-C ignored, and a child inherits that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def exported(text):
    """What a shell has in its environment after it evaluated these lines."""
    script = f"{text}\nenv"
    done = subprocess.run(["sh", "-euc", script], env={}, capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if line.startswith("AWS_"))


def refused(done, code, *words):
    assert done.returncode == code, done.stderr
    assert done.stdout == "", "something to export, and nothing behind it"
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_in_the_foreground_it_serves_once_it_says_so_until_ctrl_c(foreground) -> None:
    process = foreground("--port", "0", "--scenario", "personal-messy")
    lines = [process.stdout.readline() for _ in range(6)]
    said = exported("".join(lines))
    url = said["AWS_ENDPOINT_URL"]
    assert not url.endswith(":0")
    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"} <= said.keys()
    health = Control(url).health()
    assert (health["pid"], health["scenario"]) == (process.pid, "personal-messy")
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.INTERRUPTED
    assert stdout == ""
    assert stderr == f"personal-messy at {url}, until Ctrl-C\nstopped\n"
    with pytest.raises(ConnectionRefusedError):
        Control(url).health()


def test_the_port_that_was_asked_for(foreground) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = foreground("--port", str(port))
    assert process.stdout.readline() == f"export AWS_ENDPOINT_URL=http://127.0.0.1:{port}\n"
    assert Control(f"http://127.0.0.1:{port}").health()["scenario"] == "factory-new"


@pytest.mark.parametrize("how", [(), ("--detach",)])
def test_a_taken_port_is_told_and_nothing_is_exported(how, run, taken) -> None:
    refused(run("start", "--port", str(taken), *how), ExitCode.TOOL_FAILED, f"127.0.0.1:{taken}", "in use", "--port 0")
    assert run("status").stdout == "none is running in the background\n"


@pytest.mark.parametrize("how", [(), ("--detach",)])
def test_an_unknown_scenario_is_told_with_those_there_are(how, run) -> None:
    done = run("start", "--port", "0", "--scenario", "utopia", *how)
    refused(done, ExitCode.USAGE, "utopia", "factory-new", "personal-messy")


@pytest.mark.parametrize("words", [("start", "--port", "70000"), ("start", "--port", "x"), ("strat",), ("stop", "now")])
def test_wrong_words(words, run) -> None:
    refused(run(*words), ExitCode.USAGE)


def test_in_the_background_it_is_found_reset_and_stopped(run) -> None:
    refused(run("reset"), ExitCode.TOOL_FAILED, "no sandbox runs", "hardpan sandbox start")
    assert run("stop").stdout == "none was running\n"
    started = run("start", "--detach", "--port", "0", "--scenario", "personal-messy")
    assert started.returncode == ExitCode.CLEAN, started.stderr
    url = exported(started.stdout)["AWS_ENDPOINT_URL"]
    pid = Control(url).health()["pid"]
    assert run("status").stdout == f"{url}  personal-messy  process {pid}\n"
    refused(run("start", "--detach", "--port", "0"), ExitCode.TOOL_FAILED, "already runs", url)
    refused(run("reset", "--scenario", "utopia"), ExitCode.USAGE, "utopia", "factory-new")
    assert Control(url).health()["scenario"] == "personal-messy"
    done = run("reset", "--scenario", "factory-new")
    assert (done.returncode, done.stdout) == (ExitCode.CLEAN, f"{url}  factory-new  as at first\n")
    assert Control(url).health() == {"pid": pid, "scenario": "factory-new", "requests": 0}
    assert run("stop").stdout == "stopped\n"
    assert run("status").stdout == "none is running in the background\n"


@pytest.mark.parametrize("held", ["", "{", "[]", '{"pid": 1}', '{"pid": 1, "port": "x", "scenario": "y"}'])
def test_a_spoilt_state_file_is_no_sandbox(held, run, tmp_path) -> None:
    folder = tmp_path / "cache/hardpan"
    folder.mkdir(parents=True)
    (folder / "sandbox.json").write_text(held)
    done = run("status")
    assert (done.returncode, done.stdout, done.stderr) == (ExitCode.CLEAN, "none is running in the background\n", "")


@pytest.mark.parametrize(
    "answer",
    [
        b"220 mail.example.com\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n[]",
    ],
    ids=["no HTTP", "no sandbox", "not even an object"],
)
def test_somebody_else_on_its_old_port_is_no_sandbox(answer, run, tmp_path) -> None:
    folder = tmp_path / "cache/hardpan"
    folder.mkdir(parents=True)
    program = "import socket,sys\ns = socket.create_server(('127.0.0.1', 0))\nprint(s.getsockname()[1], flush=True)\n"
    program += "while True:\n    c, _ = s.accept()\n    c.recv(999)\n    c.sendall(eval(sys.argv[1]))\n    c.close()\n"
    somebody = subprocess.Popen([sys.executable, "-c", program, repr(answer)], stdout=subprocess.PIPE, text=True)
    try:
        port = somebody.stdout.readline().strip()
        (folder / "sandbox.json").write_text(f'{{"pid": 1, "port": {port}, "scenario": "factory-new"}}')
        done = run("status")
        assert (done.returncode, done.stdout, done.stderr) == (
            ExitCode.CLEAN,
            "none is running in the background\n",
            "",
        )
    finally:
        somebody.kill()
        somebody.communicate()


def test_without_the_emulator_it_says_how_to_get_it(environment) -> None:
    program = "import sys\nsys.modules['moto'] = None\nsys.argv = ['hardpan', 'sandbox', 'start']\n"
    program += "from hardpan.cli import main\nmain()\n"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    refused(done, ExitCode.TOOL_FAILED, "needs moto", "hardpan[sandbox]")
