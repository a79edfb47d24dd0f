"""The process that stays while a hub is served: granian's parent and nothing else.

`serve` becomes this program (exec) when all is ready. What it needed to get there, some 40 MB of it here and
in every worker, is gone with it. Arguments: host and port; then the port of the secure door, if there is to
be one, or `secure` where this is that door.
"""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels
    from granian.server import Server

    from prisma_hub.cli import reading, stopping

    host, port, secure = sys.argv[1], int(sys.argv[2]), (*sys.argv[3:], "")[0]
    reader = reading.begin() if secure != "secure" else None
    door, certificate = None, None
    if secure == "secure":
        from prisma_hub.cli.door import end_with

        certificate = Path(os.environ["PRISMA_HUB_DIR"]) / "secure" / "server.pem"
        end_with(os.getppid())
    elif secure:
        from prisma_hub.cli.door import Door

        os.environ["PRISMA_SECURE_PORT"] = secure  # for the pages, which say where the secure door is
        door = Door(host, port, int(secure))

    class Serving(Server):  # type: ignore[valid-type,misc]  # granian chooses it when it is asked for
        def signal_handler_interrupt(self, *args: object, **given: object) -> None:
            for worker in self.wrks:
                worker.interrupt_by_parent = True  # one that was told to stop beside us did not fail
            super().signal_handler_interrupt(*args, **given)

    stopping.heed_in_workers()
    try:
        Serving(
            "prisma_hub.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=8,
            log_access=False,
            log_level=LogLevels.error,
            websockets=False,
            ssl_cert=certificate,
            ssl_key=certificate,
            ssl_protocol_min=SSLProtocols.tls12,
        ).serve()
    finally:
        if reader:
            reader.terminate()
        if door:
            door.close()
