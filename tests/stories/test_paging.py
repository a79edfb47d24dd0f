"""What is known to be seen on a page of the site is what a reader finds in its HTML."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.evidence import see
from prisma_hub.kernel.evidence.seeing import hash_seen
from prisma_hub.stories.site.commons import Drawn, Named
from prisma_hub.stories.site.paging import around

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
    st.none() | st.sampled_from(["", "soil", "our-soil/<b>/water & co"]),
)
def test_what_is_seen_is_known_without_looking(language, title, text, outline, back, onward, folder) -> None:
    drawn = Drawn(text.html, text.said, [*text.headings, *outline])
    words = around(language, "fr/" if language == "fr" else "")
    lies = words.lies("../", folder, "2026-05-31") if folder is not None else None
    page = words.main(title, drawn, root="../", back=back, onward=onward, lies=lies)
    whole = see(f"<html><body><main data-prisma-text>{page.html}</main></body></html>")
    assert page.said is not None
    assert hash_seen(page.said) == whole.text


def test_of_a_text_nobody_knows_nothing_is_said() -> None:
    page = around("en").main("T", Drawn("<p>x</p>", None, ()), root="", back=[])
    assert page.said is None


def test_a_page_says_in_which_folder_it_lies_and_when_it_was_changed() -> None:
    lies = around("en", "").lies("../../", "our-soil/water_ways", "2026-05-31")
    assert lies.html == (
        '<p class="small soft" lang="en"><a href="../../pages.html">Commons</a> / Our soil / Water ways · '
        'changed on <time datetime="2026-05-31">2026-05-31</time></p>\n'
    )
