"""The program of docs/reference/sealed-words.md, read from that page: an independent reading of the form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "sealed-words.md"


def program() -> dict[str, Any]:
    """What the program on the page defines."""
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {"__name__": "open_sealed"}
    exec(compile(found[1], str(PAGE), "exec"), names)
    return names
