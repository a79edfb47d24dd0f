"""What can be seen of practices and their inquiries."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.practices.models import AppliedRow, InquiryRow, PracticeRow, PracticeSeat, TriedRow
from prisma_hub.practices.types import Answer, Applied, Inquiry, Member, Practice


def practices(viewer: Viewer) -> list[Practice]:
    """Every practice this viewer may know of, by title."""
    found = circles.visible(viewer).only(PracticeRow.objects.all(), seq="opened")
    return _practices(found.order_by("title", "id"))


def practice(viewer: Viewer, practice_id: UUID) -> Practice:
    found = circles.visible(viewer).only(PracticeRow.objects.filter(id=practice_id), seq="opened")
    for each in _practices(found):
        return each
    raise NotHere("There is no such practice here.", mend="Look at the list of practices.")


def public_practices() -> list[Practice]:
    found = circles.visible_in(PUBLIC).only(PracticeRow.objects.all(), seq="opened")
    return _practices(found.order_by("title", "id"))


def _practices(found: QuerySet[PracticeRow]) -> list[Practice]:
    return [
        Practice(row.id, row.title, row.domain, row.rhythm, tuple(row.patterns), row.opened) for row in found
    ]


def community(viewer: Viewer, practice: Practice) -> list[Member]:
    """Who belongs, in the order they came; never by how much they do."""
    found = circles.visible(viewer).only(PracticeSeat.objects.filter(practice=practice.id))
    return [Member(row.person, row.part) for row in found.order_by("seq")]


def applied(viewer: Viewer, practice: Practice) -> list[Applied]:
    found = circles.visible(viewer).only(AppliedRow.objects.filter(practice=practice.id))
    return [Applied(row.seq, row.journey, row.differs) for row in found.order_by("seq")]


def applied_in(viewer: Viewer, journey: str) -> list[Practice]:
    """The practices at work in a journey."""
    seen = circles.visible(viewer)
    ids = seen.only(AppliedRow.objects.filter(journey=journey)).values_list("practice", flat=True)
    return _practices(seen.only(PracticeRow.objects.filter(id__in=list(ids)), seq="opened").order_by("title"))


def inquiries(viewer: Viewer, practice: Practice) -> list[Inquiry]:
    """The held questions of a practice, each with how many answers this viewer may hear."""
    found = circles.visible(viewer).only(InquiryRow.objects.filter(practice=practice.id))
    return _inquiries(viewer, found.order_by("seq"))


def inquiry(viewer: Viewer, inquiry_id: UUID) -> Inquiry:
    found = circles.visible(viewer).only(InquiryRow.objects.filter(id=inquiry_id))
    for each in _inquiries(viewer, found):
        return each
    raise NotHere("There is no such question here.", mend="Look at the practice it belongs to.")


def _inquiries(viewer: Viewer, found: QuerySet[InquiryRow]) -> list[Inquiry]:
    rows = list(found)
    heard = circles.visible(viewer).only(TriedRow.objects.filter(inquiry__in=[row.id for row in rows]))
    counts = dict(heard.values_list("inquiry").annotate(Count("seq")))
    return [
        Inquiry(row.id, row.practice, row.question, row.words, row.by, row.seq, counts.get(row.id, 0))
        for row in rows
    ]


def answers(viewer: Viewer, inquiry: Inquiry) -> list[Answer]:
    """What was tried where, side by side, the oldest first."""
    found = circles.visible(viewer).only(TriedRow.objects.filter(inquiry=inquiry.id))
    return [
        Answer(row.seq, row.where, row.tried, row.learned, row.by, row.at)
        for row in found.order_by("seq")
        if row.tried
    ]
