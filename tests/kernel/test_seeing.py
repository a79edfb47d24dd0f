"""What is seen on a page is the same, whichever of the two readers looks."""

from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.evidence import see
from prisma_hub.kernel.evidence.seeing import words_seen

WORDS = st.sampled_from(
    [
        "a",
        " ",
        "\n",
        "\t ",
        "\u00a0",
        "é",
        "&amp;",
        "&lt;b&gt;",
        "&#x27;",
        "⟦",
        "data-x",
        " data-",
        "<br>",
        "Δ  Δ",
    ]
)
TAGS = st.sampled_from(
    [
        ("<p>", "</p>"),
        ('<a class="x" href="../a%20b.html#c&amp;d" title="t &gt; u">', "</a>"),
        ('<img src="p.png" alt="A > B" loading="lazy">', ""),
        ('<span class="tag" data-tag="place/water">', "</span>"),
        ("<details open>", "</details>"),
        ('<input type="checkbox" disabled checked value="1">', ""),
        ('<time datetime="2024-01-01">', "</time>"),
        ('<data value="3.4" data-entry="12" data-part="body.x">', "</data>"),
        ("<script>", "</script>"),
        ('<section data-prisma-live="">', "</section>"),
        ("<noscript>", "</noscript>"),
        ('<a href="b" alt="z" value="" src="c">', "</a>"),
        ("<BR/>", ""),
        ("<!-- note -->", ""),
    ]
)


def _inside(parts: list[tuple[tuple[str, str], str]]) -> str:
    opened = "".join(opening + words for (opening, _), words in parts)
    return opened + "".join(closing for (_, closing), _ in reversed(parts))


@given(st.lists(st.tuples(TAGS, st.lists(WORDS, max_size=5).map("".join)), max_size=6).map(_inside))
def test_both_readers_see_the_same_or_the_quick_one_passes(inside: str) -> None:
    quick = words_seen(inside)
    whole = see(f'<html><body><div><main lang="en" data-prisma-text>{inside}</main></div></body></html>').text
    assert quick in (whole, None)


def test_an_ordinary_page_is_read_by_the_quick_one() -> None:
    assert words_seen('<h1 id="a">A</h1>\n<p>See <a href="b.html">b &amp; c</a>.<br>\n<code>x</code></p>\n')


def test_silent_and_tied_parts_are_left_to_the_other() -> None:
    for inside in (
        "<script>x</script>",
        '<p data-entry="1" data-part="kind">x</p>',
        "<p data-prisma-live>x</p>",
    ):
        assert words_seen(inside) is None
