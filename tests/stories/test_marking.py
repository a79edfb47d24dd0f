"""How claims and directives are read, and what a page becomes for one reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.circles import queries as circles
from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.parse import read_page
from prisma_hub.identity.types import ANYBODY
from prisma_hub.stories import queries
from prisma_hub.stories.rules.blocks import outermost
from prisma_hub.stories.rules.marking import entries_of, entry_of, take_directives
from prisma_hub.stories.rules.support import Ground, Word, support_of
from prisma_hub.stories.showing import Reader, draw
from prisma_hub.stories.showing.directives import check
from prisma_hub.stories.types import Claim, Directive
from prisma_hub.timeline import actions as timeline


@pytest.mark.parametrize(
    ("target", "entries"),
    [
        ("entry:12", (12,)),
        ("entry:15,entry:12", (12, 15)),
        ("entry:12,15", (12, 15)),
        ("entry:12,entry:12", (12,)),
        ("entry:open", ()),
        ("entry:", None),
        ("entry:x", None),
        ("entry:1;alert(1)", None),
        ("https://entry:12", None),
        ("place.md", None),
    ],
)
def test_a_claim_names_its_entries(target, entries):
    assert entries_of(target) == entries


@pytest.mark.parametrize(
    ("reference", "seq"),
    [("entry:0", 0), ("entry:12", 12), ("entry:012", None), (12, None), (None, None), ("x", None)],
)
def test_an_entry_is_named_one_way(reference, seq):
    assert entry_of(reference) == seq


def directives(text):
    return take_directives(text, check).directives


def test_directives_are_fenced_blocks():
    text = "A\n\n```prisma quote\nentry: entry:12\nparts: [text.000]\n```\n\nB\n\n"
    text += "~~~prisma timeline\nscope: journey\nlimit: 3\nfrom: 2026-01-02\n~~~\n"
    assert directives(text) == (
        Directive("quote", {"entry": "entry:12", "parts": ["text.000"]}),
        Directive("timeline", {"scope": "journey", "limit": 3, "from": "2026-01-02"}),
    )


def test_a_directive_shown_as_an_example_is_none():
    text = "````md\n```prisma quote\nentry: entry:1\n```\n````\n\n    ```prisma quote\n    ```\n"
    assert directives(text) == ()
    assert take_directives(text, check).text == text


@pytest.mark.parametrize(
    "block",
    [
        "entry: [",
        "- a list",
        "entry: &a entry:1\nparts: *a",
        "entry: !!python/object:os.system 1",
        "1: 2",
        "entry: entry:1\nstyle: red",
        "entry: https://example.org",
        "x" * 5000,
    ],
)
def test_options_that_cannot_be_read_are_said_to_be(block):
    (found,) = directives(f"```prisma quote\n{block}\n```\n")
    assert found.problem


def test_an_unknown_directive_is_a_harmless_notice(spring):
    spring.write("account", "Before\n\n```prisma hologram\nx: 1\n```\n\nAfter\n")
    page = next(each for each in queries.pages(spring.steward, spring.story) if each.name == "account")
    html = queries.drawn(spring.steward, spring.story, page).html
    assert "does not know how to show this part" in html
    assert "Before" in html
    assert "After" in html


@given(st.text(alphabet="ab \n`~#-[]()>*!<{}prismaquote:entry0123456789|", max_size=400))
def test_no_text_breaks_the_reading(text):
    marked = take_directives(text, check)
    assert all(isinstance(each, Directive) for each in marked.directives)
    html = render(read_page("a.md", marked.text), lambda _: None, lambda _: None).html
    assert "".join(outermost(html)) == html


def test_the_margin_stands_beside_the_outermost_element(spring):
    text = f"- one\n- [two](entry:{spring.ran.seq})\n\n> [three](entry:open)\n\nplain\n"
    html = draw("a.md", text, Reader(circles.visible_in("public"), True, "en")).html
    assert html.count('<div class="noted">') == 2
    assert (
        html.index("<ul>")
        < html.index('id="note-1"')
        < html.index("<blockquote>")
        < html.index('id="note-2"')
    )


def test_raw_html_cannot_forge_a_quote_or_a_margin():
    text = '<p data-entry="0" data-part="body.name">Mine</p>\n\n'
    text += '<aside class="note" data-support="verified">Verified</aside>\n'
    html = draw("a.md", text, Reader(circles.Visible(ANYBODY, frozenset(), frozenset()), True, "en")).html
    assert "data-entry" not in html
    assert "data-support" not in html
    assert 'class="note"' not in html


def test_support_is_counted_and_never_summed():
    claim = Claim(1, "It ran", (1, 2))
    grounds = [
        Ground(
            1,
            "ana",
            words=(
                Word(3, "witnessed", "leo", "neighbour"),
                Word(4, "witnessed", "leo"),
                Word(5, "thanked", "rui"),
            ),
        ),
        Ground(2, "ana", words=(Word(6, "witnessed"),)),
        Ground(9, "zoe", words=(Word(10, "verified", "x"),)),
    ]
    found = support_of(claim, grounds)
    assert (found.grade, found.tellers, found.witnesses, found.entries) == ("witnessed", 1, 2, (1, 2))
    assert (found.attestations, found.relations) == ((3, 4, 6), ("neighbour",))


@pytest.mark.parametrize(
    ("grounds", "grade"),
    [
        ([], "unsupported"),
        ([Ground(1, told=False)], "recorded"),
        ([Ground(1)], "told"),
        ([Ground(1, words=(Word(2, "witnessed"),))], "witnessed"),
        ([Ground(1, words=(Word(2, "verified"),))], "verified"),
        ([Ground(1, measured=True)], "measured"),
        ([Ground(1, measured=True, words=(Word(2, "questioned"),))], "questioned"),
    ],
)
def test_the_strongest_support_names_it_and_a_question_stands_above(grounds, grade):
    assert support_of(Claim(1, "x", (1,)), grounds).grade == grade
    assert support_of(Claim(1, "x", ()), grounds).grade == "open"


def test_a_reader_sees_support_only_from_what_they_hear(spring):
    text = f"[It runs](entry:{spring.ran.seq})\n"
    timeline.attest(
        by=spring.rui, seq=spring.ran.seq, way="verified", words="I measured.", relation="neighbour"
    )
    inside = draw("a.md", text, Reader(circles.visible(spring.ana), False, "en")).claims[0][1]
    outside = draw("a.md", text, Reader(circles.visible_in("public"), True, "en")).claims[0][1]
    assert (inside.grade, inside.witnesses) == ("verified", 2)
    assert (outside.grade, outside.witnesses, outside.attestations) == ("told", 0, ())


def test_a_claim_on_an_ordinary_page_keeps_its_words():
    html = render(
        read_page("a.md", "[It runs](entry:1) and [x](javascript:1)"), lambda _: None, lambda _: None
    ).html
    assert html.startswith('<p><a class="claim">It runs</a> and <a class="broken"')


def test_an_element_that_closes_itself_opens_nothing():
    sign = '<aside><svg class="icon"><use href="/s/i.svg#pen"/></svg><p>x<br>y</p></aside>'
    assert outermost(f"{sign}<h2>B</h2>") == [sign, "<h2>B</h2>"]
