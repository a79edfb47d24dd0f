"""Says where the hub is once it answers there: an address that does not answer yet is no address.

A program that `serve` begins before it becomes the process that stays, and that is gone when all is said. No
thread there does it: one that is about while the worker is forked can leave a worker that never answers.
Arguments: the number of that process, host and port; then the port of the secure door, if there is to be one.
What it needs it brings when `serve` waits for it no longer.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  compared, not bound
_LONG_S = 60


def main(server: int, host: str, port: int, secure: int | None) -> None:
    if _await(host, port, server, secure=False):
        _announce(host, port)
    if secure and _await(host, secure, server, secure=True):
        from prisma_hub.cli import words

        words.say(
            f"The secure page is on port {secure}. How devices trust it stands on every address: /secure"
        )


def here(host: str) -> str:
    """Where this machine itself finds what listens there."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound


def answers(host: str, port: int, *, secure: bool = False) -> bool:
    """Whether the hub does. Who it is, is for devices to ask: this is our own machine."""
    import http.client
    import ssl

    if secure:
        anybody = ssl._create_unverified_context()  # noqa: S323
        asking: http.client.HTTPConnection = http.client.HTTPSConnection(
            here(host), port, timeout=_LONG_S, context=anybody
        )
    else:
        asking = http.client.HTTPConnection(here(host), port, timeout=_LONG_S)
    try:
        asking.request("GET", "/log/checkpoint")
        asking.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
    return True


def _await(host: str, port: int, server: int, *, secure: bool) -> bool:
    """Until it answers; False where those who serve are gone."""
    begun, told = time.monotonic(), False
    while not answers(host, port, secure=secure):
        if not _lives(server):
            return False
        if not told and time.monotonic() - begun > _LONG_S:
            from prisma_hub.cli import words

            words.complain(f"Port {port} does not answer yet. If nothing is said above, it is still at it.")
            told = True
        time.sleep(1 if told else 0.2)
    return True


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _announce(host: str, port: int) -> None:
    from prisma_hub.cli import network, words

    words.say(f"Serving {Path(os.environ['PRISMA_HUB_DIR'])}")
    found = network.addresses() if host in EVERYWHERE else [host]
    for each in found or [here(host)]:
        address = f"http://{f'[{each}]' if ':' in each else each}:{port}/"
        words.say(f"  {address}")
        if each != "127.0.0.1":
            _draw(address)
    if not found:
        words.say("This machine has no address in a network yet. Connect it, then start the hub again.")
    if domain := os.environ.get("PRISMA_DOMAIN"):
        words.say(f"The web server in front serves it as https://{domain}/")
    words.say("Stop with Ctrl-C.")


def _draw(address: str) -> None:
    import segno

    segno.make(address, error="m").terminal(compact=True)


if __name__ == "__main__":
    if os.fork():  # whoever began this does not wait for it, and has no child to look after
        os._exit(0)
    with suppress(KeyboardInterrupt):  # they who serve were stopped, and so is this
        main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) if sys.argv[4:] else None)
