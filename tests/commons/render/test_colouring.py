"""Code in colours: the same words in the same order, whatever stands in it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.commons.render.given import html

from prisma_hub.commons.render.colouring import LONGEST, coloured
from prisma_hub.commons.render.languages import LANGUAGES

SIGNS = (
    '"', "'", "`", '"""', "'''", "\\", "\\\n", "#", "//", "/*", "*/", "--", "--[[", "{-", "<!--", "<a ", "='",
    '="', "</", ">", "$", "${", "%", "@", "[", "{", "\n", "\n ", "\n[", "\n+", "\n-", "a: ", "a=", "0x1", ".",
    "if ", "&amp;", " ", "é", "\ufdd0",
)  # fmt: skip
ONE_OF_EACH = sorted({id(found): name for name, found in LANGUAGES.items()}.values())


@pytest.mark.parametrize(
    ("language", "code", "parts"),
    [
        ("python", 'def f(a="x"): return 0x1F  # why', ["k:def", 's:"x"', "k:return", "n:0x1F", "c:# why"]),
        ("ts", "let a = `b ${c}` // d", ["k:let", "s:`b ${c}`", "c:// d"]),
        ("rust", "fn main() { 'a' /* b */ }", ["k:fn", "s:'a'", "c:/* b */"]),
        ("sh", 'echo "$x" $HOME # y', ["k:echo", 's:"$x"', "k:$HOME", "c:# y"]),
        ("sql", "SELECT a FROM b -- c", ["k:SELECT", "k:FROM", "c:-- c"]),
        ("json", '{"a": [1, "b", null]}', ['k:"a"', "n:1", 's:"b"', "k:null"]),
        ("yaml", "a: 'b'\n- c: 2 # d", ["k:a", "s:'b'", "k:- c", "n:2", "c:# d"]),
        ("toml", "[a]\nb = 2.5", ["k:[a]", "k:b", "n:2.5"]),
        ("html", '<a href="x">"y"</a>', ["k:<a", 's:"x"', "k:>", "k:</a", "k:>"]),
        ("css", "a { color: red } /* b */", ["k:color", "c:/* b */"]),
        ("diff", "@@ 1\n+a\n-b\n c", ["c:@@ 1", "i:+a", "d:-b"]),
        ("tex", r"\frac{a} % b", [r"k:\frac", "n:{", "n:}", "c:% b"]),
        ("lua", "local a -- b", ["k:local", "c:-- b"]),
        ("ruby", "def a; nil; end", ["k:def", "k:nil", "k:end"]),
    ],
)  # fmt: skip
def test_what_is_coloured(language: str, code: str, parts: list[str]) -> None:
    found = re.findall(r'<span class="(.)">(.*?)</span>', coloured(code, language), re.DOTALL)
    assert [f"{kind}:{unescape(words)}" for kind, words in found] == parts


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SIGNS) | st.text(max_size=4), max_size=30).map("".join))
@pytest.mark.parametrize("language", ONE_OF_EACH)
def test_no_sign_is_lost_and_none_acts(language: str, code: str) -> None:
    html = coloured(code, language)
    bare = re.sub(r'<span class="[csnkid]">|</span>', "", html)
    assert "<" not in bare
    assert unescape(bare) == unescape(code.replace("&", "&amp;"))


@pytest.mark.parametrize("language", ONE_OF_EACH)
def test_code_made_to_hurt_is_coloured(language: str) -> None:
    for sign in SIGNS:
        code = (sign * LONGEST)[: LONGEST - 1]
        assert len(coloured(code, language)) >= len(code)


def test_unknown_languages_and_very_long_blocks_stay_plain() -> None:
    assert coloured("<if> 1", "unheard-of") == "&lt;if&gt; 1"
    assert coloured("1\n" * LONGEST, "python") == "1\n" * LONGEST


def test_colours_survive_the_cleaning_of_raw_html() -> None:
    assert html("<b>raw</b>\n\n```js\nlet x\n```\n").endswith(
        '<pre><code class="language-js"><span class="k">let</span> x\n</code></pre>\n'
    )
