"""Writing the files of the evidence folder."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..canonical import b64, canonical, parse_strict
from ..note import origin
from ..receipt import Receipt
from ..refusal import Refused
from ..statement import Part

FILES: Final = ("hub.json", "checkpoint", "entries.jsonl")


def hub_json(name: str, hub: str, epoch: int, keys: Sequence[tuple[int, str]] = ()) -> str:
    """`hub.json`: the hub's label and did, and (seq, did:key) of each rotation, ascending."""
    return _line(
        {
            "name": name,
            "hub": hub,
            "origin": origin(hub, epoch),
            "epoch": epoch,
            "keys": [{"seq": seq, "key": key} for seq, key in keys],
        }
    )


def evidence_line(
    receipt: Receipt,
    part_hashes: Sequence[bytes],
    disclosed: Mapping[int, Part],
    proof: Sequence[bytes],
    signature: bytes | None = None,
    key: str | None = None,
) -> str:
    """A line of `entries.jsonl`, line feed included.

    `signature` and `key` (a did:key) go in together, and only when the speaker agreed to be known.
    """
    if (signature is None) != (key is None) or (key and receipt.custody != "self"):
        raise ValueError("a signature and its key stand together, under custody self")
    return _line(
        {
            "receipt": receipt.text(),
            "parts": [b64(hash_) for hash_ in part_hashes],
            "disclosed": {str(at): part.shown() for at, part in disclosed.items()},
            "signature": None if signature is None else b64(signature),
            "key": key,
            "proof": [b64(hash_) for hash_ in proof],
        }
    )


def script(name: str, text: str) -> str:
    """`<name>.js`: a classic script that sets a global, since `file://` pages may not fetch."""
    return _before(name) + canonical(text).decode() + _AFTER


def script_pieces(name: str, pieces: Iterable[str]) -> Iterator[str]:
    """The same script, of a file too long to be held whole."""
    yield _before(name) + '"'
    for piece in pieces:
        yield canonical(piece).decode()[1:-1]
    yield '"' + _AFTER


def read_script(name: str, script: str | bytes) -> str:
    """The whole file a script carries. Compare it with the file; a difference is a finding."""
    try:
        written = script.decode() if isinstance(script, bytes) else script
    except UnicodeError:
        raise Refused("%(name)s.js is not UTF-8 text.", name=name) from None
    before = _before(name)
    if not (written.startswith(before) and written.endswith(_AFTER)):
        raise Refused("%(name)s.js is not the script that belongs to %(name)s.", name=name)
    text = parse_strict(written[len(before) : -len(_AFTER)])
    if not isinstance(text, str):
        raise Refused("%(name)s.js is not the script that belongs to %(name)s.", name=name)
    return text


_AFTER: Final = ";\n"


def _before(name: str) -> str:
    return f'(self.prismaEvidence ||= {{}})["{name}"] = '


def _line(value: object) -> str:
    return canonical(value).decode() + "\n"
