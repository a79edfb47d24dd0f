"""From a page's markdown to HTML for one reader: words, claims with their margin, live parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from prisma_hub.circles import queries as circles
from prisma_hub.commons.render import html as rendering
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.types import LinkSlot
from prisma_hub.commons.render.types import Page as Read
from prisma_hub.protocols import queries as protocols
from prisma_hub.stories.rules import blocks, marking
from prisma_hub.stories.rules.support import Ground, Word, support_of
from prisma_hub.stories.showing import directives, words
from prisma_hub.stories.showing.directives import Part, may_stand
from prisma_hub.stories.showing.reader import Reader, Sheet
from prisma_hub.stories.showing.words import Said
from prisma_hub.stories.types import Claim, Drawn, Support
from prisma_hub.timeline.types import Contribution

_CLAIMED = re.compile(r'<a class="claim" href="#[^"]*note-([0-9]+)">')
_TOLD = frozenset({"kind", "said"})
_WORD = frozenset({"kind", "body.seq", "body.way"})


@dataclass(frozen=True, slots=True)
class _Marked:
    page: Read
    marked: marking.Marked
    claims: tuple[Claim, ...]

    @property
    def leans_on(self) -> set[int]:
        """The entries its claims name, and those whose words it repeats one by one."""
        quoted = (marking.entry_of(each.options.get("entry")) for each in self.marked.directives)
        claimed = {seq for claim in self.claims for seq in claim.entries}
        return claimed | {seq for seq in quoted if seq is not None}


def draw_all(sheets: Sequence[Sheet]) -> list[Drawn]:
    """Several pages, for readers who share a memory: what all of them lean on is read at once."""
    marked = [_mark(each) for each in sheets]
    shared: dict[int, tuple[Reader, set[int]]] = {}
    for each, sheet in zip(marked, sheets, strict=True):
        _reader, leans_on = shared.setdefault(id(sheet.reader.memory), (sheet.reader, set()))
        leans_on |= each.leans_on
    for reader, leans_on in shared.values():
        words.remember(reader.within, leans_on, reader.memory)
    return [_draw(each, sheet.reader) for each, sheet in zip(marked, sheets, strict=True)]


def _mark(sheet: Sheet) -> _Marked:
    marked = marking.take_directives(sheet.text, directives.check)
    page, claims = _mark_claims(read_page(sheet.path, marked.text), sheet.reader.notes)
    return _Marked(page, marked, tuple(claims))


def _draw(drawing: _Marked, reader: Reader) -> Drawn:
    page, marked, claims = drawing.page, drawing.marked, drawing.claims
    rendered = rendering.render(page, reader.addresses.lead, reader.addresses.embed)
    parts = [directives.draw(each, reader) for each in marked.directives]
    supported = support(claims, reader)
    said = words.heard(reader.within, {seq for _, found in supported for seq in found.entries}, reader.memory)
    rests_on = {seq: each for seq, each in said.items() if each.paragraphs and not may_stand(each, reader)}
    html = _place_parts(rendered.html, marked, parts, reader)
    html = _place_notes(html, supported, rests_on, reader)
    return Drawn(
        html=html,
        claims=tuple(supported),
        quotes=tuple(quote for part in parts for quote in part.quotes),
        broken=tuple(each.target for each in rendered.broken),
        discloses=_disclosed(parts, [found for _, found in supported], rests_on),
        sounds=frozenset(sha256 for part in parts for sha256 in part.sounds),
        directives=sum(bool(each.problem) for each in marked.directives),
    )


def _mark_claims(page: Read, notes: str = "") -> tuple[Read, list[Claim]]:
    """The page with its links to entries made claims, and those claims in the order they are read."""
    claims: list[Claim] = []
    pieces = list(page.body.pieces)
    for at, piece in enumerate(pieces):
        if not isinstance(piece, LinkSlot):
            continue
        link = page.links[piece.position]
        entries = marking.entries_of(link.target)
        if entries is not None and link.kind != "embed":
            claims.append(Claim(len(claims) + 1, link.label, entries))
            pieces[at] = f'<a class="claim" href="#{notes}note-{len(claims)}">'
    return replace(page, body=replace(page.body, pieces=tuple(pieces))), claims


def _place_parts(html: str, marked: marking.Marked, parts: Sequence[Part], reader: Reader) -> str:
    for number, part in enumerate(parts):
        shown = reader.write(part.template, part.values) if part.template else ""
        mark = marked.mark_of(number)
        # The longest first: mark 1 is the beginning of mark 10, and ends where its element does.
        html = re.sub(rf"<p>{mark}</p>\n?|{mark}(?![0-9])", lambda _: shown, html)  # noqa: B023
    return html


# == Support ==


def support(claims: Sequence[Claim], reader: Reader) -> list[tuple[Claim, Support]]:
    """What bears each claim, as far as this reader hears it; as many queries for one claim as for many."""
    grounds = _grounds({seq for claim in claims for seq in claim.entries}, reader)
    return [(claim, support_of(claim, grounds.values())) for claim in claims]


def _grounds(seqs: set[int], reader: Reader) -> dict[int, Ground]:
    if not seqs:
        return {}
    viewer = reader.within.viewer
    given = reader.memory.given(reader.within, seqs)
    others = reader.within.of(seqs - given.keys())
    titles = _protocol_titles(given.values(), reader)
    found = {seq: _ground(each, titles) for seq, each in given.items()}
    speakers = circles.speakers(viewer, others)
    kinds = reader.memory.entries(others)
    return found | {
        seq: Ground(seq, speakers.get(seq, ""), told=False)
        for seq in others
        if seq in kinds and kinds[seq].kind
    }


def _ground(each: Contribution, titles: Mapping[str, str]) -> Ground:
    return Ground(
        each.seq,
        str(each.speaker or each.circle or ""),
        measured=each.measure is not None,
        protocol=titles.get(each.protocol or "", ""),
        words=tuple(
            Word(one.seq, one.way, str(one.by or ""), one.relation)
            for one in each.attestations
            if not one.private
        ),
    )


def _protocol_titles(given: Iterable[Contribution], reader: Reader) -> dict[str, str]:
    found = {}
    for version in {each.protocol for each in given if each.protocol}:
        if protocol := protocols.protocol(reader.within.viewer, version):
            title = protocol.title
            found[version] = title.get(reader.language) or title.get("en") or next(iter(title.values()), "")
    return found


@dataclass(frozen=True, slots=True)
class _Note:
    claim: Claim
    support: Support
    entries: str
    links: tuple[tuple[int, str], ...]
    said: tuple[Said, ...]
    """The words it rests on, where their speakers agree to be quoted."""


def _place_notes(
    html: str, supported: Sequence[tuple[Claim, Support]], rests_on: Mapping[int, Said], reader: Reader
) -> str:
    """Beside each outermost element that holds claims, the notes on what bears them."""
    notes = {claim.number: _note(claim, found, rests_on, reader) for claim, found in supported}
    placed = []
    for block in blocks.outermost(html):
        mine = [notes[int(number)] for number in _CLAIMED.findall(block) if int(number) in notes]
        if mine:
            written = reader.write("notes", {"notes": mine, "begin": reader.notes})
            block = f'<div class="noted">{block}\n{written}</div>\n'
        placed.append(block)
    return "".join(placed)


def _note(claim: Claim, found: Support, rests_on: Mapping[int, Said], reader: Reader) -> _Note:
    addresses = ((seq, reader.addresses.entry(seq)) for seq in found.entries)
    return _Note(
        claim,
        found,
        " ".join(str(seq) for seq in sorted({*found.entries, *found.attestations})),
        tuple((seq, address) for seq, address in addresses if address),
        tuple(rests_on[seq] for seq in found.entries if seq in rests_on),
    )


def _disclosed(
    parts: Iterable[Part], supports: Iterable[Support], rests_on: Mapping[int, Said]
) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for said in rests_on.values():
        found[said.seq] = found.get(said.seq, frozenset()) | said.discloses
    for part in parts:
        for seq, names in part.discloses.items():
            found[seq] = found.get(seq, frozenset()) | names
    for each in supports:
        for seq in each.entries:
            found[seq] = found.get(seq, frozenset()) | _TOLD
        for seq in each.attestations:
            found[seq] = found.get(seq, frozenset()) | _WORD
    return found
