"""Pages with protocols on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prisma_hub.commons import actions as commons
from prisma_hub.commons import queries as pages
from prisma_hub.identity.types import Viewer
from prisma_hub.protocols import actions, queries
from prisma_hub.protocols.types import Draft

PAGE = "---\nprotocol: {name}\n---\n# Worries\n\nWhat keeps you awake.\n\n```yaml protocol\n{block}```\n"
WORRIES = """kind: channel
title: {en: Worries, es: Preocupaciones}
scope: journey
to: cohort
fields:
  - {name: worry, type: longtext, required: true, label: {en: "What worries you?", es: "¿Qué te preocupa?"}}
  - {name: weight, type: scale, minimum: 1, maximum: 3}
  - {name: about, type: choices, of: about}
  - {name: hours, type: number, unit: h, minimum: 0, maximum: "24.5"}
  - {name: sign, type: photo}
lists:
  about: [water, {value: land, label: {en: The land, es: La tierra}}]
"""
Put = Callable[..., Draft]


@pytest.fixture
def put(steward: Viewer) -> Put:
    """`put(block)`: a page with this block, as a draft; saved again, changed."""

    def save(
        block: str = WORRIES, *, name: str = "worries", space: str = "public", by: Viewer = steward
    ) -> Draft:
        path = f"protocols/{name}.md"
        before = pages.page(by, space, path)
        base = before.info.blob if before else ""
        text = PAGE.format(name=name, block=block)
        commons.write_page(by=by, space=space, path=path, text=text, base=base)
        found = queries.draft(by, space, path)
        assert found is not None
        return found

    return save


@pytest.fixture
def adopt(put: Put, steward: Viewer) -> Callable[..., str]:
    """`adopt(block)`: its version, in force."""

    def do(block: str = WORRIES, *, scope: str | None = None, **where: str) -> str:
        draft = put(block, **where)
        assert draft.problems == ()
        return actions.adopt(
            by=steward, space=draft.space, path=draft.path, version=draft.version, scope=scope
        )

    return do
