"""Writing a page, together with others who may be writing it too; taking one away."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from prisma_hub.commons import readings, repositories
from prisma_hub.commons.actions.recording import Change, record
from prisma_hub.commons.kept import Draft
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import insist_write, may_write
from prisma_hub.commons.queries.pages import stands
from prisma_hub.commons.render.names import fold
from prisma_hub.commons.render.source import decode, tidy
from prisma_hub.commons.rules import drafting, merging
from prisma_hub.commons.rules.marks import check_reach
from prisma_hub.commons.rules.paths import check_path, is_page, taken
from prisma_hub.commons.types import MAX_TEXT, Conflict, Ref, Saved
from prisma_hub.identity.queries import viewer_of
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.log import actions as log

_NAME = re.compile(r"[0-9a-f]{40}")
"""What git calls a file."""


def write_page(
    *,
    by: Viewer,
    space: str,
    path: str,
    text: str,
    base: str = "",
    summary: str = "",
    statement_id: UUID | None = None,
) -> Saved | Conflict:
    """Save a page. `base` is the blob the writer began from, empty for a new page.

    Where somebody else saved meanwhile, both changes are joined; where they touch the same lines nothing is
    saved, the writer's text becomes a draft, and both texts come back.
    """
    insist_write(by, space)
    # An import takes names as they are. No database is asked for a sign that PostgreSQL does not take.
    if "\0" in path or not PageRow.objects.filter(space=space, path=path).exists():
        path = check_path(path)
    if not is_page(path):
        raise Refused("A page's file ends in .md.", kept="Nothing was saved.", mend="Add .md to its name.")
    yours = merging.tidy(tidy(text))
    _check_text(yours, space=space, path=path)
    with transaction.atomic():
        log.hold_pen()
        row = PageRow.objects.filter(space=space, path=path).first()
        if row is None:
            check_new(space, path)
        theirs = _text(space, row.blob) if row else ""
        joined = merging.Joined(yours, 0)
        if row is not None and row.blob != base:
            begun = base if _NAME.fullmatch(base) else ""
            joined = merging.join(_text(space, begun), yours, theirs)
        if joined.clashes and row is not None:
            keep_draft(by=by, space=space, path=path, text=yours, base=base)
            return Conflict(Ref(space, path), yours, theirs, joined.text, row.blob, joined.places)
        saved = _save(by, Ref(space, path), row, joined.text, theirs, summary, statement_id)
    if row is not None:  # words left from a page that was taken away wait until their writer saw them
        drop_draft(by=by, space=space, path=path)
    merged = row is not None and row.blob != base and not saved.unchanged
    return Saved(saved.ref, saved.blob, saved.seq, merged, saved.unchanged)


def _save(
    by: Viewer, ref: Ref, row: PageRow | None, text: str, before: str, summary: str, statement_id: UUID | None
) -> Saved:
    if row is not None and text == before:
        return Saved(ref, row.blob, row.seq, unchanged=True)
    change = Change(ref.path, text.encode(), "changed" if row else "created")
    entry = record(by=by, space=ref.space, changes=[change], summary=summary, statement_id=statement_id)[0]
    transaction.on_commit(readings.catch_up, robust=True)
    return Saved(ref, entry.body["blob"], entry.seq)


def _check_text(text: str, *, space: str, path: str) -> None:
    if not text.strip():
        raise Refused(
            "A page without words is not saved.", kept="The page is as it was.", mend="Write, or remove it."
        )
    if len(text) > MAX_TEXT:
        raise Refused(
            "A page written here can have %(most)s letters, and this one has %(found)s.",
            kept="Nothing was saved.",
            mend="Make several pages of it.",
            most=MAX_TEXT,
            found=len(text),
        )
    if merging.has_marks(text):
        raise Refused(
            "The marks between two versions are still in the text.",
            kept="Nothing was saved; your text is in the form.",
            mend="Choose what stays, and take out the lines with <<<<<<< and >>>>>>>.",
        )
    check_reach(text, space=space, path=path)


def check_new(space: str, path: str, *, but: str = "") -> None:
    """A name that differs from another only in case or accents would be lost on many computers."""
    if path != but and PageRow.objects.filter(space=space, path=path).exists():
        raise taken(path)
    folded = fold(path)
    for other in PageRow.objects.filter(space=space).values_list("path", flat=True).iterator(2000):
        same = fold(other)
        if other != but and (
            same == folded or folded.startswith(same + "/") or same.startswith(folded + "/")
        ):
            no = Refused(
                "There is “%(other)s” already, and many computers cannot hold both.",
                kept="Nothing was saved.",
                mend="Choose another name, or write on that page.",
                other=other,
            )
            no.field = "name"
            raise no


def _text(space: str, blob: str) -> str:
    data = repositories.read(space, blob) if blob else None
    return tidy(decode(data)) if data is not None else ""


def remove_page(
    *, by: Viewer, space: str, path: str, summary: str = "", statement_id: UUID | None = None
) -> None:
    """Take a page away. Its versions stay in the history of the space."""
    insist_write(by, space)
    with transaction.atomic():
        log.hold_pen()
        standing(space, path)
        change = Change(path, None, "removed")
        record(by=by, space=space, changes=[change], summary=summary, statement_id=statement_id)
        transaction.on_commit(readings.catch_up, robust=True)


def still_right(*, by: Viewer, space: str, path: str, base: str, statement_id: UUID | None = None) -> Saved:
    """A translation says again what its source says, as it stands: a version with the same text.

    `base` is the blob one looked at; where somebody changed the page since, it is looked at again first.
    """
    insist_write(by, space)
    with transaction.atomic():
        log.hold_pen()
        row = standing(space, path)
        if row.blob != base:
            raise Refused(
                "Somebody changed this page while you looked at it.",
                kept="Nothing was changed.",
                mend="Look at it again.",
            )
        data = repositories.read(space, row.blob)
        assert data is not None
        change = Change(path, data, "changed")
        entry = record(by=by, space=space, changes=[change], statement_id=statement_id)[0]
        transaction.on_commit(readings.catch_up, robust=True)
    return Saved(Ref(space, path), row.blob, entry.seq, unchanged=True)


def standing(space: str, path: str) -> PageRow:
    row = PageRow.objects.filter(space=space, path=path).first()
    if row is None:
        raise NotHere("There is no such page any more.", kept="Nothing was changed.", mend="Look again.")
    return row


def keep_draft(*, by: Viewer, space: str, path: str, text: str, base: str, name: str = "") -> None:
    """Keep what was typed, for the one who typed it. `path` is that of the page, or the place of one not yet
    begun (`rules/drafting.py`).

    What is no different from the page as it stands is no draft, nor is nothing at all.
    """
    insist_write(by, space)
    assert by.person is not None
    nothing = not drafting.was_left(path) and not (text.strip() or name.strip())
    if nothing or (path and stands(Ref(space, path), text)):
        return drop_draft(by=by, space=space, path=path)
    now = source.current().now_ms()
    kept = {"text": text[:MAX_TEXT], "base": base[:40], "name": name[:200], "at": now}
    Draft.objects.update_or_create(person=by.person, space=space, path=path[:400], defaults=kept)
    return None


def carry_drafts(old: Ref, new: Ref) -> None:
    """What people typed on a page and did not save goes along where the page goes, as far as they may write
    there; what they typed on a translation of it, too."""
    ends = Q(path__startswith="-/", path__endswith=f"/{old.path}")
    some = Draft.objects.filter(Q(path=old.path) | ends, space=old.space)
    for mine in some.order_by("id").defer("text"):
        place = _carried(mine.path, old.path, new.path)
        if place is None or not (new.space == old.space or may_write(viewer_of(str(mine.person)), new.space)):
            continue
        if not Draft.objects.filter(person=mine.person, space=new.space, path=place).exists():
            Draft.objects.filter(pk=mine.pk).update(space=new.space, path=place)


def _carried(place: str, old: str, new: str) -> str | None:
    """The place of a draft once a page has another path; None for one of any other page."""
    if place == old:
        return new
    path, lang = drafting.translated(place) or ("", "")
    return drafting.place_translated(new, lang) if path == old else None


def drop_draft(*, by: Viewer, space: str, path: str) -> None:
    assert by.person is not None
    Draft.objects.filter(person=by.person, space=space, path=path).delete()
