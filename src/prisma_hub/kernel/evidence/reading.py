"""Reading the files of the evidence folder, each for itself: form, hashes, proof, signature."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ..canonical import MAX_INTEGER, from_b64, parse_strict
from ..ids import PLAIN_PARTS, REQUIRED_PARTS
from ..merkle import verify_inclusion
from ..note import Checkpoint, origin, parse_note, read_checkpoint
from ..receipt import Receipt
from ..refusal import Refused
from ..signing import public_of, verify
from ..statement import MOST_PARTS, Part, statement_hash

_INDEX = re.compile(r"0|[1-9][0-9]{0,4}")
_LINE_KEYS: Final = {"receipt", "parts", "disclosed", "signature", "key", "proof"}


@dataclass(frozen=True, slots=True)
class HubFile:
    """`hub.json`: `keys` holds (seq, did:key) of each rotation, ascending."""

    name: str
    hub: str
    epoch: int
    keys: tuple[tuple[int, str], ...]

    @property
    def origin(self) -> str:
        return origin(self.hub, self.epoch)

    def key_at(self, size: int) -> str:
        """The key that signs a checkpoint of `size`: the newest whose rotation has seq < size."""
        return [self.hub, *(key for seq, key in self.keys if seq < size)][-1]


def read_hub_file(text: str | bytes) -> HubFile:
    value = parse_strict(text, floats=True)
    match value:
        case {"name": str(name), "hub": str(hub), "origin": str(of), "keys": list(listed)} if name:
            keys = tuple(_key(item) for item in listed)
            file = HubFile(name, hub, _number(value.get("epoch"), 1), keys)
        case _:
            raise Refused("hub.json does not say name, hub, origin, epoch and keys.")
    public_of(hub)
    if of != file.origin:
        raise Refused("The origin in hub.json does not belong to this hub and epoch.")
    if any(one >= next_ for (one, _), (next_, _) in pairwise(keys)):
        raise Refused("The keys in hub.json are not in ascending order.")
    return file


def _key(item: object) -> tuple[int, str]:
    match item:
        case {"seq": seq, "key": str(key)}:
            public_of(key)
            return _number(seq, 1), key
    raise Refused("A key in hub.json does not say its seq and its key.")


def _number(value: object, least: int) -> int:
    if type(value) is not int or not least <= value <= MAX_INTEGER:
        raise Refused("A number here is not a whole number from %(least)s on.", least=least)
    return value


def read_head(text: str | bytes, file: HubFile) -> Checkpoint:
    """The checkpoint, signed by the key in force at its size."""
    unproven = Checkpoint.parse(parse_note(text).text)
    return read_checkpoint(text, file.origin, public_of(file.key_at(unproven.size)))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `entries.jsonl`, proven to stand in the tree. `number` counts lines from 1."""

    number: int
    receipt: Receipt
    count: int
    parts: Mapping[int, Part]
    values: Mapping[str, Any]
    key: str | None

    @property
    def seq(self) -> int:
        return self.receipt.seq

    @property
    def kind(self) -> str | None:
        """The kind, where it is shown."""
        return self.values.get("kind")

    def place(self, name: str) -> int:
        """The place of a part that is shown."""
        return next(at for at, part in self.parts.items() if part.name == name)


def read_line(text: str, number: int, file: HubFile, head: Checkpoint) -> Line:
    value = parse_strict(text, floats=True)
    if not isinstance(value, dict) or not value.keys() >= _LINE_KEYS:
        raise Refused("A line of evidence is a JSON object with six keys.")
    receipt = _receipt(value["receipt"], file)
    hashes = [_hash(item) for item in _list(value["parts"])]
    if len(hashes) > MOST_PARTS or statement_hash(hashes) != receipt.statement:
        raise Refused("The parts do not make the statement the receipt is for.")
    parts = _disclosed(value["disclosed"], hashes)
    key = _signer(value["key"], value["signature"], receipt)
    proof = [_hash(item) for item in _list(value["proof"])]
    if not verify_inclusion(receipt.leaf_hash(), receipt.seq, head.size, proof, head.root):
        raise Refused("The entry is not in the tree of the checkpoint.")
    values = {part.name: part.value for part in parts.values()}
    if values.get("hub", file.hub) != file.hub:
        raise Refused("This was said to another hub.")
    return Line(number, receipt, len(hashes), parts, values, key)


def _receipt(text: object, file: HubFile) -> Receipt:
    if not isinstance(text, str):
        raise Refused("A receipt stands here as its exact JSON text.")
    receipt = Receipt.parse(text)
    if receipt.hub != file.hub:
        raise Refused("This receipt was given by another hub.")
    if receipt.epoch > file.epoch:
        raise Refused("This receipt is of an epoch after the checkpoint's.")
    return receipt


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Refused("Parts and proof are lists.")
    return value


def _hash(item: object) -> bytes:
    if not isinstance(item, str):
        raise Refused("A hash stands here as base64 text.")
    return from_b64(item, 32)


def _disclosed(value: object, hashes: list[bytes]) -> dict[int, Part]:
    if not isinstance(value, dict) or not all(_INDEX.fullmatch(at) for at in value):
        raise Refused("Disclosed parts stand under their place, a plain decimal.")
    parts = {int(at): Part.read(value[at]) for at in sorted(value, key=int)}
    for at, part in parts.items():
        if at >= len(hashes) or part.hash() != hashes[at]:
            raise Refused("The disclosed part %(name)s is not the one kept.", name=part.name)
    _check_places({at: part.name for at, part in parts.items()}, len(hashes))
    return parts


def _check_places(names: dict[int, str], count: int) -> None:
    """Names ascend, and what is hidden between two of them has room for what must stand there."""
    edges: list[tuple[int, str | None]] = [(-1, None), *names.items(), (count, None)]
    for (at, name), (next_at, next_name) in pairwise(edges):
        if name is not None and next_name is not None and name >= next_name:
            raise Refused("The parts are not in the order of their names, or one stands twice.")
        hidden = next_at - at - 1
        between = {
            part
            for part in PLAIN_PARTS
            if (name is None or name < part) and (next_name is None or part < next_name)
        }
        body = (name is None or name < "by") and (next_name is None or next_name > "body")
        if hidden < len(between & REQUIRED_PARTS) or (hidden > len(between) and not body):
            raise Refused("The hidden parts cannot be those a statement has there.")


def _signer(key: object, signature: object, receipt: Receipt) -> str | None:
    match key, signature:
        case None, None:
            return None
        case str(), str() if receipt.custody == "self":
            if not verify(public_of(key), from_b64(signature, 64), receipt.statement):
                raise Refused("The speaker's signature is wrong.")
            return key
    raise Refused("A signature and its key stand together, and only under custody self.")
