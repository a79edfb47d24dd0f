"""A group of commands, each read when it is asked for: one that looks does not pay for what another needs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from prisma_hub.cli import words

INTERRUPTED = 130
"""128 and the number of SIGINT, as shells count."""


class Group(click.Group):
    """`places` says in which order its commands stand and where each is: `record.head` is `head` in
    `prisma_hub.cli.record`. After “Lazily Loading Subcommands” in Click's documentation."""

    def __init__(self, help: str, places: Mapping[str, str | Group]) -> None:
        super().__init__(help=help)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self.places.get(cmd_name)
        if not isinstance(place, str):
            return place
        module, _, name = place.partition(".")
        found = getattr(import_module(f"prisma_hub.cli.{module}"), name)
        assert isinstance(found, click.Command)
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())  # Click would say it among the errors
            ctx.exit(words.MISUSE)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as no:  # Click compares with what it has read only
            raise click.exceptions.NoSuchCommand(
                no.command_name, possibilities=self.places, ctx=ctx
            ) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """All of what each does, where Click would break off after a line."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._does(ctx, name)) for name in self.places])

    def _does(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        assert command is not None
        first, _, _ = (command.help or "").partition("\n\n")
        return " ".join(first.split())

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # whoever pressed Ctrl-C knows it: nothing is said
            sys.exit(INTERRUPTED)
