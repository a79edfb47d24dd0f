"""The list of stories, beginning one, reading and writing it while it grows."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import HUB
from prisma_hub.commons import queries as commons
from prisma_hub.commons.render.types import Broken, Link, Resolved
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.stories import actions, queries
from prisma_hub.stories.queries import Addresses
from prisma_hub.stories.types import Drawn, Edition, Page, Story

from .. import offers
from ..choosing import OneOf
from ..forms import Form
from ..journeys import TABS, Tab
from ..journeys.tabs import show as show_journey
from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked
from .places import edit_address, page_address


class BeginForm(Form):
    title = forms.CharField(label=_("What is it called?"), max_length=160)
    template = forms.ChoiceField(label=_("What kind of story?"), widget=forms.RadioSelect)
    of = OneOf(label=_("What is it about?"), required=False)
    space = OneOf(label=_("Who writes it with you?"))
    why: ClassVar = {
        "space": _("They read it while it grows. Everybody reads it only when an edition is signed."),
    }

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        named = [
            (each.name, each.title.get(language) or each.title.get("en", each.name))
            for each in queries.templates(viewer)
        ]
        self._choose("template", named)
        self.initial.setdefault("template", named[0][0] if named else "")
        self.offer("of", offers.every_journey(viewer, last=(("", gettext("this hub")),)))
        hub = (HUB, gettext("everybody on this hub"))
        self.offer("space", offers.near_circles(viewer, lambda each: each.name, first=(hub,)))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def stories(request: Asked) -> HttpResponse:
    """Editions everybody may read, and stories this viewer sees growing."""
    return render(request, "stories/list.html", _listed(request, None))


def _listed(request: Asked, of: str | None) -> dict[str, Any]:
    told = [each for each in queries.stories(request.viewer) if of is None or each.of == of]
    growing = {each.id for each in told}
    published: dict[UUID, Edition] = {}
    for each in queries.editions(request.viewer):
        if of is None or each.story in growing:
            published.setdefault(each.story, each)
    may = rights.may(request.viewer, queries.RIGHT, of)
    return {
        "editions": list(published.values()),
        "stories": told,
        "may_begin": may,
        "templates": may and bool(queries.templates(request.viewer)),
        "of": of or "",
        "process": "infrastructuring",
    }


def of_journey(request: Asked, journey: UUID) -> HttpResponse:
    """The stories of one journey, as a tab of it."""
    found = journeys.journey(request.viewer, journey)
    return show_journey(
        request, "stories/of_journey.html", found, "journey-story", _listed(request, found.scope)
    )


def _has_story(viewer: Viewer, journey: Journey) -> bool | QuerySet[Any]:
    return rights.may(viewer, queries.RIGHT, journey.scope) or queries.told_of(viewer, journey.scope)


TABS.append(Tab("journey-story", _("Story"), 80, _has_story))


@takes_forms
def begin(request: Asked) -> HttpResponse:
    """Begin a story from a template."""
    of = request.GET.get("of") or None
    rights.insist(request.viewer, queries.RIGHT, of)
    asked = BeginForm(request.viewer, request.POST or None, initial={"of": of or ""})
    if request.method == "POST" and asked.is_valid():
        given = asked.cleaned_data
        try:
            told = actions.begin_story(
                by=request.viewer,
                title=given["title"],
                template=given["template"],
                space=given["space"],
                of=given["of"] or None,
                language=get_language() or "en",
                statement_id=given["statement"],
            )
        except Refused as no:
            asked.refuse(no)
        else:
            return tell(
                redirect("story", story=told.id), gettext("The story is begun. Its pages wait for words.")
            )
    return render(request, "stories/begin.html", {"form": asked, "process": "infrastructuring"})


def _addresses(told: Story, pages: list[Page]) -> Addresses:
    """Where links lead while it is written: to its own pages, to the commons, to entries and voices."""
    mine = {
        page.path: f"{reverse('story', args=[told.id])}?page={page.name}&lang={page.language}"
        for page in pages
    }
    found: dict[tuple[str, str], Any] = {}
    writer = Viewer(UUID(told.by[7:]))
    for path, links in commons.links_of(writer, told.space, [page.path for page in pages]).items():
        found |= {(path, led.target): led.to for led in links}

    def lead(link: Link) -> Resolved | Broken | None:
        to = found.get((link.source, link.target))
        if to is None:
            return None
        return Resolved(mine.get(to.path) or page_address(to))

    return Addresses(
        lead,
        entry=lambda seq: reverse("entry", args=[seq]),
        sound=lambda kept: reverse("media", args=[kept.sha256, "whole"]),
    )


def story(request: Asked, story: UUID) -> HttpResponse:
    """A story as it grows, for those it is shared with; for everybody else its newest edition."""
    try:
        told = queries.story(request.viewer, story)
    except NotHere:
        newest = queries.editions(request.viewer, story)
        if not newest:
            raise
        return redirect("edition", story=story, edition=newest[0].id)
    pages = queries.pages(request.viewer, told)
    page = _chosen(request, pages, told.language)
    drawn = queries.drawn(request.viewer, told, page, _addresses(told, pages)) if page else None
    editions = queries.editions(request.viewer, story)
    return render(
        request,
        "stories/story.html",
        {
            "story": told,
            "page": page,
            "drawn": drawn,
            "html": drawn.html if drawn else "",
            "depth": _depth(
                [each for each in pages if page and each.language == page.language], page, told.id
            ),
            "tongues": [each for each in pages if page and each.name == page.name],
            "languages_left": _languages_left(pages),
            "unsupported": _unsupported(drawn),
            "may_write": queries.may_write(request.viewer, told),
            "edit": edit_address(told, page)
            if page and commons.may_write(request.viewer, told.space)
            else "",
            "newest": editions[0] if editions else None,
            "process": "infrastructuring",
        },
    )


def _chosen(request: Asked, pages: list[Page], own: str) -> Page | None:
    """The page an address asks for; else the first, in the reader's language where it is told in it."""
    name, language = request.GET.get("page", ""), request.GET.get("lang", "") or get_language() or own
    ranked = sorted(
        pages,
        key=lambda page: (page.name != name, page.language != language, page.language != own, page.level),
    )
    return ranked[0] if ranked else None


def _depth(pages: list[Page], page: Page | None, story: UUID) -> list[tuple[int, str, str, bool]]:
    return [
        (
            each.level,
            each.title,
            f"{reverse('story', args=[story])}?page={each.name}&lang={each.language}",
            each == page,
        )
        for each in pages
    ]


def _languages_left(pages: list[Page]) -> list[tuple[str, str]]:
    there = {page.language for page in pages}
    return [(code, name) for code, name in settings.LANGUAGES if code not in there]


def _unsupported(drawn: Drawn | None) -> list[Any]:
    return [claim for claim, found in drawn.claims if found.grade == "unsupported"] if drawn else []


@only_takes
def translate(request: Asked, story: UUID) -> HttpResponse:
    """Lay out the pages in a further language."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    actions.add_language(by=request.viewer, story=story, language=language)
    return redirect(f"{reverse('story', args=[story])}?lang={language}")
