"""`hardpan init`, run as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hardpan.config.init import layout
from hardpan.config.load import load
from hardpan.model import ExitCode

TEMPLATE = "aws+{name}@example.com"
HARDPAN = str(Path(sys.executable).with_name("hardpan"))


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HARDPAN, *words], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )


def test_the_defaults_make_a_file_that_loads(tmp_path: Path) -> None:
    assert run("init", "--yes", folder=tmp_path).returncode == ExitCode.CLEAN
    assert load(tmp_path / "hardpan.yaml").profile == "personal"


def test_options_are_answers(tmp_path: Path) -> None:
    words = ("init", "--home-region", "eu-west-1", "--account", "012345670123", "--email", "me@example.com")
    assert run(*words, folder=tmp_path).returncode == ExitCode.CLEAN
    want = load(tmp_path / "hardpan.yaml")
    assert (want.home_region, want.account, want.alerts.email) == ("eu-west-1", "012345670123", "me@example.com")


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "hardpan.yaml").write_text("profile: team\n")
    done = run("init", "--yes", folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "is there already" in done.stderr
    assert (tmp_path / "hardpan.yaml").read_text() == "profile: team\n"


def test_a_wrong_answer_writes_nothing(tmp_path: Path) -> None:
    done = run("init", "--yes", "--account", "123", folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "account: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "hardpan.yaml").exists()


def test_an_organization_is_begun_as_the_profile_suggests(tmp_path: Path) -> None:
    words = ("init", "--profile", "team", "--home-region", "eu-west-1", "--organization", TEMPLATE)
    done = run(*words, folder=tmp_path)
    assert done.returncode == ExitCode.CLEAN, done.stderr
    assert load(tmp_path / "hardpan.yaml").organization == layout("team", TEMPLATE)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--organization", "aws@example.com"), "must hold {name} once"),
        (("--organization", TEMPLATE, "--adopt"), "--adopt describes one that exists"),
    ],
)
def test_what_cannot_be_an_organization_writes_nothing(tmp_path: Path, words: tuple[str, ...], complaint: str) -> None:
    done = run("init", "--yes", *words, folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert complaint in done.stderr
    assert not (tmp_path / "hardpan.yaml").exists()


def test_an_organization_that_exists_is_adopted_from_where_its_trail_is(shell) -> None:
    shell.sandbox.reset("startup-grown")
    before = (shell.folder / "hardpan.yaml").read_text()
    refused = shell.run("init", "--adopt", "--yes")
    assert refused.returncode == ExitCode.USAGE
    assert (shell.folder / "hardpan.yaml").read_text() == before, "a file that is there stays"
    asked = len(shell.sandbox.control.requests())
    done = shell.run("init", "adopted.yaml", "--adopt", "--yes", "--email", "ops@acme.example.com")
    assert done.returncode == ExitCode.CLEAN, done.stderr
    assert "next: hardpan doctor adopted.yaml" in done.stderr
    want = load(shell.folder / "adopted.yaml")
    assert (want.profile, want.home_region, want.account) == ("team", "us-east-1", shell.sandbox.account)
    assert want.alerts.email == "ops@acme.example.com"
    assert want.organization.log_archive == "logs"
    sent = {one["operation"] for one in shell.sandbox.control.requests()[asked:]}
    assert all(name.startswith(("Describe", "Get", "List", "AssumeRole")) for name in sent), "it only reads"
    assert shell.run("doctor", "adopted.yaml").returncode == ExitCode.CLEAN


def test_where_there_is_no_organization_nothing_is_written(shell) -> None:
    done = shell.run("init", "adopted.yaml", "--adopt", "--yes")
    assert done.returncode == ExitCode.USAGE
    assert "is in no organization" in done.stderr
    assert "next:   hardpan init --organization" in done.stderr
    assert not (shell.folder / "adopted.yaml").exists()
