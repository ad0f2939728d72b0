"""`hardpan apply hardpan.yaml`: planned, agreed to and applied by one command."""

from __future__ import annotations

import json

import pytest

from hardpan.model import ExitCode

ONE = ("--control", "ec2.ebs_encryption_by_default", "--region", "us-east-1")


def asked(shell, operation: str) -> int:
    return sum(one["operation"] == operation for one in shell.sandbox.control.requests())


def test_what_is_planned_is_applied_without_being_read_again_in_between(shell) -> None:
    done = shell.run("apply", "hardpan.yaml", *ONE, "--yes")
    assert done.returncode == ExitCode.CLEAN, done.stderr
    assert "1 of 1 steps done" in done.stdout
    assert "hardpan undo" in done.stderr
    assert asked(shell, "EnableEbsEncryptionByDefault") == 1
    assert asked(shell, "DescribeRegions") == 1
    assert asked(shell, "GetEbsEncryptionByDefault") == 2, "once to plan, once to prove"

    again = shell.run("apply", "hardpan.yaml", *ONE, "--yes")
    assert again.returncode == ExitCode.CLEAN
    assert asked(shell, "EnableEbsEncryptionByDefault") == 1


def test_the_hash_that_plan_shows_approves_it(shell) -> None:
    shown = json.loads(shell.run("plan", *ONE, "--output", "json").stdout)["hash"]
    assert shell.run("apply", "hardpan.yaml", *ONE, "--approve", shown).returncode == ExitCode.CLEAN
    assert asked(shell, "EnableEbsEncryptionByDefault") == 1


@pytest.mark.parametrize("words", [(), ("--approve", "0123456789abcdef")])
def test_what_nobody_agreed_to_is_not_done(shell, words) -> None:
    done = shell.run("apply", "hardpan.yaml", *ONE, *words)
    assert done.returncode == ExitCode.USAGE
    assert "not approved" in done.stderr
    assert shell.changes() == 0


def test_agreeing_to_one_plan_is_not_agreeing_to_any(shell) -> None:
    done = shell.run("apply", "hardpan.yaml", *ONE, "--yes", "--approve", "0123456789abcdef")
    assert (done.returncode, shell.changes()) == (ExitCode.USAGE, 0)
    assert "say one of them" in done.stderr


def test_yes_is_no_consent_to_what_may_break_or_lose(shell) -> None:
    file = shell.folder / "hardpan.yaml"
    file.write_text(file.read_text().replace("consent: [all]", ""))
    words = ("apply", "hardpan.yaml", "--control", "ec2.no_public_snapshots", "--region", "eu-west-1", "--yes")
    done = shell.run(*words)
    assert (done.returncode, shell.changes()) == (ExitCode.CLEAN, 0), done.stderr
    assert "needs your consent" in done.stdout
    assert shell.run(*words, "--consent", "ec2.unshare_snapshots").returncode == ExitCode.CLEAN
    assert shell.changes() > 0


def test_a_plan_over_the_ceiling_is_not_applied(shell) -> None:
    file = shell.folder / "hardpan.yaml"
    file.write_text(file.read_text() + "cost: {ceiling_usd_month: 0.01}\n")
    words = ("--control", "kms.no_pending_deletion")  # a key that is kept costs
    plan = json.loads(shell.run("plan", *words, "--output", "json").stdout)
    assert plan["summary"]["monthly_cost_usd"] > 0.01
    done = shell.run("apply", "hardpan.yaml", *words, "--yes")
    assert "over the ceiling of $0.01" in done.stderr
    assert (done.returncode, shell.changes()) == (ExitCode.TOOL_FAILED, 0)


@pytest.mark.parametrize("words", [("--yes",), ("--control", "iam.root_mfa"), ("--consent", "all")])
def test_a_saved_plan_has_its_own_selection(shell, words) -> None:
    assert shell.run("plan", *ONE, "--out", "plan.json").returncode == ExitCode.CLEAN
    done = shell.run("apply", "plan.json", *words)
    assert done.returncode == ExitCode.USAGE
    assert "a saved plan has its own" in done.stderr
    assert shell.changes() == 0
