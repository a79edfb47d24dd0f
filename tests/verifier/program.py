"""The program on the how-to page, taken from the page as a reader would take it."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import cast

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "verify-with-python-and-one-library.md"
Verify = Callable[..., list[str]]


def program_text() -> str:
    """The one fenced block of Python on the page."""
    (text,) = re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return cast(str, text)


def load_verify() -> Verify:
    """The page's `verify(files, expected)`, to try many folders without starting many processes."""
    return cast(Verify, load_program().verify)


def load_program() -> ModuleType:
    """The page's program with everything in it."""
    module = ModuleType("verify_from_the_page")
    exec(compile(program_text(), "verify.py", "exec"), module.__dict__)
    return module


def refusal(verify: Verify, files: Mapping[str, bytes]) -> str | None:
    """Why these files are refused; None when they are accepted. As on the page, any error refuses."""
    try:
        verify(files)
    except Exception as reason:
        return str(reason)
    return None


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
