"""`hardpan init`, run as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hardpan.config.load import load
from hardpan.model import ExitCode

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
