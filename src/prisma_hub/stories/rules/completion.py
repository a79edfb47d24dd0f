"""What stands between a story and an edition of it (stories.md, Making one)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later
from prisma_hub.stories.types import ANSWERS, Answering, Claim, Item, Quote, Support

FOUND: Final = ("claims", "consents", "returned", "links", "translations", "sections")
"""Items the hub finds out by itself, whatever a template calls them."""
_TITLES: Final = {
    "claims": later("Every claim is supported or marked as open"),
    "consents": later("Whoever is quoted agrees to it now"),
    "returned": later("The story was returned to those it is about"),
    "links": later("Every link leads somewhere everybody may go"),
    "translations": later("Translations are as new as what they translate"),
    "sections": later("What remains open, what surprised us, how the practice changed"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to a returned story. `via` wrote it down, None where the person answered themselves."""

    seq: int
    person: UUID
    answer: Answering
    content: str
    via: UUID | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Everything the list looks at."""

    content: str
    pages: int
    claims: Sequence[tuple[Claim, Support]]
    quotes: Sequence[Quote]
    concerned: frozenset[UUID]
    answers: Sequence[Given]
    broken: Sequence[str]
    behind: Sequence[str]
    empty_sections: Sequence[str]
    unread_directives: int
    ticked: Mapping[str, bool]
    asked: Sequence[tuple[str, str]]
    """Name and title of what the template asks people to look at."""


def newest_answers(answers: Iterable[Given], *, without: UUID | None = None) -> dict[UUID, Given]:
    """What counts for each person: their own newest answer, else the newest one written down for them.

    `without` is whoever would sign: what they wrote down for others does not count.
    """
    found: dict[UUID, Given] = {}
    for each in sorted(answers, key=lambda one: (one.via is None, one.seq)):
        if each.via is None or each.via != without:
            found[each.person] = each
    return found


def completion(state: State, *, signer: UUID | None = None) -> list[Item]:
    """The list, in the order of the template where it names an item, then what it left out."""
    judged = {
        "claims": _claims(state),
        "consents": _consents(state),
        "returned": _returned(state, signer),
        "links": _links(state),
        "translations": _translations(state),
        "sections": _sections(state),
    }
    people = [
        Item(name, title, state.ticked.get(name, False), ticked=True)
        for name, title in state.asked
        if name not in FOUND
    ]
    return [*people, *(judged[name] for name in FOUND)]


def _item(name: str, wrong: int, why: str, **values: object) -> Item:
    return Item(
        name, _TITLES[name], not wrong, why if wrong else "", {"count": wrong, **values} if wrong else {}
    )


def _claims(state: State) -> Item:
    bare = [claim for claim, support in state.claims if support.grade == "unsupported"]
    first = bare[0].text[:120] if bare else ""
    return _item(
        "claims",
        len(bare),
        later("Not as everybody hears it: %(count)s, the first is “%(first)s”."),
        first=first,
    )


def _consents(state: State) -> Item:
    waiting = [each for each in state.quotes if not each.shown]
    named = ", ".join(f"entry:{each.seq}" for each in waiting[:5])
    return _item("consents", len(waiting), later("Not yet: %(count)s (%(which)s)."), which=named)


def _returned(state: State, signer: UUID | None) -> Item:
    given = newest_answers(state.answers, without=signer)
    mine = {person: given.get(person) for person in state.concerned}
    against = [each for each in given.values() if each.answer == "no"]
    if against:
        return _item(
            "returned", len(against), later("Somebody it is about said no. Only they can change that.")
        )
    changes = [each for each in mine.values() if each and each.answer == "changes"]
    if changes:
        return _item(
            "returned", len(changes), later("%(count)s asked for changes, and have not said yes since.")
        )
    waiting = [each for each in mine.values() if each is None or each.content != state.content]
    return _item(
        "returned",
        len(waiting),
        later("%(count)s of %(all)s have not said yes to the text as it is now."),
        all=len(state.concerned),
    )


def _links(state: State) -> Item:
    wrong = len(state.broken) + state.unread_directives
    first = state.broken[0][:120] if state.broken else "prisma"
    return _item("links", wrong, later("Not yet: %(count)s, the first is “%(first)s”."), first=first)


def _translations(state: State) -> Item:
    first = state.behind[0] if state.behind else ""
    return _item(
        "translations", len(state.behind), later("Not yet: %(count)s, the first is “%(first)s”."), first=first
    )


def _sections(state: State) -> Item:
    if not state.pages:
        return _item("sections", 1, later("There is no page for everybody yet."))
    first = state.empty_sections[0] if state.empty_sections else ""
    return _item(
        "sections", len(state.empty_sections), later("Still without words: “%(first)s”."), first=first
    )


def insist_complete(items: Iterable[Item]) -> None:
    """Refuse an edition while something on the list is not done."""
    missing = [each for each in items if not each.done]
    if missing:
        raise Refused(
            "%(count)s lines of the completion list are not done yet.",
            kept="Nothing was published.",
            mend="Look at the list; it says what each is waiting for.",
            count=len(missing),
        )


def check_answer(answer: str, words: str) -> Answering:
    if answer not in ANSWERS:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    if answer == "changes" and not words.strip():
        raise Refused(
            "Say what should change.",
            kept="Nothing was sent.",
            mend="A few words are enough, spoken or written.",
        )
    return next(each for each in ANSWERS if each == answer)
