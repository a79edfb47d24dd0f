"""How something somebody gave is drawn: the values of `parts/entry.html`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.keeping import queries as keeping
from prisma_hub.keeping.types import Kept
from prisma_hub.kernel import source, text
from prisma_hub.kernel.ids import is_circle, is_person, uuid_of
from prisma_hub.media.types import Media
from prisma_hub.timeline.types import Attestation, Contribution

from .. import tags
from ..kept import until_when

ACTIONS = {
    "work": _("Work done"),
    "produce": _("Made"),
    "deliver-service": _("Service given"),
    "use": _("Used"),
    "cite": _("Cited"),
    "consume": _("Used up"),
    "transfer": _("Handed over"),
    "move": _("Moved"),
    "modify": _("Mended"),
    "pickup": _("Picked up"),
    "dropoff": _("Brought"),
    "raise": _("Counted in"),
    "lower": _("Counted out"),
}
WAYS = {
    "witnessed": (_("I was there"), "witness"),
    "thanked": (_("Thank"), "thanks"),
    "verified": (_("I checked it"), "check"),
    "questioned": (_("Ask"), "question"),
}
ATTESTED = {
    "witnessed": _("%(who)s was there"),
    "thanked": _("%(who)s gives thanks"),
    "verified": _("%(who)s checked it"),
    "questioned": _("%(who)s asks"),
}
LANGUAGES = dict(settings.LANGUAGES)


def somebody() -> str:
    return gettext("somebody")


class Names:
    """Names of people, asked once for a page, known only to members."""

    def __init__(self, viewer: Viewer, ids: Iterable[UUID | None]) -> None:
        self._found = identity.people(viewer, [each for each in ids if each is not None])
        self.kept: dict[int, Kept] = {}
        """Until when what was given is kept, by number."""
        self.known = circles.is_member(viewer)
        """Whether whoever looks may open the page of a person."""

    @classmethod
    def around(cls, viewer: Viewer, found: Iterable[Contribution]) -> Names:
        ids: set[UUID | None] = set()
        found = list(found)
        for each in found:
            ids |= {each.via, *(one.by for one in each.attestations)}
            ids |= {each.transcript.via} if each.transcript else set()
        names = cls(viewer, ids)
        names.kept = keeping.kept_until(each.seq for each in found)
        return names

    def of(self, person: UUID | None) -> str:
        """The name, or that it is somebody: unnamed, from outside, or gone."""
        known = self._found.get(person) if person else None
        return known.name if known and known.name else somebody()


def media_address(media: Media, size: str = "") -> str:
    return reverse("media", args=(media.sha256, size or ("large" if media.is_picture else "whole")))


def title(given: Contribution, longest: int = 90) -> str:
    """One line that tells what it is."""
    words = given.text or (given.transcript.text if given.transcript else "") or _answered(given)
    if words:
        return text.truncate(words, longest)
    if given.sound:
        return gettext("A voice")
    if given.pictures:
        return given.pictures[0].alt or gettext("A picture")
    if given.measure:
        return measured(given)
    return gettext("A file") if given.files else gettext("Something")


def _answered(given: Contribution) -> str:
    """Answers as words: what points to media, entries or people is shown by other means."""
    said = (str(each) for each in given.answers.values() if isinstance(each, str | int))
    return "\n\n".join(each for each in said if not each.startswith(("media:", "entry:", "person:")))


def measured(given: Contribution) -> str:
    if given.measure is None:
        return ""
    what = f"{tags.number(given.measure.quantity)} {given.measure.unit}"
    done = ACTIONS.get(given.measure.action)
    return ", ".join(each for each in (str(done) if done else "", what, given.measure.resource) if each)


def speaker(given: Contribution) -> str:
    """Who spoke, as far as whoever looks may know."""
    if given.mine and given.terms.named == "unnamed":
        return gettext("you, without your name")
    return given.name or somebody()


def shape(given: Contribution) -> str:
    """In a few words what one will find: a voice of 1:12, a picture."""
    found = []
    if given.sound:
        length = given.sound.seconds
        found.append(
            gettext("Voice, %(time)s") % {"time": tags.duration(length)} if length else gettext("Voice")
        )
    if given.pictures:
        found.append(
            ngettext("%(n)s picture", "%(n)s pictures", len(given.pictures)) % {"n": len(given.pictures)}
        )
    if given.measure:
        found.append(measured(given))
    if given.replies:
        found.append(ngettext("%(n)s reply", "%(n)s replies", given.replies) % {"n": given.replies})
    return " · ".join(found)


def drawn(given: Contribution, names: Names, *, actions: bool = True, whole: bool = False) -> dict[str, Any]:
    """The values of `parts/entry.html`. `whole`: nothing is cut, and the page itself is not linked."""
    spoken = given.transcript.text if given.transcript else ""
    return {
        "id": f"e{given.seq}",
        "who": speaker(given) if given.name else "",
        "who_address": _page_of(given, names),
        "at": given.at,
        "words": "\n\n".join(each for each in (given.text, _answered(given), spoken) if each),
        "language": given.language,
        "tags": _tags(given),
        "sound": _sound(given.sound),
        "picture": picture(given.pictures[0]) if given.pictures else None,
        "files": [
            {"address": media_address(each), "name": each.name or gettext("A file"), "size": each.bytes}
            for each in given.files
        ],
        "note": " ".join(_notes(given, names)),
        "attested": [] if whole else _attested(given, names),
        "actions": _actions(given) if actions else [],
        "gone": _gone(given),
        "kept": until_when(names.kept.get(given.seq)),
    }


def once_said(drawn: dict[str, Any], given: Contribution) -> dict[str, Any]:
    """For the page of these words alone: short ones stand in its headline and not once more below it."""
    words = drawn["words"].strip()
    return drawn | {"words": ""} if words == title(given) and "://" not in words else drawn


def _page_of(given: Contribution, names: Names) -> str:
    """Where the one who spoke has a page that whoever looks may open; nothing for an outsider or a guest."""
    shown = given.speaker and given.name and names.known
    return reverse("person", args=(given.speaker,)) if shown else ""


def _tags(given: Contribution) -> list[str]:
    found = [measured(given) if given.measure else "", given.channel]
    if len(given.wordings) > 1:
        times = len(given.wordings) - 1
        found.append(ngettext("Corrected once", "Corrected %(n)s times", times) % {"n": times})
    if not given.confirmed:
        found.append(gettext("Not yet confirmed by the speaker"))
    if given.when:
        found.append(given.when)
    return [each for each in found if each]


def _sound(sound: Media | None) -> dict[str, Any] | None:
    return {"address": media_address(sound), "seconds": sound.seconds} if sound else None


def picture(shown: Media) -> dict[str, Any]:
    """A picture as `parts/entry.html` draws it."""
    return {
        "address": media_address(shown, "large"),
        "small": media_address(shown, "small"),
        "alt": shown.alt or gettext("A picture without a description"),
        "width": shown.width,
        "height": shown.height,
        "caption": shown.alt,
    }


def _notes(given: Contribution, names: Names) -> list[str]:
    said = []
    if given.via is not None:
        said.append(gettext("Written down by %(who)s.") % {"who": names.of(given.via)})
    if given.transcript is not None:
        said.append(_of_transcript(given, names))
    if len(given.pictures) > 1:
        said.append(
            ngettext("%(n)s picture", "%(n)s pictures", len(given.pictures)) % {"n": len(given.pictures)}
            + "."
        )
    return said


def _of_transcript(given: Contribution, names: Names) -> str:
    transcript = given.transcript
    assert transcript is not None
    if transcript.right and transcript.via is None:
        return gettext("Transcript checked by the speaker.")
    if transcript.right:
        return gettext("Transcript checked by %(who)s.") % {"who": names.of(transcript.via)}
    return gettext("This transcript is a draft.")


def _attested(given: Contribution, names: Names) -> list[dict[str, Any]]:
    page = reverse("entry", args=(given.seq,))
    return [
        {"icon": WAYS[each.way][1], "text": attested(each, names), "address": f"{page}#a{each.seq}"}
        for each in given.attestations
    ]


def attested(given: Attestation, names: Names) -> str:
    return str(ATTESTED[given.way]) % {"who": names.of(given.by)}


def _actions(given: Contribution) -> list[dict[str, Any]]:
    page = reverse("entry", args=(given.seq,))
    look = {"label": gettext("Look closer"), "address": page, "bare": True}
    if given.mine or given.state:
        return [look]
    return [
        {"label": WAYS["witnessed"][0], "address": f"{page}#attest", "icon": "witness"},
        {
            "label": WAYS["thanked"][0],
            "address": reverse("thank", args=(given.seq,)),
            "bare": True,
            "post": True,
            "statement": source.current().uuid7(),
        },
        look,
    ]


def _gone(given: Contribution) -> str:
    if given.state == "withdrawn":
        return gettext("You took this back. Nobody else hears it, and it will be erased.")
    if given.state == "hidden":
        return gettext("This was hidden from others. Open it to read why.")
    return ""


def gone_shortly(given: Contribution) -> str:
    """In a word that others do not hear it; nothing where they do."""
    return {"withdrawn": gettext("taken back"), "hidden": gettext("hidden from others")}.get(given.state, "")


def day_of(given: Contribution) -> date:
    return datetime.fromisoformat(given.at).astimezone(timezone.get_current_timezone()).date()


def heard_now(viewer: Viewer, given: Contribution) -> list[str]:
    """Who hears these words now: nobody else while they are taken back, hidden, or past their day."""
    if given.mine and given.state:
        return [gettext("only you")]
    if given.mine and given.terms.until and given.terms.until < circles.today():
        return [gettext("only you, since the day you named has passed")]
    return spaces(viewer, circles.heard_in([given.seq]).get(given.seq, []), mine=given.mine)


def spaces(viewer: Viewer, found: Iterable[str], *, mine: bool) -> list[str]:
    """Who may hear, in words. To others than the speaker only what concerns themselves."""
    visible, every = circles.visible(viewer), list(found)
    shown = every if mine else [each for each in every if visible.reaches(each)]
    rooms = circles.circles(viewer, [uuid_of(each) for each in shown if is_circle(each)])
    people = identity.people(viewer, [uuid_of(each) for each in shown if is_person(each)])
    return [_space(viewer, each, rooms, people) for each in shown]


def _space(viewer: Viewer, space: str, rooms: dict[UUID, Any], people: dict[UUID, Any]) -> str:
    if space in (HUB, NETWORK, PUBLIC):
        return {
            HUB: gettext("everybody on this hub"),
            NETWORK: gettext("hubs of our network too"),
            PUBLIC: gettext("everybody, everywhere"),
        }[space]
    if is_person(space):
        if viewer.person == uuid_of(space):
            return gettext("you")
        return people[uuid_of(space)].name if uuid_of(space) in people else somebody()
    room = rooms.get(uuid_of(space))
    return room.title if room else gettext("a circle")
