"""How stories are folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Among, Entry, Searchable, Searched
from prisma_hub.stories import events
from prisma_hub.stories.models import (
    EditionRow,
    SiteRow,
    StoryAnswer,
    StoryReturn,
    StoryRow,
    StoryTick,
    VoiceRelease,
)

KINDS = events.KINDS


def begun(entry: Entry) -> None:
    if entry.id is None or StoryRow.objects.filter(id=entry.id).exists():
        return
    StoryRow.objects.add(
        id=entry.id,
        seq=entry.seq,
        title=entry.body.get("title", ""),
        of=entry.body.get("of", ""),
        space=entry.body["space"],
        slug=entry.body["slug"],
        language=entry.body["language"],
        protocol=entry.protocol or "",
        by=entry.by or "",
        at=entry.at,
    )


def begun_forgotten(entry: Entry) -> None:
    StoryRow.objects.filter(seq=entry.seq).update(title=entry.body.get("title", ""))


def _story(entry: Entry) -> UUID | None:
    """The story an entry is about, where there is one."""
    story = uuid_of(entry.body["story"])
    return story if StoryRow.objects.filter(id=story).exists() else None


def ticked(entry: Entry) -> None:
    if story := _story(entry):
        StoryTick.objects.update_or_create(
            story=story, item=entry.body["item"], defaults={"done": entry.body["done"], "seq": entry.seq}
        )


def returned(entry: Entry) -> None:
    if story := _story(entry):
        StoryReturn.objects.add(seq=entry.seq, story=story, content=entry.body["content"], by=entry.by or "")


def answered(entry: Entry) -> None:
    story, person = _story(entry), entry.person
    if story and person:
        StoryAnswer.objects.add(
            seq=entry.seq,
            story=story,
            person=person,
            via=uuid_of(entry.via) if entry.via else None,
            answer=entry.body["answer"],
            content=entry.body["content"],
            words=entry.text("words"),
            at=entry.at,
        )


def answered_forgotten(entry: Entry) -> None:
    StoryAnswer.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def signed(entry: Entry) -> None:
    if (story := _story(entry)) and entry.id:
        EditionRow.objects.add(
            seq=entry.seq,
            id=entry.id,
            story=story,
            number=entry.body["number"],
            title=entry.body.get("title", ""),
            content=entry.body["content"],
            pages=entry.body["pages"],
            quotes=entry.body.get("quotes", []),
            by=entry.by or "",
            at=entry.at,
        )


def signed_forgotten(entry: Entry) -> None:
    EditionRow.objects.filter(seq=entry.seq).update(title=entry.body.get("title", ""))


def voiced(entry: Entry) -> None:
    VoiceRelease.objects.update_or_create(
        of=entry.body["seq"], defaults={"by": entry.by or "", "yes": entry.body["yes"], "seq": entry.seq}
    )


def built(entry: Entry) -> None:
    SiteRow.objects.update_or_create(
        space=entry.body["space"], defaults={"manifest": entry.body["manifest"], "seq": entry.seq}
    )


FOLDS = {
    events.BEGUN: (begun,),
    events.TICKED: (ticked,),
    events.RETURNED: (returned,),
    events.ANSWERED: (answered,),
    events.SIGNED: (signed,),
    events.VOICED: (voiced,),
    events.BUILT: (built,),
}
FORGETS = {
    events.BEGUN: (begun_forgotten,),
    events.ANSWERED: (answered_forgotten,),
    events.SIGNED: (signed_forgotten,),
}


def found_stories(entries: Sequence[Entry]) -> Iterator[Searchable]:
    """By what they are called: what they tell are pages, which are found as pages."""
    for row in StoryRow.objects.filter(seq__in=[each.seq for each in entries]).exclude(title=""):
        within = (row.of,) if row.of else ()
        ref = f"story:{row.id}"
        yield Searchable(
            row.seq, Among.STORIES, "story", ref, row.title, language=row.language, within=within
        )


def found_editions(entries: Sequence[Entry]) -> Iterator[Searchable]:
    for row in EditionRow.objects.filter(seq__in=[each.seq for each in entries]).exclude(title=""):
        yield Searchable(row.seq, Among.STORIES, "edition", f"edition:{row.story}/{row.id}", row.title)


SEARCHED: Searched = {events.BEGUN: found_stories, events.SIGNED: found_editions}
