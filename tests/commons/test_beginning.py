"""A link to a page that is not there leads whoever may write there to where it can be begun."""

from __future__ import annotations

import re

import pytest

from prisma_hub.commons import actions
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules.beginning import asked_for
from tests.commons.test_removing import seen

TEXT = (
    "[[never]] [one](deep/other.html) [up](../up.md) [[a|b]] ![[no.png]] [[no.png]] "
    "[[../../..]] [[here#Gone]]"
)


def broken(browser, address):
    said = browser.get(address).content.decode()
    return re.findall(r'<a class="broken"([^>]*)>([^<]*)', said)


@pytest.mark.parametrize(
    ("kind", "source", "target", "path"),
    [
        ("wikilink", "a/b.md", "silt", "silt.md"),
        ("wikilink", "a/b.md", "soil/silt#How", "soil/silt.md"),
        ("wikilink", "a/b.md", "./silt", "a/silt.md"),
        ("wikilink", "a/b.md", "What is v1.2", "What is v1.2.md"),
        ("link", "a/b.md", "silt.md", "a/silt.md"),
        ("link", "a/b.md", "../silt%20two.html?x=1", "silt two.md"),
        ("link", "a/b.md", "/soil/silt/", "soil/silt.md"),
        ("link", "a/b.md", "../../silt.md", ""),
        ("wikilink", "b.md", "silt.png", ""),
        ("wikilink", "b.md", "../../..", ""),
        ("wikilink", "b.md", "what?", ""),
        ("wikilink", "b.md", "-/edit/x", ""),
        ("wikilink", "b.md", "javascript:alert(1)", ""),
        ("wikilink", "b.md", ".git/config", ""),
        ("wikilink", "b.md", "s" * 1_000, ""),
    ],
)
def test_where_a_page_would_lie_that_a_link_asks_for(kind, source, target, path):
    assert asked_for(Link(source, target, "", kind, 0)) == path


def test_who_may_write_is_led_to_where_it_is_begun_and_others_as_before(write, steward, person, visit):
    ana = person("Ana")
    write("far/here.md", f"# Here\n\n{TEXT}")
    led = [(rest.split('"')[1], words) for rest, words in broken(visit(steward), "/commons/public/far/here")]
    assert [each for each in led if each[0].startswith("/")] == [
        ("/commons/public/never", "never"),
        ("/commons/public/far/deep/other", "one"),
        ("/commons/public/up", "up"),
        ("/commons/public/a", "b"),
    ]
    for viewer in (ana, None):  # the page is drawn once for each who may and once for all who may not
        found = broken(visit(viewer), "/commons/public/far/here")
        assert len(found) == len(led)
        assert all('aria-disabled="true"' in rest and "href" not in rest for rest, _ in found)
    assert broken(visit(steward), "/commons/public/far/here")[0][0].startswith(
        ' href="/commons/public/never"'
    )


def test_there_it_can_be_begun_and_then_the_link_leads(write, steward, visit):
    write("here.md", "# Here\n\nTo [[never]].")
    assert "Begin it</a>" in seen(visit, steward, "/commons/public/never")
    write("never.md", "# Never")
    assert broken(visit(steward), "/commons/public/here") == []


def test_a_link_to_a_removed_page_leads_to_what_became_of_it(write, steward, visit):
    write("weir.md", "# Weir")
    write("here.md", "# Here\n\nTo [[weir]].")
    actions.remove_page(by=steward, space="public", path="weir.md")
    ((rest, _),) = broken(visit(steward), "/commons/public/here")
    assert 'href="/commons/public/weir"' in rest
    assert "This page was removed by" in seen(visit, steward)


def test_a_page_of_nothing_but_links_asks_for_a_thousand_others(write, steward, visit):
    write("many.md", " ".join(f"[[never {n}]]" for n in range(1_200)) + " [[never 3]]")
    led = broken(visit(steward), "/commons/public/many")
    assert len(led) == 1_201
    assert sum("href=" in rest for rest, _ in led) == 1_001
    assert "href=" in led[-1][0]
