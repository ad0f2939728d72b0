"""Every output of `assess` and `plan` as a user gets it: through a pipe, to a file, on a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hardpan.model import ExitCode
from hardpan.report import ASSESSMENT_FORMATS, PLAN_FORMATS

HARDPAN = str(Path(sys.executable).with_name("hardpan"))
ONE = ("--region", "eu-west-1", "--section", "data-protection")
# Each form, and whether a text is of it.
IS = {
    "table": lambda text: re.search(r"^Data protection +[█░]+ +\d+ % ", text, re.MULTILINE),
    "json": lambda text: json.loads(text)["findings"],
    "jsonl": lambda text: all(json.loads(line)["status"] for line in text.splitlines()),
    "csv": lambda text: len({len(row) for row in csv.reader(io.StringIO(text), strict=True)}) == 1,
    "markdown": lambda text: text.startswith("# Hardpan assessment of account 111122223333\n"),
    "html": lambda text: text.startswith("<!doctype html>"),
    "terminal": lambda text: re.search(r"^Plan [0-9a-f]{16}: \d+ changes, ", text, re.MULTILINE),
    "aws-cli": lambda text: text.startswith("#!/bin/sh\n"),
}


def on_terminal(shell, *words, columns=100):
    """What appears on a terminal of so many columns, and the exit code."""
    ours, theirs = pty.openpty()
    environment = {**shell.environment, "COLUMNS": str(columns), "TERM": "xterm-256color"}
    process = subprocess.Popen([HARDPAN, *words], cwd=shell.folder, env=environment, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while chunk := os.read(ours, 65536):
            said += chunk
    except OSError:  # EIO: the other side is closed, as Linux says it
        pass
    finally:
        os.close(ours)
    return said.decode(), process.wait()


@pytest.mark.parametrize("form", ASSESSMENT_FORMATS)
def test_an_assessment_in_each_form(shell, form) -> None:
    done = shell.run("assess", *ONE, "--output", form)
    assert done.returncode == ExitCode.FINDINGS
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert IS[form](done.stdout)


def test_the_data_forms_agree(shell) -> None:
    said = {form: shell.run("assess", *ONE, "--output", form).stdout for form in ("json", "jsonl", "csv")}
    columns = ("control", "status", "severity", "section", "account", "message")
    wanted = [tuple(found[name] for name in columns) for found in json.loads(said["json"])["findings"]]
    lines = [json.loads(line) for line in said["jsonl"].splitlines()]
    assert [tuple(found[name] for name in columns) for found in lines] == wanted
    rows = csv.DictReader(io.StringIO(said["csv"]), strict=True)
    assert [tuple(row[name] for name in columns) for row in rows] == wanted


@pytest.mark.parametrize("form", PLAN_FORMATS)
def test_a_plan_in_each_form(shell, form) -> None:
    done = shell.run("plan", *ONE, "--output", form)
    assert done.returncode == ExitCode.CLEAN, done.stderr
    assert "\x1b" not in done.stdout
    assert done.stdout.endswith("\n")
    text = done.stdout
    assert (IS[form] if form in ("terminal", "aws-cli") else PLAN_IS[form])(text)


PLAN_IS = {
    "json": lambda text: json.loads(text)["steps"][0]["cli"].startswith("aws "),
    "markdown": lambda text: text.startswith("# Hardpan plan `"),
}


def test_a_saved_plan_is_the_one_that_was_printed(shell) -> None:
    done = shell.run("plan", *ONE, "--output", "json", "--out", "plan.json")
    saved = json.loads((shell.folder / "plan.json").read_text())
    printed = json.loads(done.stdout)
    assert saved == printed
    assert f"hardpan apply plan.json --approve {printed['hash']}" in done.stderr


def test_a_saved_assessment_is_the_one_that_was_printed(shell) -> None:
    done = shell.run("assess", *ONE, "--output", "json", "--save", "kept/here")
    (saved,) = (shell.folder / "kept/here").glob("*.json")
    assert json.loads(saved.read_text()) == json.loads(done.stdout)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("assess", *ONE), ExitCode.FINDINGS),
        (("assess", *ONE, "--fail-on", "critical"), ExitCode.FINDINGS),
        (("assess", "--control", "ec2.ebs_encryption_by_default", "--fail-on", "critical"), ExitCode.CLEAN),
        (("plan", *ONE), ExitCode.CLEAN),
        (("plan", *ONE, "--detailed-exitcode"), ExitCode.FINDINGS),
        (("assess", *ONE, "--output", "yaml"), ExitCode.USAGE),
        (("plan", *ONE, "--output", "csv"), ExitCode.USAGE),
        (("plan", *ONE, "--out", "no/such/folder/plan.json"), ExitCode.USAGE),
        (("assess", *ONE, "--account", "999988887777"), ExitCode.UNKNOWN),
        (("assess", *ONE, "--account", "99998888777"), ExitCode.USAGE),
        (("assess", *ONE, "--role", "no role"), ExitCode.USAGE),
        (("assess", *ONE, "--external-id", "x"), ExitCode.USAGE),
        (("assess", *ONE, "--account", "111122223333"), ExitCode.FINDINGS),
    ],
)
def test_exit_codes(shell, words, code) -> None:
    done = shell.run(*words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_place_where_nothing_can_be_kept_is_told(shell) -> None:
    (shell.folder / "kept").write_text("a file, not a folder")
    done = shell.run("assess", *ONE, "--save", "kept")
    assert done.returncode == ExitCode.USAGE
    assert "Traceback" not in done.stderr


def test_only_unknown_findings_are_code_three(shell) -> None:
    shell.sandbox.control.fault("deny", "*", **{"except": ["sts:GetCallerIdentity", "ec2:DescribeRegions"]})
    done = shell.run("assess", *ONE)
    assert done.returncode == ExitCode.UNKNOWN
    assert "UNKNOWN" in done.stdout


def test_a_reader_that_has_gone_is_no_error(shell) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{HARDPAN} assess {' '.join(ONE)} --output json | head -c 10"],
        cwd=shell.folder,
        env=shell.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == '{\n  "hardp'
    assert done.stderr == ""


@pytest.mark.parametrize("columns", [80, 140])
def test_on_a_terminal_there_is_colour_and_no_line_too_long(shell, columns) -> None:
    said, code = on_terminal(shell, "assess", *ONE, columns=columns)
    assert code == ExitCode.FINDINGS
    assert re.search(r"\x1b\[[0-9;]*3[12]m", said)
    result = said[said.index("Account 111122223333") :]
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", result)
    assert max(len(line) for line in plain.splitlines()) <= columns
    assert IS["table"](plain)


def test_no_color_is_honoured_on_a_terminal(shell) -> None:
    shell.environment["NO_COLOR"] = "1"
    said, _ = on_terminal(shell, "assess", *ONE)
    result = said[said.index("Account 111122223333") :]
    assert not re.search(r"\x1b\[[0-9;]*[349][0-7]m", result)


def test_data_on_a_terminal_is_data(shell) -> None:
    said, _ = on_terminal(shell, "assess", *ONE, "--output", "json")
    assert json.loads(said[said.index('{\r\n  "hardpan"') :])["findings"]


def test_a_slow_reader_gets_all_of_a_long_line(shell) -> None:
    """Also where Python was told not to buffer, as in containers, and writes what a pipe takes and no more."""
    words = ["assess", "--output", "json"]
    environment = {**shell.environment, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([HARDPAN, *words], cwd=shell.folder, env=environment, stdout=subprocess.PIPE) as process:
        said = b""
        while piece := os.read(process.stdout.fileno(), 1500):
            said += piece
            time.sleep(0.0001)
    assert json.loads(said)["summary"]["fail"] > 100
