"""Where the numbers and vectors are that the house is accepted by.

They lie outside the repository: in the folder that `PRISMA_SHARED` names, or in a folder `shared`
beside the checkout or beside any folder above it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parent.parent


def find_shared() -> Path | None:
    named = os.environ.get("PRISMA_SHARED")
    if named:
        return Path(named)
    beside = (above / "shared" for above in REPOSITORY.parents)
    return next((folder for folder in beside if (folder / "acceptance").is_dir()), None)


def shared(*parts: str) -> Path:
    """A file or folder of the shared numbers; skips the test, saying why, where it is absent."""
    root = find_shared()
    if root is None:
        pytest.skip(
            "no folder “shared” with the acceptance numbers beside this checkout: set PRISMA_SHARED",
            allow_module_level=True,
        )
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.fail(f"{root} has no {'/'.join(parts)}: PRISMA_SHARED names another folder", pytrace=False)
    return path


def accepted(name: str) -> list[dict[str, Any]]:
    """The worked examples of one name in acceptance/currency.yaml."""
    numbers = yaml.safe_load(shared("acceptance", "currency.yaml").read_text(encoding="utf-8"))
    examples: list[dict[str, Any]] = numbers[name]
    assert examples, name
    return examples
