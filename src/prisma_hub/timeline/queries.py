"""What was given, as a viewer may know it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.db.models import BigIntegerField, QuerySet, Value

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.identity.types import Viewer
from prisma_hub.log import queries as log
from prisma_hub.timeline import reading
from prisma_hub.timeline.models import AboutRow, AttestationRow, ContributionRow, FollowRow
from prisma_hub.timeline.types import Attestation, Contribution, Filter

PAGE = 20
EVERYTHING = Filter()


def contributions(
    viewer: Viewer,
    wanted: Filter = EVERYTHING,
    *,
    before: int | None = None,
    after: int | None = None,
    most: int = PAGE,
    within: Visible | None = None,
) -> list[Contribution]:
    """Contributions the viewer may hear, newest first. `before` and `after` are numbers of entries.

    `within` narrows further, to what may leave the house towards a space (`circles.queries.visible_in`).
    """
    visible = within or circles.visible(viewer)
    rows = _wanted(visible, visible.only(ContributionRow.objects.all()), wanted)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    if after is not None:
        rows = rows.filter(seq__gt=after)
    return _read(visible, list(rows.order_by("-seq")[:most]))


def of_person(
    viewer: Viewer, person: UUID, *, before: int | None = None
) -> tuple[list[Contribution], list[tuple[Attestation, Contribution]]]:
    """What a person gave, newest first. Where that begins with the newest of all, also what they witnessed,
    thanked, verified or asked, with the words it is about, where the viewer hears both. Read at once."""
    visible = circles.visible(viewer)
    rows = _wanted(visible, visible.only(ContributionRow.objects.all()), Filter(person=person))
    if before is not None:
        rows = rows.filter(seq__lt=before)
    given = list(rows.order_by("-seq")[:PAGE])
    said, about = _attesting(visible, person) if before is None else ([], [])
    read = {
        each.seq: each for each in _read(visible, list({row.seq: row for row in (*given, *about)}.values()))
    }
    return [read[row.seq] for row in given if row.seq in read], _attested(person, said, read)


def given(viewer: Viewer, wanted: Filter = EVERYTHING) -> QuerySet[ContributionRow]:
    """Everything the viewer may hear of a filter: for whether there is anything."""
    visible = circles.visible(viewer)
    return _wanted(visible, visible.only(ContributionRow.objects.all()), wanted)


def new_and_mine(
    viewer: Viewer, *, after: int, most: int, mine: int
) -> tuple[list[Contribution], list[Contribution]]:
    """What others gave since an entry, and what the viewer gave last; both newest first, read at once."""
    visible = circles.visible(viewer)
    heard = visible.only(ContributionRow.objects.order_by("-seq"))
    new = heard.filter(seq__gt=after).exclude(by=viewer.ref).values("seq")[:most]
    own = heard.filter(by=viewer.ref).values("seq")[:mine]
    both = (ContributionRow.objects.filter(seq__in=some) for some in (new, own))
    rows = sorted(next(both).union(next(both), all=True), key=lambda row: -row.seq)
    read = _read(visible, rows)
    return [each for each in read if not each.mine], [each for each in read if each.mine]


def every(
    viewer: Viewer, wanted: Filter = EVERYTHING, within: Visible | None = None
) -> Iterator[Contribution]:
    """All contributions of a filter, newest first, a page at a time; nothing taken back or hidden."""
    before = None
    while True:
        page = contributions(viewer, wanted, before=before, most=200, within=within)
        yield from (each for each in page if not each.state)
        if len(page) < 200:
            return
        before = page[-1].seq


def _wanted(visible: Visible, rows: QuerySet[ContributionRow], wanted: Filter) -> QuerySet[ContributionRow]:
    if wanted.person is not None:
        rows = visible.known(rows.filter(by=f"person:{wanted.person}"))
    if wanted.scope:
        rows = rows.filter(scope=wanted.scope)
    if wanted.scopes:
        rows = rows.filter(scope__in=wanted.scopes)
    if wanted.about:
        rows = rows.filter(seq__in=AboutRow.objects.filter(ref=wanted.about).values("seq"))
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.shape in ("voice", "picture", "words", "file", "work"):
        rows = rows.filter(**{wanted.shape: True})
    return rows


def contribution(viewer: Viewer, seq: int) -> Contribution | None:
    """One contribution; None where there is none or the viewer does not hear it."""
    visible = circles.visible(viewer)
    found = _read(visible, list(visible.only(ContributionRow.objects.filter(seq=seq))))
    return found[0] if found else None


def some(viewer: Viewer, seqs: Iterable[int], *, within: Visible | None = None) -> dict[int, Contribution]:
    """Contributions by number, those of them the viewer hears; `within` as above."""
    visible = within or circles.visible(viewer)
    rows = visible.only(ContributionRow.objects.filter(seq__in=list(seqs)))
    return {each.seq: each for each in _read(visible, list(rows.order_by("seq")))}


def replies(viewer: Viewer, seq: int) -> list[Contribution]:
    """What was said to a contribution or to what others attested to it, in the order it was said."""
    visible = circles.visible(viewer)
    to = _attestations(visible, [seq]).values_list("seq", flat=True)
    refs = [f"entry:{each}" for each in [seq, *to]]
    about = AboutRow.objects.filter(ref__in=refs).values("seq")
    rows = visible.only(ContributionRow.objects.filter(seq__in=about)).exclude(seq=seq)
    return _read(visible, list(rows.order_by("seq")[:100]))


def _attesting(
    visible: Visible, person: UUID, most: int = 50
) -> tuple[list[AttestationRow], list[ContributionRow]]:
    """What a person said to the words of others, the newest first, and those words: what of both is heard."""
    given = visible.known(_heard(visible, AttestationRow.objects.filter(by=f"person:{person}")))
    said = list(given.order_by("-seq")[:most])
    about = ContributionRow.objects.filter(seq__in=[row.of for row in said])
    return said, list(visible.only(about)) if said else []


def _attested(
    person: UUID, said: Iterable[AttestationRow], read: Mapping[int, Contribution]
) -> list[tuple[Attestation, Contribution]]:
    found = {each.seq: (each, one) for one in read.values() for each in one.attestations if each.by == person}
    return [found[row.seq] for row in said if row.seq in found]


def contribution_of(seq: int) -> int | None:
    """The contribution that an entry belongs to: itself, what it corrects, or what it attests to."""
    if ContributionRow.objects.filter(seq=seq).exists():
        return seq
    of = FollowRow.objects.filter(seq=seq).values_list("of", flat=True).first()
    return of or AttestationRow.objects.filter(seq=seq).values_list("of", flat=True).first()


def _heard(visible: Visible, rows: QuerySet[AttestationRow]) -> QuerySet[AttestationRow]:
    """Attestations heard by themselves, or because their receiver lets others hear them."""
    shown = visible.standing(visible.only(rows.filter(shown__isnull=False), "shown"), "seq")
    return visible.only(rows) | shown


def _attestations(visible: Visible, of: Sequence[int]) -> QuerySet[AttestationRow]:
    return _heard(visible, AttestationRow.objects.filter(of__in=of))


def _read(visible: Visible, rows: list[ContributionRow]) -> list[Contribution]:
    """Rows with their words, corrections, transcripts and what was attested: as many queries for one as for
    many."""
    if not rows:
        return []
    viewer, seqs = visible.viewer, [row.seq for row in rows]
    followers, attestations, replies = _beside(visible, seqs)
    every = [*seqs, *(each.seq for each in (*followers, *attestations))]
    terms = circles.terms(every)  # first: in one look, who speaks and what is hidden is known with them
    return reading.read(
        reading.Found(
            viewer=viewer,
            rows=rows,
            followers=followers,
            attestations=attestations,
            entries=log.some(every),
            speakers=circles.speakers(viewer, every),
            terms=terms,
            hidden=circles.hidden(viewer, seqs) if viewer.person else {},
            replies=replies,
        )
    )


def _beside(
    visible: Visible, seqs: Sequence[int]
) -> tuple[list[reading.Beside], list[reading.Beside], dict[int, int]]:
    """What the viewer hears beside words, in one query: corrections and transcripts, and what was attested,
    each in its order; and how many replies to each."""
    no, none = Value(False), Value(None, BigIntegerField())
    followers = visible.only(FollowRow.objects.filter(of__in=seqs))
    attested = _attestations(visible, seqs)
    replies = visible.only(AboutRow.objects.filter(ref__in=[f"entry:{seq}" for seq in seqs]))
    found: dict[str, list[reading.Beside]] = {"follows": [], "attests": []}
    counts = Counter[int]()
    for sort, seq, of, what, private, shown in (
        followers.annotate(sort=Value("follows"), private=no, shown=none)
        .values_list("sort", "seq", "of", "what", "private", "shown")
        .union(
            attested.annotate(sort=Value("attests")).values_list(
                "sort", "seq", "of", "way", "private", "shown"
            ),
            replies.annotate(sort=Value("replies"), of=none, private=no, shown=none).values_list(
                "sort", "seq", "of", "ref", "private", "shown"
            ),
            all=True,
        )
    ):
        if sort == "replies":
            counts[int(what.removeprefix("entry:"))] += 1
        else:
            found[sort].append(reading.Beside(seq, of, what, private, shown is not None))
    return sorted(found["follows"]), sorted(found["attests"]), counts


def said_about(viewer: Viewer) -> Iterator[tuple[int, int, str]]:
    """What others said about the viewer's words and the viewer hears: its number, that of the words, which
    way. What it says is theirs, and not given here.
    """
    mine = ContributionRow.objects.filter(by=viewer.ref).values("seq")
    rows = circles.visible(viewer).only(AttestationRow.objects.filter(of__in=mine).exclude(by=viewer.ref))
    yield from rows.order_by("seq").values_list("seq", "of", "way").iterator()


def attesting(seqs: Iterable[int]) -> frozenset[int]:
    """What others attested to these entries, by number. For keeping it as long, not for showing."""
    found = AttestationRow.objects.filter(of__in=list(seqs))
    return frozenset(found.values_list("seq", flat=True))
