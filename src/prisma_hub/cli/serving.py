"""`serve`: web server, work loop and scheduler, one process group."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from prisma_hub.cli import folder, words
from prisma_hub.cli.hub import Folder
from prisma_hub.kernel.refusal import Refused


def serve(
    directory: Folder = Path("hub"),
    host: Annotated[
        str, typer.Option(help="Loopback unless told otherwise; 0.0.0.0 for the local network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
) -> None:
    """Serve the hub. Ends with Ctrl-C."""
    with words.refusals():
        folder.enter(directory)
        folder.check_room(directory)
        held = folder.lock(directory)
        _check_port(host, port)
        _prepare()
        _announce(directory, host, port)
    os.set_inheritable(held.fileno(), True)  # the folder stays held by what this process becomes
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "prisma_hub.cli.process", host, str(port)])  # noqa: S606


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Refused(
                "The address %(host)s, port %(port)s, cannot be used: %(problem)s.",
                mend="Choose another port with --port.",
                host=host,
                port=port,
                problem=problem.strerror or problem,
            ) from problem


def _prepare() -> None:
    """Bring the folder up to the program: tables, words, pictures. In a process of its own, so that the
    one that stays does not carry what was only needed to begin."""
    done = subprocess.run(
        [sys.executable, "-m", "prisma_hub.cli.prepare"], env=os.environ.copy(), check=False
    )
    if done.returncode:
        raise Refused("The hub could not be made ready.", mend="Read what stands above, then start again.")


def _announce(directory: Path, host: str, port: int) -> None:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    words.say(f"Serving {directory.resolve()}")
    found = _addresses(host)
    for each in found or [shown]:
        address = f"http://{each}:{port}/"
        words.say(f"  {address}")
        if each != "127.0.0.1":
            _draw(address)
    if not found:
        words.say("This machine has no address in a network yet. Connect it, then start the hub again.")
    words.say("Stop with Ctrl-C.")


def _addresses(host: str) -> list[str]:
    if host not in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        return [host]
    found = (_address_of(name) for _number, name in socket.if_nameindex())
    return sorted(each for each in found if each and not each.startswith("127."))


def _address_of(interface: str) -> str:
    """An interface's IPv4 address, as Linux has it (netdevice(7), SIOCGIFADDR); empty where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            answer = fcntl.ioctl(asking, 0x8915, struct.pack("256s", interface[:15].encode()))
        except OSError:
            return ""
    return socket.inet_ntoa(answer[20:24])


def _draw(address: str) -> None:
    import segno

    segno.make(address, error="m").terminal(compact=True)
