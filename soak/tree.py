"""The root of a log over its leaf hashes, as RFC 6962 has it; written anew, to check the hub's own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence


def root(leaves: Sequence[bytes]) -> str:
    """In standard base64, as a checkpoint says it."""
    level = list(leaves)
    while len(level) > 1:
        pairs = range(0, len(level) - 1, 2)
        above = [hashlib.sha256(b"\x01" + level[at] + level[at + 1]).digest() for at in pairs]
        level = above + level[len(above) * 2 :]
    return base64.b64encode(level[0] if level else hashlib.sha256().digest()).decode()
