"""A valley with a story: a spring, those who speak of it, and a template."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from prisma_hub.commons import actions as commons
from prisma_hub.commons import queries as reading
from prisma_hub.identity.types import Viewer
from prisma_hub.log.types import Entry
from prisma_hub.protocols import actions as protocols
from prisma_hub.stories import actions, queries
from prisma_hub.stories.types import Edition, Story
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent, Measure

TEMPLATE = """---
protocol: short-story
title: Short story
---

```yaml protocol
kind: story
title: {en: Short story, es: Historia breve}
of: journey
pages:
  - name: glance
    title: {en: In three minutes, es: En tres minutos}
    level: 0
    to: public
    sections:
      - {name: moved, title: {en: What moved here, es: Qué se movió}, question: {en: Tell it., es: Cuéntalo.}}
  - name: account
    title: {en: The account, es: El relato}
    level: 1
    to: public
    sections:
      - name: open
        title: {en: What remains open, es: Lo que queda abierto}
        question: {en: What?, es: ¿Qué?}
        always: true
  - name: workings
    title: {en: How it worked, es: Cómo funcionó}
    level: 2
    to: hub
    sections:
      - {name: notes, title: {en: Field notes, es: Notas}, show: {directive: timeline, scope: journey}}
complete_when:
  - {name: media, title: {en: Pictures are edited, es: Imágenes editadas}}
  - {name: returned, title: {en: It was returned, es: Volvió}}
```
"""


@dataclass
class Spring:
    """Ana is named and may be quoted; Eva is unnamed and may be quoted; Leo witnessed; Rui only listens."""

    steward: Viewer
    ana: Viewer
    eva: Viewer
    leo: Viewer
    rui: Viewer
    story: Story
    ran: Entry
    boots: Entry
    litres: Entry
    witnessed: Entry

    def write(self, name: str, text: str, *, title: str = "", level: int = 1, more: str = "") -> None:
        """Put a page of the story into these words, by the steward."""
        path = f"{self.story.folder}/{name}.md"
        standing = reading.page(self.steward, self.story.space, path)
        front = (
            f'---\ntitle: "{title or name}"\nlang: en\nkind: story\nlevel: {level}\nto: public\n{more}---\n\n'
        )
        commons.write_page(
            by=self.steward,
            space=self.story.space,
            path=path,
            text=front + text,
            base=standing.info.blob if standing else "",
        )

    def tell(self) -> None:
        """A story that leans on everybody's words."""
        self.write(
            "glance",
            f"## What moved here\n\n[It runs again](entry:{self.ran.seq}).\n\n"
            f"```prisma quote\nentry: entry:{self.boots.seq}\n```\n",
            title="In three minutes",
            level=0,
        )
        self.write(
            "account",
            f"It [gives water](entry:{self.litres.seq},entry:{self.ran.seq}) all winter.\n\n"
            f"```prisma quote\nentry: entry:{self.ran.seq}\nparts: [text.000]\n```\n\n"
            f"```prisma measure\nentry: entry:{self.litres.seq}\n```\n\n"
            "[Both may be true](entry:open).\n\n## What remains open\n\nWho keeps the weirs.\n",
            title="The account",
        )

    def answer_all(self, **answers: str) -> None:
        for viewer in (self.ana, self.eva):
            name = "ana" if viewer is self.ana else "eva"
            found = queries.returned(viewer, self.story.id)
            actions.answer(
                by=viewer,
                story=self.story.id,
                answer=answers.get(name, "yes"),
                content=found.content,
                words="It is so.",
            )

    def publish(self) -> Edition:
        """Returned, answered, ticked, signed."""
        self.tell()
        actions.return_story(by=self.steward, story=self.story.id)
        self.answer_all()
        actions.tick(by=self.steward, story=self.story.id, item="media")
        return actions.sign_edition(by=self.steward, story=self.story.id)


@pytest.fixture
def story(steward: Viewer) -> Story:
    commons.write_page(by=steward, space="public", path="protocols/short-story.md", text=TEMPLATE)
    protocols.adopt_starter()
    return actions.begin_story(by=steward, title="The spring above the mill", template="short-story")


@pytest.fixture
def spring(steward: Viewer, person: Callable[[str], Viewer], story: Story) -> Spring:
    ana, eva, leo, rui = person("Anabela"), person("Evangelina"), person("Leocadio"), person("Ruisenor")
    open_ = Consent(spaces=("public", "hub"), named=True, quote="yes")
    unnamed = Consent(spaces=("public", "hub"), named=False, quote="yes")
    ran = timeline.contribute(
        by=ana, text="It stopped in 1994.\n\nNow it runs <again> & sings.", consent=open_, language="en"
    )
    boots = timeline.contribute(by=eva, text="In November my boots got wet.", consent=unnamed, language="en")
    litres = timeline.contribute(
        by=ana, text="Measured.", consent=open_, measure=Measure("produce", "3.4", "litre a minute")
    )
    witnessed = timeline.attest(by=leo, seq=ran.seq, way="witnessed", relation="neighbour")
    return Spring(steward, ana, eva, leo, rui, story, ran, boots, litres, witnessed)


@pytest.fixture
def edition(spring: Spring) -> Edition:
    return spring.publish()


_published: dict[str, tuple[Path, Spring]] = {}


@pytest.fixture
def published(
    db: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Spring]:
    """Built once: no hub is needed to check a site."""
    if "once" not in _published:
        spring = request.getfixturevalue("spring")
        spring.publish()
        out = tmp_path_factory.mktemp("published") / "site"
        actions.build_site(out=out)
        _published["once"] = out, spring
    return _published["once"]


@pytest.fixture
def site(published: tuple[Path, Spring], tmp_path: Path) -> Path:
    """A copy to alter."""
    return Path(shutil.copytree(published[0], tmp_path / "site"))
