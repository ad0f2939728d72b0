"""`hardpan demo`, whole, as a user runs it."""

from __future__ import annotations

import re

import pytest


def test_the_demo_shows_the_main_job_and_leaves_a_report(shell) -> None:
    """From next to nothing to everything that needs no person, in one go, with a way on."""
    environment = {name: value for name, value in shell.environment.items() if not name.startswith("AWS_")}
    shell.environment.clear()
    shell.environment.update(environment)
    done = shell.run("demo", "--report", "report.html")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout
    assert "A second plan has 0 changes" in done.stdout
    assert re.search(r"^Audit trail +0 % +100 %", done.stdout, re.MULTILINE)
    assert "hardpan init" in done.stdout
    report = (shell.folder / "report.html").read_text()
    assert report.startswith("<!doctype html>")
    assert "What only you can do" in report


def test_the_team_s_demo_makes_an_organization_of_one_account(shell) -> None:
    """Six accounts more, in one plan, and nothing left but what waits for a person."""
    for name in [name for name in shell.environment if name.startswith("AWS_")]:
        del shell.environment[name]
    done = shell.run("demo", "--profile", "team", "--report", "report.html")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "A second plan has 0 changes" in done.stdout
    assert re.search(r"^Account architecture +\d % +9\d %", done.stdout, re.MULTILINE)
    assert re.search(r"^Audit trail +0 % +9\d %", done.stdout, re.MULTILINE)
    assert done.stdout.count("organizations:CreateAccount") >= 6
    assert "log-archive" in (shell.folder / "report.html").read_text()


@pytest.mark.parametrize("report", ["no/such/folder/report.html", "."])
def test_a_report_that_cannot_be_written_is_said_at_once(shell, report) -> None:
    done = shell.run("demo", "--report", report)
    assert done.returncode == 64
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
