"""Links as Jekyll, Hugo and Docusaurus write them, in pages brought from there."""

import pytest
from tests.commons.render.given import Vault, html

from prisma_hub.commons.render.conventions import plain_links
from prisma_hub.commons.render.notices import as_callouts


@pytest.mark.parametrize(
    "written",
    [
        "[a]({% link notes/weir.md %})",
        "[a]({%- link notes/weir.md -%})",
        "[a]({% post_url weir %})",
        '[a]({{< ref "weir.md" >}})',
        '[a]({{% relref "notes/weir" %}})',
        "[a]({{ site.baseurl }}/notes/weir.html)",
        "[a](/old/place/)",
        "[a](/docs/weir)",
        "[a](/was/here)",
    ],
)
def test_addresses_of_generators_lead_to_the_page(written: str) -> None:
    front = "---\npermalink: /old/place/\nslug: /docs/weir\nredirect_from: [/was/here]\n---\n"
    vault = Vault({"p.md": written, "notes/weir.md": front})
    assert vault.render("p.md").html == '<p><a href="notes/weir.md">a</a></p>\n'


def test_a_fragment_and_a_figure_come_along() -> None:
    assert html('[a]({{< ref "weir" >}}#how)', weir="# How") == '<p><a href="weir.md#how">a</a></p>\n'
    assert plain_links('{{< figure src="/a b.png" alt="x [y]" >}}') == "![x y](</a b.png>)"


def test_what_else_they_write_stays_as_written() -> None:
    for text in ("`[a]` {{ page.title }} {% include x.html %}", "{{< youtube abc >}}", "{{< figure >}} ]({{"):
        assert plain_links(text) == text


def test_where_a_page_stood_is_no_word_of_a_text() -> None:
    vault = Vault({"a.md": "---\npermalink: /about/\n---\n# All of us"})
    assert vault.index.spoken.meant_by("about") == []
    assert vault.index.spoken.meant_by("all of us") == ["a.md"]


def test_notices_of_mkdocs_and_docusaurus_are_callouts() -> None:
    assert html('!!! warning "Mind *this*"\n    One.\n\n    - two\n\nAfter.\n') == (
        '<aside class="callout callout-warning"><p class="callout-title">Mind <em>this</em></p>\n'
        '<div class="callout-body">\n<p>One.</p>\n<ul>\n<li>two</li>\n</ul>\n</div></aside>\n<p>After.</p>\n'
    )
    folded = html("???+ tip\n    Open.\n")
    assert folded.startswith('<details class="callout callout-tip" open><summary class="callout-title">Tip<')
    fenced = html(":::danger[Deep]\n\nWater.\n\n:::\nAfter.\n")
    assert fenced.startswith('<aside class="callout callout-danger"><p class="callout-title">Deep</p>')
    assert fenced.endswith("<p>Water.</p>\n</div></aside>\n<p>After.</p>\n")


def test_what_only_looks_like_a_notice_stays() -> None:
    for text in ("```\n!!! note\n    x\n```", ":::note\nnever ended", "Wow!!! note", "!!! ", ":::\n"):
        assert as_callouts(text) == text
