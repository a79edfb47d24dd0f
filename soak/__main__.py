"""Run what is asked for and print one table. Exit 1 where anything acknowledged was lost or doubled."""

from __future__ import annotations

import argparse
import secrets
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from soak import disk, kills, leaving, postgres, table, two
from soak.house import House
from soak.relay import Relay


def main() -> None:
    asked = _asked()
    home = Path(tempfile.mkdtemp(prefix="prisma-soak-"))
    console = Console(width=150)
    console.print(f"seed {asked.seed} (give it with --seed to draw the same moments again); {home}")
    wrong = [each for part in asked.parts or PARTS for each in PARTS[part](asked, home / part, console)]
    if wrong:
        console.print(f"Kept for a look: {home}")
        sys.exit(1)
    shutil.rmtree(home)


def _kills(asked: argparse.Namespace, home: Path, console: Console) -> list[str]:
    begun = time.monotonic()
    house = House(home, asked.port or free_port(), asked.seed)
    found = kills.Killing(house, asked.seed, console.print).run(asked.kills, asked.minutes)
    table.show_kills(found, seconds=time.monotonic() - begun)
    return found.wrong


def _disk(asked: argparse.Namespace, home: Path, console: Console) -> list[str]:
    home.mkdir(parents=True)
    library = disk.built(home)
    if library is None:
        console.print("!! There is no C compiler (cc) here: no write was cut short.")
        return []
    more = disk.loading(home, library)
    found = disk.Cutting(House(home, asked.port or free_port(), asked.seed, more), console.print).run()
    table.show_cut(found)
    return found.wrong


def _postgres(asked: argparse.Namespace, home: Path, console: Console) -> list[str]:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        console.print("!! There is no PostgreSQL here: it was not killed.")
        return []
    home.mkdir(parents=True)
    for each in (home, *home.parents[:1]):
        each.chmod(0o755)  # PostgreSQL runs as somebody else
    database = postgres.Database(home / "postgres", free_port())
    database.start()
    relay = Relay(free_port(), database.port)
    relay.open()
    try:
        house = House(
            home, asked.port or free_port(), asked.seed, {"DATABASE_URL": database.through(relay.port)}
        )
        house.store.address = database.address
        found = leaving.Leaving(house, database, relay, asked.seed, console.print).run(
            max(1, asked.kills // 4)
        )
    finally:
        relay.refuse()
        database.kill()
    table.show_away(found)
    return found.wrong


def _two(asked: argparse.Namespace, home: Path, console: Console) -> list[str]:
    found = two.both(House(home, asked.port or free_port(), asked.seed), free_port(), console.print)
    table.show_second(found)
    return found.wrong


PARTS = {"kills": _kills, "disk": _disk, "two": _two, "postgres": _postgres}


def _asked() -> argparse.Namespace:
    asking = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    asking.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[], help="all unless named")
    asking.add_argument("--kills", type=int, default=200)
    asking.add_argument(
        "--minutes", type=float, default=1e9, help="no longer than this, but for what ends it"
    )
    asking.add_argument("--seed", default=secrets.token_hex(4))
    asking.add_argument("--port", type=int, default=0, help="drawn where it is not given")
    return asking.parse_args()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
