"""Pages of a published site held against its evidence: docs/decisions/0030.

`evidence/site.json` lists every file of the site with its hash, and of every page the hash of what its reader
sees; an entry `site.built/1` in the evidence holds the hash of that list. A quote, a number or a date on a
page carries `data-entry` and `data-part`: the disclosed part it repeats.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, Final

from ..canonical import canonical, parse_strict
from ..refusal import Refused
from .checking import Finding, Report, ShownEntry
from .seeing import hash_seen, words_seen

MANIFEST: Final = "site.json"
BUILT: Final = "site.built/1"
REGION: Final = "data-prisma-text"
LIVE: Final = "data-prisma-live"
SEEN: Final = ("href", "src", "datetime", "value", "alt", "data-entry", "data-part")
"""Attributes a reader is led by: they belong to what is seen."""
VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
SILENT: Final = frozenset(("script", "style", "noscript", "template"))
SITE_LIMITS: Final = (
    "This cannot show that what was said is true, nor that the page says everything.",
    "Names beside quotes are as the hub gives them: the words are proven, who is meant by them is not.",
)
_SPACE = re.compile(r"[ \t\n\f\r]+")
_PATH = re.compile(r"(?!/)(?!.*(?:^|/)\.\.?(?:/|$))[^\x00-\x1f\\]+")


@dataclass(frozen=True, slots=True)
class Tie:
    """A place on a page that repeats a part of an entry. `value`: what a machine reads there, if anything."""

    entry: str
    part: str
    text: str
    value: str | None


@dataclass(frozen=True, slots=True)
class SeenPage:
    """`text` is the SHA-256 (hex) of what a reader sees; empty where the page marks no such region."""

    text: str
    ties: tuple[Tie, ...]


def see(html: str) -> SeenPage:
    """What a reader sees on a page: words, where links and pictures lead, and what repeats an entry.

    Counted are the elements inside the one marked `data-prisma-text`, without those marked
    `data-prisma-live`, which a script fills.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    seen = "".join(reader.words)
    return SeenPage(sha256(plain(seen).encode()).hexdigest() if reader.marked else "", tuple(reader.ties))


def plain(text: str) -> str:
    """White space as one space, none at the ends."""
    return _SPACE.sub(" ", text).strip(" ")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.ties: list[Tie] = []
        self.marked = False
        self._open: list[tuple[str, bool]] = []
        self._region = self._silent = 0
        self._tied: list[tuple[int, dict[str, str | None], list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(reversed(attrs))
        silent = tag in SILENT or LIVE in found
        if not self._silent and not silent and self._region:
            self.words += [f"⟦{name}={found[name] or ''}⟧" for name in SEEN if name in found]
        if tag == "br" and not self._silent:
            self._say("\n")
        if "data-entry" in found:
            self._tied.append((len(self._open), found, []))
            if tag in VOID:
                self._untie()
        if tag in VOID:
            return
        self._open.append((tag, silent))
        self._silent += silent
        if REGION in found:
            self.marked = True
        self._region += 1 if self._region or REGION in found else 0

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if all(each != tag for each, _ in self._open):
            return
        while self._open:
            name, silent = self._open.pop()
            self._silent -= silent
            self._region -= 1 if self._region else 0
            if self._tied and self._tied[-1][0] == len(self._open):
                self._untie()
            if name == tag:
                return

    def _untie(self) -> None:
        _, found, words = self._tied.pop()
        value = found.get("datetime", found.get("value"))
        self.ties.append(
            Tie(found["data-entry"] or "", found.get("data-part") or "", plain("".join(words)), value)
        )

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._say(data)

    def _say(self, words: str) -> None:
        if self._region:
            self.words.append(words)
        for _, _, said in self._tied:
            said.append(words)


def listed(
    path: str,
    content: bytes,
    *,
    inside: str | None = None,
    said: str | None = None,
    before: dict[str, str] | None = None,
) -> dict[str, str]:
    """The row of one file in the list. `inside`: the whole of its element marked as text, where that is
    known; `said`: what is seen in it (`text_seen`), where that is known. `before`: the row this code made for
    it last, which is the same as long as its bytes are."""
    row = {"path": path, "sha256": sha256(content).hexdigest()}
    if before is not None and before["sha256"] == row["sha256"]:
        return before
    if path.endswith(".html") and (text := _seen(inside, said) or see(content.decode()).text):
        row["text"] = text
    return row


def _seen(inside: str | None, said: str | None) -> str | None:
    if said is not None and (found := hash_seen(said)):
        return found
    return words_seen(inside) if inside is not None else None


def write_manifest(space: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """`site.json` for the files of a site, by their paths in it."""
    ordered = sorted(rows, key=lambda row: row["path"].encode())
    return canonical({"v": 1, "space": space, "files": ordered}) + b"\n"


def manifest_name(manifest: bytes) -> str:
    """How `site.built/1` names it."""
    return f"sha256:{sha256(manifest).hexdigest()}"


def check_site(
    manifest: bytes, report: Report, paths: Iterable[str], read: Callable[[str], bytes]
) -> list[Finding]:
    """Every file is the one listed, none is missing or added, the list is the one the log has, and what
    repeats an entry repeats what is proven.

    `paths` are the files of the site without those in `evidence/`; `read` gives the bytes of one. Causes are
    told once: where the evidence does not hold nothing can lean on it, and that is a count; and what leans on
    one entry that is not shown is a count after the first.
    """
    try:
        due = read_manifest(manifest)
    except Refused as why:
        return [Finding(MANIFEST, 0, why)]
    found: list[Finding] = []
    if report.ok and not any(_is_built(entry, manifest_name(manifest)) for entry in report.entries):
        found.append(Finding(MANIFEST, 0, Refused("No entry of the record book shown here has this list.")))
    standing = sorted(paths)
    for path in sorted(set(standing) - due.keys()):
        found.append(Finding(path, 0, Refused("This file was added: the list does not have it.")))
    leaning: list[tuple[str, Tie]] = []
    for path, hash_ in due.items():
        if path not in standing:
            found.append(Finding(path, 0, Refused("This file is missing.")))
            continue
        try:
            content = read(path)
        except OSError:
            found.append(Finding(path, 0, Refused("This file cannot be read.")))
            continue
        if sha256(content).hexdigest() != hash_:
            found.append(Finding(path, 0, Refused("This file was changed.")))
        if path.endswith(".html"):
            leaning += [(path, tie) for tie in see(content.decode("utf-8", "replace")).ties]
    return found + (_false_ties(leaning, report) if report.ok else _not_compared(len(leaning)))


def _not_compared(count: int) -> list[Finding]:
    if not count:
        return []
    no = (
        "What %(count)s places on the pages repeat was not compared: the evidence they lean on does not hold."
    )
    return [Finding(MANIFEST, 0, Refused(no, count=count))]


def _false_ties(leaning: Iterable[tuple[str, Tie]], report: Report) -> list[Finding]:
    shown = {entry.seq: {part.name: part.value for part in entry.parts.values()} for entry in report.entries}
    found: list[Finding] = []
    first: dict[str, str] = {}
    more: Counter[str] = Counter()
    for path, tie in leaning:
        why = _untrue(tie, shown)
        if why is None:
            continue
        if tie.entry in first and _is_hidden(tie, shown):
            more[tie.entry] += 1
            continue
        if _is_hidden(tie, shown):
            first[tie.entry] = path
        found.append(Finding(path, 0, why))
    for entry, count in more.items():
        no = Refused(
            "%(count)s more places lean on entry %(entry)s, which is not shown.", count=count, entry=entry
        )
        found.append(Finding(first[entry], 0, no))
    return found


def read_manifest(manifest: bytes) -> dict[str, str]:
    """Path and SHA-256 (hex) of every file in the list."""
    value = parse_strict(manifest)
    match value:
        case {"v": 1, "files": list(rows)}:
            found = [_row(row) for row in rows]
        case _:
            raise Refused("The list of the site's files cannot be read.")
    if [path for path, _ in found] != sorted({path for path, _ in found}, key=str.encode):
        raise Refused("The list of the site's files is not in order, or has one twice.")
    return dict(found)


def _row(row: object) -> tuple[str, str]:
    match row:
        case {"path": str(path), "sha256": str(hash_)} if _PATH.fullmatch(path):
            return path, hash_
    raise Refused("The list of the site's files cannot be read.")


def _is_built(entry: ShownEntry, name: str) -> bool:
    shown = {part.name: part.value for part in entry.parts.values()}
    return shown.get("kind") == BUILT and shown.get("body.manifest") == name


def check_ties(ties: Iterable[Tie], shown: Mapping[int, Mapping[str, Any]]) -> list[Refused]:
    """What on a page does not repeat the part it names. `shown` are the proven parts by entry."""
    return [why for tie in ties if (why := _untrue(tie, shown))]


def _is_hidden(tie: Tie, shown: Mapping[int, Mapping[str, Any]]) -> bool:
    return tie.part not in _parts(tie, shown)


def _parts(tie: Tie, shown: Mapping[int, Mapping[str, Any]]) -> Mapping[str, Any]:
    return shown.get(int(tie.entry), {}) if re.fullmatch(r"0|[1-9][0-9]{0,15}", tie.entry) else {}


def _untrue(tie: Tie, shown: Mapping[int, Mapping[str, Any]]) -> Refused | None:
    if _is_hidden(tie, shown):
        return Refused(
            "“%(text)s” leans on entry %(entry)s, which is not shown.", text=tie.text[:80], entry=tie.entry
        )
    if repeats(tie, _parts(tie, shown)[tie.part]):
        return None
    return Refused("“%(text)s” is not what entry %(entry)s says.", text=tie.text[:80], entry=tie.entry)


def repeats(tie: Tie, value: object) -> bool:
    """Whether a place on a page says what the part says: the same words; of a number the same digits."""
    said = plain(value) if isinstance(value, str) else canonical(value).decode()
    if tie.value is None:
        return tie.text == said
    if plain(tie.value) != said:
        return False
    return not _is_number(said) or _digits(tie.text) == _digits(said)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")
