from tests.commons.render.given import Vault, html

from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.parse import read_page


def test_wikilinks_in_every_form() -> None:
    text = "[[other]] [[other|said **so**]] [[other#Part]] [[#Here]] [[other#^b]]\n\n# Here\n"
    assert html(text, other="## Part\n\nx ^b") == (
        '<p><a href="other.md">other</a> <a href="other.md">said <strong>so</strong></a> '
        '<a href="other.md#part">other &gt; Part</a> <a href="#here">Here</a> '
        '<a href="other.md#^b">other</a></p>\n'
        '<h1 id="here">Here</h1>\n'
    )


def test_a_broken_link_is_seen_as_such() -> None:
    vault = Vault({"lost.md": "---\nlang: es\n---\n[[nowhere]]"})
    rendered = vault.render("lost.md")
    assert rendered.html == (
        '<p><a class="broken" role="link" aria-disabled="true" '
        'title="No se encontró ninguna página con este nombre">nowhere</a></p>\n'
    )
    assert [link.target for link in rendered.broken] == ["nowhere"]


def test_links_in_tables_keep_their_bar() -> None:
    assert html("|a|\n|:-:|\n|[[other\\|said]] ![[p.png\\|30]]|\n", other="") == (
        '<div class="table-scroll" role="region" tabindex="0" aria-label="Table"><table>\n'
        '<thead><tr><th scope="col" align="center">a</th></tr></thead>\n<tbody>\n'
        '<tr><td align="center"><a href="other.md">said</a> '
        '<span class="embed-missing" title="This file was not found">p.png</span></td></tr>\n'
        "</tbody></table></div>\n"
    )


def test_pages_sections_and_blocks_are_embedded() -> None:
    pages = {
        "a.md": "![[b]]\n\n![[b#Two]]\n\n![[b#^x]]\n",
        "b.md": "# One\n\nfirst ^x\n\n## Two\n\nsecond\n\n# Three\n",
    }
    title = '<section class="embed"><p class="embed-title">'
    rendered = Vault(pages).render("a.md")
    assert rendered.html == (
        f'{title}<a href="b.md">One</a></p>\n<h1 id="e1-one">One</h1>\n<p id="e1-^x">first</p>\n'
        '<h2 id="e1-two">Two</h2>\n<p>second</p>\n<h1 id="e1-three">Three</h1>\n</section>\n'
        f'{title}<a href="b.md#two">One</a></p>\n<h2 id="e2-two">Two</h2>\n<p>second</p>\n</section>\n'
        f'{title}<a href="b.md#^x">One</a></p>\n<p id="e3-^x">first</p>\n</section>\n'
    )
    assert rendered.embedded == ("b.md",)


def test_pages_that_embed_each_other_stop() -> None:
    rendered = Vault({"a.md": "![[b]]", "b.md": "![[a]]"}).render("a.md")
    assert rendered.html == (
        '<section class="embed"><p class="embed-title"><a href="b.md">b</a></p>\n'
        '<p class="embed-missing" title="This page is already shown above"><a href="a.md">a</a></p>\n'
        "</section>\n"
    )


def test_embeds_end_four_deep() -> None:
    chain = {f"p{n}.md": f"![[p{n + 1}]]" for n in range(9)} | {"p9.md": "end"}
    rendered = Vault(chain).render("p0.md")
    assert rendered.html.count('<section class="embed">') == 4
    assert rendered.html.count('<a href="p5.md">p5</a>') == 1


def test_media_show_with_their_words() -> None:
    vault = Vault(
        {"a.md": "![A *tree*|30x40](t.png 'T') ![[s.mp3]] ![[v.webm]] ![[d.pdf]]"}, ("t.png", "x/s.mp3")
    )
    assert vault.render("a.md").html == (
        '<p><img class="embed-picture" src="/files/t.png" alt="A tree" width="30" height="40" title="T" '
        'loading="lazy" decoding="async"> <audio controls preload="none" src="/files/s.mp3">'
        '<a href="/files/s.mp3">s.mp3</a></audio> '
        '<span class="embed-missing" title="This file was not found">v.webm</span> '
        '<span class="embed-missing" title="This file was not found">d.pdf</span></p>\n'
    )


def test_callouts_open_fold_and_nest() -> None:
    assert html("> [!Tip]- Try *this*\n> body\n>> [!faq]\n>> inner\n\n> [!note]+\n> x") == (
        '<details class="callout callout-tip"><summary class="callout-title">Try <em>this</em></summary>\n'
        '<div class="callout-body">\n<p>body</p>\n'
        '<aside class="callout callout-question"><p class="callout-title">Question</p>\n'
        '<div class="callout-body">\n<p>inner</p>\n</div></aside>\n</div></details>\n'
        '<details class="callout callout-note" open><summary class="callout-title">Note</summary>\n'
        '<div class="callout-body">\n<p>x</p>\n</div></details>\n'
    )


def test_callouts_speak_the_language_of_their_page() -> None:
    assert "Atención" in html("> [!warning]\n> x", path="es/p.md")
    assert ">Our own</p>" in html("> [!our-own]\n> x", path="es/p.md")


def test_prices_are_money_and_formulas_are_formulas() -> None:
    for money in (
        "$10 to $20",
        "US$30 or 40$",
        "$5 and 6$",
        "a $ b $ c",
        "$20,000 und $30,000",
        "R$5 e R$6",
        "$$",
    ):
        assert "<math" not in html(money), money
    assert html("$x^2$ for $10 `$a$`") == (
        '<p><math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math> for $10 '
        "<code>$a$</code></p>\n"
    )
    assert '<math display="block">' in html("$$\na+b\n$$")
    assert '<mo accent="true">‾</mo>' in html(r"$\overline{AB}$")
    assert html("$a_b_c$") == '<p><code class="math">a_b_c</code></p>\n'


def test_a_price_hides_no_link() -> None:
    assert html("US$30 for [[other]] or 40$", other="") == (
        '<p>US$30 for <a href="other.md">other</a> or 40$</p>\n'
    )


def test_highlights_tags_and_bare_addresses() -> None:
    assert html("==a *b* c== a == b, x==y #tag/in #12 a#b (see https://e.org/a_b).") == (
        '<p><mark>a <em>b</em> c</mark> a == b, x==y <span class="tag" data-tag="tag/in">#tag/in</span> #12 '
        'a#b (see <a class="external" rel="external noopener nofollow" href="https://e.org/a_b">'
        "https://e.org/a_b</a>).</p>\n"
    )


def test_tags_lead_to_their_list() -> None:
    page = read_page("p.md", "#a/b")
    rendered = render(page, lambda _: None, lambda _: None, tag_href=lambda name: f"/tags/{name}")
    assert rendered.html == '<p><a class="tag" data-tag="a/b" href="/tags/a/b">#a/b</a></p>\n'


def test_comments_are_left_out_and_code_is_left_alone() -> None:
    assert html("a %%b\n\n[[c]]%% d `%%e%%`\n\n```\n%%f%%\n```\n\n%%open") == (
        "<p>a  d <code>%%e%%</code></p>\n<pre><code>%%f%%\n</code></pre>\n<p>%%open</p>\n"
    )


def test_footnotes_come_at_the_end_once_each() -> None:
    assert html("b[^b] a[^a] b[^b] c[^c]\n\n[^a]: A [[other]]\n[^b]: B[^a]\n", other="") == (
        '<p>b<sup id="fnref-1"><a href="#fn-1">1</a></sup> a<sup id="fnref-2"><a href="#fn-2">2</a></sup> '
        'b<sup><a href="#fn-1">1</a></sup> c[^c]</p>\n'
        '<section class="footnotes" aria-label="Notes"><ol>\n'
        '<li id="fn-1"><p>B<sup><a href="#fn-2">2</a></sup></p>\n'
        '<a class="footnote-back" href="#fnref-1" aria-label="Back to the text">↩</a></li>\n'
        '<li id="fn-2"><p>A <a href="other.md">other</a></p>\n'
        '<a class="footnote-back" href="#fnref-2" aria-label="Back to the text">↩</a></li>\n</ol></section>\n'
    )


def test_notes_written_where_they_belong_come_at_the_end() -> None:
    assert html("a^[so *be* [[other]] it] b[^1] c\n\n    ^[code]\n\n[^1]: said\n\n```\n^[x]", other="") == (
        '<p>a<sup id="fnref-1"><a href="#fn-1">1</a></sup> b<sup id="fnref-2"><a href="#fn-2">2</a></sup> '
        "c</p>\n"
        "<pre><code>^[code]\n</code></pre>\n<pre><code>^[x]\n</code></pre>\n"
        '<section class="footnotes" aria-label="Notes"><ol>\n'
        '<li id="fn-1"><p>so <em>be</em> <a href="other.md">other</a> it</p>\n'
        '<a class="footnote-back" href="#fnref-1" aria-label="Back to the text">↩</a></li>\n'
        '<li id="fn-2"><p>said</p>\n'
        '<a class="footnote-back" href="#fnref-2" aria-label="Back to the text">↩</a></li>\n</ol></section>\n'
    )


def test_tasks_show_what_is_done() -> None:
    assert html("- [ ] a\n- [x] b ^b\n") == (
        '<ul>\n<li class="task"><input type="checkbox" disabled aria-label="to do"> a</li>\n'
        '<li class="task" id="^b"><input type="checkbox" disabled checked aria-label="done"> b</li>\n</ul>\n'
    )


def test_a_block_id_on_a_line_of_its_own_names_the_block_before() -> None:
    assert html("- a\n- b\n\n^list\n\n> q\n\n^q") == (
        '<ul id="^list">\n<li>a</li>\n<li>b</li>\n</ul>\n<blockquote id="^q">\n<p>q</p>\n</blockquote>\n'
    )


def test_code_keeps_its_language_and_diagrams_stay_readable() -> None:
    assert html(
        "```Python title=x\n<a>\n```\n\n```mermaid\na-->b\n```\n\n```yaml protocol\nkind: form\n```"
    ) == (
        '<pre><code class="language-python">&lt;a&gt;\n</code></pre>\n<pre class="mermaid">a--&gt;b\n</pre>\n'
        '<pre><code class="language-yaml protocol"><span class="k">kind</span>: form\n</code></pre>\n'
    )


def test_kramdown_attributes_do_no_harm() -> None:
    assert html("* toc\n{:toc}\n\n# A {#own}\n\nwords{: .x}\n{: .y}\n\n{::nomarkdown}\n") == (
        '<nav class="contents"><ul><li><a href="#own">A</a></li></ul></nav>\n'
        '<h1 id="own">A<a id="a"></a></h1>\n<p>words\n</p>\n'
    )


def test_components_become_a_visible_notice() -> None:
    assert html("<Card n={{a: 1}}>\n\n**in**\n\n</Card>\n", path="p.mdx") == (
        '<p><span class="notice component">A part this hub does not know how to show: Card</span></p>\n'
        "<p><strong>in</strong></p>\n"
    )


def test_raw_html_links_and_pictures_lead_where_markdown_ones_do() -> None:
    text = '<p>see <a href="other.html#entry-x" class="c" title="T">x</a> <img src="t.png" width="9"></p>'
    vault = Vault({"a.md": text, "other.md": '<dl><dt id="entry-x">X</dt></dl>'}, ("img/t.png",))
    assert vault.render("a.md").html == (
        '<p>see <a href="other.md#entry-x" title="T">x</a> <img class="embed-picture" '
        'src="/files/t.png" alt="" width="9" loading="lazy" decoding="async"></p>'
    )


def test_properties_that_cannot_be_read_are_shown_as_text() -> None:
    assert html("---\na: [\n---\n\n# T\n\n![[page#T]]") == (
        '<aside class="notice page-notice"><p>The properties of this page are kept as text, because '
        "they could not be read. The properties cannot be read in line 3: "
        "did not find expected node content.</p>\n"
        '<pre><code>a: [\n</code></pre></aside>\n<h1 id="t">T</h1>\n'
        '<section class="embed"><p class="embed-title"><a href="#t">T</a></p>\n<h1 id="e1-t">T</h1>\n'
        '<p class="embed-missing" title="This page is already shown above"><a href="#t">T</a></p>\n'
        "</section>\n"
    )
