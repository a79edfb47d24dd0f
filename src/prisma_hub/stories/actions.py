"""What people can do with stories. The only writes."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import NETWORK, PUBLIC
from prisma_hub.commons import queries as reading
from prisma_hub.commons.types import Conflict
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import is_scope, is_space, uuid_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import slug, truncate
from prisma_hub.log import actions as log
from prisma_hub.log import queries as entries
from prisma_hub.log.types import Entry
from prisma_hub.protocols import queries as protocols
from prisma_hub.stories import events, queries
from prisma_hub.stories import pages as own
from prisma_hub.stories.models import EditionRow, SiteRow, StoryRow
from prisma_hub.stories.rules.completion import check_answer, completion, insist_complete
from prisma_hub.stories.rules.content import hash_of
from prisma_hub.stories.site import building
from prisma_hub.stories.site.places import check_address
from prisma_hub.stories.state import Whole, state, whole
from prisma_hub.stories.types import Edition, Page, Story

LONGEST_TITLE = 160


def begin_story(
    *,
    by: Viewer,
    title: str,
    template: str,
    space: str = "hub",
    of: str | None = None,
    language: str = "en",
    statement_id: UUID | None = None,
) -> Story:
    """Begin a story from the template in force under a name: its pages are laid out in the folder of a space.

    `of` is what it is about, such as `journey:<uuid>`. `space` is that of those who write it;
    everybody reads editions.
    """
    circles.insist(by, queries.RIGHT, of)
    title = truncate(title, LONGEST_TITLE)
    _check_begin(by, title, space, of)
    found = protocols.current(by, template)
    if found is None or found.kind != "story":
        raise Refused(
            "There is no such template here.",
            kept="Nothing was begun.",
            mend="Choose one from the list, or let a steward adopt one.",
        )
    with transaction.atomic():
        log.hold_pen()
        story_id = statement_id or source.current().uuid7()
        if not _stands(StoryRow, by, story_id):
            _begin(by, title, found.version, space, of, language, story_id)
        told = queries.story(by, story_id)
        _lay_out(by, told, language)
    return told


def _stands(model: type[StoryRow] | type[EditionRow], by: Viewer, number: UUID) -> bool:
    """Whether they made it before: what somebody else made under this number is not theirs."""
    return model.objects.filter(id=number).exists() and entries.said(by.ref, number) is not None


def _check_begin(by: Viewer, title: str, space: str, of: str | None) -> None:
    if not title:
        raise Refused("A story needs a title.", kept="Nothing was begun.", mend="A few words are enough.")
    if of is not None and not is_scope(of):
        raise Refused("There is no such thing to tell a story of.", mend="Choose again.")
    if space in (PUBLIC, NETWORK) or not reading.may_write(by, space):
        raise Refused(
            "A story is not written there.",
            kept="Nothing was begun.",
            mend="Choose the hub, or a circle you belong to. Everybody reads it when an edition is signed.",
        )


def _begin(
    by: Viewer, title: str, version: str, space: str, of: str | None, language: str, story_id: UUID
) -> None:
    body = {"title": title, "of": of, "space": space, "slug": _free_slug(title), "language": language}
    log.say(events.BEGUN, by=by.ref, to=[space], scope=of, protocol=version, body=body, statement_id=story_id)


def _free_slug(title: str) -> str:
    name = slug(title, 60) or "story"
    taken = set(StoryRow.objects.filter(slug__startswith=name).values_list("slug", flat=True))
    return next(each for each in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if each not in taken)


def _lay_out(by: Viewer, told: Story, language: str) -> None:
    """The template's pages in a language, those that are not there yet."""
    from prisma_hub.commons import actions as commons  # for whoever writes pages, not for a site

    block = _template(by, told)
    there = {page.path for page in own.pages_of(by, told)}
    for path, text in own.begin_pages(told, block, language).items():
        if path not in there:
            commons.write_page(by=by, space=told.space, path=path, text=text)


def _template(by: Viewer, told: Story) -> dict[str, object]:
    found = protocols.protocol(by, told.protocol)
    return dict(found.block) if found else {"pages": []}


def add_language(*, by: Viewer, story: UUID, language: str) -> None:
    """Lay out the story's pages in a further language, to be translated."""
    told = queries.story(by, story)
    circles.insist(by, queries.RIGHT, told.of)
    _lay_out(by, told, language)


def tick(*, by: Viewer, story: UUID, item: str, done: bool = True, statement_id: UUID | None = None) -> None:
    """Say that something on the completion list was looked at by people, or is open again."""
    told = queries.story(by, story)
    circles.insist(by, queries.RIGHT, told.of)
    names = {name for name, _ in own.asked(_template(by, told), told.language)}
    if item not in names:
        raise Refused("This is not on the list.", kept="Nothing was changed.", mend="Look at the list again.")
    body = {"story": told.ref, "item": item, "done": done}
    log.say(events.TICKED, by=by.ref, to=[told.space], scope=told.of, body=body, statement_id=statement_id)


def return_story(*, by: Viewer, story: UUID, statement_id: UUID | None = None) -> Entry:
    """Put the story before those it is about. Each is told, and reads or hears it and answers.

    It is said where the words it leans on are heard, and names nobody.
    """
    told = queries.story(by, story)
    circles.insist(by, queries.RIGHT, told.of)
    found = whole(by, told)
    if not found.concerned:
        raise Refused(
            "The story leans on nobody’s words yet.",
            kept="Nothing was sent.",
            mend="Link its claims to entries, or let it quote somebody.",
        )
    heard = {space for spaces in circles.heard_in(found.cited).values() for space in spaces}
    to = {told.space, *(space for space in heard if not space.startswith("person:"))}
    body = {"story": told.ref, "content": found.content}
    return log.say(events.RETURNED, by=by.ref, to=to, scope=told.of, body=body, statement_id=statement_id)


def answer(
    *,
    by: Viewer,
    story: UUID,
    answer: str,
    content: str,
    words: str = "",
    spoken_by: UUID | None = None,
    statement_id: UUID | None = None,
) -> Entry:
    """Answer a returned story: yes, changes or no. `content` is the hash of what was read.

    `spoken_by`: somebody else said it aloud, and `by` writes it down; whoever signs cannot.
    """
    said, told, found = check_answer(answer, words), *_put_before(by, story, spoken_by)
    person = spoken_by or by.id
    if found.content != content:
        raise Refused(
            "The story was changed while you read it.",
            kept="Your words are still in the form.",
            mend="Read it as it is now, then answer.",
        )
    heard_as = circles.terms(found.concerned.get(person, ())).values()
    named = not heard_as or any(each.named == "name" for each in heard_as)
    body = {"story": told.ref, "content": content, "answer": said, "words": words.strip()}
    terms = {"consent.named": "name" if named else "unnamed", "consent.quote": "no"}
    return log.say(
        events.ANSWERED,
        by=f"person:{person}",
        via=by.ref if spoken_by else None,
        to=[told.space],
        scope=told.of,
        body=body | terms,
        statement_id=statement_id,
    )


def _put_before(by: Viewer, story: UUID, spoken_by: UUID | None) -> tuple[Story, Whole]:
    """The story as it was put before a person, if it is about them."""
    if spoken_by is None or spoken_by == by.person:
        return queries.put_before(by, story)
    told = queries.story(by, story)
    circles.insist(by, queries.RIGHT, told.of)
    found = whole(by, told)
    if spoken_by not in queries.named_concerns(by, told):
        raise queries.not_here()
    return told, found


def release_voice(*, by: Viewer, seq: int, yes: bool, statement_id: UUID | None = None) -> None:
    """Let one's own voice be published where one's words may be quoted, or no longer."""
    found = entries.entry(seq)
    if found is None or found.by != by.ref:
        raise Refused("Only the one who spoke can say that.", kept="Nothing was changed.")
    log.say(events.VOICED, by=by.ref, to=[by.ref], body={"seq": seq, "yes": yes}, statement_id=statement_id)


def sign_edition(*, by: Viewer, story: UUID, statement_id: UUID | None = None) -> Edition:
    """Publish the story as it is: its pages are copied to the public commons, their hash is said.

    Refused while a line of the completion list is not done.
    """
    told = queries.story(by, story)
    circles.insist(by, queries.SIGN, told.of)
    reading.insist_write(by, PUBLIC)
    with transaction.atomic():
        log.hold_pen()
        found = whole(by, told)
        insist_complete(completion(state(by, told, found, told.language), signer=by.person))
        entry = _sign(by, told, found, statement_id)
    assert entry.id is not None
    return queries.edition(by, entry.id)


def publish_decided(*, story: UUID, content: str, circle: str, by: Viewer, statement_id: UUID) -> UUID:
    """An agreement publishes an edition: of a story its circle may decide about, with the content that was
    decided, signed in the name of whoever proposed it. Returns the edition's id; said before, the same one.

    Everything an edition asks for is asked here too: who may sign, and the completion list.
    """
    told = queries.story(by, story)
    found = circles.circle(by, uuid_of(circle))
    if found is None or told.of not in (circle, found.scope):
        raise Refused("This circle does not decide about this story.", kept="Nothing was published.")
    if _stands(EditionRow, by, statement_id):
        return statement_id
    if queries.content_now(by, told) != content:
        raise Refused(
            "The story has changed since its publication was decided.",
            kept="Nothing was published.",
            mend="Decide about the story as it is now.",
        )
    return sign_edition(by=by, story=story, statement_id=statement_id).id


def _sign(by: Viewer, told: Story, found: Whole, statement_id: UUID | None) -> Entry:
    from prisma_hub.commons import actions as commons

    rows = [_publish(by, page) for page in found.pages]
    for info in reading.pages(by, space=PUBLIC, under=told.folder):
        if info.path not in {page.path for page in found.pages}:
            commons.remove_page(by=by, space=PUBLIC, path=info.path)
    body = {
        "story": told.ref,
        "number": EditionRow.objects.filter(story=told.id).count() + 1,
        "content": found.content,
        "title": told.title,
        "pages": rows,
        "quotes": sorted({quote.seq for drawn in found.drawn for quote in drawn.quotes}),
    }
    return log.say(events.SIGNED, by=by.ref, to=[PUBLIC], scope=told.of, body=body, statement_id=statement_id)


def _publish(by: Viewer, page: Page) -> dict[str, object]:
    from prisma_hub.commons import actions as commons

    standing = reading.page(by, PUBLIC, page.path)
    base = standing.info.blob if standing else ""
    saved = commons.write_page(by=by, space=PUBLIC, path=page.path, text=page.text, base=base)
    if isinstance(saved, Conflict):
        raise Refused(
            "“%(path)s” was changed in the public commons at the same moment.",
            kept="Nothing was published.",
            mend="Look at it, then sign again.",
            path=page.path,
        )
    return {
        "name": page.name,
        "level": page.level,
        "language": page.language,
        "path": page.path,
        "seq": saved.seq,
        "sha256": hash_of(page.text),
    }


def build_site(
    *,
    out: Path,
    space: str = PUBLIC,
    language: str | None = None,
    address: str = "",
    report: building.Report | None = None,
) -> building.Built:
    """Bring the static site in a folder up to date. For whoever holds the machine.

    `language` is that of its root, the hub's own where absent. `address` is where it will lie, if that is
    known: only then can pages name their own address, and a sitemap be written.

    The hub says the list of files into the log where it is not the one said last.
    """
    if not is_space(space) or space.startswith("person:"):
        raise Refused(
            "There is no such space to build a site for.",
            kept="Nothing was written.",
            mend="Use public, network, hub, or circle: and its id.",
        )
    own = language or settings.LANGUAGE_CODE
    whole = check_address(address)
    return building.build(out, space=space, language=own, announce=_announce, address=whole, report=report)


def _announce(space: str, manifest: str, files: int) -> int:
    with transaction.atomic():
        log.hold_pen()
        row = SiteRow.objects.filter(space=space, manifest=manifest).first()
        if row is not None:
            return row.seq
        body = {"space": space, "manifest": manifest, "files": files}
        return log.say(events.BUILT, by=log.HUB, to=["hub"], body=body).seq
