"""Lengths of time in protocols: bounded where they are drafted, harmless where they were adopted before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
import yaml
from django.test import Client

from prisma_hub.agreements import facts
from prisma_hub.commons import actions as commons
from prisma_hub.commons import queries as pages
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.spans import LONGEST, read_span
from prisma_hub.log import actions as log
from prisma_hub.protocols import events
from prisma_hub.protocols import queries as drafts
from prisma_hub.protocols.rules.blocks import version_of
from tests.agreements.walk import People, open_circle, propose
from tests.instruments import block_of

ENDLESS = ["99999999999999999 weeks", "9" * 4_900 + " days", "9999999 months", "1000000 minutes"]


def _block(span: str) -> dict[str, Any]:
    return block_of("consent") | {"review_after": span}


def test_a_length_of_time_ends_on_a_day_that_a_calendar_has() -> None:
    for text in ENDLESS[:3]:
        assert read_span(text) == LONGEST
        assert date(2026, 5, 18) + read_span(text) < date.max
    assert [read_span(each) for each in ("3 minutes", "1 week", "2 months", "9999 days")] == [
        timedelta(minutes=3), timedelta(7), timedelta(60), timedelta(9_999),
    ]  # fmt: skip
    for text in ("² days", "-1 days", "days", "1", "1 year", " days"):
        with pytest.raises(Refused, match="not a length of time"):
            read_span(text)


def _draft(steward: Viewer, span: str) -> Any:
    text = f"---\nprotocol: slowly\n---\n# Slowly\n\n```yaml protocol\n{yaml.safe_dump(_block(span))}```\n"
    before = pages.page(steward, "public", "protocols/slowly.md")
    base = before.info.blob if before else ""
    commons.write_page(by=steward, space="public", path="protocols/slowly.md", text=text, base=base)
    return drafts.draft(steward, "public", "protocols/slowly.md")


@pytest.mark.django_db
@pytest.mark.parametrize("span", ENDLESS, ids=["weeks", "digits", "months", "minutes"])
def test_a_protocol_says_a_length_that_can_be(span: str, steward: Viewer) -> None:
    assert _draft(steward, "9999 months").problems == ()
    [problem] = _draft(steward, span).problems
    assert problem.startswith(f"review_after: “{span[:40]}” is none. A length of time like 3 days: at most")


@pytest.mark.django_db
@pytest.mark.parametrize("span", ENDLESS, ids=["weeks", "digits", "months", "minutes"])
def test_what_was_adopted_before_breaks_no_page(
    span: str, steward: Viewer, person: People, visit: Callable[..., Client]
) -> None:
    block = _block(span)
    log.say(
        events.ADOPTED,
        by=log.HUB,
        to=["public"],
        body={
            "name": "slowly",
            "version": version_of(block),
            "block": block,
            "title": "Slowly",
            "page": "public/protocols/slowly.md",
            "text": sha256(b"slowly").hexdigest(),
        },
    )
    ana = person("Ana")
    circle = open_circle(steward, [ana], decides="slowly")
    browser = visit(ana)
    for address in (f"/circles/{circle}", f"/circles/{circle}/propose", "/protocols", "/"):
        assert browser.get(address).status_code == 200, address
    said = {
        "statement": str(source.current().uuid7()),
        "title": "A weir",
        "text": "We build it.",
        "why": "Fish.",
    }
    review = str(facts.today() + timedelta(days=200))
    sent = browser.post(f"/circles/{circle}/propose", said | {"review": review})
    assert sent.status_code == 302
    assert browser.get(sent["Location"]).status_code == 200
    propose(ana, circle)
    assert browser.get(f"/circles/{circle}").status_code == 200
