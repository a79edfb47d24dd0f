"""Git's smart protocol, as far as a push needs it (gitprotocol-pack, gitprotocol-http): lines with their
length in front, what is asked of which branch, and how it went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from prisma_hub.kernel.refusal import Refused

FLUSH = b"0000"
NOTHING = "0" * 40
"""What stands for “no commit” in a request."""
_LONGEST = 65_520
_MOST_COMMANDS = 100
_CAPABILITIES = "report-status delete-refs side-band-64k ofs-delta object-format=sha1 agent=prisma-hub"


@dataclass(frozen=True, slots=True)
class Wish:
    """One branch as a push would have it: from which commit to which."""

    ref: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a push asks for. The pack follows in the same stream."""

    wishes: tuple[Wish, ...]
    speaks: frozenset[str]
    """What the other side understands, such as `side-band-64k`."""


def line(data: bytes) -> bytes:
    return f"{len(data) + 4:04x}".encode() + data


def advertisement(head: str | None) -> bytes:
    """What a push is told first: the one branch there is, and what this side understands."""
    what = f"{head} refs/heads/main" if head else f"{NOTHING} capabilities^{{}}"
    said = line(f"{what}\0{_CAPABILITIES}\n".encode())
    return line(b"# service=git-receive-pack\n") + FLUSH + said + FLUSH


def refusal(sentence: str) -> bytes:
    """An answer in place of an advertisement: git shows it as `remote error: …` and stops."""
    return line(f"ERR {sentence}\n".encode()[: _LONGEST - 4])


def read_request(sent: BinaryIO) -> Request:
    """The lines before the pack."""
    wishes: list[Wish] = []
    speaks: frozenset[str] = frozenset()
    while (found := _read_line(sent)) is not None:
        text, _, more = found.partition(b"\0")
        if not wishes:
            speaks = frozenset(more.decode(errors="replace").split())
        wishes.append(_wish(text))
        if len(wishes) > _MOST_COMMANDS:
            raise broken()
    return Request(tuple(wishes), speaks)


def read_wants(asked: BinaryIO) -> frozenset[str]:
    """Which objects a fetch names as wanted. Leaves `asked` where it began."""
    found: set[str] = set()
    while (said := _read_line(asked)) is not None:
        word, _, rest = said.decode(errors="replace").rstrip("\n").partition(" ")
        if word == "want":
            found.add(rest.partition(" ")[0])
    asked.seek(0)
    return frozenset(found)


def _read_line(sent: BinaryIO) -> bytes | None:
    """One line; None at the sign that there are no more."""
    try:
        length = int(sent.read(4), 16)
    except ValueError:
        raise broken() from None
    if length == 0:
        return None
    data = sent.read(length - 4) if 4 < length <= _LONGEST else b""
    if len(data) != length - 4 or not data:
        raise broken()
    return data


def _wish(text: bytes) -> Wish:
    parts = text.decode(errors="replace").rstrip("\n").split(" ", 2)
    if len(parts) != 3 or not (_is_name(parts[0]) and _is_name(parts[1])):
        raise broken()
    return Wish(parts[2], parts[0], parts[1])


def _is_name(text: str) -> bool:
    return len(text) == 40 and all(each in "0123456789abcdef" for each in text)


def broken() -> Refused:
    return Refused(
        "What arrived is broken, or was cut off on the way.",
        kept="Nothing of the push was kept.",
        mend="Push again; if it stays so, run git fsck in your clone.",
    )


def report(request: Request, sentences: Iterable[str], *, problem: str = "") -> bytes:
    """How it went: sentences for whoever pushed, and for git each branch with `ok` or why not."""
    said = b"".join(_status(request, problem))
    if "side-band-64k" not in request.speaks:
        return said
    told = b"".join(line(b"\x02" + part) for each in sentences for part in _pieces(f"{each}\n".encode()))
    return told + b"".join(line(b"\x01" + part) for part in _pieces(said)) + FLUSH


def _status(request: Request, problem: str) -> Iterable[bytes]:
    if "report-status" not in request.speaks:
        return
    why = " ".join(problem.split()).encode()[:900].decode(errors="ignore")
    yield line(b"unpack ok\n")
    for each in request.wishes:
        yield line((f"ng {each.ref} {why}\n" if problem else f"ok {each.ref}\n").encode())
    yield FLUSH


def _pieces(data: bytes) -> Iterable[bytes]:
    return (data[at : at + _LONGEST - 5] for at in range(0, len(data), _LONGEST - 5))
