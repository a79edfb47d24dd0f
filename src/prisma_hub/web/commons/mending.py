"""What wants mending: of one page, of a space, of everything one may read. Chosen mends are one commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from prisma_hub.circles import queries as circles
from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import BrokenLink, LinkOut, LinkReport, Mend, Mention, PageInfo, Proposal, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused

from .. import paging
from ..forms import Form
from ..messages import tell
from ..ways import takes_forms
from ..who import Asked
from . import addresses
from .reading import room_of

MOST = 100
"""Pages of a list that are shown at once."""
LINKS = 500
"""Links gone through at once, for what they may have meant; the next are a touch away."""
FEW = 3
"""Names of files that are shown; the others are a touch away."""
LEADING = 300
"""Pages listed at once that lead to one."""
LOOKED_THROUGH = 25
"""Pages whose words are gone through at once; the next are a touch away."""


@dataclass(frozen=True)
class Choice:
    """One answer to what is broken: its words, where they lead, and what the form sends."""

    label: str
    value: str
    chosen: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Row:
    """A broken link, or a name without one, and what can be done about it."""

    target: str
    why: str
    context: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class OnPage:
    title: str
    address: str
    links: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class WithoutFiles:
    """A page that shows or leads to files that are not there, and what they are called."""

    title: str
    links: str
    files: tuple[str, ...]

    @property
    def first(self) -> tuple[str, ...]:
        return self.files[:FEW]

    @property
    def others(self) -> int:
        return len(self.files) - len(self.first)


def mending(request: Asked) -> HttpResponse:
    """How every space stands, and the translations that fell behind: for whoever tends the commons."""
    circles.insist_member(request.viewer)
    viewer = request.viewer
    reports = queries.held(viewer, "link reports", lambda: queries.reports(viewer))
    rooms = [
        (addresses.name_of(each), reverse("space-mending", args=(each.slug,)), reports[each.space])
        for each in queries.spaces(request.viewer)
        if each.space in reports
    ]
    behind = queries.drifted(request.viewer)
    part = paging.part(request, "drifted", len(behind), MOST)
    drifted = [(each, addresses.of(each.ref)) for each in behind[part.start : part.end]]
    return render(request, "commons/mending.html", {"rooms": rooms, "drifted": drifted, "part": part})


@takes_forms
def of_space(request: Asked, slug: str) -> HttpResponse:
    """What is broken in one space, page by page; the sure ones can be mended at once."""
    circles.insist_member(request.viewer)
    space = addresses.space_named(slug)
    room = room_of(request.viewer, space)
    form = Form(request.POST or None)
    if request.method == "POST" and (
        done := _carry_out(request, form, space, reverse("space-mending", args=(slug,)))
    ):
        return done
    viewer = request.viewer
    reports = queries.held(viewer, "link reports", lambda: queries.reports(viewer))
    numbers = reports.get(space, LinkReport(0, 0, 0, 0, 0))
    lost_files = queries.held(viewer, ("files", space), lambda: queries.missing_files(viewer, space))
    to_pages, files = _in_parts(request, space)
    alone = paging.part(request, "alone", numbers.orphans, MOST)
    orphans = queries.orphans(viewer, space=space, start=alone.start, limit=MOST)
    called = _called(viewer, [*to_pages.some, *files.some])
    sure = [each for each in (*to_pages.some, *files.some) if each.sure]
    given = {
        "slug": slug,
        "room": room,
        "name": addresses.name_of(room),
        "form": form,
        "report": numbers,
        "sure": [(each, _value(each, each.sure), called.get(each.link.source)) for each in sure],
        "pages": [
            OnPage(
                called.get(ref) or queries.stem(ref.path),
                addresses.of(ref),
                _links_address(ref),
                tuple(_row(each, called) for each in some),
            )
            for ref, some in groupby(to_pages.some, key=lambda each: each.link.source)
        ],
        "pages_part": to_pages.part,
        "nowhere": numbers.broken - lost_files,
        "lost_files": lost_files,
        "without_files": [
            WithoutFiles(
                called.get(ref) or queries.stem(ref.path),
                _links_address(ref),
                tuple(dict.fromkeys(each.link.target.rpartition("/")[2] for each in some)),
            )
            for ref, some in groupby(files.some, key=lambda each: each.link.source)
        ],
        "files_part": files.part,
        "unread": [
            (each, addresses.of(each.ref)) for each in queries.unread(viewer, space=space, limit=MOST)
        ],
        "orphans": [(each, addresses.of(each.ref)) for each in orphans],
        "orphans_part": alone,
    }
    return render(request, "commons/mending_space.html", given)


@dataclass(frozen=True)
class Some:
    """Links that lead nowhere, as many as are gone through at once, and which of all there are."""

    some: Sequence[BrokenLink]
    part: paging.Part


def _in_parts(request: Asked, space: str, path: str | None = None) -> tuple[Some, Some]:
    """The links of a space, or of one page, that should lead to a page; and those to a picture or a file.
    However many of one kind there are, the other kind is there beside them."""
    viewer = request.viewer
    counted = queries.held(
        viewer, ("broken count", space, path), lambda: queries.count_broken(viewer, space, path)
    )

    def some(name: str, total: int, files: bool) -> Some:
        part = paging.part(request, name, total, LINKS)
        key = ("broken", space, path, files, part.start)

        def find() -> list[BrokenLink]:
            return queries.broken_links(
                viewer, space=space, path=path, files=files, start=part.start, limit=LINKS
            )

        return Some(queries.held(viewer, key, find) if total else [], part)

    return some("links", counted[0], False), some("files", counted[1], True)


@takes_forms
def mentions(request: Asked, slug: str) -> HttpResponse:
    """Names of pages that stand without a link, some pages at a time (`?after=` goes on)."""
    circles.insist_member(request.viewer)
    space = addresses.space_named(slug)
    room = room_of(request.viewer, space)
    after = request.GET.get("after", "").replace("\0", "")
    here = f"{reverse('space-mentions', args=(slug,))}?{request.GET.urlencode()}".rstrip("?")
    form = Form(request.POST or None)
    if request.method == "POST" and (done := _carry_out(request, form, space, here)):
        return done
    paths = [
        each.path for each in queries.pages(request.viewer, space=space, after=after, limit=LOOKED_THROUGH)
    ]
    found = queries.mentions(request.viewer, space, paths)
    given = {
        "slug": slug,
        "room": room,
        "name": addresses.name_of(room),
        "form": form,
        "looked": len(paths),
        "pages": [
            OnPage(
                info.title,
                addresses.of(info.ref),
                _links_address(info.ref),
                tuple(_mention_row(each) for each in some),
            )
            for info, some in _by_source(found)
        ],
        "next": paths[-1] if len(paths) == LOOKED_THROUGH else "",
    }
    return render(request, "commons/mentions.html", given)


@takes_forms
def of_page(request: Asked, slug: str, path: str) -> HttpResponse:
    """Where the links of a page lead, what is broken, whom it names, and who names it."""
    space = addresses.space_named(slug)
    info = queries.info(request.viewer, space, path)
    if info is None:
        raise addresses.not_here()
    form = Form(request.POST or None)
    here = reverse("page-links", args=(slug, info.path))
    if request.method == "POST" and (done := _carry_out(request, form, space, here)):
        return done
    member = request.viewer.person is not None
    links = queries.links(request.viewer, space, info.path)
    to_pages, files = _in_parts(request, space, info.path)
    backlinks = queries.backlinks(request.viewer, space, info.path)
    leading = paging.part(request, "leading", len(backlinks), LEADING)
    called = _called(request.viewer, [*to_pages.some, *files.some], (each.to for each in links if each.to))
    given = {
        "info": info,
        "slug": slug,
        "room": room_of(request.viewer, space),
        "address": addresses.of(info.ref),
        "form": form,
        "broken": [_row(each, called) for each in to_pages.some],
        "broken_part": to_pages.part,
        "lost_files": [_row(each, called) for each in files.some],
        "files_part": files.part,
        "mentions": [_mention_row(each) for each in queries.mentions(request.viewer, space, [info.path])],
        "named_on": [
            (each, addresses.of(each.source.ref), _links_address(each.source.ref))
            for each in (queries.named_on(request.viewer, info) if member else ())
        ],
        "leading": [
            (each, addresses.of(each.to), called.get(each.to) or each.to.path)
            for each in _once(links)
            if each.to
        ],
        "backlinks": [(each, addresses.of(each.info.ref)) for each in backlinks[leading.start : leading.end]],
        "backlinks_part": leading,
    }
    return render(request, "commons/links.html", given)


def _called(viewer: Viewer, broken: Sequence[BrokenLink], more: Iterable[Ref] = ()) -> dict[Ref, str]:
    """The titles of the pages all this is about."""
    meant = (one.to for each in broken for one in each.proposals)
    return queries.titles(viewer, {*more, *meant, *(each.link.source for each in broken)})


def _by_source(found: Iterable[Mention]) -> Iterator[tuple[PageInfo, list[Mention]]]:
    for _ref, some in groupby(found, key=lambda each: each.source.ref):
        mentions = list(some)
        yield mentions[0].source, mentions


def _once(links: Iterable[LinkOut]) -> list[LinkOut]:
    """Each place a page leads to, once."""
    return list({each.to: each for each in links if each.to}.values())


def _links_address(ref: Ref) -> str:
    return reverse("page-links", args=(queries.slug_of(ref.space), ref.path))


# == What is offered ==


def _row(each: BrokenLink, called: Mapping[Ref, str]) -> Row:
    why = "part" if each.link.part_missing else each.link.rule
    choices = tuple(
        Choice(_label(one, called), _value(each, one), one is each.sure, queries.stem(one.to.path))
        for one in each.proposals
    )
    return Row(each.link.target, why, each.link.label, choices)


def _label(proposal: Proposal, called: Mapping[Ref, str]) -> str:
    part = f" # {proposal.anchor.replace('-', ' ')}" if proposal.anchor else ""
    return called.get(proposal.to, queries.stem(proposal.to.path)) + part


def _value(each: BrokenLink, proposal: Proposal | None) -> str:
    assert proposal is not None
    link = each.link
    return json.dumps(
        [link.source.path, link.target, "", proposal.to.space, proposal.to.path, proposal.anchor]
    )


def _mention_row(each: Mention) -> Row:
    to = each.to.ref
    value = json.dumps([each.source.path, "", each.words, to.space, to.path, ""])
    return Row(each.words, "mention", each.context, (Choice(each.to.title, value),))


# == What is done ==


def _carry_out(request: Asked, form: Form, space: str, back: str) -> HttpResponse | None:
    """Do what was chosen, and come back; None where the form is to be shown again."""
    queries.insist_write(request.viewer, space)
    if not form.is_valid():
        return None
    chosen = [
        value
        for key in request.POST
        for value in request.POST.getlist(key)
        if key.startswith("mend") and value
    ]
    try:
        done = actions.mend_links(
            by=request.viewer, space=space, mends=_chosen(chosen), statement_id=form.cleaned_data["statement"]
        )
    except Refused as no:
        form.refuse(no)
        return None
    said = ngettext("%(n)s link was mended.", "%(n)s links were mended.", done.links) % {"n": done.links}
    return tell(redirect(back), said)


def _chosen(values: Sequence[str]) -> list[Mend]:
    try:
        return [_mend(json.loads(value)) for value in values[:1000]]
    except (ValueError, RecursionError) as bad:
        raise Refused(
            "What was sent is no choice of this page.", kept="Nothing was changed.", mend="Look again."
        ) from bad


def _mend(said: object) -> Mend:
    if not isinstance(said, list) or len(said) != 6 or not all(isinstance(each, str) for each in said):
        raise ValueError(said)
    if "\0" in "".join(said).encode().decode():  # half a character is a ValueError too
        raise ValueError(said)
    path, target, words, to_space, to_path, anchor = said
    return Mend(path, Ref(to_space, to_path), target, words, anchor)
