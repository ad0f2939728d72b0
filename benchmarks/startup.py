"""What it costs to start: `hardpan --help` beside the interpreter alone, botocore's import and the AWS CLI."""

from __future__ import annotations

import compileall
import sys
from pathlib import Path

import hardpan
from benchmarks.measure import in_turns

_BIN = Path(sys.executable).parent
_COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "hardpan --help": [str(_BIN / "hardpan"), "--help"],
    "hardpan assess --help": [str(_BIN / "hardpan"), "assess", "--help"],
    "hardpan controls": [str(_BIN / "hardpan"), "controls"],
    "import botocore.session": [sys.executable, "-c", "import botocore.session"],
    "aws --version": [str(_BIN / "aws"), "--version"],
}


def as_installed() -> None:
    """Compile Hardpan's modules, as an installer does; in a checkout that may not be the case."""
    compileall.compile_dir(Path(hardpan.__file__).parent, quiet=1)


def main(rounds: int = 11) -> None:
    """Print CPU milliseconds and the ratio to the interpreter alone."""
    as_installed()
    costs = in_turns(_COMMANDS, rounds)
    alone = costs["python -c pass"].cpu
    print(f"Start-up, median CPU of {rounds} rounds")
    for name, cost in costs.items():
        print(f"  {name:26} {cost.cpu * 1000:7.0f} ms   {cost.cpu / alone:5.1f} x the interpreter alone")


if __name__ == "__main__":
    main()
