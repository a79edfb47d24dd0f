"""Where things of the commons are, and what spaces are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from prisma_hub.commons import queries
from prisma_hub.commons.types import Ref, SpaceOfPages
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere


def of(ref: Ref) -> str:
    """The address of a page (without its ending) or of another file."""
    slug, path = queries.slug_of(ref.space), ref.path.removesuffix(".md")
    return reverse("page", args=(slug, path)) if path else reverse("space", args=(slug,))


def of_tag(tag: str) -> str:
    return reverse("tagged", args=(tag,))


def space_named(slug: str) -> str:
    """The space of an address, or the answer for one that means none."""
    space = queries.space_of(slug)
    if space is None:
        raise not_here()
    return space


def not_here() -> NotHere:
    return NotHere(
        "There is no such page, or none that you may read.",
        mend="Look for it in the commons, or sign in if you belong here.",
    )


def name_of(space: SpaceOfPages) -> str:
    """What a space is called: for everybody, for this hub, a circle's name, my garden."""
    label = gettext(space.label) % {"name": space.name}
    return label[:1].upper() + label[1:]


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    address: str


def crumbs(slug: str, name: str, path: str) -> list[Crumb]:
    """The way to a page: its space, and each folder on the way."""
    found = [Crumb(name, reverse("space", args=(slug,)))]
    folders = path.split("/")[:-1]
    for at, folder in enumerate(folders):
        found.append(Crumb(folder, reverse("page", args=(slug, "/".join(folders[: at + 1])))))
    return found


def names(viewer: Viewer, refs: Iterable[str]) -> dict[str, str]:
    """Who stands behind `person:…`, `circle:…` and `hub`, in one query; empty for people one may not know."""
    wanted = {each for each in refs if each.startswith("person:")}
    known = people.people(viewer, [UUID(each.removeprefix("person:")) for each in wanted]) if wanted else {}
    found = {person.ref: person.name for person in known.values()}
    return found | {"hub": gettext("the hub")}
