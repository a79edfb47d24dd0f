"""What somebody typed and did not save, as they find it again."""

from __future__ import annotations

from django.db.models.functions import Left

from prisma_hub.commons.kept import Draft
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.pages import stands
from prisma_hub.commons.types import MyDraft, Ref
from prisma_hub.identity.types import Viewer

_BEGINS = 200
"""Characters by which a draft is known in a list."""


def my_draft(viewer: Viewer, ref: Ref) -> MyDraft | None:
    """What the viewer typed on a page and did not save; None where the page says just that by now."""
    found = (
        Draft.objects.filter(person=viewer.person, space=ref.space, path=ref.path).first()
        if viewer.person
        else None
    )
    if found is None or (ref.path and stands(ref, found.text)):
        return None
    return MyDraft(found.text, found.base, found.at, found.name, found.path)


def drafts_without_page(viewer: Viewer, space: str) -> list[MyDraft]:
    """What the viewer typed where no page stands: on pages and translations not yet begun, and on those that
    were taken away meanwhile; the newest first, of each how it begins."""
    if viewer.person is None:
        return []
    standing = PageRow.objects.filter(space=space).values("path")
    mine = Draft.objects.filter(person=viewer.person, space=space).exclude(path__in=standing)
    found = mine.order_by("-at", "-id").annotate(begins=Left("text", _BEGINS))
    return [MyDraft(*row) for row in found.values_list("begins", "base", "at", "name", "path")]
