"""Describing a place, remembering what happened there, caring for it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.places import events, queries
from prisma_hub.places.types import Place

RIGHT = "tend the place"
CHOICES = (HUB, NETWORK, PUBLIC)


def open_place(
    *,
    by: Viewer,
    name: str,
    words: Mapping[str, str],
    to: str = HUB,
    statement_id: UUID | None = None,
) -> Place:
    """Name a place and describe it for the first time."""
    rights.insist(by, RIGHT)
    name = _check(name, to)
    with transaction.atomic():
        entry = log.say(events.OPENED, by=by.ref, to=[to], body={"name": name}, statement_id=statement_id)
        assert entry.id is not None
        place = Place(entry.id, name, {}, entry.seq)
        _describe(by, place, name, words, to, log.react(entry, "described"))
        return queries.place(by, place.id)


def describe(
    *,
    by: Viewer,
    place: Place,
    name: str,
    words: Mapping[str, str],
    statement_id: UUID | None = None,
) -> None:
    """Describe it anew; it is heard where the place is known."""
    rights.insist(by, RIGHT)
    _describe(by, place, _check(name, HUB), words, _space(place), statement_id)


def _describe(
    by: Viewer, place: Place, name: str, words: Mapping[str, str], to: str, statement_id: UUID | None
) -> None:
    said = {key: value for key, value in words.items() if key in events.HEADINGS and value.strip()}
    log.say(
        events.DESCRIBED,
        by=by.ref,
        to=[to],
        scope=place.scope,
        body={"name": name, **said},
        statement_id=statement_id,
    )


def remember(
    *,
    by: Viewer,
    place: Place,
    when: str,
    words: str,
    year: int | None = None,
    statement_id: UUID | None = None,
) -> None:
    """Tell something that happened here. `when` may be as uncertain as memory is."""
    rights.insist_member(by)
    if not when.strip() or not words.strip():
        raise Refused(
            "A memory says when, as well as one knows, and what.", mend="Write both, in your words."
        )
    if year is not None and not -20_000 <= year <= 3_000:
        raise Refused("This year is too far away.", mend="Leave it out; the words are enough.")
    body = {"when": when.strip()[:200], "year": year, "words": words}
    log.say(
        events.REMEMBERED,
        by=by.ref,
        to=[_space(place)],
        scope=place.scope,
        body=body,
        statement_id=statement_id,
    )


def care(*, by: Viewer, place: Place, words: str = "", statement_id: UUID | None = None) -> None:
    """Say of oneself that one cares for this place, and for what of it. Heard on this hub."""
    rights.insist_member(by)
    log.say(
        events.CARED_FOR,
        by=by.ref,
        scope=place.scope,
        body={"words": words.strip()[:500]},
        statement_id=statement_id,
    )


def let_go(*, by: Viewer, place: Place) -> None:
    """One does not care for it any more, or does not want to be named for it."""
    rights.insist_member(by)
    if all(each.person != by.person for each in queries.caretakers(by, place)):
        return  # pressed twice, or never named
    log.say(events.LET_GO, by=by.ref, scope=place.scope)


def _space(place: Place) -> str:
    return rights.heard_in([place.seq])[place.seq][0]


def _check(name: str, to: str) -> str:
    tidy = " ".join(name.split())[:200]
    if not tidy:
        raise Refused("A place has a name.", mend="Write what its people call it.")
    if to not in CHOICES:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    return tidy
