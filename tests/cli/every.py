"""Every command of the house, by what a person types to reach it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from prisma_hub.cli.app import app


def every_command() -> dict[str, click.Context]:
    """`log head` → the context in which its help is written; groups are not among them."""
    return dict(_below(click.Context(app, info_name="prisma-hub"), ()))


def _below(above: click.Context, name: tuple[str, ...]) -> Iterator[tuple[str, click.Context]]:
    group = above.command
    if not isinstance(group, click.Group):
        yield " ".join(name), above
        return
    for each in group.list_commands(above):
        command = group.get_command(above, each)
        assert command is not None, each
        yield from _below(click.Context(command, parent=above, info_name=each), (*name, each))
