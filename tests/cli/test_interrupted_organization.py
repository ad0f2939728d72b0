"""A run that makes an organization and is cut off: finished by `--resume`, with no account made twice."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter

import pytest

from hardpan.model import ExitCode

REGIONS = ("--region", "us-east-1", "--region", "eu-west-1")
FILE = """\
profile: personal
home_region: eu-west-1
alerts: {email: me@example.com}
consent: [all]
organization:
  email: aws+{name}@example.com
  units:
    - path: Security
    - path: Workloads
  accounts:
    - name: security
      unit: Security
    - name: shop
      unit: Workloads
  log_archive: security
  security_tooling: security
"""


def entries(shell):
    found = list((shell.folder / ".hardpan/runs").glob("*/journal.jsonl"))
    text = found[0].read_text() if found else ""
    return [json.loads(line) for line in text.splitlines() if line.endswith("}")]


def asked_for_an_account(seen):
    return any(one["event"] == "intent" and one["action"] == "organizations:CreateAccount" for one in seen)


def accounts_are_there(seen):
    return sum(one["event"] == "settled" and "CreateAccountStatus" in one["answer"] for one in seen) == 2


def first_part_done(seen):
    return any(one["event"] == "part" for one in seen)


def second_part_begun(seen):
    names = [one["event"] for one in seen]
    return "part" in names and names.index("part") + 40 < len(names)


@pytest.mark.parametrize("moment", [asked_for_an_account, accounts_are_there, first_part_done, second_part_begun])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_it_converges(shell, connect, moment, how):
    shell.sandbox.reset("startup-alone")
    (shell.folder / "hardpan.yaml").write_text(FILE)
    assert shell.run("plan", *REGIONS, "--out", "plan.json").returncode == ExitCode.CLEAN
    approved = json.loads((shell.folder / "plan.json").read_text())["hash"]
    shell.sandbox.control.pace(newborn=1.0)
    shell.sandbox.control.fault("delay", "*", seconds=0.02)
    process = shell.start("apply", "plan.json", "--approve", approved)
    deadline = time.monotonic() + 60
    try:
        while not moment(entries(shell)):
            assert process.poll() is None, "the run ended before it could be cut off"
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(how)
        ended = process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()
        shell.sandbox.control.behave()
    assert ended == (ExitCode.INTERRUPTED if how is signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in (shell.folder / "said.txt").read_text()

    shell.sandbox.control.pace(newborn=0.0)
    time.sleep(1.5)  # until accounts that were being made are there and let somebody in
    done = shell.run("apply", "--resume")
    assert done.returncode == ExitCode.CLEAN, done.stderr
    again = shell.run("plan", *REGIONS, "--detailed-exitcode")
    assert again.returncode == ExitCode.CLEAN, again.stdout
    organizations = connect("organizations")
    names = Counter(one["Name"] for one in organizations.list_accounts()["Accounts"])
    assert (names["security"], names["shop"]) == (1, 1)
    policies = organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert max(Counter(one["Name"] for one in policies).values()) == 1
