"""What the package needs, for whoever installs it with pip alone: the very versions that the lock pins.

pip checks no hashes then; `make` does, and installs from the lock itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LOCK = Path(__file__).with_name("requirements") / "runtime.lock"


class Locked(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        lines = LOCK.read_text(encoding="utf-8").splitlines()
        pinned = [line for line in lines if "==" in line and not line.startswith((" ", "#"))]
        metadata["dependencies"] = [line.rstrip("\\").strip() for line in pinned]
