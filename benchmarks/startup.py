"""What it costs to start: `hardpan --help` beside the interpreter alone, botocore's import and the AWS CLI."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import in_turns

_BIN = Path(sys.executable).parent
_COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "hardpan --help": [str(_BIN / "hardpan"), "--help"],
    "hardpan controls": [str(_BIN / "hardpan"), "controls"],
    "import botocore.session": [sys.executable, "-c", "import botocore.session"],
    "aws --version": [str(_BIN / "aws"), "--version"],
}


def main(rounds: int = 11) -> None:
    """Print CPU milliseconds and the ratio to the interpreter alone."""
    costs = in_turns(_COMMANDS, rounds)
    alone = costs["python -c pass"].cpu
    print(f"Start-up, median CPU of {rounds} rounds")
    for name, cost in costs.items():
        print(f"  {name:26} {cost.cpu * 1000:7.0f} ms   {cost.cpu / alone:5.1f} x the interpreter alone")
