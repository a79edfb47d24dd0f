from hypothesis import example, given, settings
from hypothesis import strategies as st

from prisma_hub.commons.render.mend import retarget
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.types import Link


def moved(link: Link) -> str | None:
    """`Old name` is called `new/Other name` now."""
    page = link.page.removesuffix(".md").replace("%20", " ")
    if page != "Old name":
        return None
    ending = ".md" if link.page.endswith(".md") else ""
    return f"new/Other name{ending}" + (f"#{link.fragment}" if link.fragment else "")


def test_every_manner_of_link_is_mended_in_its_manner() -> None:
    text = (
        "---\nrelated: '[[Old name]]'\n---\r\n"
        '[[Old name]] ![[Old name#Part|x]] [[Other]] [a **b** [c]](Old%20name.md#p "T") '
        "[d](<Old name.md>)\n\n"
        "|a|\n|-|\n|[[Old name\\|é]]|\n\n`[[Old name]]` US$3 [[Old name]] or 4$ %% [[Old name]] %%\n"
    )
    assert retarget("p.md", text, moved) == (
        "---\nrelated: '[[new/Other name]]'\n---\r\n"
        "[[new/Other name]] ![[new/Other name#Part|x]] [[Other]] "
        '[a **b** [c]](new/Other%20name.md#p "T") [d](<new/Other name.md>)\n\n'
        "|a|\n|-|\n|[[new/Other name\\|é]]|\n\n"
        "`[[Old name]]` US$3 [[new/Other name]] or 4$ %% [[new/Other name]] %%\n"
    )


PIECES = st.sampled_from(
    [
        "[[",
        "]]",
        "|",
        "![",
        "[a](",
        "b.md",
        ")",
        "[[x|y]]",
        "![[z#q]]",
        "[a](<b c>)",
        "(",
        "[",
        "]",
        " 'T'",
        "\\",
        "`",
        "\n",
        "\n\n",
        "é",
        "**",
        "<",
        ">",
        '"',
        " ",
        "[r]: /x\n",
        "[i](j(k)l)",
        "\r\n",
        "|a|\n|-|\n",
        '<a href="h">',
        "<img title='>' src='i'>",
        "</a>",
        "]({% link l.md %})",
    ]
)
TEXTS = st.lists(PIECES, max_size=20).map("".join)
WITH_MONEY = st.lists(PIECES | st.just("$"), max_size=20).map("".join)


@settings(max_examples=300, deadline=None)
@given(WITH_MONEY)
def test_a_page_without_a_change_stays_byte_for_byte(text: str) -> None:
    assert retarget("p.md", text, lambda link: link.target) == text
    assert retarget("p.md", text, lambda _: None) == text


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("![[[x|y]][[x|y]]]]")
def test_what_was_mended_leads_there_and_nothing_else_changed(text: str) -> None:
    asked: list[str] = []

    def change(link: Link) -> str:
        asked.append(link.target)
        return f"mended{len(asked)}"

    after = retarget("p.md", text, change)
    targets = [link.target for link in read_page("p.md", after).links]
    for number in range(1, len(asked) + 1):
        assert f"mended{number}" in after
        assert targets.count(f"mended{number}") <= 1
    assert len(targets) == len(read_page("p.md", text).links)


def test_links_in_html_and_in_the_words_of_generators_are_mended_too() -> None:
    text = (
        '<div class="x"><a href="Old%20name.md"\n title="a > b">x</a></div>\n\n'
        'é <a title="q>" href=\'Old name#p&amp;q\'>é</a> <img src="Old name.md"> <b href="Old name">\n'
        "[a]({% link Old name.md %}#p) [b]({{ site.baseurl }}/Old%20name.md#p) "
        '[c]({{< ref "Old name" >}})\n\n'
    )
    code = '`<a href="Old name">` `[a]({% link Old name.md %})`\n\n    [a]({% link Old name.md %})\n\n'
    code += '```\n<a href="Old name">[a]({% link Old name.md %})\n```\n'

    def rooted(link: Link) -> str | None:
        new = moved(Link(link.source, link.target.removeprefix("/").replace("%20", " "), "", link.kind, 0))
        return new and ("/" if link.target.startswith("/") else "") + new

    assert retarget("p.md", text + code, rooted) == (
        '<div class="x"><a href="new/Other%20name.md"\n title="a > b">x</a></div>\n\n'
        'é <a title="q>" href=\'new/Other%20name#p&amp;q\'>é</a> <img src="new/Other%20name.md"> '
        '<b href="Old name">\n'
        "[a]({% link new/Other name.md %}#p) [b]({{ site.baseurl }}/new/Other%20name.md#p) "
        '[c]({{< ref "new/Other name" >}})\n\n' + code
    )
