"""`serve`: web server, work loop and scheduler, one process group."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO

import click

from prisma_hub.cli import door, folder, parameters, reading, stopping, words
from prisma_hub.kernel.refusal import Refused

_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


@click.command()
@parameters.hub_folder()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Loopback unless told otherwise; 0.0.0.0 for the local network.",
)
@parameters.port("--port", 8000, "The port to listen on.")
@click.option("--secure", is_flag=True, help="A secure page too, vouched for by the hub's own authority.")
@parameters.port("--secure-port", 8443, "The port of the secure page.")
@click.option("--domain", default="", help="The name under which a web server in front serves it by https.")
def serve(directory: Path, host: str, port: int, secure: bool, secure_port: int, domain: str) -> None:
    """Serve the hub. Ends with Ctrl-C."""
    stopping.heed()
    with words.refusals():
        folder.enter(directory)
        folder.check_room(directory)
        domain = _check_domain(domain)
        held = folder.lock(directory)
        _check_port(host, port)
        if secure:
            _check_port(host, secure_port, "--secure-port")
        if folder.mend_web_key(directory):
            words.complain("The key keys/web.key was missing or damaged, so a new one was drawn.")
            words.complain("Nothing was lost; codes for “I was here” that were printed before open no more.")
        words.say(f"Making the hub in {directory.resolve()} ready; after an update this may take a minute.")
        sys.stdout.flush()
        _prepare(held)
        if secure:
            _ready_secure()
    os.environ["PRISMA_DOMAIN"] = domain
    os.set_inheritable(held.fileno(), True)  # the folder stays held by what this process becomes
    sys.stdout.flush()
    doors = [str(port), str(secure_port)] if secure else [str(port)]
    _have_it_announced(host, doors)
    os.execv(sys.executable, [sys.executable, "-m", "prisma_hub.cli.process", host, *doors])  # noqa: S606


def _check_domain(name: str) -> str:
    name = name.strip().lower().rstrip(".")
    if name and not (len(name) <= 253 and _DOMAIN.fullmatch(name)):
        raise Refused(
            "“%(name)s” is not the name of a domain.",
            kept="Nothing was served.",
            mend="Give it as it stands in the address, without https:// and port: --domain hub.example.org",
            name=name[:80],
        )
    return name


def _check_port(host: str, port: int, option: str = "--port") -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Refused(
                "The address %(host)s, port %(port)s, cannot be used: %(problem)s.",
                mend="Choose another port with %(option)s.",
                option=option,
                host=host,
                port=port,
                problem=problem.strerror or problem,
            ) from problem


def _prepare(held: IO[str]) -> None:
    """Bring the folder up to the program: tables, words, pictures. In a process of its own, so that the
    one that stays does not carry what was only needed to begin. It holds the folder too: were this one
    killed, nobody else would begin beside it before it has ended too."""
    done = subprocess.run(  # noqa: S603  ourselves
        [sys.executable, "-m", "prisma_hub.cli.prepare", str(os.getpid())],
        env=os.environ.copy(),
        pass_fds=(held.fileno(),),
        check=False,
    )
    if done.returncode == reading.BEHIND:
        words.say("The tables are made anew from the record book while the hub is served.")
        os.environ[reading.MARK] = "yes"
    elif done.returncode:
        raise Refused("The hub could not be made ready.", mend="Read what stands above, then start again.")


def _ready_secure() -> None:
    """Ready the authority and its certificate, in a process of its own, which says what is to be compared."""
    done = subprocess.run([sys.executable, "-m", "prisma_hub.cli.securing"], check=False)
    if done.returncode not in (0, door.RENEWED):
        raise Refused("There can be no secure page now.", mend="Read what stands above, or serve without it.")


def _have_it_announced(host: str, doors: list[str]) -> None:
    """Have it said where the hub is, once it answers there."""
    telling = [sys.executable, "-m", "prisma_hub.cli.announcing", str(os.getpid()), host, *doors]
    subprocess.run(telling, check=False)  # noqa: S603  ourselves
