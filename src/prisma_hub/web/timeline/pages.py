"""What people gave: the timeline, one entry, a person; and as a table to take along."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import ANYBODY, Person
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import is_scope, is_uuid
from prisma_hub.log import queries as log
from prisma_hub.timeline import queries
from prisma_hub.timeline.types import Contribution, Filter

from .. import outside
from ..log import custody_of
from ..own_keys import told
from ..paging import before
from ..who import Asked
from . import exports, telling
from .forms import AttestForm
from .telling import Names

SHAPES = [
    ("", _("Everything")),
    ("voice", _("Voices")),
    ("picture", _("Pictures")),
    ("words", _("Words")),
    ("work", _("Work done")),
]


def _filter(request: Asked) -> Filter:
    """The filter an address asks for; what makes no sense asks for everything."""
    asked = request.GET
    person, scope, language = asked.get("person", ""), asked.get("scope", ""), asked.get("language", "")
    return Filter(
        person=UUID(person) if is_uuid(person) else None,
        scope=scope if is_scope(scope) else None,
        shape=asked.get("shape", "") if asked.get("shape", "") in dict(SHAPES) else "",
        language=language if language in dict(settings.LANGUAGES) else "",
        channel=asked.get("channel", "")[:120],
    )


def by_day(
    found: list[Contribution], names: Names, *, actions: bool
) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Contributions as a page draws them, a day at a time."""
    return [
        (day, [telling.drawn(each, names, actions=actions) for each in given])
        for day, given in groupby(found, telling.day_of)
    ]


def timeline(request: Asked) -> HttpResponse:
    """What people of this hub gave, as far as the viewer hears it."""
    wanted, upto = _filter(request), before(request)
    found = queries.contributions(request.viewer, wanted, before=upto)
    member = circles.is_member(request.viewer)
    return render(
        request,
        "timeline/timeline.html",
        {
            "days": by_day(found, Names.around(request.viewer, found), actions=member),
            "wanted": wanted,
            "filtered": wanted != Filter() or upto is not None,
            "shapes": SHAPES,
            "people": identity.everybody(request.viewer),
            "member": member,
            "process": "enacting",
            **older_and_newest(request, found, upto),
        },
    )


def older_and_newest(request: Asked, found: list[Contribution], upto: int | None) -> dict[str, str]:
    """Addresses of what is older, and of the newest."""
    asked = request.GET.copy()
    asked.pop("before", None)
    newest = f"{request.path}?{asked.urlencode()}" if asked else request.path
    if len(found) == queries.PAGE:
        asked["before"] = str(found[-1].seq)
    older = f"{request.path}?{asked.urlencode()}" if len(found) == queries.PAGE else ""
    return {"earlier": older, "later": newest if upto is not None else ""}


def person(request: Asked, person_id: UUID) -> HttpResponse:
    """What a person gave and who was there; a narrative, never a score. Unnamed words are not theirs here."""
    circles.insist_member(request.viewer)
    found = identity.person(request.viewer, person_id)
    if found is None:
        raise Http404
    upto = before(request)
    given, attested = queries.of_person(request.viewer, person_id, before=upto)
    about = [each for _attestation, each in attested]
    names = Names.around(request.viewer, [*given, *about])
    return render(
        request,
        "timeline/person.html",
        {
            "person": found,
            "mine": request.viewer.person == person_id,
            "days": by_day(given, names, actions=True),
            "attested": [_attested(one, each) for one, each in attested],
            "circles": _circles(request, found),
            "sealable": identity.sealable(request.viewer, [person_id]),
            "keys": told(request.viewer, identity.keys(request.viewer, person_id)),
            "may_suspend": circles.may(request.viewer, "suspend a person"),
            "statement": source.current().uuid7(),
            **older_and_newest(request, given, upto),
        },
    )


def _attested(one: Any, about: Contribution) -> dict[str, Any]:
    """A row: what they said, to what."""
    return {
        "icon": telling.WAYS[one.way][1],
        "title": telling.title(about),
        "text": " · ".join(each for each in (str(_SAID[one.way]), one.words) if each),
        "address": reverse("entry", args=(about.seq,)) + f"#a{one.seq}",
    }


_SAID = {
    "witnessed": _("was there"),
    "thanked": _("gave thanks"),
    "verified": _("checked it"),
    "questioned": _("asked"),
}


def _circles(request: Asked, found: Person) -> list[str]:
    """Circles the viewer shares with them."""
    mine = [each for each in circles.spaces_of(request.viewer) if each.space.startswith("circle:")]
    shared = circles.shared_with(request.viewer, found.id)
    return [each.name for each in mine if each.space in shared]


def entry(request: Asked, seq: int) -> HttpResponse:
    """One thing somebody gave, whole: how it came about, who hears it and why, what others say to it."""
    given = queries.contribution(request.viewer, seq)
    if given is None:
        back = circles.took_back(request.viewer, seq)
        if back is not None:
            return render(request, "timeline/gone.html", {"seq": seq, "since": back.at}, status=410)
        return redirect("entry", seq=_belongs_to(request, seq))
    replies, said = queries.replies(request.viewer, seq), log.entry(seq)
    names = Names.around(request.viewer, [given, *replies])
    member = circles.is_member(request.viewer)
    return render(
        request,
        "timeline/entry.html",
        {
            "given": given,
            "title": telling.title(given),
            "drawn": telling.once_said(telling.drawn(given, names, actions=False, whole=True), given),
            "more_pictures": [telling.picture(each) for each in given.pictures[1:]],
            "wordings": given.wordings if len(given.wordings) > 1 else (),
            "attested": _said_to(request, given, replies, names),
            "replies": [telling.drawn(each, names, actions=member) for each in _plain(replies, given)],
            "heard": telling.heard_now(request.viewer, given),
            "custody": custody_of(request.viewer, said, named=given.terms.named == "name") if said else "",
            "hidden": circles.hidden(request.viewer, [seq]).get(seq) if member else None,
            "form": AttestForm() if member and not given.mine else None,
            "member": member,
            "may_transcribe": given.sound and _may_transcribe(request, given),
            "may_hide": member and circles.may(request.viewer, "hide words", given.scope),
            "wrote_it_down": member and given.via == request.viewer.person and not given.confirmed,
            "statement": source.current().uuid7(),
            "process": "enacting",
        },
    )


def _belongs_to(request: Asked, seq: int) -> int:
    """The contribution that a correction, a transcript or somebody's word stands with."""
    of = queries.contribution_of(seq) if circles.visible(request.viewer).hears(seq) else None
    if of is None or of == seq or queries.contribution(request.viewer, of) is None:
        raise Http404
    return of


def _may_transcribe(request: Asked, given: Contribution) -> bool:
    return given.mine or circles.may(request.viewer, "write down for others", given.scope)


def _plain(replies: list[Contribution], given: Contribution) -> list[Contribution]:
    """Replies to the words themselves; answers to questions stand beside the questions."""
    return [each for each in replies if given.ref in each.about]


def _said_to(
    request: Asked, given: Contribution, replies: list[Contribution], names: Names
) -> list[dict[str, Any]]:
    heard = circles.heard_in([each.seq for each in given.attestations])
    return [
        {
            "seq": each.seq,
            "at": each.at,
            "icon": telling.WAYS[each.way][1],
            "text": telling.attested(each, names),
            "words": each.words,
            "relation": each.relation,
            "private": each.private,
            "between_us": not each.shown and _between_us(heard.get(each.seq, [])),
            "may_show": given.mine
            and each.way == "thanked"
            and not each.shown
            and _between_us(heard.get(each.seq, [])),
            "mine": each.by is not None and each.by == request.viewer.person,
            "may_answer": each.way == "questioned" and circles.is_member(request.viewer),
            "answers": [
                telling.drawn(one, names, actions=False)
                for one in replies
                if f"entry:{each.seq}" in one.about
            ],
        }
        for each in given.attestations
    ]


def _between_us(spaces: list[str]) -> bool:
    return all(each.startswith("person:") for each in spaces)


def on_the_front(request: HttpRequest) -> outside.Section | None:
    """What people said to everybody lately, on the hub's front page."""
    found = queries.contributions(ANYBODY, Filter(shape="words"), most=3, within=circles.visible_in(PUBLIC))
    shown = [(each, telling.title(each, 180)) for each in found]
    return outside.Section("timeline/front.html", {"voices": shown}, "voices") if shown else None


def csv(request: Asked) -> HttpResponse | StreamingHttpResponse:
    """The timeline as a table, as far as the viewer hears it."""
    answer = StreamingHttpResponse(
        exports.csv_lines(request.viewer, _filter(request)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{gettext("timeline")}.csv"'
    return answer


def jsonld(request: Asked) -> StreamingHttpResponse:
    """The timeline as ValueFlows JSON-LD, as far as the viewer hears it."""
    answer = StreamingHttpResponse(
        exports.jsonld_pieces(request.viewer, _filter(request)), content_type="application/ld+json"
    )
    answer["Content-Disposition"] = f'attachment; filename="{gettext("timeline")}.jsonld"'
    return answer


urlpatterns = [
    path("timeline", timeline, name="timeline"),
    path("timeline.csv", csv, name="timeline-csv"),
    path("timeline.jsonld", jsonld, name="timeline-jsonld"),
    path("people/<uuid:person_id>", person, name="person"),
    path("entry/<int:seq>", entry, name="entry"),
]
