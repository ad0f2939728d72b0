"""A run that is cut off is finished by `--resume`, with nothing done twice and nothing left out."""

from __future__ import annotations

import json
import signal
import time

import pytest

from hardpan.model import ExitCode

AT_ONCE = 12  # steps that a run carries out at the same time
REGIONS = ("--region", "us-east-1", "--region", "eu-west-1")


def journal(shell):
    found = list((shell.folder / ".hardpan/runs").glob("*/journal.jsonl"))
    return found[0].read_text().splitlines() if found else []


def cut_off(shell, after, how):
    """Apply, and send a signal as soon as the journal shows so many steps done. Returns the process's exit code."""
    assert shell.run("plan", *REGIONS, "--out", "plan.json").returncode == ExitCode.CLEAN
    approved = json.loads((shell.folder / "plan.json").read_text())["hash"]
    shell.sandbox.control.fault("delay", "*", seconds=0.03)
    process = shell.start("apply", "plan.json", "--approve", approved)
    deadline = time.monotonic() + 60
    try:
        while sum('"done"' in line for line in journal(shell)) < after:
            assert process.poll() is None, "the run ended before it could be cut off"
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(how)
        return process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()
        shell.sandbox.control.behave()


@pytest.mark.parametrize("after", [1, 12, 30])
def test_a_killed_run_converges(shell, connect, after):
    assert cut_off(shell, after, signal.SIGKILL) == -signal.SIGKILL
    events = [json.loads(line)["event"] for line in journal(shell)]
    assert "end" not in events
    done = shell.run("apply", "--resume")
    assert done.returncode == ExitCode.CLEAN, done.stderr
    again = shell.run("plan", *REGIONS, "--detailed-exitcode")
    assert again.returncode == ExitCode.CLEAN, again.stdout
    # Nothing twice: one trail (the messy one, repaired), one detector a Region, one topic, one role of each name.
    assert len(connect("cloudtrail").describe_trails()["trailList"]) == 1
    for region in ("us-east-1", "eu-west-1"):
        assert len(connect("guardduty", region).list_detectors()["DetectorIds"]) == 1
    topics = [topic["TopicArn"].rpartition(":")[2] for topic in connect("sns", "eu-west-1").list_topics()["Topics"]]
    assert topics.count("hardpan-alerts") == 1


def test_ctrl_c_stops_and_can_be_resumed(shell):
    assert cut_off(shell, 5, signal.SIGINT) == ExitCode.INTERRUPTED, (shell.folder / "said.txt").read_text()
    lines = [json.loads(line) for line in journal(shell)]
    begun = {line["key"] for line in lines if line["event"] == "intent"}
    ended = {line["key"] for line in lines if line["event"] in ("done", "failed", "unsettled")}
    assert begun == ended, "what was under way was not waited for"
    assert len(begun) < 5 + 2 * AT_ONCE, "more was started after the interrupt"
    assert shell.run("apply", "--resume").returncode == ExitCode.CLEAN
    assert shell.run("plan", *REGIONS, "--detailed-exitcode").returncode == ExitCode.CLEAN


def test_no_secret_is_written_down(shell):
    cut_off(shell, 30, signal.SIGKILL)
    kept = "\n".join(path.read_text() for path in (shell.folder / ".hardpan").rglob("*") if path.is_file())
    assert shell.environment["AWS_SECRET_ACCESS_KEY"] not in kept
