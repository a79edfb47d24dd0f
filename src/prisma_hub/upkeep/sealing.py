"""A file locked with a passphrase, written and read as a stream.

Scrypt (RFC 7914) makes the key. The rest is the STREAM construction (Hoang, Reyhanitabar, Rogaway and
Vizár 2015) over ChaCha20-Poly1305 (RFC 8439) with pieces of 64 KiB, as the `age` format uses it: a piece
that is changed, moved, doubled or missing is noticed, the end too.
"""

from __future__ import annotations

import io
import os
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from prisma_hub.kernel.refusal import Refused

MARK: Final = b"prisma-hub sealed 1\n"
_SALT, _PIECE, _TAG = 16, 64 * 1024, 16
_LAST = b"\x01"


def is_sealed(start: bytes) -> bool:
    return start.startswith(MARK)


def _key(passphrase: str, salt: bytes) -> ChaCha20Poly1305:
    """About a second and 128 MiB: guessing stays dear."""
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, last: bytes = b"\x00") -> bytes:
    return number.to_bytes(11, "big") + last


class Sealing(io.RawIOBase):
    """Whatever is written here reaches `file` locked. `close` writes the end; it leaves `file` open."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(_SALT)
        self._file, self._key, self._number, self._rest = file, _key(passphrase, salt), 0, bytearray()
        file.write(MARK + salt)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._rest += piece
        while len(self._rest) > _PIECE:
            self._put(bytes(self._rest[:_PIECE]))
            del self._rest[:_PIECE]
        return len(piece)

    def _put(self, piece: bytes, last: bytes = b"\x00") -> None:
        self._file.write(self._key.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._rest), _LAST)
        super().close()


class Unsealing(io.RawIOBase):
    """Reads what `Sealing` wrote. Refuses another passphrase, and whatever was changed or cut short."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        mark = file.read(len(MARK))
        salt = file.read(_SALT)
        if mark != MARK or len(salt) != _SALT:
            raise _damaged()
        self._file, self._key, self._number, self._over = file, _key(passphrase, salt), 0, False
        self._rest = b""
        self._ahead = file.read(_PIECE + _TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if not self._rest and not self._over:
            self._rest = self._next()
        given, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(given)] = given
        return len(given)

    def _next(self) -> bytes:
        piece, self._ahead = self._ahead, self._file.read(_PIECE + _TAG)
        self._over = not self._ahead
        try:
            found = self._key.decrypt(_nonce(self._number, _LAST if self._over else b"\x00"), piece, None)
        except InvalidTag:
            raise _wrong() if self._number == 0 else _damaged() from None
        self._number += 1
        return found


def _wrong() -> Refused:
    return Refused(
        "This passphrase does not open the backup, or its beginning is damaged.",
        kept="Nothing was changed.",
        mend="Try the passphrase again; mind capitals and blanks. Else take another backup.",
    )


def _damaged() -> Refused:
    return Refused(
        "This backup is damaged or was cut short.",
        kept="Nothing was changed.",
        mend="Take another copy of it, or an older backup.",
    )
