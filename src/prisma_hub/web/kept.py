"""Until when things are kept, in words: before they are sent, and beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import (
    ANSWERS,
    MINUTES,
    PICTURES,
    REGISTRATIONS,
    VOICE,
    WORDS,
    Lasting,
)
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel.ids import uuid_of

from .tags import moment_text

if TYPE_CHECKING:
    from prisma_hub.keeping.types import Kept

register = template.Library()

SORT_NAMES = {
    WORDS: _("Words"),
    VOICE: _("Voices"),
    PICTURES: _("Pictures and files"),
    ANSWERS: _("Answers to forms"),
    MINUTES: _("What is said in rounds, at gates and reviews"),
    REGISTRATIONS: _("Registrations: coming in, and being there"),
}


def how_long(months: int | None) -> str:
    if months is None:
        return gettext("until it is taken back")
    years, rest = divmod(months, 12)
    if not rest:
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def in_force(found: Lasting | None, of_hub: Lasting | None = None) -> str:
    """How long it is kept now; in a circle that says nothing, as the hub has it."""
    if found is None or (found.months is None and of_hub is not None):
        return gettext("as the hub has it") if of_hub is not None else how_long(None)
    return how_long(found.months)


def coming(found: Lasting | None) -> str:
    """What holds for what is there already from a day on, where something shorter comes."""
    if found is None or found.next_from is None:
        return ""
    return gettext("%(time)s, from %(day)s on") % {
        "time": how_long(found.next_months),
        "day": moment_text(found.next_from, "date"),
    }


def until_when(found: Kept | None) -> str:
    """Quietly, beside the thing; nothing where there is no day."""
    if found is None:
        return ""
    if found.day is None:
        return gettext("Kept as long as the published story that rests on it.")
    return gettext("Kept until %(day)s.") % {"day": moment_text(found.day, "date")}


@register.inclusion_tag("parts/kept_if_said.html", takes_context=True)
def kept_if_said(context: template.Context, sorts: str | Iterable[str] = ()) -> dict[str, Any]:
    """Until when what is sent with a form would be kept, where there is a day: on the hub, and in circles of
    the viewer's that keep it for a shorter time. `sorts`: names, or words parted by spaces."""
    wanted = sorts.split() if isinstance(sorts, str) else list(sorts)
    viewer: Viewer = context.get("viewer") or ANYBODY
    return {"kept_if_said": _told(viewer, wanted) if wanted else []}


def _told(viewer: Viewer, sorts: list[str]) -> list[tuple[str, str, date]]:
    hub = circles.kept_if_said([], sorts)
    told = [("", str(SORT_NAMES[sort]), each.day) for sort, each in hub.items()]
    spaces = circles.circles_with_times(viewer, sorts)
    titles = circles.circles(viewer, [uuid_of(each) for each in spaces]) if spaces else {}
    for space in spaces:
        where = gettext("Said to “%(circle)s”") % {"circle": titles[uuid_of(space)].title}
        shorter = {
            sort: each
            for sort, each in circles.kept_if_said([space], sorts).items()
            if sort not in hub or each.day < hub[sort].day
        }
        told += [(where, str(SORT_NAMES[sort]), each.day) for sort, each in shorter.items()]
    return told


@register.inclusion_tag("parts/kept_among.html")
def kept_among(*things: Any) -> dict[str, Any]:
    """Until when what a page shows is kept: the first and the last day. `things` have the number of an entry
    as `seq`, and are what its viewer hears; one, or several in a list, each perhaps behind a label."""
    from prisma_hub.keeping import queries  # every template knows this tag, few say it

    every = [each for some in things for each in (some if isinstance(some, list | tuple) else [some])]
    days = sorted(each.day for each in queries.kept_until(map(_seq, every)).values() if each.day)
    return {"first": days[0], "last": days[-1]} if days else {"first": None}


def _seq(thing: Any) -> int:
    if isinstance(thing, tuple):
        return _seq(thing[-1])
    found: int = thing["seq"] if isinstance(thing, dict) else thing.seq
    return found
