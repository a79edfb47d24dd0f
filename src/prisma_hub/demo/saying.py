"""What people give, and what others say to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from prisma_hub.circles import actions as circles
from prisma_hub.circles.queries import heard_in
from prisma_hub.circles.types import PUBLIC
from prisma_hub.demo import script
from prisma_hub.demo.script import Said, Word
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.media import actions as media
from prisma_hub.media.types import Media
from prisma_hub.protocols import queries as protocols
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline import types
from prisma_hub.timeline.types import Consent, Measure

WAYS = {
    "seen": types.WITNESSED,
    "verified": types.VERIFIED,
    "asked": types.QUESTIONED,
    "thanks": types.THANKED,
}
ACTIONS = {"kg": "produce", "bag": "produce", "hour": "work", "meal": "deliver-service", "barrel": "pickup"}
ASKED_AGAIN = script.moment("2025-06-10 09:00")
"""When everybody was asked anew what may go out; what was said later, was asked the next morning."""


def acts() -> Iterator[Act]:
    for number, each in enumerate(script.said()):
        yield from _acts(each, None, number)


def _acts(said: Said, above: Said | None, number: int) -> Iterator[Act]:
    yield Act(said.at, partial(_give, said=said, above=above))
    if said.via:
        yield Act(said.at + timedelta(minutes=5), partial(_accept, said=said))
    words = [(way, word) for way in WAYS for word in said.words(way)]
    for order, (way, word) in enumerate(words):
        at = script.shortly_after(said.at, order)
        yield Act(at, partial(_attest, said=said, way=way, word=word))
        if way == "thanks" and word.words and said.public:
            yield Act(at + timedelta(minutes=3), partial(_show_thanks, said=said, word=word))
    yield from _second_thoughts(said)
    if said.public:
        asked = ASKED_AGAIN if said.at < ASKED_AGAIN else _next_morning(said.at)
        yield Act(asked + timedelta(minutes=number), partial(_share, said=said))
    for each in said.replies:
        yield from _acts(each, said, number)


def _next_morning(at: datetime) -> datetime:
    return at.replace(hour=9, minute=0) + timedelta(days=1)


def _second_thoughts(said: Said) -> Iterator[Act]:
    corrected = said.more.get("corrected")
    if corrected:
        yield Act(script.moment(f"{said.at:%Y-%m-%d} {corrected['at']}"), partial(_correct, said=said))
    for how in ("withdraw", "erase"):
        taken = said.more.get(how)
        if taken:
            at = script.moment(f"{taken['on']} {taken['at']}")
            yield Act(at, partial(_take_back, said=said, now=how == "erase"))


def _give(stage: Stage, said: Said, above: Said | None) -> None:
    person = script.people()[said.who]
    spoken = _kept(said)
    recorded = "voice" in said.more
    protocol = protocols.current(stage.viewer(said.who), said.more.get("channel", ""))
    entry = timeline.contribute(
        by=stage.viewer(said.via or said.who),
        spoken_by=stage.person(said.who) if said.via else None,
        text="" if recorded else said.text,
        media=spoken,
        language=person.lang,
        consent=Consent(
            spaces=stage.spaces(said.via or said.who, said.within, said.to, said.at),
            named=person.terms == "named",
            quote=said.more.get("quote", "ask"),
        ),
        scope=stage.scope(said.within, said.at),
        reply_to=_reply_to(stage, said, above),
        channel=protocol.name if protocol else "",
        protocol=protocol.version if protocol else None,
        answers=_answers(said, protocol.version) if protocol else None,
        measure=_measure(said),
    )
    stage.entries[said.key] = entry.seq
    if said.id:
        stage.entries[said.id] = entry.seq
    if recorded:
        timeline.transcribe(
            by=stage.viewer(said.who), seq=entry.seq, text=said.text, language=person.lang, right=True
        )


def _reply_to(stage: Stage, said: Said, above: Said | None) -> int | None:
    """The words above; or the question somebody put to them, where it is their speaker who replies."""
    if above is None:
        return None
    for word in above.words("asked"):
        if said.who == above.who:
            return stage.entries[f"asked {above.key} {word.who}"]
    return stage.entries[above.key]


def _kept(said: Said) -> list[Media]:
    found = []
    if "voice" in said.more:
        with (script.VOICES / f"{said.more['voice']}.ogg").open("rb") as file:
            found.append(media.keep(file))
    if "picture" in said.more:
        with (script.PICTURES / f"{said.more['picture']}.png").open("rb") as file:
            found.append(replace(media.keep(file), alt=said.more["describes"], people="nobody"))
    return found


def _measure(said: Said) -> Measure | None:
    if "measure" not in said.more:
        return None
    quantity, unit = said.more["measure"].split(" ")
    return Measure(ACTIONS[unit], quantity, unit)


def _answers(said: Said, version: str) -> dict[str, object]:
    """A weighing, in the fields of its protocol."""
    weight = said.more["measure"].split(" ")[0]
    given = {"weight": weight, "material": "plastic", "day": f"{said.at:%Y-%m-%d}"}
    return dict(protocols.check_answers(version, given).open)


def _accept(stage: Stage, said: Said) -> None:
    timeline.accept(by=stage.viewer(said.who), seq=stage.entries[said.key])


def _attest(stage: Stage, said: Said, way: str, word: Word) -> None:
    entry = timeline.attest(
        by=stage.viewer(word.who),
        seq=stage.entries[said.key],
        way=WAYS[way],
        words=word.words,
        relation=word.relation,
    )
    stage.entries[f"{way} {said.key} {word.who}"] = entry.seq


def _show_thanks(stage: Stage, said: Said, word: Word) -> None:
    if script.people()[said.who].terms == "named":
        seq = stage.entries[f"thanks {said.key} {word.who}"]
        timeline.show_thanks(by=stage.viewer(said.who), seq=seq)


def _correct(stage: Stage, said: Said) -> None:
    better = said.more["corrected"]
    seq = stage.entries[said.key]
    timeline.correct(by=stage.viewer(said.who), seq=seq, text=better["text"], why=better["why"])


def _take_back(stage: Stage, said: Said, *, now: bool) -> None:
    circles.withdraw(by=stage.viewer(said.who), seq=stage.entries[said.key], now=now)


def _share(stage: Stage, said: Said) -> None:
    """Asked again: whoever said it lets everybody hear it, on the terms they usually have."""
    seq = stage.entries[said.key]
    terms = script.people()[said.who].terms
    circles.share(
        by=stage.viewer(said.who),
        seq=seq,
        spaces=[*heard_in([seq])[seq], PUBLIC],
        named="name" if terms == "named" else "unnamed",
        quote="yes",
    )
