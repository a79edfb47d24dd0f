"""What rounds, words, effects and states are called, and who somebody is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from babel.units import format_unit
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.agreements import queries as deciding
from prisma_hub.agreements.types import Missing, Round, Word
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import Circle
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import is_person, is_scope, uuid_of

from .. import tags

ROUNDS: Mapping[Round, Promise] = {
    Round.PRESENT: _("Presented"),
    Round.CLARIFY: _("Clarifying questions"),
    Round.REACT: _("Reactions"),
    Round.PAUSE: _("A held pause"),
    Round.OBJECT: _("Objections"),
    Round.INTEGRATE: _("Integrate"),
    Round.ANSWER: _("For or against"),
    Round.CONFIRM: _("Written down"),
    Round.ADOPT: _("Adopt"),
}
"""Rounds as they are listed."""

GO_ON: Mapping[Round, Promise] = {
    Round.CLARIFY: _("Open for questions"),
    Round.REACT: _("Open for reactions"),
    Round.PAUSE: _("Hold the pause"),
    Round.OBJECT: _("Ask for objections"),
    Round.INTEGRATE: _("Integrate the objections"),
    Round.ANSWER: _("Ask who is for and who against"),
    Round.ADOPT: _("Adopt it"),
}
"""The button that opens a round."""

ASKS: Mapping[Round, Promise] = {
    Round.PRESENT: _("What is the tension, and what do you propose?"),
    Round.CLARIFY: _("What do you need to understand?"),
    Round.REACT: _("What does the proposal stir in you?"),
    Round.OBJECT: _("Do you see harm in adopting this?"),
    Round.INTEGRATE: _("What change would answer the objection?"),
    Round.ANSWER: _("For, against, or neither?"),
    Round.CONFIRM: _("Is it written as it was said?"),
}
"""What each round asks of a voice."""

CHOICES: Mapping[Round, tuple[tuple[Word, Promise], ...]] = {
    Round.OBJECT: (
        (Word.CONSENT, _("I see no harm. Good enough for now, safe enough to try.")),
        (Word.CONCERN, _("I have a concern. Note it for the review, and go on.")),
        (Word.STAND_ASIDE, _("I stand aside. I do not carry it, and I do not stop it.")),
        (Word.OBJECT, _("I object. I can say what harm it does and to what.")),
    ),
    Round.CLARIFY: (
        (Word.SPEAK, _("I ask, or I answer.")),
        (Word.PASS, _("I have nothing to ask.")),
    ),
    Round.REACT: (
        (Word.SPEAK, _("This is my reaction.")),
        (Word.PASS, _("I pass this time.")),
    ),
    Round.ANSWER: (
        (Word.FOR, _("For")),
        (Word.AGAINST, _("Against")),
        (Word.ABSTAIN, _("I abstain")),
    ),
}

SAID: Mapping[str, Promise] = {
    "speak": _("said"),
    "pass": _("passed"),
    "consent": _("sees no harm"),
    "concern": _("has a concern"),
    "stand_aside": _("stands aside"),
    "object": _("objects"),
    "for": _("for"),
    "against": _("against"),
    "abstain": _("abstains"),
    "confirm": _("so it was"),
}
"""A word as it stands beside a name."""

WAYS: Mapping[str, Promise] = {
    "consent": _("By consent: no objection left standing"),
    "majority": _("By majority: more than half of the answers"),
    "just-record-it": _("Just write it down: we decide as we always have"),
}


def choose_way(viewer: Viewer) -> list[tuple[str, str]]:
    """The ways of deciding to choose from; a community's own by the title of its protocol."""
    found = deciding.ways(viewer)
    return [(name, str(WAYS[name]) if name in WAYS else in_my_language(found[name], name)) for name in found]


def in_my_language(said: Mapping[str, str], otherwise: str = "") -> str:
    """The words of a protocol in the page's language, or in English, or in any it has."""
    spoken = get_language() or "en"
    return said.get(spoken) or said.get("en") or next(iter(said.values()), otherwise)


BY_WAY: Mapping[str, Promise] = {
    "consent": _("Decided by consent."),
    "majority": _("Decided by majority."),
    "just-record-it": _("Written down as it was decided."),
}
SETTLED: Mapping[str, Promise] = {
    "open": _("Open"),
    "integrated": _("Integrated"),
    "withdrawn": _("Withdrawn"),
}
AGREEMENT_STATES: Mapping[str, Promise] = {
    "in_force": _("In force"),
    "changed": _("Changed by a later agreement"),
    "ended": _("Ended"),
}
EFFECT_STATES: Mapping[str, Promise] = {
    "waiting": _("in a moment"),
    "done": _("done, once"),
    "failed": _("failed"),
}
OUTCOMES: Mapping[str, Promise] = {
    "kept": _("Looked at, and kept"),
    "changed": _("Changed by a later agreement"),
    "ended": _("Ended by a later agreement"),
}


def title_of(circle: Circle) -> str:
    """What a circle is called, so that the two of one journey are told apart."""
    space = circles.as_space(circle)
    return gettext(space.label) % {"name": space.name}


_OF_ITSELF: Final = ("cohort", "keepers")  # their title is the journey's


def belongs_to(viewer: Viewer, found: Iterable[Circle]) -> dict[UUID, str]:
    """For circles of a journey: whose they are, in words; nothing where the title says it already."""
    theirs = [(each, each.scope) for each in found if each.scope and each.kind not in _OF_ITSELF]
    titles = journeys.titles(viewer, {scope for _circle, scope in theirs if scope.startswith("journey:")})
    said = {"team": _("Team of “%(name)s”")}
    return {
        each.id: str(said.get(each.kind, _("Circle of “%(name)s”"))) % {"name": titles[scope]}
        for each, scope in theirs
        if scope in titles
    }


class Names:
    """What people and circles are called, asked for once per page."""

    def __init__(self, viewer: Viewer, refs: Iterable[str]) -> None:
        found = set(refs)
        persons = [uuid_of(ref) for ref in found if is_person(ref)]
        groups = [uuid_of(ref) for ref in found if ref.startswith("circle:") and is_scope(ref)]
        self._names = {f"person:{key}": each.name for key, each in people.people(viewer, persons).items()}
        self._names |= {
            f"circle:{key}": title_of(each) for key, each in circles.circles(viewer, groups).items()
        }

    def of(self, ref: str) -> str:
        if ref == "hub":
            return gettext("the hub")
        return self._names.get(ref) or gettext("somebody")

    def all_of(self, refs: Iterable[str]) -> list[str]:
        return [self.of(ref) for ref in refs]


def refs_in(effects: Iterable[Mapping[str, str]]) -> set[str]:
    """People and circles that effects speak of."""
    return {value for effect in effects for value in effect.values() if is_scope(value)}


def say_effect(effect: Mapping[str, str], names: Names) -> str:
    """What the hub will do, in a sentence."""
    said = _EFFECTS[effect["do"]]
    if effect["do"] == "grant_role" and "until" in effect:
        said = _("Give %(person)s the role “%(role)s” until %(until)s")
    values = {key: names.of(value) if is_scope(value) else value for key, value in effect.items()}
    if "until" in effect:
        values["until"] = tags.moment_text(_day(effect["until"]), "date")
    return str(said) % values


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text)


_EFFECTS: Mapping[str, Promise] = {
    "grant_role": _("Give %(person)s the role “%(role)s”"),
    "end_role": _("End the role “%(role)s” of %(person)s"),
    "admit_member": _("Admit %(person)s to %(circle)s"),
    "change_mandate": _("Put the new mandate of %(circle)s in force"),
    "pay": _("Pay %(amount)s %(currency)s to %(to)s"),
    "open_pool": _("Open a pool of %(currency)s: %(purpose)s"),
    "allocate": _("Share out a pool as the round worked it out"),
    "adopt_protocol": _("Adopt %(path)s"),
    "found_organisation": _("Found the organisation “%(name)s”"),
    "publish_edition": _("Publish an edition of a story"),
}


def say_span(span: timedelta) -> str:
    """A length of time in its largest whole unit: 3 minutes, 2 days, 6 weeks."""
    minutes = span // timedelta(minutes=1)
    for each, unit in ((10_080, "week"), (1_440, "day"), (60, "hour")):
        if minutes and minutes % each == 0:
            return format_unit(minutes // each, f"duration-{unit}", "long", locale=tags.locale())
    return format_unit(minutes, "duration-minute", "long", locale=tags.locale())


def say_when(moment: datetime) -> str:
    """A moment to come: its time where it is today, else its day and time."""
    now = datetime.fromtimestamp(source.current().now_ms() / 1000, timezone.get_current_timezone())
    today = moment.astimezone(timezone.get_current_timezone()).date() == now.date()
    return tags.moment_text(moment, "time" if today else "")


def say_missing(missing: Missing, names: Names) -> str:
    """What a round waits for, in a sentence; people by name, moments as people write them."""
    values = {key: _value(value, names) for key, value in missing.values.items()}
    return gettext(missing.label) % values if values else gettext(missing.label)


def _value(value: str, names: Names) -> str:
    if is_person(value):
        return names.of(value)
    try:
        return tags.moment_text(datetime.fromisoformat(value)) if "T" in value else value
    except ValueError:
        return value


def circle_ref(circle: UUID) -> str:
    return f"circle:{circle}"
