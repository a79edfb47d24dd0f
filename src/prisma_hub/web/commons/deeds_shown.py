"""What was done to pages, as rows: what, by whom, and where what it changed can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from prisma_hub.commons import queries
from prisma_hub.identity.types import Viewer
from prisma_hub.protocols.queries import in_language

from ..tags import number
from . import addresses


@dataclass(frozen=True)
class Row:
    """A deed in a list. `address` is that of the page, empty where it is gone; `onward` leads to what it
    changed, `others` to the pages it changed besides."""

    deed: queries.Deed
    title: str
    address: str
    said: str
    by: str
    onward: str
    label: str
    others: str = ""
    others_label: str = ""


def by_day(viewer: Viewer, deeds: Sequence[queries.Deed]) -> list[tuple[date, list[Row]]]:
    shown = groupby(rows(viewer, deeds), lambda row: _day(row.deed))
    return [(day, list(some)) for day, some in shown]


def _day(deed: queries.Deed) -> date:
    return datetime.fromisoformat(deed.at).astimezone(timezone.get_current_timezone()).date()


def rows(viewer: Viewer, deeds: Sequence[queries.Deed]) -> list[Row]:
    names = addresses.names(viewer, [each.by for each in deeds])
    return [_row(each, each.author or names.get(each.by) or gettext("somebody")) for each in deeds]


def _row(deed: queries.Deed, by: str) -> Row:
    all_of_it = f"{reverse('page-changes')}?of={deed.newest}"
    if deed.what == "together":
        return Row(deed, said_of_many(deed), "", "", by, all_of_it, gettext("Page by page"))
    where = (queries.slug_of(deed.ref.space), deed.ref.path)
    page = addresses.of(deed.ref) if deed.stands else ""
    if deed.what == "removed":
        onward, label = reverse("page-history", args=where), gettext("Its history")
    elif deed.kept:
        onward, label = reverse("page-change", args=(where[0], deed.seq, where[1])), gettext("What changed")
    else:
        onward = label = ""
    title = in_language(deed.titles, get_language() or "en") or deed.title
    row = Row(deed, title, page, _said(deed), by, onward, label)
    return _with_others(row, all_of_it) if deed.pages > 1 else row


def _with_others(row: Row, address: str) -> Row:
    others = row.deed.pages - 1
    label = ngettext("%(n)s page changed with it", "%(n)s pages changed with it", others)
    return Row(
        row.deed,
        row.title,
        row.address,
        row.said,
        row.by,
        row.onward,
        row.label,
        address,
        label % {"n": _counted(row.deed, others)},
    )


def said_of_many(deed: queries.Deed) -> str:
    """What a deed did to several pages, as a title."""
    count = _counted(deed, deed.pages)
    if deed.origin:
        return ngettext("%(n)s page came in", "%(n)s pages came in", deed.pages) % {"n": count}
    return ngettext("%(n)s page changed at once", "%(n)s pages changed at once", deed.pages) % {"n": count}


def _counted(deed: queries.Deed, pages: int) -> str:
    return f"{number(pages)}+" if deed.more else number(pages)


def _said(deed: queries.Deed) -> str:
    happened = {
        "begun": gettext("Begun"),
        "changed": gettext("Changed"),
        "translated": gettext("Translated"),
        "renamed": gettext("Renamed, before: %(was)s") % {"was": queries.stem(deed.was)},
        "moved": gettext("Moved here from another space"),
        "removed": gettext("Removed"),
    }
    return happened[deed.what]
