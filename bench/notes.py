"""One invented note: what people write in a vault, and what they link to."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from bench.tongues import Tongue

PICTURES = 40
_BLOCK = 240  # bytes a block takes, about: a note may end half a block too long or too short


@dataclass(frozen=True, slots=True)
class Note:
    """A note before it is written: `headings` are those others may point at."""

    path: str
    title: str
    tongue: Tongue
    size: int
    headings: tuple[str, ...]
    aliases: tuple[str, ...]


class Pen:
    """Writes notes; `popular` are those to point at, the best known first."""

    def __init__(self, rng: Random, popular: list[Note], weights: tuple[float, ...]) -> None:
        self.rng, self.popular, self.weights = rng, popular, weights
        self.blocks = (
            self._list,
            self._tasks,
            self._table,
            self._callout,
            self._code,
            self._quote,
            self._aside,
        )

    def note(self, note: Note) -> str:
        parts = [self._front(note)] if self.rng.random() < 0.85 else []
        parts.append(f"# {note.title}\n")
        headings = iter(note.headings)
        length = sum(len(part.encode()) for part in parts)
        since = 0
        while length < note.size - _BLOCK:
            part = self._part(note)
            since += len(part.encode())
            if since > 900 and (heading := next(headings, "")):
                part, since = f"## {heading}\n\n{part}", 0
            parts.append(part)
            length += len(part.encode())
        parts += [f"## {heading}\n\n{self._paragraph(note)}" for heading in headings]
        return "\n".join(parts)

    def _front(self, note: Note) -> str:
        rng = self.rng
        lines = [
            f"title: {note.title}",
            f"lang: {note.tongue.lang}",
            f"created: 2024-{rng.randint(1, 12):02d}-11",
        ]
        tags = [f"area/{rng.randint(1, 30)}", rng.choice(("seed", "growing", "ripe"))][: rng.randint(0, 2)]
        if tags:
            lines.append(
                "tags: [" + ", ".join(tags) + "]"
                if rng.random() < 0.5
                else "tags:\n" + "".join(f"  - {tag}\n" for tag in tags).rstrip()
            )
        if note.aliases:
            lines.append("aliases:\n" + "\n".join(f"  - {alias}" for alias in note.aliases))
        return "---\n" + "\n".join(lines) + "\n---\n"

    def _part(self, note: Note) -> str:
        if self.rng.random() < 0.72:
            return self._paragraph(note)
        return self.rng.choice(self.blocks)(note)

    def _paragraph(self, note: Note) -> str:
        rng, tongue = self.rng, note.tongue
        said = []
        for _ in range(rng.randint(1, 4)):
            said.append(tongue.sentence(rng, rng.randint(5, 18)))
            chance = rng.random()
            if chance < 0.42:
                said.append(self._link(note))
            elif chance < 0.5:
                said.append(
                    rng.choice(("**{}**", "*{}*", "`{}`", "=={}==", "~~{}~~")).format(tongue.name(rng, 2))
                )
            elif chance < 0.53:
                said.append(f"#{rng.choice(('seed', 'growing', 'ripe', 'place/water', 'place/soil'))}")
            elif chance < 0.55:
                said.append(
                    rng.choice(
                        ("It cost $10 to $20 a day.", "With $a^2 + b^2 = c^2$ it holds.", "US$30 or 40$.")
                    )
                )
            elif chance < 0.56:
                said.append("%%not for readers%%")
        anchor = f" ^b{len(said)}" if rng.random() < 0.03 else ""
        return " ".join(said) + anchor + "\n"

    def _link(self, note: Note) -> str:
        rng = self.rng
        to = rng.choices(self.popular, cum_weights=self.weights)[0]
        label = note.tongue.name(rng, 2)
        kind = rng.random()
        if kind < 0.45:
            return f"[[{to.title}]]"
        if kind < 0.65:
            return f"[[{to.title}|{label}]]"
        if kind < 0.72:
            return (
                f"[[{to.title}#{rng.choice(to.headings)}]]"
                if to.headings
                else f"[[{to.path.removesuffix('.md')}]]"
            )
        if kind < 0.86:
            up = "../" * note.path.count("/")
            return f"[{label}]({quote(up + to.path)})"
        if kind < 0.90:
            return f"[[{to.aliases[0]}]]" if to.aliases else f"[[{to.path}|{label}]]"
        if kind < 0.93:
            return f"\n\n![[drawing-{rng.randrange(PICTURES)}.png]]\n\n"
        if kind < 0.95:
            return f"\n\n![[{to.title}{'#' + rng.choice(to.headings) if to.headings else ''}]]\n\n"
        if kind < 0.98:
            return f"[{label}](https://example.org/{rng.randrange(9000)})"
        return f"[[{label} {note.tongue.name(rng, 2)}]]"  # a page nobody has written yet

    def _list(self, note: Note) -> str:
        rng = self.rng
        mark = rng.choice(("- ", "- ", "1. "))
        return "".join(
            f"{mark}{note.tongue.sentence(rng, rng.randint(3, 10))}\n" for _ in range(rng.randint(2, 6))
        )

    def _tasks(self, note: Note) -> str:
        return "".join(f"- [{box}] {note.tongue.sentence(self.rng, 6)}\n" for box in " x ")

    def _table(self, note: Note) -> str:
        width = self.rng.randint(2, 4)
        rows = [[note.tongue.name(self.rng, 1) for _ in range(width)] for _ in range(self.rng.randint(2, 8))]
        lines = [rows[0], ["---"] * width, *rows[1:]]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def _callout(self, note: Note) -> str:
        kind = self.rng.choice(("NOTE", "tip", "warning", "question", "quote"))
        fold = self.rng.choice(("", "", "+", "-"))
        return f"> [!{kind}]{fold} {note.tongue.name(self.rng, 2)}\n> {note.tongue.sentence(self.rng, 12)}\n"

    def _code(self, note: Note) -> str:
        words = note.tongue.say(self.rng, 6)
        return (
            "```python\n"
            + "".join(f'print("{word}", {number})\n' for number, word in enumerate(words))
            + "```\n"
        )

    def _quote(self, note: Note) -> str:
        return f"> {note.tongue.sentence(self.rng, 14)}\n"

    def _aside(self, note: Note) -> str:
        mark = f"[^{self.rng.randrange(1_000_000)}]"
        return f"{note.tongue.sentence(self.rng, 8)}{mark}\n\n{mark}: {note.tongue.sentence(self.rng, 6)}\n"
