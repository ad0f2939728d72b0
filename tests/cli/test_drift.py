"""`assess --save`, `assess --snapshot` and `drift`, as a user types them."""

from __future__ import annotations

import json
import signal
import subprocess
import time

import pytest

from cli.conftest import HARDPAN
from hardpan.model import ExitCode

ONE = ("--region", "eu-west-1", "--control", "ssm.document_sharing_blocked", "--control", "emr.public_access_blocked")


def saved(shell, folder):
    assert shell.run("assess", *ONE, "--save", folder).returncode == ExitCode.FINDINGS
    (snapshot,) = (shell.folder / folder).glob("*.snapshot")
    return str(snapshot.relative_to(shell.folder))


def test_a_saved_snapshot_is_judged_again_and_compared(shell, connect) -> None:
    old = saved(shell, "old")
    again = shell.run("assess", *ONE, "--snapshot", old, "--output", "json", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert again.returncode == ExitCode.FINDINGS
    assert json.loads(again.stdout)["summary"]["fail"] > 0
    ssm = connect("ssm", "eu-west-1")
    ssm.update_service_setting(SettingId="/ssm/documents/console/public-sharing-permission", SettingValue="Disable")
    shell.run("assess", *ONE, "--save", "new")
    (later,) = (shell.folder / "new").glob("*.snapshot")
    differs = shell.run("drift", old, str(later))
    assert differs.returncode == ExitCode.FINDINGS
    assert "FAIL → PASS" in differs.stdout
    assert "public_sharing: 'Enable' → 'Disable'" in differs.stdout
    told = json.loads(shell.run("drift", old, str(later), "--output", "json").stdout)
    assert [change["control"] for change in told["verdicts"]] == ["ssm.document_sharing_blocked"]
    assert shell.run("drift", old, old).returncode == ExitCode.CLEAN


@pytest.mark.parametrize("content", [None, b"", b"rubbish" * 200])
def test_what_is_no_snapshot_is_told(shell, content) -> None:
    if content is not None:
        (shell.folder / "x.snapshot").write_bytes(content)
    for words in (("drift", "x.snapshot", "x.snapshot"), ("assess", "--snapshot", "x.snapshot")):
        done = shell.run(*words)
        assert done.returncode == ExitCode.USAGE
        assert "Traceback" not in done.stderr
        assert "x.snapshot" in done.stderr


@pytest.mark.parametrize("codec", ["lean", "botocore"])
def test_both_codecs_say_the_same(shell, codec) -> None:
    done = json.loads(shell.run("assess", "--region", "eu-west-1", "--codec", codec, "--output", "json").stdout)
    assert done["summary"]["unknown"] == 0
    told = {(f["control"], f["resource"], f["status"]) for f in done["findings"]}
    other = {"lean": "botocore", "botocore": "lean"}[codec]
    again = json.loads(shell.run("assess", "--region", "eu-west-1", "--codec", other, "--output", "json").stdout)
    assert told == {(f["control"], f["resource"], f["status"]) for f in again["findings"]}


def test_time_that_is_over_makes_the_rest_unknown(shell) -> None:
    shell.sandbox.control.fault("delay", "*", seconds=0.5)
    done = shell.run("assess", "--timeout", "1", "--output", "json")
    shell.sandbox.control.behave()
    found = json.loads(done.stdout)["findings"]
    assert any("the time given for the whole run was over" in one["message"] for one in found)
    assert not any(one["status"] == "PASS" and "TimedOut" in one["message"] for one in found)


def test_ctrl_c_while_reading_reports_what_was_read(shell) -> None:
    shell.sandbox.control.fault("delay", "*", seconds=0.4)
    shell.sandbox.control.forget_requests()
    process = subprocess.Popen(
        [HARDPAN, "assess", "--output", "json"],
        cwd=shell.folder,
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while len(shell.sandbox.control.requests()) < 30:  # well into reading
            assert process.poll() is None, "reading ended before it could be interrupted"
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        said, errors = process.communicate(timeout=20)
        took = time.monotonic() - began
    finally:
        process.kill()
        shell.sandbox.control.behave()
    assert process.returncode == ExitCode.INTERRUPTED, errors
    found = json.loads(said)
    assert found["summary"]["unknown"] > 0
    assert any("stopped" in note for note in found["notes"])
    assert took < 5
