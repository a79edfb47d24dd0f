"""What pages say to the program that made their site: no reader sees it, and nothing of the text goes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.commons.render.given import html

from prisma_hub.commons.render.directions import follow_directions
from prisma_hub.commons.render.parse import read_page


@pytest.mark.parametrize(
    "line",
    [
        "{% include nav.html %}", "  {%- include nav.html title=\"a\" -%}  ", "{% if page.x %}{% endif %}",
        "{% raw %}", "{% endraw %}", "{% for each in site.pages %}", "{% endfor %}", "{{< /tabs >}}",
        "{% comment %} not for you {% endcomment %}", "{% comment %}\nnot for you\n{% endcomment %}",
    ],
)  # fmt: skip
def test_a_direction_on_its_own_line_is_not_read_out(line: str) -> None:
    assert html(f"One.\n\n{line}\n\nTwo.\n") == "<p>One.</p>\n<p>Two.</p>\n"


@pytest.mark.parametrize("mark", ["[TOC]", "[[_TOC_]]", "[[toc]]", "{{< toc >}}", "{% toc %}"])
def test_where_contents_were_to_stand_they_stand_once(mark: str) -> None:
    said = html(f"Before.\n{mark}\n* a list\n\n## One\n\n{mark}\n\nTwo.\n")
    assert said == (
        '<p>Before.</p>\n<nav class="contents"><ul><li><a href="#one">One</a></li></ul></nav>\n'
        '<ul>\n<li>a list</li>\n</ul>\n<h2 id="one">One</h2>\n<p>Two.</p>\n'
    )


def test_highlighted_code_is_code() -> None:
    assert html("{% highlight text linenos %}\n{% include x %}\n**a**\n{% endhighlight %}\nAfter.\n") == (
        '<pre><code class="language-text">{% include x %}\n**a**\n</code></pre>\n<p>After.</p>\n'
    )


@pytest.mark.parametrize(
    ("opens", "ends", "kind"),
    [
        ("{{< hint warning >}}", "{{< /hint >}}", "warning"),
        ("{{% notice tip %}}", "{{% /notice %}}", "tip"),
        ('{{< callout type="info" >}}', "{{< /callout >}}", "info"),
        ("{{< alert >}}", "{{< /alert >}}", "note"),
        ("{{< danger >}}", "{{< /danger >}}", "danger"),
    ],
)
def test_notices_of_hugo_are_callouts(opens: str, ends: str, kind: str) -> None:
    said = html(f"{opens}\nMind.\n{ends}\nAfter.\n")
    assert said.startswith(f'<aside class="callout callout-{kind}">')
    assert said.endswith("<p>Mind.</p>\n</div></aside>\n<p>After.</p>\n")


def test_a_part_only_their_program_can_make_is_named_and_told_by_an_import() -> None:
    page = read_page("a.md", "{{< youtube abc >}}\n")
    assert page.components == ("youtube",)
    assert html("{{< youtube abc >}}\n") == (
        '<p><span class="notice component">A part this hub does not know how to show: youtube</span></p>\n'
    )


def test_what_a_page_says_of_itself_is_filled_in() -> None:
    said = html(
        "---\ntitle: Weir\nn: 3\nwho: {}\n---\n{{ page.title }} {{page.n}} {{ page.who }} {{ page.none }}\n"
    )
    assert said == "<p>Weir 3 {{ page.who }} {{ page.none }}</p>\n"


def test_html_that_holds_markdown_holds_it() -> None:
    assert html('<div markdown="1" class="alert alert-info">\n**Mind**\n</div>\nAfter.\n') == (
        '<div class="alert">\n<p><strong>Mind</strong></p>\n</div>\n<p>After.</p>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "```\n{% include x %}\n[TOC]\n{{< hint >}}\n```", "~~~\n{{ page.title }}\n~~~\n",
        "Write {% include x %} in a line.", "`{{ page.title }}`",
        "{% tabs %}\n", "[toc](weir.md)", "{{title}}",
        "100 %} {", "<div>\n*a*\n</div>",
    ],
)  # fmt: skip
def test_code_and_what_only_looks_like_a_direction_stay(text: str) -> None:
    assert follow_directions(text, {"title": "Weir"}) == (text, [])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["{% include x %}", "{% comment %}", "{% endcomment %}", "{% highlight c %}",
             "{% endhighlight %}",
             "{{< hint >}}", "{{< /hint >}}", "```", "[TOC]", "<div markdown>", "</div>", "{{ page.a }}",
             "{%" * 50,
             "{{<" * 50, "{% raw %}" * 30, "word", ""]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_whatever_stands_there_a_page_is_read_and_its_words_stay(lines: list[str]) -> None:
    page = read_page("a.md", "\n".join(lines))
    if not any("comment" in each for each in lines):
        assert "".join(str(each) for each in page.body.pieces).count("word") >= lines.count("word")
