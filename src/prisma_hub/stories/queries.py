"""What can be seen of stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons import queries as commons
from prisma_hub.commons.render.parse import read_page
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.log import queries as log
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Protocol
from prisma_hub.stories import pages as own
from prisma_hub.stories.check_words import check_words as check_words
from prisma_hub.stories.models import EditionRow, StoryReturn, StoryRow
from prisma_hub.stories.resting import resting_on as resting_on
from prisma_hub.stories.rules.completion import completion, newest_answers
from prisma_hub.stories.showing import Addresses as Addresses
from prisma_hub.stories.showing import Memory, Reader, Sheet, draw, draw_all
from prisma_hub.stories.site import feeds
from prisma_hub.stories.state import Whole, answered, answers, state
from prisma_hub.stories.state import whole as whole
from prisma_hub.stories.types import Concern, Drawn, Edition, EditionPage, Item, Page, Story

RIGHT = "write the story"
SIGN = "publish an edition"
PLAIN = Addresses()


def templates(viewer: Viewer) -> list[Protocol]:
    """What a story can be begun from: adopted protocols of kind `story`."""
    return protocols.adopted(viewer, kind="story")


def stories(viewer: Viewer) -> list[Story]:
    """Stories being written that this viewer may know of, the newest first."""
    rows = circles.visible(viewer).only(StoryRow.objects.all())
    return [_story(row) for row in rows.order_by("-seq")]


def told_of(viewer: Viewer, scope: str) -> QuerySet[StoryRow]:
    """The stories of a journey this viewer may know of: for whether there are any."""
    return circles.visible(viewer).only(StoryRow.objects.filter(of=scope))


def story(viewer: Viewer, story_id: UUID) -> Story:
    """One story. Refuses alike where there is none and where the viewer may not know of it."""
    row = circles.visible(viewer).only(StoryRow.objects.filter(id=story_id)).first()
    if row is None:
        raise not_here()
    return _story(row)


def not_here() -> NotHere:
    return NotHere("There is no such story here.", mend="Look at the list of stories.")


def _story(row: StoryRow) -> Story:
    return Story(
        row.id,
        row.seq,
        row.title or row.slug,
        row.of or None,
        row.space,
        row.slug,
        row.language,
        row.protocol,
        row.by,
        row.at,
    )


def pages(viewer: Viewer, told: Story) -> list[Page]:
    """The pages of a story as they are written now."""
    return own.pages_of(viewer, told)


def drawn(viewer: Viewer, told: Story, page: Page, addresses: Addresses = PLAIN) -> Drawn:
    """A page as it is written now, with what this viewer hears."""
    reader = Reader(circles.visible(viewer), False, page.language, told.of, addresses)
    return draw(page.path, page.text, reader)


def may_write(viewer: Viewer, told: Story) -> bool:
    return circles.may(viewer, RIGHT, told.of)


def may_sign(viewer: Viewer, told: Story) -> bool:
    return circles.may(viewer, SIGN, told.of) and commons.may_write(viewer, PUBLIC)


# == Returned ==


def completion_list(viewer: Viewer, told: Story, language: str, found: Whole | None = None) -> list[Item]:
    """What stands between this story and an edition signed by this viewer; `found` is the story."""
    found = found or whole(viewer, told)
    return completion(state(viewer, told, found, language), signer=viewer.person)


def concerns(viewer: Viewer, told: Story, found: Whole | None = None) -> list[Concern]:
    """Those whose words the story leans on, and what they answered. Who is unnamed here stays so."""
    found = found or whole(viewer, told)
    given, said = newest_answers(answers(told)), answered(told)
    heard = circles.visible(viewer).of([*found.cited, *(row.seq for row in said)])
    rows = {row.seq: row for row in said if row.seq in heard}
    names = _names(viewer, found, heard)
    listed = []
    for person in found.concerned:
        answer = given.get(person)
        row = rows.get(answer.seq) if answer else None
        listed.append(
            Concern(
                name=names.get(person, ""),
                answer=answer.answer if answer else None,
                of_this_state=answer is not None and answer.content == found.content,
                words=row.words if row else "",
                at=row.at if row else "",
                via=answer is not None and answer.via is not None,
                mine=person == viewer.person,
            )
        )
    return sorted(listed, key=lambda each: (not each.name, each.name.casefold()))


def named_concerns(viewer: Viewer, told: Story, found: Whole | None = None) -> dict[UUID, str]:
    """Those concerned whom this viewer may know, by name: for writing down what one of them said aloud."""
    found = found or whole(viewer, told)
    names = _names(viewer, found, circles.visible(viewer).of(found.cited))
    return {person: name for person, name in names.items() if person != viewer.person}


def _names(viewer: Viewer, found: Whole, heard: frozenset[int]) -> dict[UUID, str]:
    """Names of the concerned this viewer may know: named in words the viewer hears, or on the page itself."""
    known = set(circles.speakers(viewer, found.cited & heard).values())
    ids = [
        person
        for person, seqs in found.concerned.items()
        if not seqs or f"person:{person}" in known or person == viewer.person
    ]
    return {each.id: each.name for each in identity.people(viewer, ids).values()}


@dataclass(frozen=True, slots=True)
class Returned:
    """A story before somebody it is about: its pages as everybody would see them, and their last answer."""

    story: Story
    content: str
    pages: tuple[tuple[Page, Drawn], ...]
    mine: frozenset[int]
    """Entries of theirs it leans on."""
    answer: str
    answered_this: bool


def returned(viewer: Viewer, story_id: UUID) -> Returned:
    """What a person it is about reads and answers, also where they could not read the story otherwise.

    Whoever returned it shows it to them: the pages are those the returner may read.
    """
    told, shown = put_before(viewer, story_id)
    given = newest_answers(answers(told)).get(viewer.id)
    return Returned(
        told,
        shown.content,
        tuple(zip(shown.pages, shown.drawn, strict=True)),
        shown.concerned.get(viewer.id, frozenset()),
        given.answer if given else "",
        given is not None and given.content == shown.content,
    )


def put_before(viewer: Viewer, story_id: UUID) -> tuple[Story, Whole]:
    """A returned story for somebody it is about, or who answered it before (they may change their mind)."""
    row = StoryReturn.objects.filter(story=story_id).order_by("-seq").first()
    found = StoryRow.objects.filter(id=story_id).first()
    if row is None or found is None or not circles.is_member(viewer):
        raise not_here()
    shown = whole(_speaker(row.by), _story(found))
    told = _story(found)
    if viewer.id not in shown.concerned and all(each.person != viewer.id for each in answered(told)):
        raise not_here()
    return told, shown


def _speaker(ref: str) -> Viewer:
    return Viewer(UUID(ref.removeprefix("person:"))) if ref.startswith("person:") else ANYBODY


# == Editions ==


def editions(viewer: Viewer, story_id: UUID | None = None, *, within: Visible | None = None) -> list[Edition]:
    """Editions this viewer may read, the newest first: of one story or of all."""
    visible = within or circles.visible(viewer)
    rows = _editions() if story_id is None else _editions().filter(story=story_id)
    found = list(visible.only(rows).order_by("-seq"))
    may = _quotable({seq for row in found for seq in row.quotes})
    return [_edition(row, may) for row in found]


def _editions() -> QuerySet[EditionRow]:
    """Editions, each with what its story is called and what that is about."""
    story = StoryRow.objects.filter(id=OuterRef("story"))
    return EditionRow.objects.annotate(slug=Subquery(story.values("slug")), of=Subquery(story.values("of")))


def newest_editions(*, within: Visible) -> list[Edition]:
    """The newest edition of each story, the newest first."""
    found: dict[UUID, Edition] = {}
    for each in editions(ANYBODY, within=within):
        found.setdefault(each.story, each)
    return list(found.values())


def editions_quoting(viewer: Viewer) -> list[Edition]:
    """Editions that the viewer may read and that quote their words: what was published cannot be recalled."""
    found = editions(viewer)
    said = {seq for each in found for seq in each.quotes}
    mine = {seq for seq, by in circles.speakers(viewer, said).items() if by == viewer.ref}
    return [each for each in found if mine.intersection(each.quotes)]


def edition(viewer: Viewer, edition_id: UUID) -> Edition:
    row = circles.visible(viewer).only(_editions().filter(id=edition_id)).first()
    if row is None:
        raise NotHere("There is no such edition here.", mend="Look at the list of stories.")
    return _edition(row, _quotable(row.quotes))


def _quotable(seqs: Iterable[int]) -> frozenset[int]:
    """Which of these may be quoted before everybody now."""
    heard = circles.visible_in(PUBLIC).of(seqs)
    terms = circles.terms(heard)
    return frozenset(seq for seq in heard if seq in terms and terms[seq].quote == "yes")


def _edition(row: Any, may: frozenset[int]) -> Edition:
    """Of one of `_editions`."""
    slug = row.slug or ""
    return Edition(
        row.seq,
        row.id,
        row.story,
        slug,
        row.number,
        row.title or slug,
        row.content,
        tuple(EditionPage(title="", **each) for each in row.pages),
        tuple(row.quotes),
        row.by,
        row.at,
        not set(row.quotes) <= may,
        row.of or None,
    )


def edition_text(told: Edition, page: EditionPage) -> str | None:
    """The markdown of an edition's page, as everybody may read it; None where a steward purged it."""
    return commons.version_text(ANYBODY, PUBLIC, page.path, page.seq)


def edition_titles(told: Edition) -> list[tuple[EditionPage, str]]:
    """The pages of an edition that can still be read, with their titles."""
    return [(page, read_page(page.path, text).title) for page, text in _texts(told)]


def _texts(told: Edition) -> list[tuple[EditionPage, str]]:
    """The pages of an edition that can still be read, as `edition_text`."""
    found = commons.version_texts(ANYBODY, PUBLIC, [(page.path, page.seq) for page in told.pages])
    return [(page, found[page.path, page.seq]) for page in told.pages if (page.path, page.seq) in found]


def edition_all_drawn(told: Edition, *, addresses: Addresses = PLAIN) -> list[tuple[EditionPage, str, Drawn]]:
    """Every page of an edition that can still be read, with its title, as everybody sees it now."""
    memory, within = Memory(), circles.visible_in(PUBLIC)
    texts = _texts(told)
    drawn = draw_all(
        [
            Sheet(
                page.path,
                text,
                Reader(
                    within,
                    True,
                    page.language,
                    told.of,
                    addresses,
                    notes=f"{page.language}-{page.name}-",
                    memory=memory,
                ),
            )
            for page, text in texts
        ]
    )
    titles = (read_page(page.path, text).title for page, text in texts)
    return [(page, title, each) for (page, _), title, each in zip(texts, titles, drawn, strict=True)]


def edition_drawn(
    told: Edition, page: EditionPage, *, within: Visible | None = None, addresses: Addresses = PLAIN,
    language: str | None = None, values: dict[str, object] | None = None,
) -> tuple[str, Drawn] | None:  # fmt: skip
    """The title of an edition's page, and the page as everybody sees it now: consents asked anew."""
    text = edition_text(told, page)
    if text is None:
        return None
    reader = Reader(
        within or circles.visible_in(PUBLIC),
        True,
        language or page.language,
        told.of,
        addresses,
        values or {},
    )
    return read_page(page.path, text).title, draw(page.path, text, reader)


def to_tell(seq: int) -> list[tuple[UUID, str, UUID]]:
    """Whom the hub tells of entry `seq`, which returned a story: person, title, id. For the inbox."""
    row = StoryReturn.objects.filter(seq=seq).first()
    if row is None:
        return []
    told = _story(StoryRow.objects.get(id=row.story))
    shown = whole(_speaker(row.by), told)
    return [(person, told.title, told.id) for person in sorted(shown.concerned)]


def content_now(viewer: Viewer, told: Story) -> str:
    """The hash of what everybody would read of a story now."""
    return whole(viewer, told).content


def feed(address: Callable[[Edition], str]) -> bytes:
    """The newest edition of each story as an Atom feed, for everybody."""
    head, first = log.head(), log.entry(0)
    if head is None or first is None:
        raise not_here()
    name = str(first.body.get("name", ""))
    return feeds.atom(
        name=f"urn:prisma-hub:{head.hub}:stories",
        title=name,
        author=name,
        since=first.at,
        home="../stories",
        entries=[
            feeds.FeedEntry(each.id, each.title, each.at, address(each), each.pages[0].language, "")
            for each in newest_editions(within=circles.visible_in(PUBLIC))
            if each.pages
        ],
    )
