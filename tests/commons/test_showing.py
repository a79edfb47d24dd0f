"""A page as HTML: links that lead, words that explain themselves, nothing that harms."""

import pytest

from prisma_hub.commons import queries
from prisma_hub.commons.queries.showing import mark_terms
from prisma_hub.commons.types import PageInfo, Ref, Term
from prisma_hub.identity.types import ANYBODY

TERM = "---\nkind: term\nlang: en\naliases: [silts]\n---\n# Silt\n\nWhat rivers carry and lay down.\n"


def address(ref):
    return f"/at/{ref.space}/{ref.path}"


def shown(viewer, text, path="weir.md", space="public"):
    return queries.show(viewer, Ref(space, path), text, address, tag_address=lambda tag: f"/tag/{tag}")


def test_links_embeds_and_tags_have_addresses(write):
    write("soil/silt.md", "# Silt\n\n## How\n\nSlowly.")
    html = shown(
        ANYBODY, "[[silt#How|how]] #river [[gone]] ![[silt#How]] [[#Here]] [[#Gone]]\n\n## Here\n"
    ).html
    assert '<a href="/at/public/soil/silt.md#how">how</a>' in html
    assert 'href="/tag/river"' in html
    assert 'class="broken"' in html
    assert '<a href="#here">' in html


def test_a_page_shown_inside_another_is_shown_only_to_who_may_read_it(write, person):
    ana, eva = person("Ana"), person("Eva")
    write("secret.md", "Zimtstern.", by=ana, space=ana.ref)
    assert "Zimtstern" in shown(ana, "![[secret]]", space=ana.ref).html
    for viewer in (eva, ANYBODY):
        assert "Zimtstern" not in shown(viewer, "![[secret]] [[secret]]", space=ana.ref).html
        assert "secret.md" not in shown(viewer, "![[secret]]", space="public").html


def test_pages_one_may_not_read_are_not_named_where_a_link_could_mean_several(write, person):
    """A garden's links are found among the circles and the hub of its owner, whoever looks."""
    ana = person("Ana")
    write("a/zimt.md", "One.", by=ana, space="hub")
    write("b/zimt.md", "Another.", by=ana, space="hub")
    assert "a/zimt.md" in shown(ana, "[[zimt]]", space=ana.ref).html
    assert "a/zimt.md" not in shown(ANYBODY, "[[zimt]]", space=ana.ref).html


def test_a_word_of_the_glossary_is_explained_where_it_first_appears(write):
    write("silt.md", TERM)
    done = shown(ANYBODY, "---\nlang: en\n---\n# Silt here\n\n`silt` and [silt](x.md), then Silts and silt.")
    assert done.html.count('class="term"') == 1
    assert '<button type="button" class="term" popovertarget="term-0">Silts</button> and silt' in done.html
    assert [(each.info.title, each.meaning) for each in done.terms] == [
        ("Silt", "What rivers carry and lay down.")
    ]


def test_signs_written_as_html_are_no_words_of_the_glossary(write):
    write("amp.md", "---\nkind: term\naliases: [lt, quot, x27, 39]\nlang: en\n---\n# Amp\n\nA measure.\n")
    text = '---\nlang: en\n---\nAT&T < b, it\'s "so", one amp.\n'
    assert shown(ANYBODY, text).html == (
        '<p>AT&amp;T &lt; b, it\'s "so", one '
        '<button type="button" class="term" popovertarget="term-0">amp</button>.</p>\n'
    )


def test_a_term_does_not_explain_itself_nor_another_language(write):
    write("silt.md", TERM)
    assert shown(ANYBODY, TERM, path="silt.md").terms == ()
    assert shown(ANYBODY, "---\nlang: es\n---\nsilt").terms == ()


@pytest.mark.parametrize("name", ["<b>", "a&b", "(x)+", 'silt" onclick="x', "\\1"])
def test_names_of_terms_are_words_and_nothing_else(name):
    info = PageInfo(Ref("public", "t.md"), name, "", 1, "hub", "", 0)
    html = '<p title="silt <b>">one <a href="#">silt</a> two</p>'
    assert mark_terms(html, [Term(info, (name, "sil"), "m")]) == (html, ())


@pytest.mark.parametrize(
    "hurtful",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[[javascript:alert(1)]]",
        "![](javascript:alert(1))",
        "<a href='java\nscript:alert(1)'>x</a>",
        '<svg onload="alert(1)">',
        "<iframe srcdoc='<script>alert(1)</script>'>",
        '[[a" onmouseover="alert(1)]]',
        '```x" onload="alert(1)\n```',
        "<style>*{}</style><form action=/x><input formaction=/y>",
    ],
)
def test_what_would_hurt_a_reader_does_not_come_through(write, hurtful):
    html = shown(ANYBODY, hurtful).html.lower()
    for sign in ("<script", "onerror=", 'href="javascript', 'src="javascript', "<iframe", "<style", "<form"):
        assert sign not in html
    assert " onload=" not in html.replace("&quot;", "'").replace("x' onload=", "")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Under a Creative Commons licence.", 0),
        ("The Commons Free Licence.", 0),
        ("Commons are kept.", 1),
        ("It is so. The Commons are kept.", 1),
        ("Our commons, and Ana.", 1),
        ("Under a Creative Commons licence we keep a commons.", 1),
    ],
)
def test_a_word_in_a_name_is_not_explained(write, text, marked):
    write("commons.md", "---\nkind: term\nlang: en\n---\n# Commons\n\nWhat many use.")
    html = shown(ANYBODY, f"---\nlang: en\n---\n{text}\n").html
    assert html.count('class="term"') == marked


def test_a_link_whose_author_explains_its_words_says_so(write):
    write("weir.md", "# Weir")
    long = "A low dam across a river, over which the water goes on."
    said = shown(
        ANYBODY, f'<a href="weir" class="tooltip" title="{long}">a</a> [b](weir "{long}") [c](weir "Weir")'
    )
    assert said.html.count(f'<a class="explained" href="/at/public/weir.md" title="{long}">') == 2
    assert '<a href="/at/public/weir.md" title="Weir">c</a>' in said.html


def test_what_a_site_called_a_summary_or_an_alert_looks_like_one_and_nothing_else_does(write):
    said = shown(
        ANYBODY, '<div class="card summary bar">a</div><div class="alert x">b</div><p class="say">c</p>'
    )
    assert said.html.startswith('<div class="summary">a</div><div class="alert">b</div><p>c</p>')
