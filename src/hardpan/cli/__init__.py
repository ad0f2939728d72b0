"""Arguments in, exit code out. One file per command; a command's file is imported when the command runs."""

from __future__ import annotations

import importlib
import io
import os
import sys

import click

from hardpan import __version__

# name -> (module, what `hardpan --help` says). Kept here so that help imports no command.
COMMANDS = {
    "init": ("init", "Write a commented hardpan.yaml."),
    "doctor": ("doctor", "Check credentials, Regions and configuration. Reads only."),
    "assess": ("assess", "Judge an account against its baseline. Reads only."),
    "drift": ("drift", "Compare two saved snapshots. Reads no AWS."),
    "plan": ("plan", "Plan the changes that make the baseline hold. Reads only."),
    "apply": ("apply", "Apply a saved plan, or finish an interrupted one. Changes AWS."),
    "undo": ("undo", "Take back what a run did. Changes AWS."),
    "controls": ("controls", "List the controls of the baseline."),
    "explain": ("explain", "Explain a control: why, how to check and fix it by hand."),
    "permissions": ("permissions", "Print the least-privilege policy for reading or changing."),
    "sandbox": ("sandbox", "Run an emulated AWS on this machine."),
    "demo": ("demo", "Secure a messy account on the emulated AWS, start to end."),
    "schema": ("schema", "Print the JSON Schema of hardpan.yaml."),
}


class _Lazy(click.Group):
    """A group whose commands are imported when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"hardpan.cli.{COMMANDS[name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            raise click.UsageError(
                f"no command {args[0]!r}" + (f"; did you mean {near[0]!r}?" if near else ""), ctx
            ) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _width() -> int:
    """Columns that help may use; click would find out by importing shutil, and with it three compression libraries."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (ValueError, OSError):
        columns = 80
    return max(min(columns, 100) - 2, 50)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "terminal_width": _width()})
@click.version_option(__version__, prog_name="hardpan")
def cli() -> None:
    """An AWS account from just created to secured, and provably still secured."""


def main() -> None:
    """Run the command line; every expected failure is told in three lines and an exit code.

    The nouns are imported only once something has failed: `--help` has no need of them.
    """
    _write_whole_lines()
    try:
        code = cli.main(standalone_mode=False)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, as with `| head`: nothing to tell
        sys.exit(0)
    except (KeyboardInterrupt, click.exceptions.Abort, click.ClickException) as error:
        _stop(error)
    except Exception as error:
        from hardpan.model.problem import Problem

        if not isinstance(error, Problem):
            raise
        click.echo(str(error), err=True)
        sys.exit(error.code)
    else:
        sys.exit(code if isinstance(code, int) else 0)


def _write_whole_lines() -> None:
    """With PYTHONUNBUFFERED Python drops what a pipe does not take at once, which of a long line is most of it."""
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper) and isinstance(out.buffer, io.RawIOBase):
        buffered = io.BufferedWriter(out.buffer)
        sys.stdout = io.TextIOWrapper(buffered, encoding=out.encoding, errors=out.errors, line_buffering=True)


def _stop(error: BaseException) -> None:
    from hardpan.model.problem import ExitCode

    if isinstance(error, click.ClickException):
        error.show()
        sys.exit(ExitCode.USAGE)
    click.echo("interrupted", err=True)
    sys.exit(ExitCode.INTERRUPTED)
