"""Live parts of a story: each drawn from the room that keeps what it shows, for one reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from prisma_hub.agreements import queries as agreements
from prisma_hub.circles import queries as circles
from prisma_hub.currencies import queries as currencies
from prisma_hub.identity import queries as identity
from prisma_hub.kernel.ids import is_circle, is_person, uuid_of
from prisma_hub.kernel.text import later
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry
from prisma_hub.protocols.schemas import validator
from prisma_hub.stories.rules.marking import entry_of
from prisma_hub.stories.showing import words
from prisma_hub.stories.showing.reader import Reader
from prisma_hub.stories.showing.words import Said
from prisma_hub.stories.types import Directive, Quote
from prisma_hub.timeline import queries as timeline
from prisma_hub.timeline.types import Contribution, Filter

MOST = 200
LONGEST = 1_000
"""Contributions looked through for one timeline."""


@dataclass(frozen=True, slots=True)
class Part:
    """A directive drawn: its template and values, what it repeats of which entry, whom it quotes."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    discloses: Mapping[int, frozenset[str]] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()
    sounds: frozenset[str] = frozenset()


NOTHING = Part("")
Draw = Callable[[Mapping[str, Any], Reader], Part]


def check(options: Mapping[str, Any]) -> str:
    """What is wrong with the options of a directive, as a message id; empty where nothing is."""
    if options.get("directive") not in DRAW:
        return later("This hub does not know how to show this part.")
    if not validator("directive").is_valid(options):
        return later("The options of this part cannot be read.")
    return ""


def draw(directive: Directive, reader: Reader) -> Part:
    """A directive for a reader. One that cannot be read is a notice in the house, and nothing outside."""
    if directive.problem:
        return Part("notice", {"name": directive.name, "problem": directive.problem})
    return DRAW[directive.name](directive.options, reader)


def _place(name: str, reader: Reader) -> Part:
    """A directive that names nothing yet: a place for the writer to fill."""
    return NOTHING if reader.leaves else Part("place", {"name": name})


def may_stand(said: Said, reader: Reader) -> str:
    """Why these words may not stand on the page; empty where they may."""
    if said.quote == "yes" or (said.mine and not reader.leaves):
        return ""
    if said.quote == "no":
        return "no"
    return "ask" if reader.leaves else ""


def quote(options: Mapping[str, Any], reader: Reader) -> Part:
    """One person's words, and when they said them."""
    seq = entry_of(options.get("entry"))
    if seq is None:
        return _place("quote", reader)
    said = words.heard(reader.within, [seq], reader.memory).get(seq)
    if said is None:
        return _silent(seq, "gone", reader)
    said = _only(said, options.get("parts"))
    why = may_stand(said, reader)
    if why or not said.paragraphs:
        return _silent(seq, why or "gone", reader)
    agreed = said.quote == "yes"
    sound, address = None, None
    if options.get("voice") and (said.sound or not reader.leaves):
        sound = said.sound or said.given.sound
        address = reader.addresses.sound(sound) if sound else None
    return Part(
        "quote",
        {
            "said": said,
            "sound": sound if address else None,
            "address": address,
            "agreed": agreed,
            "leaves": reader.leaves,
        },
        {said.seq: said.discloses},
        (Quote(seq, agreed, "" if agreed else "ask"),),
        frozenset({sound.sha256}) if sound and address else frozenset(),
    )


def _silent(seq: int, why: str, reader: Reader) -> Part:
    """A quote that does not stand here. Outside nothing shows that it ever did."""
    quotes = (Quote(seq, False, why),)
    if reader.leaves:
        return Part("", quotes=quotes)
    return Part("silent", {"seq": seq, "why": why}, quotes=quotes)


def _only(said: Said, parts: list[str] | None) -> Said:
    """Only the paragraphs asked for; all where a correction has none by those names."""
    if not parts:
        return said
    kept = tuple(each for each in said.paragraphs if each.part.removeprefix("body.") in parts)
    return replace(said, paragraphs=kept or said.paragraphs)


def _scope(options: Mapping[str, Any], reader: Reader) -> str | None:
    """The scope a directive means: a named one, or of a kind the one the story is about."""
    wanted = options.get("scope", "")
    if ":" in wanted:
        return str(wanted)
    if wanted and reader.scope and reader.scope.startswith(f"{wanted}:"):
        return reader.scope
    return None


def _given(options: Mapping[str, Any], reader: Reader, shape: str = "") -> list[Contribution]:
    wanted = Filter(scope=_scope(options, reader), channel=options.get("channel", ""), shape=shape)
    found = timeline.contributions(reader.within.viewer, wanted, most=LONGEST, within=reader.within)
    first, last = options.get("from", ""), options.get("until", "9999")
    return [each for each in found if first <= each.at[:10] <= last]


def given(options: Mapping[str, Any], reader: Reader) -> Part:
    """What people gave, a list of words with their days."""
    found = [
        each
        for each in words.of(_given(options, reader), reader.memory)
        if each.paragraphs and not may_stand(each, reader)
    ]
    if options.get("order", "newest") == "oldest":
        found.reverse()
    found = found[: options.get("limit", MOST)]
    if not found:
        return _place("timeline", reader)
    return Part(
        "timeline", {"found": found, "leaves": reader.leaves}, {each.seq: each.discloses for each in found}
    )


def measure(options: Mapping[str, Any], reader: Reader) -> Part:
    """Numbers with their unit, day, source and state, side by side; unknown says unknown."""
    seq = entry_of(options.get("entry"))
    if seq is not None:
        found = list(words.heard(reader.within, [seq], reader.memory).values())
    elif "scope" in options:
        found = words.of(_given(options, reader, shape="work"), reader.memory)
    else:
        return _place("measure", reader)
    rows = [each for each in found if each.given.measure and not may_stand(each, reader)]
    rows.sort(key=lambda each: (each.given.at, each.of))
    if not rows:
        return _silent(seq, "gone", reader) if seq is not None else _place("measure", reader)
    return Part(
        "measure",
        {"rows": [_reading(each) for each in rows], "aim": options.get("show") == "aim_and_outcome"},
        {each.of: frozenset({"kind", "said", "body.quantity", "body.unit"}) for each in rows},
        tuple(Quote(each.of, each.quote == "yes", "" if each.quote == "yes" else "ask") for each in rows),
    )


def _reading(said: Said) -> dict[str, Any]:
    ways = [each.way for each in said.given.attestations]
    state = next((way for way in ("questioned", "verified", "witnessed") if way in ways), "told")
    return {
        "of": said.of,
        "measure": said.given.measure,
        "said": said.told,
        "name": said.name,
        "state": state,
    }


def decision(options: Mapping[str, Any], reader: Reader) -> Part:
    """What was agreed, in its own words, and how it was decided. A circle's words need no further yes."""
    seq, scope = entry_of(options.get("entry")), _scope(options, reader)
    if seq is None and "scope" not in options:
        return _place("decision", reader)
    agreed = agreements.agreements(reader.within.viewer, state=None, most=MOST)
    entries = log.some(each.seq for each in agreed)
    found = [
        entries[each.seq]
        for each in sorted(agreed, key=lambda one: one.seq)
        if each.seq in entries
        and (each.seq == seq if seq is not None else scope in (None, entries[each.seq].scope))
    ][: options.get("limit", MOST)]
    if not found:
        return _silent(seq, "gone", reader) if seq is not None else _place("decision", reader)
    ways = {each.seq: each.way for each in agreed}
    rows = [_agreed(each, ways[each.seq], options.get("show", "agreement")) for each in found]
    shown = {row.seq: frozenset({"kind", "said", "body.title", "body.review", *row.parts}) for row in rows}
    return Part("decision", {"rows": rows}, shown)


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as a page shows it: which parts of its entry, and how it was decided."""

    seq: int
    said: str
    title: str
    review: str
    paragraphs: tuple[tuple[str, str], ...]
    way: str

    @property
    def parts(self) -> list[str]:
        return [part for part, _ in self.paragraphs]


def _agreed(entry: Entry, way: str, show: str) -> Agreed:
    names = sorted(name for name in entry.body if name.startswith("text.") and name[5:].isdigit())
    paragraphs = () if show == "rounds" else tuple((f"body.{name}", entry.body[name]) for name in names)
    return Agreed(
        entry.seq,
        entry.said or entry.at,
        entry.body.get("title", ""),
        entry.body.get("review", ""),
        paragraphs,
        way if show in ("rounds", "both") else "",
    )


def allocation(options: Mapping[str, Any], reader: Reader) -> Part:
    """How money in common was shared: what there was, by which rule, and each share. Outside nobody is named:
    what somebody received is theirs to tell."""
    seq = entry_of(options.get("entry"))
    entry = log.entry(seq) if seq is not None else None
    found = currencies.allocation(reader.within.viewer, entry.id) if entry and entry.id else None
    if seq is None:
        return _place("allocation", reader)
    if found is None or entry is None or found.state != "settled":
        return _silent(seq, "gone", reader)
    names = {} if reader.leaves else _names_of(found.parties, reader)
    values = {
        "seq": seq,
        "said": entry.said or entry.at,
        "title": found.title,
        "amount": entry.body.get("amount", ""),
        "currency": found.currency,
        "places": found.places,
        "rule": str(found.rule),
        "paid": found.arithmetic.paid,
        "shares": [(names.get(each.party, ""), each.amount) for each in found.arithmetic.shares],
    }
    return Part(
        "allocation", values, {seq: frozenset({"kind", "said", "body.title", "body.amount", "body.rule"})}
    )


def _names_of(parties: Sequence[str], reader: Reader) -> dict[str, str]:
    """People and circles by name, as a member knows them."""
    viewer = reader.within.viewer
    people = identity.people(viewer, [uuid_of(each) for each in parties if is_person(each)])
    groups = circles.circles(viewer, [uuid_of(each) for each in parties if is_circle(each)])
    return {each.ref: each.name for each in people.values()} | {
        each.space: each.title for each in groups.values()
    }


DRAW: dict[str, Draw] = {
    "quote": quote,
    "timeline": given,
    "measure": measure,
    "decision": decision,
    "allocation": allocation,
}
"""Every directive this hub knows, by the name in its fence."""
