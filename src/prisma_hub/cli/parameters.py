"""What commands are given, asked for in one way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Asking = TypeVar("Asking", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)


class Argument(click.Argument):
    """Says in its help what an option says: whether it is required, or what stands for it."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        name, told = super().get_help_record(ctx)
        if self.required:
            return name, f"{told}  [required]"
        return name, f"{told}  [default: {self.default}]" if isinstance(self.default, str) else told


def argument(name: str, **more: Any) -> Callable[[Asking], Asking]:
    return click.argument(name, cls=Argument, **more)


def hub_folder(default: str = "hub") -> Callable[[Asking], Asking]:
    return argument("directory", type=PATH, default=default, help="The hub's folder.")


def port(option: str, default: int, help: str) -> Callable[[Asking], Asking]:
    return click.option(option, type=click.IntRange(0, 65535), default=default, show_default=True, help=help)


as_json = click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
passphrase_file = click.option(
    "--passphrase-file", type=PATH, help="A file whose first line is the passphrase."
)
