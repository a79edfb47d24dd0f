"""The hub's own certificate authority in its folder, and the certificate of its server.

Everything lies in `secure/`, readable by its owner only, and in no backup: what a device trusts is this
machine, not a copy of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from prisma_hub.kernel import authority, source
from prisma_hub.kernel.authority import Reach, Shown
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log

_DAY = 86_400_000


def folder() -> Path:
    return Path(settings.HUB_DIR) / "secure"


def server_file() -> Path:
    """The server's key and certificate."""
    return folder() / "server.pem"


def _authority_file() -> Path:
    return folder() / "authority.pem"


def make(*, names: Iterable[str], addresses: Iterable[str], again: bool) -> Shown:
    """Make the authority, for these names and addresses alone; `again`: in place of the one there is."""
    if _authority_file().exists() and not again:
        raise Refused(
            "This hub has a certificate authority already.",
            kept="It was not touched.",
            mend="Make another with --again; then every device has to trust the new one.",
        )
    founding = log.entry(0)
    if founding is None:
        raise Refused("There is no hub in this folder yet.")
    reach = Reach.of(names, addresses)
    pem = authority.found(founding.body["name"], reach, source.current())
    server_file().unlink(missing_ok=True)  # it was vouched for by the one before
    _write(_authority_file(), pem)
    return authority.shown(pem)


def renew() -> bool:
    """Make the server's certificate anew where it is missing, damaged, or near its end. Whether it was."""
    if _stands():
        return False
    pem = _read()
    _write(server_file(), authority.issue(pem, authority.shown(pem).reach, source.current()))
    return True


def _stands() -> bool:
    try:
        until = authority.shown(server_file().read_text(encoding="ascii")).until_ms
    except (OSError, ValueError):
        return False
    return until - source.current().now_ms() > authority.RENEW_DAYS * _DAY


def find() -> Shown | None:
    """What everybody may know of the authority; None where there is none."""
    return authority.shown(_read()) if _authority_file().exists() else None


def _read() -> str:
    try:
        pem = _authority_file().read_text(encoding="ascii")
        found = authority.shown(pem)
    except (OSError, ValueError):
        raise Refused(
            "The certificate authority in %(path)s cannot be read.",
            kept="The hub itself is untouched.",
            mend="Make another: prisma-hub secure --again; then every device has to trust the new one.",
            path=_authority_file(),
        ) from None
    if found.until_ms <= source.current().now_ms():
        raise Refused(
            "The certificate authority of this hub is past its last day.",
            kept="The hub itself is untouched.",
            mend="Make another: prisma-hub secure --again; then every device has to trust the new one.",
        )
    return pem


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
