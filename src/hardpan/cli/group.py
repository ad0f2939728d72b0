"""The group of all commands, for click; each command's file is imported when the command runs."""

from __future__ import annotations

import importlib

import click

from hardpan import __version__
from hardpan.cli import COMMANDS, SUMMARY, width


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


@click.group(
    cls=_Lazy, help=SUMMARY, context_settings={"help_option_names": ["-h", "--help"], "terminal_width": width()}
)
@click.version_option(__version__, prog_name="hardpan")
def cli() -> None:
    """All commands."""
