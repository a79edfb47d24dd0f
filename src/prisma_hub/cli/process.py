"""The process that stays while a hub is served: granian's parent and nothing else.

`serve` becomes this program (exec) when all is ready. What it needed to get there, some 40 MB of it here and
in every worker, is gone with it. Arguments: host and port.
"""

import sys

if __name__ == "__main__":
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "prisma_hub.wsgi:application",
        address=sys.argv[1],
        port=int(sys.argv[2]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=8,
        log_access=False,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()
