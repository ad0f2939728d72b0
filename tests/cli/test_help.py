"""`hardpan --help` costs next to nothing, and every command has help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hardpan.cli import COMMANDS, help_page
from hardpan.cli.group import cli

HARDPAN = str(Path(sys.executable).with_name("hardpan"))
HEAVY = {"botocore", "pydantic", "rich", "moto", "jinja2", "yaml"}
LOOK = """
import sys
sys.argv = ["hardpan", "--help"]
from hardpan.cli import main
try:
    main()
except SystemExit:
    print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_help_imports_nothing_heavy() -> None:
    said = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout
    loaded = set(said.splitlines()[-1].split())
    assert "hardpan" in loaded
    assert not loaded & {*HEAVY, "click"}


@pytest.mark.parametrize("columns", [78, 98])
def test_the_quick_help_is_what_click_would_say(columns: int) -> None:
    said = CliRunner().invoke(cli, ["--help"], prog_name="hardpan", terminal_width=columns)
    assert help_page(columns) == said.stdout.rstrip("\n")


def test_a_narrow_terminal_is_left_to_click() -> None:
    assert help_page(50) is None
    said = subprocess.run([HARDPAN, "--help"], capture_output=True, text=True, check=True, env={"COLUMNS": "50"}).stdout
    assert all(name in said for name in COMMANDS)
    assert max(map(len, said.splitlines())) <= 50


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(shell, command) -> None:
    done = shell.run(command, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: hardpan " + command in done.stdout
