"""The story: written, returned to those it is about, changed where one of them asked, signed, put out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from prisma_hub.commons import actions as commons
from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.kernel import ids
from prisma_hub.stories import actions as stories
from prisma_hub.stories import queries
from prisma_hub.stories.types import Story

Told = Mapping[str, Any]
NAMED = re.compile(r"entry:@([a-z0-9-]+)")


def acts() -> Iterator[Act]:
    told = script.read("story.yaml")
    yield Act(script.moment(told["begun"]["at"]), partial(_begin, told=told))
    for number, page in enumerate(told["pages"]):
        at = script.moment(told["written"]["at"]) + timedelta(minutes=number)
        yield Act(at, partial(_write, page=page, told=told, draft=True))
    for item in told["ticked"]["items"]:
        yield Act(script.moment(told["ticked"]["at"]), partial(_tick, item=item, told=told))
    yield Act(script.moment(told["voice"]["at"]), partial(_release, told=told))
    for returned in told["returned"]:
        yield from _returned(returned, told)
    yield Act(script.moment(told["signed"]["at"]), partial(_sign, told=told))
    yield Act(script.moment(told["site"]["at"]), _build_site)


def _returned(said: Told, told: Told) -> Iterator[Act]:
    """Put before those it is about; each answers in their own time, some through the scribe."""
    at = script.moment(said["at"])
    if "mended" in said:
        yield Act(at - timedelta(minutes=30), partial(_write, page=said["mended"], told=told, draft=False))
    yield Act(at, partial(_return, told=told))
    for number, handle in enumerate(_concerned()):
        answered = at + timedelta(hours=1, minutes=20 * number)
        yield Act(answered, partial(_answer, handle=handle, said=said))


def _story(stage: Stage, handle: str) -> Story:
    return queries.story(stage.viewer(handle), ids.uuid_of(stage.things["story"]))


def _begin(stage: Stage, told: Told) -> None:
    begun = stories.begin_story(
        by=stage.viewer(told["begun"]["by"]),
        title=told["title"],
        template=told["template"],
        of=stage.things["journey"],
        language="en",
    )
    stage.things["story"] = begun.ref


def _write(stage: Stage, page: Told, told: Told, *, draft: bool) -> None:
    """A page of the script takes the place of what the template laid out, or is added as a translation."""
    who = told["begun"]["by"]
    story = _story(stage, who)
    name, language = page["name"], page["lang"]
    own = language == story.language
    path = f"{story.folder}/{name}.md" if own else f"{story.folder}/{language}/{name}.md"
    there = {each.path: each for each in queries.pages(stage.viewer(who), story)}
    front = {"level": int(page["level"]), "to": page["to"]}
    text = _page(stage, name, language, front | ({} if own else {"translation_of": f"{story.folder}/{name}"}))
    if draft and "draft" in page:
        text = text.replace(page["draft"]["after"], f"{page['draft']['after']} {page['draft']['adds']}")
    commons.write_page(
        by=stage.viewer(who),
        space=story.space,
        path=path,
        text=text,
        base=there[path].blob if path in there else "",
    )


def _page(stage: Stage, name: str, language: str, front: Mapping[str, Any]) -> str:
    """Markdown as it lies in the script, with the numbers of entries in the place of their names."""
    heading, _, body = _written(name, language).partition("\n\n")
    top = {"title": heading.removeprefix("# "), "lang": language, "kind": "story", **front}
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in top.items())
    numbered = NAMED.sub(lambda found: f"entry:{stage.entries[found[1]]}", body)
    return f"---\n{lines}---\n\n{numbered}"


def _written(name: str, language: str) -> str:
    return (script.SCRIPT / "story" / f"{name}.{language}.md").read_text(encoding="utf-8")


def _tick(stage: Stage, item: str, told: Told) -> None:
    story = ids.uuid_of(stage.things["story"])
    stories.tick(by=stage.viewer(told["ticked"]["by"]), story=story, item=item)


def _release(stage: Stage, told: Told) -> None:
    """Letting one's voice be published is a yes of its own."""
    for name in told["voice"]["of"]:
        (said,) = [each for each in script.everything_said() if each.id == name]
        stories.release_voice(by=stage.viewer(said.who), seq=stage.entries[name], yes=True)


def _return(stage: Stage, told: Told) -> None:
    story = ids.uuid_of(stage.things["story"])
    entry = stories.return_story(by=stage.viewer(told["begun"]["by"]), story=story)
    stage.things["content"] = str(entry.body["content"])


def _concerned() -> list[str]:
    """Whose words the pages for everybody lean on, in the order in which they came."""
    named = {
        name
        for page in script.read("story.yaml")["pages"]
        if page["to"] == "public"
        for name in NAMED.findall(_written(page["name"], page["lang"]))
    }
    speakers = {each.who for each in script.everything_said() if each.id in named}
    return [handle for handle in script.people() if handle in speakers]


def _answer(stage: Stage, handle: str, said: Told) -> None:
    """Whoever it is about answers; whoever would rather speak than press tells the scribe."""
    answer, words = "yes", said.get("words", {}).get(handle, "")
    if handle in said.get("changes", {}):
        answer, words = "changes", said["changes"][handle]
    scribe = said.get("aloud", {}).get(handle)
    stories.answer(
        by=stage.viewer(scribe or handle),
        spoken_by=stage.person(handle) if scribe else None,
        story=ids.uuid_of(stage.things["story"]),
        answer=answer,
        words=words,
        content=stage.things["content"],
    )


def _sign(stage: Stage, told: Told) -> None:
    story = ids.uuid_of(stage.things["story"])
    edition = stories.sign_edition(by=stage.viewer(told["signed"]["by"]), story=story)
    stage.things["edition"] = f"edition:{edition.id}"


def _build_site(stage: Stage) -> None:
    stories.build_site(out=Path(settings.HUB_DIR) / "site")
