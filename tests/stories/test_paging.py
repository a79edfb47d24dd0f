"""What is known to be seen on a page of the site is what a reader finds in its HTML."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.evidence import see
from prisma_hub.kernel.evidence.seeing import hash_seen
from prisma_hub.stories.site.commons import Drawn
from prisma_hub.stories.site.paging import Named, around

WORDS = st.sampled_from(["", "Water & <b>soil</b>", "  spaced \n out ", "水", "a\u00a0b", "⟦href=x⟧"])
PAGES = st.builds(
    lambda title, address: Named(title, escape(title), address),
    WORDS,
    st.sampled_from(["a.html", "b%20c.html"]),
)
TEXTS = st.sampled_from(
    [Drawn("<p>Words</p>", "Words", ()), Drawn('<h1 id="a">A</h1>\n<p>b</p>', "A\nb", [(1, "A", "a")])]
)
OUTLINES = st.lists(st.tuples(st.integers(1, 6), WORDS, st.sampled_from(["a", "ä-1", "x&y"])), max_size=4)


@given(
    st.sampled_from(["en", "fr"]),
    WORDS,
    TEXTS,
    OUTLINES,
    st.lists(st.tuples(PAGES, WORDS), max_size=3),
    st.tuples(st.none() | PAGES, st.none() | PAGES),
)
def test_what_is_seen_is_known_without_looking(language, title, text, outline, back, onward) -> None:
    drawn = Drawn(text.html, text.said, [*text.headings, *outline])
    page = around(language).main(title, drawn, root="../", back=back, onward=onward)
    whole = see(f"<html><body><main data-prisma-text>{page.html}</main></body></html>")
    assert page.said is not None
    assert hash_seen(page.said) == whole.text


def test_of_a_text_nobody_knows_nothing_is_said() -> None:
    page = around("en").main("T", Drawn("<p>x</p>", None, ()), root="", back=[])
    assert page.said is None
