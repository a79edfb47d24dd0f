"""Reading the starter as any program would: from its files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import prisma_hub

STARTER = Path(prisma_hub.__file__).parent / "starter"
LANGUAGES = ("en", "es", "pt", "fr")


@dataclass(frozen=True)
class Page:
    """A markdown page: where it lies (no extension), its front matter and its text."""

    path: str
    matter: dict[str, Any]
    text: str

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


def read_page(file: Path) -> Page:
    """A page with front matter between two `---` lines; anything else fails the test."""
    opening, matter, text = file.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == "", file
    path = file.relative_to(STARTER).with_suffix("").as_posix()
    return Page(path, yaml.safe_load(matter), text)


def blocks_of(page: Page, info: str) -> list[str]:
    """The bodies of fenced blocks with exactly this info string."""
    lines, found, fence = page.text.splitlines(), [], False
    for line in lines:
        if fence and line == "```":
            fence = False
        elif fence:
            found[-1].append(line)
        elif line == f"```{info}":
            found.append([])
            fence = True
    assert not fence, f"{page.path}: a block is left open"
    return ["\n".join(body) for body in found]
