"""Private means private: a page that says so reaches no further, also where its properties do not parse."""

from __future__ import annotations

import json

import pytest

from prisma_hub.commons import actions
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.rules.marks import reach
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Refused
from prisma_hub.search import queries as search
from prisma_hub.search.types import Wish

UNREADABLE = {
    "a colon": "title: Diary: my own\nprivate: true",
    "a tab": "private: true\n\ttab: x",
    "a template": "private: true\ntemplate: {{title}}",
    "a reference": "private: true\ntitle: *x",
    "a list left open": "tags: [a, b\nprivate: true",
    "too long": "private: true\nx: " + "a" * 70_000,
    "too long, said at its end": "x: " + "a" * 70_000 + "\n\nprivate: true",
    "capitals": "title: a: b\nPRIVATE: Yes",
    "quotes": "title: a: b\n\"private\" : 'true'",
    "a list": "title: a: b\n- private: true",
    "further in": "title: a: b\n\t  private:\ttrue # for me",
    "no space": "title: a\nprivate:true",
    "an equals sign": "title: a: b\nprivate = true",
    "in brackets": "{title: *x, private: true}",
    "in the line below": "title: a: b\nprivate:\n  true",
    "Spanish": "title: a: b\nPrivado: sí",
    "French, accents apart": "title: a: b\nprive\u0301: oui",
    "wide letters": "title: a: b\nprivate： true",
    "among": "title: a: b\naudience: my family",
    "said twice": "private: true\nprivate: false",
    "said twice, the other way": "private: false\nprivate: true",
    "said twice, once in quotes": "private: true\n'private': no",
    "another word for it": "private: no\nconfidential: yes",
    "of Hugo": "params:\n  private: true",
}
TOML = '+++\ntitle = "Draft"\nprivate = true\n+++\nMine.\n'
PAGES = {name: f"---\n{lines}\n---\nMine.\n" for name, lines in UNREADABLE.items()} | {
    "lines of Windows": "---\r\nprivate: true\r\n---\r\nMine.\r\n",
    "lines of old computers": "---\rprivate: true\r---\rMine.\r",
    "never ends": "---\ntitle: x\n\nprivate: true\n",
    "never ends, with words": "---\nprivate: true\n\n# Diary\nMine.\n",
    "lines before it": "\n\ufeff ---\nprivate: true\n---\nMine.\n",
    "TOML": TOML,
    "TOML of its own": "+++\n[params]\nprivate = true\n+++\n",
    "TOML that does not parse": "+++\ntitle = Draft\nprivate = true\n+++\n",
    "TOML said twice": "+++\nprivate = true\nprivate = false\n+++\n",
    "TOML that never ends": "+++\nprivate = true\n",
    "JSON": '{"title": "Mine", "private": true}\nMine.\n',
    "JSON said twice": '{"private": true, "private": false}\nMine.\n',
    "JSON that does not parse": '{\n  "private": true,\n}\nMine.\n',
    "JSON, nested deep": '{"private": true, "x": ' + "[" * 20_000 + "]" * 20_000 + "}",
}
HOUSE = {
    "draft": "---\ntitle: a: b\ndraft: true\n---\n",
    "publish": "---\ntitle: a: b\npublish: no\n---\n",
    "audience": "---\ntitle: a: b\naudience: members\n---\n",
    "TOML draft": "+++\ndraft = true\n+++\n",
    "TOML publish": "+++\npublish = false\n+++\n",
    "JSON draft": json.dumps({"draft": True}),
}
ANYBODYS = {
    "no mark": "---\ntitle: Diary: my own\ntags: [private]\n---\nWords.",
    "says that it may": "---\ntitle: a: b\nprivate: no # really\ndraft: false\npublish: 'yes'\n---\nWords.",
    "in a remark": "---\ntitle: a: b\n# private: true\n---\nWords.",
    "in its words": "---\ntitle: a: b\n---\nprivate: true\n",
    "in the words of a plain page": "# A\n\nprivate: true\n",
    "in words after two rules": "---\nA sentence.\n---\nprivate: true\n",
    "after what never ends": "---\ntitle: x\n\nIt began at the weir.\nprivate: true\n",
    "in nested lists": "---\nplaces:\n- access: by boat\n- access: on foot\n---\nWords.",
    "TOML": "+++\nprivate = false\ndraft = false\n+++\nWords.",
    "JSON": '{"private": false}\nWords.',
    "a shortcode": "{{< private: true >}}\nWords.",
    "a sign PyYAML does not take": "---\npublish: true\ntitle: a\x07b\n---\nWords.",
    "empty": "---\nprivate:\n---\nWords.",
    "plus signs": "+++\nWords: plain.\n",
}


@pytest.mark.parametrize("name", PAGES)
def test_private_is_heard_however_it_is_written(name):
    assert reach(PAGES[name])[0] == "owner"


@pytest.mark.parametrize("name", HOUSE)
def test_so_is_what_stays_in_the_house(name):
    assert reach(HOUSE[name])[0] == "house"


@pytest.mark.parametrize("name", ANYBODYS)
def test_what_says_nothing_of_the_kind_may_go_anywhere(name):
    assert reach(ANYBODYS[name]) == ("anybody", "")


@pytest.mark.parametrize("name", PAGES)
def test_a_private_page_is_not_saved_where_others_read(write, name):
    for space in ("public", "hub"):
        with pytest.raises(Refused, match="reaches further"):
            write("a.md", PAGES[name], space=space)
    assert not PageRow.objects.exists()


@pytest.fixture
def vault(tmp_path):
    folder = tmp_path / "vault"
    folder.mkdir()
    for n, (name, text) in enumerate(PAGES.items()):
        (folder / f"{n} {name}.md").write_bytes(text.replace("Mine.", "Zimtstern.").encode())
    for n, text in enumerate(HOUSE.values()):
        (folder / f"house-{n}.md").write_text(text + "Zimtstern.")
    (folder / "plain.md").write_text("---\ntitle: Diary: my own\n---\nFor all.")
    (folder / "hugo.md").write_text("+++\ntitle = 'Plain'\n+++\nFor all.")
    return folder


def test_an_import_keeps_them_in_the_garden_of_who_brings_them(vault, steward):
    report = actions.import_vault(vault, into="public", by=steward)
    spaces = dict(PageRow.objects.values_list("path", "space"))
    assert {path for path, space in spaces.items() if space == "public"} == {"plain.md", "hugo.md"}
    assert {path for path, space in spaces.items() if space == "hub"} == {
        f"house-{n}.md" for n in range(len(HOUSE))
    }
    assert sum(space == steward.ref for space in spaces.values()) == len(PAGES)
    assert {each.path for each in report.narrowed} == spaces.keys() - {"plain.md", "hugo.md"}
    assert search.search(ANYBODY, Wish("Zimtstern")).found == ()


def test_an_import_of_nobody_leaves_them_out_and_says_so(vault, hub):
    report = actions.import_vault(vault, into="public", by=None)
    assert set(PageRow.objects.filter(space="public").values_list("path", flat=True)) == {
        "plain.md",
        "hugo.md",
    }
    said = {each.path: each.why for each in report.left_out}
    assert len(said) == len(PAGES) and all("garden" in why for why in said.values())


def test_the_report_names_what_is_kept_as_text(tmp_path, steward):
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "hugo.md").write_text("+++\ntitle = 'Plain'\n+++\nFor all.")
    (folder / "json.md").write_text('{"title": "Plain"}\nFor all.')
    (folder / "long.md").write_text("---\nx: " + "a" * 70_000 + "\n---\nFor all.")
    (folder / "rule.md").write_text("---\nA rule.\n")
    report = actions.import_vault(folder, into="public", by=steward)
    told = {each.path: each.why.partition(":")[0] for each in report.unreadable_front_matter}
    assert told == {
        "hugo.md": "The properties are TOML (+++)",
        "json.md": "The properties are JSON",
        "long.md": "The properties are longer than a hub reads.",
    }
