"""From a begun story to a signed edition: what stands between, and who can stop it."""

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.commons import queries as reading
from prisma_hub.identity.types import ANYBODY
from prisma_hub.inbox import queries as inbox
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from prisma_hub.stories import actions, queries
from prisma_hub.stories.rules.content import content_of
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop


def missing(spring) -> dict[str, str]:
    """What is not done on the list, and why."""
    items = queries.completion_list(spring.steward, spring.story, "en")
    return {each.name: (each.why % each.values if each.why else "") for each in items if not each.done}


def test_a_story_begins_with_the_pages_of_its_template(story, steward):
    pages = queries.pages(steward, story)
    assert [(page.name, page.level, page.to, page.title) for page in pages] == [
        ("glance", 0, "public", "In three minutes"),
        ("account", 1, "public", "The account"),
        ("workings", 2, "hub", "How it worked"),
    ]
    assert "%% What? %%" in pages[1].text
    assert "```prisma timeline\nscope: journey\n```" in pages[2].text


def test_beginning_it_twice_with_one_statement_is_beginning_it_once(steward, story):
    again = actions.begin_story(
        by=steward, title="The spring above the mill", template="short-story", statement_id=story.id
    )
    assert again == story
    assert queries.stories(steward) == [story]


def test_a_further_language_has_the_templates_words(story, steward):
    actions.add_language(by=steward, story=story.id, language="es")
    pages = {page.path: page for page in queries.pages(steward, story)}
    assert pages[f"{story.folder}/es/account.md"].title == "El relato"
    assert "translation_of" in pages[f"{story.folder}/es/account.md"].text


def test_only_whoever_may_write_stories_begins_one_and_never_in_public(spring):
    with pytest.raises(NotAllowed):
        actions.begin_story(by=spring.rui, title="Mine", template="short-story")
    with pytest.raises(Refused, match="not written there"):
        actions.begin_story(by=spring.steward, title="Mine", template="short-story", space="public")
    with pytest.raises(Refused, match="no such template"):
        actions.begin_story(by=spring.steward, title="Mine", template="nothing")


def test_the_list_says_what_each_line_waits_for(spring):
    spring.tell()
    assert missing(spring) == {
        "media": "",
        "returned": "2 of 2 have not said yes to the text as it is now.",
    }
    spring.write("account", "[It snowed](entry:999).\n\n[[nowhere]]\n\n## What remains open\n")
    assert missing(spring) == {
        "media": "",
        "claims": "Not as everybody hears it: 1, the first is “It snowed”.",
        "links": "Not yet: 1, the first is “nowhere”.",
        "returned": "2 of 2 have not said yes to the text as it is now.",
        "sections": "Still without words: “What remains open”.",
    }


def test_an_edition_is_signed_when_all_is_done(spring, edition):
    pages = [page for page in queries.pages(spring.steward, spring.story) if page.to == "public"]
    assert (edition.number, edition.content, edition.changed) == (1, content_of(pages), False)
    assert [page.name for page in edition.pages] == ["glance", "account"]
    assert reading.page(ANYBODY, "public", f"{spring.story.folder}/account.md") is not None
    assert reading.page(ANYBODY, "public", f"{spring.story.folder}/workings.md") is None
    assert queries.editions(ANYBODY, spring.story.id) == [edition]
    assert replay.differences() == []


def test_an_edition_keeps_its_words_when_the_story_goes_on(spring, edition):
    spring.write("account", "Other words.\n\n## What remains open\n\nMuch.\n")
    text = queries.edition_text(edition, edition.pages[1])
    assert text is not None
    assert "Both may be true" in text


@pytest.mark.parametrize("said", ["no", "changes"])
def test_a_no_stops_it_and_no_host_can_override_it(spring, said):
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    spring.answer_all(eva=said)
    actions.tick(by=spring.steward, story=spring.story.id, item="media")
    with pytest.raises(Refused, match="not done yet"):
        actions.sign_edition(by=spring.steward, story=spring.story.id)
    assert set(missing(spring)) == {"returned"}
    spring.answer_all()
    assert missing(spring) == {}
    actions.sign_edition(by=spring.steward, story=spring.story.id)


def test_taking_the_words_of_a_no_out_of_the_story_does_not_take_out_the_no(spring):
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    spring.answer_all(eva="no")
    spring.write("glance", f"[It runs again](entry:{spring.ran.seq}).\n", level=0)
    assert missing(spring)["returned"] == "Somebody it is about said no. Only they can change that."
    assert queries.returned(spring.eva, spring.story.id).answer == "no"


def test_a_yes_is_to_the_text_that_was_heard(spring):
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    spring.answer_all()
    spring.write("glance", f"[It never ran](entry:{spring.ran.seq}), says a fool.\n", level=0)
    assert missing(spring)["returned"] == "1 of 1 have not said yes to the text as it is now."


def test_an_answer_to_a_text_that_changed_meanwhile_is_not_taken(spring):
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    content = queries.returned(spring.ana, spring.story.id).content
    spring.write("glance", f"[It runs](entry:{spring.ran.seq}).\n", level=0)
    with pytest.raises(Refused, match="was changed while you read it"):
        actions.answer(by=spring.ana, story=spring.story.id, answer="yes", content=content)


def test_whoever_signs_cannot_have_written_down_a_yes(spring, person):
    scribe = person("Filipa")
    circles.grant(by=spring.steward, person=scribe.person, role="scribe")
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    content = queries.returned(spring.eva, spring.story.id).content
    actions.answer(by=spring.eva, story=spring.story.id, answer="yes", content=content)
    actions.tick(by=spring.steward, story=spring.story.id, item="media")
    told = {"story": spring.story.id, "answer": "yes", "content": content, "spoken_by": spring.ana.person}
    actions.answer(by=spring.steward, **told)
    with pytest.raises(Refused, match="not done yet"):
        actions.sign_edition(by=spring.steward, story=spring.story.id)
    actions.answer(by=scribe, **told)
    assert actions.sign_edition(by=spring.steward, story=spring.story.id).number == 1


def test_nobody_writes_down_a_yes_over_a_persons_own_no(spring, person):
    scribe = person("Filipa")
    circles.grant(by=spring.steward, person=scribe.person, role="scribe")
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    spring.answer_all(ana="no")
    content = queries.returned(spring.eva, spring.story.id).content
    actions.answer(
        by=scribe, story=spring.story.id, answer="yes", content=content, spoken_by=spring.ana.person
    )
    assert "said no" in missing(spring)["returned"]


def test_whoever_is_unnamed_is_not_told_apart_by_those_who_write(spring):
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    spring.answer_all(eva="no")
    listed = queries.concerns(spring.steward, spring.story)
    assert [(each.name, each.answer) for each in listed] == [("Anabela", "yes"), ("", "no")]
    assert list(queries.named_concerns(spring.steward, spring.story).values()) == ["Anabela"]
    with pytest.raises(NotHere):
        actions.answer(
            by=spring.steward,
            story=spring.story.id,
            answer="yes",
            content=queries.content_now(spring.steward, spring.story),
            spoken_by=spring.eva.person,
        )


def test_those_concerned_are_told_and_nobody_else(spring):
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    loop.run_until_idle()
    waiting = {
        name: [each.link for each in inbox.waiting(viewer)]
        for name, viewer in (("ana", spring.ana), ("eva", spring.eva), ("rui", spring.rui))
    }
    there = [f"/stories/{spring.story.id}/return"]
    assert {name: [link for link in links if "stories" in link] for name, links in waiting.items()} == {
        "ana": there,
        "eva": there,
        "rui": [],
    }
    spring.answer_all()
    loop.run_until_idle()
    assert [each.link for each in inbox.waiting(spring.ana) if "stories" in each.link] == []


def test_only_those_concerned_read_what_was_returned(spring):
    spring.tell()
    with pytest.raises(NotHere):
        queries.returned(spring.ana, spring.story.id)
    actions.return_story(by=spring.steward, story=spring.story.id)
    assert queries.returned(spring.ana, spring.story.id).mine == {spring.ran.seq, spring.litres.seq}
    for viewer in (spring.rui, ANYBODY):
        with pytest.raises(NotHere):
            queries.returned(viewer, spring.story.id)


def test_a_quote_waits_for_its_speakers_yes(spring):
    shy = timeline.contribute(
        by=spring.ana, text="Ask me.", consent=Consent(spaces=("public", "hub"), named=True)
    )
    spring.tell()
    spring.write("glance", f"```prisma quote\nentry: entry:{shy.seq}\n```\n", level=0)
    assert missing(spring)["consents"] == f"Not yet: 1 (entry:{shy.seq})."
    circles.share(by=spring.ana, seq=shy.seq, spaces=["public", "hub"], quote="yes")
    assert "consents" not in missing(spring)


def test_an_edition_is_signed_by_those_who_may(spring, person):
    scribe = person("Filipa")
    circles.grant(by=spring.steward, person=scribe.person, role="scribe")
    spring.tell()
    with pytest.raises(NotAllowed):
        actions.sign_edition(by=scribe, story=spring.story.id)


def test_erasing_an_answer_and_a_title_leaves_what_others_rest_on(spring, edition):
    told = [each for each in log_entries() if each.kind in ("story.answered/1", "edition.signed/1")]
    for each in told:
        log.erase(each.seq, right="speaker")
    assert [each.words for each in queries.concerns(spring.steward, spring.story)] == ["", ""]
    assert [each.answer for each in queries.concerns(spring.steward, spring.story)] == ["yes", "yes"]
    assert queries.edition(ANYBODY, edition.id).content == edition.content
    assert replay.differences() == []


def log_entries():
    from prisma_hub.log import queries as entries

    return list(entries.entries())
