"""Whatever a page holds, the HTML it becomes cannot act: judged by a list of its own."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.commons.render.given import html

from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.types import Link, Media, Page, Resolved


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


HARMLESS = _names(
    "a abbr article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details "
    "dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd li mark "
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace "
    "msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover nav none ol p pre q rp rt "
    "ruby s samp section small source span strong sub summary sup table tbody td tfoot th thead time tr "
    "u ul var video wbr "
)
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "xlink:href",
    "srcset",
    "cite",
    "background",
}


class Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HARMLESS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            plain = re.sub(r"[\x00-\x20]+", "", value or "").lower()
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.wrong.append(f"{tag} {name}")
            # A scheme as browsers read it (URL Standard, 4.4).
            scheme = re.match(r"[a-z][a-z0-9+.-]*:", plain)
            if name in ADDRESSES and scheme and scheme[0] not in ("http:", "https:", "mailto:", "tel:"):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("instruction")


def wrongs(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.wrong


def as_itself(page: Page) -> str:
    """Every link goes where it says, every embed is a picture of that name."""

    def resolve(link: Link) -> Resolved:
        return Resolved(link.target)

    def embed(link: Link) -> Media:
        return Media(link.target, "image")

    return render(page, resolve, embed, tag_href=lambda name: f"/tags/{name}").html


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//e.org/x.js></SCRIPT>",
    "<script>alert(1)//",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror\n=\nalert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<svg onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=' &#x6A;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](<java\\script:alert(1)>)",
    "[x](vbscript:x) ![x](javascript:alert(1)) <javascript:alert(1)>",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "[[javascript:alert(1)|x]] ![[javascript:alert(1)]]",
    "[[javascript://%0aalert(1)]]",
    "[x](x \"t' onmouseover='alert(1)\")",
    '![a" onerror="alert(1)](x.png)',
    '![a](x.png" onerror="alert(1))',
    '```x" onclick="alert(1)\ncode\n```',
    "```html\n<script>alert(1)</script>\n```",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    '# x {#a"onclick="b}',
    "# <img src=x onerror=alert(1)>",
    '> [!note" onclick="x]- <script>x</script>\n> y',
    "#tag\"onclick=x [^a\"b]\n\n[^a\"b]: <script>x</script>",
    r"$\text{<script>alert(1)</script>}$ $\href{javascript:alert(1)}{x}$ $\style{color:red}{x}$",
    r"$$\class{x}{\text{<img src=x onerror=alert(1)>}}$$",
    "<iframe src='https://e.org'></iframe><object data=x></object><embed src=x><base href=//e.org>",
    "<form action=x><button formaction=javascript:x>go</button><input name=x autofocus onfocus=x></form>",
    "<div style='background:url(javascript:x)'>x</div><style>@import '//e.org'</style>",
    "<meta http-equiv=refresh content='0;url=//e.org'><link rel=stylesheet href=//e.org/x.css>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]><?php <script>alert(1)</script> ?>",
    "<video poster=javascript:x src=x onplay=x></video><source srcset=javascript:x>",
    "&#xfdd0;&#xfdd1;<b>&#xfdd1;",
    "---\ntitle: '<script>'\nx: [<script>alert(1)</script>\n---\n",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", ["page.md", "page.mdx"])
def test_known_attacks_come_to_nothing(attack: str, path: str) -> None:
    for text in (attack, f"# a\n\n> - {attack}\n\n<b>raw</b>", f"| {attack} |\n|--|\n| x |"):
        assert wrongs(as_itself(read_page(path, text))) == []


FRAGMENTS = st.sampled_from(
    [
        *ATTACKS,
        *"<>\"'&`*_[]()!#|$%=~^:{}\\/ -+.1ax",
        "\n",
        "\n\n",
        "\n> ",
        "\n- ",
        "\n    ",
        "[[",
        "]]",
        "![[",
        "%%",
        "==",
        "$$",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<a href=",
        "<p title='",
        "<!--",
        "-->",
        "```",
        "~~~",
        "[^1]",
        "[^1]: ",
        "> [!tip]- ",
        "|a|\n|-|\n",
        "{:toc}",
        "https://e.org",
        "a@b.cd",
        "\r",
        "\t",
        "\x00",
        "\u2028",
        "é",
        "\ufdd0",
        "\ufdd1",
        "\ud800",
        "<?",
        "<svg>",
    ]
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=5), max_size=25).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["p.md", "p.mdx"]))
def test_no_text_becomes_anything_that_acts(text: str, path: str) -> None:
    assert wrongs(as_itself(read_page(path, text))) == []


def test_harmless_raw_html_stays() -> None:
    raw = '<div class="card" id="here" onclick="x()">a <b title="t">b</b> <kbd>c</kbd></div>'
    assert html(raw) == '<div id="here">a <b title="t">b</b> <kbd>c</kbd></div>'


def test_tags_left_open_do_not_swallow_the_page() -> None:
    for tag in ("textarea", "style", "title", "noscript", "xmp", "plaintext", "select", "svg", "math"):
        assert html(f"a <{tag}> b\n\n*c*") == "<p>a  b</p>\n<p><em>c</em></p>\n"


def test_a_tag_left_open_ends_with_its_page() -> None:
    page = html("<div><b>open\n\n![[other]]\n\nafter", other="<section>inner")
    assert page.count("<div") == page.count("</div>")
    assert page.count("<section") == page.count("</section>")


def test_an_inline_tag_left_open_ends_with_its_paragraph() -> None:
    assert html('a <a href="https://e.org">b <i>c\n\nafter\n') == (
        '<p>a <a class="external" rel="external noopener nofollow" href="https://e.org">b <i>c</i></a></p>\n'
        "<p>after</p>\n"
    )


def test_a_tag_that_never_ends_is_shown_as_words() -> None:
    assert html("<div class\nfoo\n\n*bar* <b>baz</b>\n") == (
        "&lt;div class\nfoo\n<p><em>bar</em> <b>baz</b></p>\n"
    )


def test_instructions_and_character_data_are_left_out_whole() -> None:
    assert html("a <?php if ($x > 1) echo 1; ?> b <![CDATA[>&<]]> c\n") == "<p>a  b  c</p>\n"
