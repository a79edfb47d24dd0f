"""What is kept of a voice, a picture, a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MB: Final = 1_000_000
LARGEST: Final = {"picture": 15 * MB, "voice": 60 * MB, "file": 20 * MB}
"""Bytes, as told beside every field that takes a file."""


@dataclass(frozen=True, slots=True)
class Media:
    """Something kept, named by the SHA-256 (hex) of its bytes.

    `name` is only for files to download.
    """

    sha256: str
    type: str
    bytes: int
    width: int | None = None
    height: int | None = None
    seconds: int | None = None
    name: str = ""
    alt: str = ""
    """What a picture shows, in words."""
    people: str = ""
    """Who is in a picture: `nobody`, or `agreed` where they said yes to it."""

    @property
    def is_sound(self) -> bool:
        return self.type.startswith("audio/")

    @property
    def is_picture(self) -> bool:
        return self.type.startswith("image/")

    def said(self) -> dict[str, Any]:
        """As it stands in the field `media` of an entry."""
        every = {
            "sha256": self.sha256,
            "type": self.type,
            "bytes": self.bytes,
            "width": self.width,
            "height": self.height,
            "seconds": self.seconds,
            "name": self.name,
            "alt": self.alt,
            "people": self.people,
        }
        return {name: value for name, value in every.items() if value not in (None, "")}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Media:
        """Out of the field `media` of an entry."""
        known = {name: said[name] for name in cls.__dataclass_fields__ if name in said}
        return cls(**known)
