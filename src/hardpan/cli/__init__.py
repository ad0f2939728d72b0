"""Arguments in, exit code out. One file per command; a command's file is imported when the command runs.

Nor is anything else imported here that can wait: what every run asks AWS first goes out before it.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import time
from collections.abc import Sequence

BEGAN = time.monotonic()  # before anything slow is imported

# name -> (module, what `hardpan --help` says). Kept here so that help imports no command.
COMMANDS = {
    "init": ("init", "Write a commented hardpan.yaml."),
    "account": ("account", "Add an account to hardpan.yaml, or list them all."),
    "doctor": ("doctor", "Check credentials, Regions and configuration. Reads only."),
    "assess": ("assess", "Judge an account against its baseline. Reads only."),
    "drift": ("drift", "Compare two saved snapshots. Reads no AWS."),
    "plan": ("plan", "Plan the changes that make the baseline hold. Reads only."),
    "apply": ("apply", "Apply a saved plan, or plan and apply at once. Changes AWS."),
    "undo": ("undo", "Take back what a run did. Changes AWS."),
    "controls": ("controls", "List the controls of the baseline."),
    "coverage": ("coverage", "Say what of the catalogue and of frameworks is judged."),
    "explain": ("explain", "Explain a control: why, how to check and fix it by hand."),
    "permissions": ("permissions", "Print the least-privilege policy for reading or changing."),
    "sandbox": ("sandbox", "Run an emulated AWS on this machine."),
    "demo": ("demo", "Secure a messy account on the emulated AWS, start to end."),
    "schema": ("schema", "Print the JSON Schema of hardpan.yaml."),
}
SUMMARY = "An AWS account from just created to secured, and provably still secured."

# Commands that ask whose credentials these are, and words with which they do not, or not in the usual way.
_ASKING = ("doctor", "assess", "plan", "apply")
_NOT_ASKING = ("-h", "--help", "--explain-reads", "--snapshot", "--codec")


def main() -> None:
    """Run the command line; every expected failure is told in three lines and an exit code."""
    _write_whole_lines()
    try:
        code = _run(sys.argv[1:])
        gc.freeze()  # Python looks for garbage among all that was loaded before it ends: 50 ms in which it finds none
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, as with `| head`: nothing to tell
        sys.exit(0)
    except KeyboardInterrupt:
        _interrupted()
    except Exception as error:  # noqa: BLE001  # what nobody expected is raised again
        _stop(error)
    else:
        sys.exit(code if isinstance(code, int) else 0)


def _run(words: Sequence[str]) -> object:
    if words in (["-h"], ["--help"]) and (text := help_page(width())):
        print(text, flush=True)
        return 0
    if words and words[0] in _ASKING and not any(word.partition("=")[0] in _NOT_ASKING for word in words):
        from hardpan.aws import ahead

        ahead.begin()
    from hardpan.cli.group import cli

    return cli.main(standalone_mode=False)


def help_page(columns: int) -> str | None:
    """What click would print for `hardpan --help`, which takes longer to import than everything else for it.

    None where a line is too long for so many columns: click knows how to break it.
    """
    rows = {"--version": "Show the version and exit.", "-h, --help": "Show this message and exit."}
    options = [f"  {name:<10}  {text}" for name, text in rows.items()]
    longest = max(map(len, COMMANDS))
    commands = [f"  {name:<{longest}}  {text}" for name, (_, text) in COMMANDS.items()]
    lines = ["Usage: hardpan [OPTIONS] COMMAND [ARGS]...", "", f"  {SUMMARY}", "", "Options:", *options]
    lines += ["", "Commands:", *commands]
    return "\n".join(lines) if max(map(len, lines)) <= columns else None


def width() -> int:
    """Columns that help may use; click would find out by importing shutil, and with it three compression libraries."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (ValueError, OSError):
        columns = 80
    return max(min(columns, 100) - 2, 50)


def _write_whole_lines() -> None:
    """With PYTHONUNBUFFERED Python drops what a pipe does not take at once, which of a long line is most of it."""
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper) and isinstance(out.buffer, io.RawIOBase):
        buffered = io.BufferedWriter(out.buffer)
        sys.stdout = io.TextIOWrapper(buffered, encoding=out.encoding, errors=out.errors, line_buffering=True)


def _stop(error: Exception) -> None:
    """Tell what went wrong, and end. The nouns are imported only now: `--help` has no need of them."""
    import click

    from hardpan.model.problem import ExitCode, Problem

    if isinstance(error, click.exceptions.Abort):  # click's word for Ctrl-C
        _interrupted()
    if isinstance(error, click.ClickException):
        error.show()
        sys.exit(ExitCode.USAGE)
    if not isinstance(error, Problem):
        raise error
    click.echo(str(error), err=True)
    sys.exit(error.code)


def _interrupted() -> None:
    print("interrupted", file=sys.stderr)
    sys.exit(130)
