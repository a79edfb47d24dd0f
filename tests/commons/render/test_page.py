from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.render.types import Heading, Link, Passage


def test_a_page_says_what_an_index_wants_to_know() -> None:
    page = read_page(
        "es/glosario/lugar.md",
        "---\naliases: [Sitio, El Lugar]\ntags: [glosario, Tierra/agua]\n"
        "translation_of: '[[glossary/Place]]'\n---\n"
        "# Lugar\n\nDonde [[Raíz|echamos raíces]]. Más. #tierra/agua #nuevo\n\n## Ejemplo\n\nUn río. ^rio\n",
    )
    assert (page.title, page.title_from) == ("Lugar", "heading")
    assert page.lang == "es"
    assert page.translation_of == "glossary/Place"
    assert page.aliases == ("Sitio", "El Lugar")
    assert page.tags == ("glosario", "Tierra/agua", "nuevo")
    assert page.headings == (Heading(1, "Lugar", "lugar"), Heading(2, "Ejemplo", "ejemplo"))
    assert page.block_ids == ("rio",)
    assert page.description == "Donde echamos raíces. Más. #tierra/agua #nuevo"
    assert page.passages == (
        Passage("lugar", "Lugar", "Donde echamos raíces. Más. #tierra/agua #nuevo"),
        Passage("ejemplo", "Ejemplo", "Un río."),
    )
    assert page.links[0] == Link(
        "es/glosario/lugar.md", "Raíz", "echamos raíces", "wikilink", 0, "Donde echamos raíces."
    )


def test_the_title_comes_from_properties_then_heading_then_file_name() -> None:
    assert read_page("a/B c.md", "---\ntitle: T\n---\n# H").title == "T"
    assert read_page("a/B c.md", "# H").title == "H"
    assert read_page("a/B c.md", "words").title == "B c"


def test_a_title_shows_and_turns_nothing_around() -> None:
    unseen = read_page("a/weir.md", '---\ntitle: "\\u200b\\u2060"\n---\n# \u00ad\n')
    assert (unseen.title, unseen.title_from) == ("weir", "file name")
    assert read_page("p.md", '---\ntitle: "\\u202Egnp.exe \\u2067x"\n---\n').title == "gnp.exe x"
    assert read_page("p.md", f"# {'T' * 400}\n").title == "T" * 299 + "…"


def test_links_of_every_writing_are_found() -> None:
    page = read_page(
        "p.md",
        "---\nrelated: ['[[Fourth]]']\n---\n"
        '[[One#Part]] [two](Two.md "t") ![[Three.png|300]] <a href="Five.html">five</a> https://e.org/x.\n',
    )
    assert [(link.target, link.label, link.kind) for link in page.links] == [
        ("One#Part", "One > Part", "wikilink"),
        ("Two.md", "two", "link"),
        ("Three.png", "", "embed"),
        ("Five.html", "five", "link"),
        ("https://e.org/x", "https://e.org/x", "link"),
        ("Fourth", "Fourth", "wikilink"),
    ]


def test_code_and_comments_hold_no_links_or_tags() -> None:
    code = "`[[a]] #b`\n\n```\n[[c]] %%\n```\n\n"
    page = read_page("p.md", code + "%% [[d]] #e\n\n[[f]] %%\n\n[[g]] `%%` [[h]]\n")
    assert [link.target for link in page.links] == ["g", "h"]
    assert page.tags == ()


def test_a_protocol_block_is_handed_over_as_written() -> None:
    page = read_page("p.md", "---\nprotocol: true\n---\n\n```yaml protocol\nkind: form\nfields: []\n```\n")
    assert page.protocol_blocks == ("kind: form\nfields: []\n",)


def test_unknown_components_are_named() -> None:
    text = 'import X from "x"\n\n<Card n={{a: ">"}}>\n\n**in**\n\n</Card>'
    text += " <Tabs.Item/> `<Code/>` {/* gone */}\n"
    page = read_page("p.mdx", text)
    assert page.components == ("Card", "Tabs.Item")
    assert page.passages == (Passage("", "", "in\n<Code/>"),)


def test_anchors_are_unique_and_stable() -> None:
    page = read_page("p.md", "# Ein Ziel!\n# Ein Ziel\n# Own {#mine .big}\n# ???\n# a b^c ^blk\n")
    assert [(h.text, h.anchor) for h in page.headings] == [
        ("Ein Ziel!", "ein-ziel"),
        ("Ein Ziel", "ein-ziel-1"),
        ("Own", "mine"),
        ("???", "section"),
        ("a b^c", "a-bc"),
    ]
    assert page.anchors == ("ein-ziel", "ein-ziel-1", "mine", "section", "a-bc", "^blk", "own")


def test_bytes_that_are_no_text_are_replaced_and_the_rest_is_kept() -> None:
    assert decode(b"caf\xc3\xa9 \xff end") == "café � end"
    assert decode("\ufeffBOM".encode()) == "BOM"
    assert decode("zwei".encode("utf-16")) == "zwei"
    assert read_page("p.md", "a\x00b \ud800 c").passages == (Passage("", "", "a�b ? c"),)


def test_a_title_read_alone_is_the_title_of_the_page() -> None:
    from prisma_hub.commons.render.parse import read_title

    texts = ["# Head\n", "---\ntitle: Said\n---\n# Head\n", "---\ntitle: [a]\n---\n# Head\n", "words", ""]
    texts += [
        "---\ntitle: 7\n---\n",
        "---\ntitle: {broken\n---\n# Head\n",
        "\ufeff---\r\ntitle: Said \r\n---\r\n",
    ]
    for text in texts:
        assert read_title("a/b c.md", text) == read_page("a/b c.md", text).title
