"""`hardpan --help` costs next to nothing, and every command has help."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hardpan.cli import COMMANDS

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
    assert "click" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(shell, command) -> None:
    done = shell.run(command, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: hardpan " + command in done.stdout
