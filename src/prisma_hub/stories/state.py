"""Everything the completion list looks at, put together. Asked by actions and queries, which guard it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons import queries as commons
from prisma_hub.commons.render.parse import read_page
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_person, uuid_of
from prisma_hub.log import queries as log
from prisma_hub.protocols import queries as protocols
from prisma_hub.stories import pages as own
from prisma_hub.stories.models import StoryAnswer, StoryTick
from prisma_hub.stories.rules.completion import Given, State
from prisma_hub.stories.rules.content import content_of
from prisma_hub.stories.showing import Memory, Reader, Sheet, draw_all
from prisma_hub.stories.types import Drawn, Page, Story


@dataclass(frozen=True, slots=True)
class Whole:
    """A story as everybody would see it: its pages, each drawn, whom it concerns (entries by person)."""

    pages: tuple[Page, ...]
    drawn: tuple[Drawn, ...]
    concerned: Mapping[UUID, frozenset[int]]

    @property
    def content(self) -> str:
        return content_of(self.pages)

    @property
    def cited(self) -> frozenset[int]:
        return frozenset(seq for seqs in self.concerned.values() for seq in seqs)


def whole(viewer: Viewer, story: Story) -> Whole:
    """The pages for everybody that this viewer may read, drawn as everybody would see them."""
    found = own.for_everybody(own.pages_of(viewer, story))
    within = circles.visible_in(PUBLIC)
    memory = Memory()
    drawn = draw_all(
        [
            Sheet(each.path, each.text, Reader(within, True, each.language, story.of, memory=memory))
            for each in found
        ]
    )
    return Whole(tuple(found), tuple(drawn), _concerned(found, drawn))


def _concerned(pages: Sequence[Page], drawn: Iterable[Drawn]) -> dict[UUID, frozenset[int]]:
    """Whose words the story leans on or repeats, and whom its pages name under `about`. Members only."""
    cited: set[int] = set()
    for each in drawn:
        cited |= {seq for claim, _ in each.claims for seq in claim.entries}
        cited |= {quote.seq for quote in each.quotes} | set(each.discloses)
    people: dict[UUID, set[int]] = {}
    for entry in log.some(cited).values():
        if entry.person is not None:
            people.setdefault(entry.person, set()).add(entry.seq)
    for page in pages:
        about = read_page(page.path, page.text).front.data.get("about")
        for each in about if isinstance(about, list) else []:
            if isinstance(each, str) and is_person(each):
                people.setdefault(uuid_of(each), set())
    here = circles.members_among(people)
    return {person: frozenset(seqs) for person, seqs in people.items() if person in here}


def template(viewer: Viewer, story: Story) -> Mapping[str, Any]:
    found = protocols.protocol(viewer, story.protocol) if story.protocol else None
    return found.block if found else {}


def answered(story: Story) -> list[StoryAnswer]:
    """Everything that was answered, in its order; asked once while a page is read."""
    rows = StoryAnswer.objects.filter(story=story.id).order_by("seq")
    return circles.once(f"answers to {story.id}", None, lambda: list(rows))


def answers(story: Story) -> list[Given]:
    return [
        Given(row.seq, row.person, row.answer, row.content, row.via)  # type: ignore[arg-type]
        for row in answered(story)
    ]


def state(viewer: Viewer, story: Story, found: Whole, language: str) -> State:
    """What the completion list looks at, in a language for its titles."""
    block = template(viewer, story)
    return State(
        content=found.content,
        pages=len(found.pages),
        claims=[each for drawn in found.drawn for each in drawn.claims],
        quotes=[each for drawn in found.drawn for each in drawn.quotes],
        concerned=frozenset(found.concerned),
        answers=answers(story),
        broken=_broken(viewer, story, found),
        behind=[page.title for page in found.pages if page.behind],
        empty_sections=_empty_sections(story, found, block),
        unread_directives=sum(each.directives for each in found.drawn),
        ticked=dict(StoryTick.objects.filter(story=story.id).values_list("item", "done")),
        asked=own.asked(block, language),
    )


def _broken(viewer: Viewer, story: Story, found: Whole) -> list[str]:
    """Links that lead nowhere, or where not everybody may go: outside the public commons and this story."""
    wrong = []
    paths = {each.path for each in found.pages}
    for each in commons.links_of(viewer, story.space, [page.path for page in found.pages]).values():
        for link in each:
            inside = link.to is not None and link.to.path in paths
            everybody = link.to is not None and link.to.space == PUBLIC
            if not (inside or everybody) or link.part_missing:
                wrong.append(link.target)
    return wrong


def _empty_sections(story: Story, found: Whole, block: Mapping[str, Any]) -> list[str]:
    """Sections every story has that have no words yet, in the story's own language."""
    said = {
        passage.heading
        for page in found.pages
        if page.language == story.language
        for passage in read_page(page.path, page.text).passages
        if passage.text.strip()
    }
    return [title for title in own.always(block, story.language) if title not in said]
