"""The published site: what it holds and what it does not; the same files whichever way they were reached."""

import json
import re
import shutil
import tracemalloc
import xml.etree.ElementTree as ET
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.commons import actions as commons
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.evidence import see
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.stories import actions, events
from prisma_hub.stories.site.places import Places
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.upkeep import catalogue
from tests.stories.sites import files, text

STORY = "stories/the-spring-above-the-mill"
ACCOUNT = f"{STORY}/account.en.html"


@pytest.fixture
def site(edition, tmp_path_factory) -> Path:
    """Of this test's own hub, to build again."""
    out = tmp_path_factory.mktemp("published") / "site"
    actions.build_site(out=out)
    return out


def test_a_story_shows_its_words_claims_and_what_bears_them(site):
    page = text(site, ACCOUNT)
    assert "It stopped in 1994." in page
    assert '<a class="claim" href="#note-1">gives water</a>' in page
    assert 'data-support="measured"' in page
    assert "Not yet supported" in page
    assert '<data value="3.4"' in page


def test_nothing_names_somebody_who_asked_not_to_be_named(site, spring):
    unnamed = [b"Evangelina", str(spring.eva.person).encode(), spring.eva.person.hex.encode()]
    unnamed += [b"Leocadio", b"Ruisenor", str(spring.leo.person).encode(), str(spring.rui.person).encode()]
    told = {
        path: name for path, data in files(site).items() for name in unnamed if name.lower() in data.lower()
    }
    assert told == {}
    assert b"In November my boots got wet." in b"".join(files(site).values())


def test_the_front_page_speaks_to_a_stranger(site):
    """Of the story and how it can be checked; the starter's welcome is for those who write here."""
    front = text(site, "index.html")
    assert "The spring above the mill</a></h3>" in front
    assert "In November my boots got wet" not in front  # a quote stands where it can be checked
    assert 'href="check.html"' in front
    assert "You need not take our word" in front
    assert "Change it until it sounds like" not in front


def test_every_address_in_it_is_relative_and_leads_to_a_file(site):
    wrong = []
    for path, data in files(site).items():
        if not path.endswith(".html"):
            continue
        for address in re.findall(r'(?:href|src)="([^"]*)"', data.decode()):
            target = address.partition("#")[0]
            if target and not ((site / path).parent / target).resolve().is_file():
                wrong.append((path, address))
    assert wrong == []


def test_building_again_writes_nothing_and_says_nothing(site):
    before, size = files(site), log.size()
    built = actions.build_site(out=site)
    assert (built.written, built.removed, log.size()) == (0, 0, size)
    assert files(site) == before


def test_pages_that_cannot_have_changed_are_not_drawn_again(site):
    actions.build_site(out=site)
    with CaptureQueriesContext(connection) as asked:
        actions.build_site(out=site)
    assert not [each["sql"] for each in asked if "commons_body" in each["sql"]]
    (site / "graph.html").write_text("Not ours.")
    with CaptureQueriesContext(connection) as asked:
        actions.build_site(out=site)
    assert [each["sql"] for each in asked if "commons_body" in each["sql"]]
    assert "Not ours." not in text(site, "graph.html")


def test_a_large_file_is_never_held_whole(edition, steward, tmp_path):
    size = 24_000_000
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "film.mp4").write_bytes(bytes(size))
    (vault / "seen.md").write_text("# Seen\n\n![[film.mp4]]\n")
    commons.import_vault(vault, into="public", by=steward, history=False)
    tracemalloc.start()
    try:
        for _ in range(2):
            actions.build_site(out=tmp_path / "site")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    listed = json.loads((tmp_path / "site/evidence/site.json").read_bytes())["files"]
    assert {row["path"]: row["sha256"] for row in listed}["files/film.mp4"] == sha256(bytes(size)).hexdigest()
    assert (tmp_path / "site/files/film.mp4").read_bytes() == bytes(size)
    assert most < size


def test_what_changed_is_written_and_the_whole_is_as_if_built_anew(site, steward, tmp_path):
    commons.write_page(
        by=steward, space="public", path="weir.md", text="# Leaky weir\n\nIt slows [[fish]].\n"
    )
    commons.write_page(by=steward, space="public", path="fish.md", text="# Fish\n")
    actions.build_site(out=site)
    commons.remove_page(by=steward, space="public", path="fish.md")
    built = actions.build_site(out=site)
    assert built.removed >= 1
    assert not (site / "pages/fish.html").exists()
    actions.build_site(out=tmp_path / "anew")
    assert files(site) == files(tmp_path / "anew")
    assert replay.differences() == []


def test_a_page_reads_on_to_the_next_of_its_folder_and_no_further(site, steward, visit):
    for name, title in {"a": "Walk & rest", "b": "Walk on"}.items():
        commons.write_page(by=steward, space="public", path=f"walk/{name}.md", text=f"# {title}\n")
    commons.write_page(by=steward, space="hub", path="walk/d.md", text="# Walk zimthidden\n")
    actions.build_site(out=site)
    first, last = text(site, "pages/walk/a.html"), text(site, "pages/walk/b.html")
    assert re.search(
        r'<a href="[^"]*pages/walk/b.html" rel="next">.*Read on.*<span>Walk on</span></a>', first
    )
    assert re.search(r'<a href="[^"]*pages/walk/a.html" rel="prev">.*<span>Walk &amp; rest</span></a>', last)
    assert 'rel="next"' not in last
    assert "zimthidden" not in last


def test_only_changed_pages_are_touched(site, steward):
    kept = (site / ACCOUNT).stat().st_mtime_ns
    commons.write_page(by=steward, space="public", path="weir.md", text="# Leaky weir\n")
    actions.build_site(out=site)
    assert (site / ACCOUNT).stat().st_mtime_ns == kept
    assert "Leaky weir" in text(site, "pages/weir.html")


def test_a_withdrawn_yes_takes_the_words_out_everywhere_and_marks_the_edition(site, spring, edition):
    from prisma_hub.stories import queries

    circles.share(by=spring.eva, seq=spring.boots.seq, spaces=["public", "hub"], quote="no")
    actions.build_site(out=site)
    whole = b"".join(files(site).values())
    assert b"boots" not in whole
    assert queries.edition(spring.rui, edition.id).changed


def test_words_taken_back_are_gone_from_the_next_build(site, spring):
    circles.withdraw(by=spring.ana, seq=spring.ran.seq, now=True)
    actions.build_site(out=site)
    whole = b"".join(files(site).values())
    assert b"It stopped in 1994." not in whole
    assert "Not yet supported" in text(site, f"{STORY}/glance.en.html")


def test_evidence_holds_the_parts_shown_and_not_one_more(site, spring, edition):
    import json

    shown = {}
    for line in text(site, "evidence/entries.jsonl").splitlines():
        row = json.loads(line)
        shown[json.loads(row["receipt"])["seq"]] = sorted(part[1] for part in row["disclosed"].values())
    built = next(entry.seq for entry in log.entries() if entry.kind == events.BUILT.name)
    assert shown == {
        0: ["body.name", "body.next", "kind"],
        spring.ran.seq: ["body.text.000", "body.text.001", "kind", "said"],  # a claim rests on it whole
        spring.boots.seq: ["body.text.000", "kind", "said"],
        spring.litres.seq: ["body.quantity", "body.text.000", "body.unit", "kind", "said"],
        edition.seq: ["body.content", "body.number", "body.story", "kind", "said"],
        built: ["body.files", "body.manifest", "body.space", "kind", "said"],
    }


def test_a_site_for_a_circle_says_so_and_the_public_one_has_nothing_of_it(site, steward, spring, tmp_path):
    circle = circles.open_circle(by=steward, title="Water")
    commons.write_page(by=steward, space=circle.space, path="inner.md", text="# Only we know: okapi\n")
    commons.write_page(by=steward, space="hub", path="house.md", text="# The house: quagga\n")
    actions.build_site(out=site)
    public = b"".join(files(site).values())
    assert b"okapi" not in public
    assert b"quagga" not in public
    inner = tmp_path / "inner"
    actions.build_site(out=inner, space=circle.space)
    assert b"okapi" in b"".join(files(inner).values())
    assert "not for everybody" in text(inner, "index.html")
    assert "its people chose to show to everybody" not in text(inner, "index.html")
    assert "said to those this copy was made for" in text(inner, "index.html")
    assert "its people chose to show to everybody" in text(site, "index.html")
    hub = tmp_path / "house"
    actions.build_site(out=hub, space="hub")
    assert b"quagga" in b"".join(files(hub).values())
    assert b"okapi" not in b"".join(files(hub).values())


def test_a_person_is_no_space_to_build_for(site, spring, tmp_path):
    with pytest.raises(Refused, match="no such space"):
        actions.build_site(out=tmp_path / "x", space=spring.ana.ref)


def test_a_folder_that_holds_something_else_is_left_alone(edition, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(Refused, match="not a site"):
        actions.build_site(out=tmp_path)
    assert files(tmp_path)["thesis.txt"] == b"mine"


def test_pictures_from_elsewhere_become_links(site, steward):
    commons.write_page(
        by=steward,
        space="public",
        path="far.md",
        text='# Far\n\n![A map](https://example.org/map.png)\n\n<img src="//example.org/x.png" alt="X">\n\n'
        '<audio src="https://example.org/a.ogg" controls></audio>\n',
    )
    actions.build_site(out=site)
    page = text(site, "pages/far.html")
    assert re.findall(r'<[^>]*\ssrc="(?!\.\./)[^"]*"', page) == []
    assert (
        '<a class="external" rel="external noopener nofollow" href="https://example.org/map.png">A map</a>'
        in page
    )


def test_the_feed_is_atom_with_the_newest_edition(site, edition):
    feed = ET.parse(site / "feed.atom").getroot()
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [each.text for each in feed.findall("a:entry/a:id", space)] == [f"urn:uuid:{edition.id}"]
    assert feed.find("a:entry/a:link", space).get("href") == f"{STORY}/glance.en.html"
    assert (site / f"{STORY}/feed.atom").is_file()


def test_the_hub_speaks_its_readers_language_around_the_pages(edition, tmp_path, folder, settings):
    settings.LOCALE_PATHS = [folder / "locale"]
    catalogue.compile_into(folder / "locale")
    from django.utils import translation

    translation.trans_real._translations = {}
    actions.build_site(out=tmp_path / "s", language="es")
    assert 'lang="es"' in text(tmp_path / "s", "index.html")
    assert "Historias" in text(tmp_path / "s", "index.html")
    assert "Récits" in text(tmp_path / "s", "fr/index.html")
    assert "Stories" in text(tmp_path / "s", "en/index.html")
    translation.trans_real._translations = {}


def test_a_statement_of_a_build_says_no_more_than_it_must(site):
    said = [entry for entry in log.entries() if entry.kind == events.BUILT.name]
    assert [(each.by, each.to, sorted(each.body)) for each in said] == [
        ("hub", ("hub",), ["files", "manifest", "space"])
    ]


def test_words_said_to_fewer_are_not_counted_in_public(steward, spring, tmp_path):
    """A witness who spoke to the hub is not a witness before everybody."""
    entry = timeline.contribute(
        by=spring.rui, text="kwyjibo", consent=Consent(spaces=("hub",), named=True, quote="yes")
    )
    spring.tell()
    spring.write(
        "glance",
        f"[It was seen](entry:{entry.seq}).\n\n```prisma quote\nentry: entry:{entry.seq}\n```\n",
        level=0,
    )
    assert not rights.visible_in("public").hears(entry.seq)
    from prisma_hub.stories.state import whole

    drawn = whole(steward, spring.story).drawn[0]
    assert "kwyjibo" not in drawn.html
    assert [support.grade for _, support in drawn.claims] == ["unsupported"]
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_pages_whose_names_fall_together_each_have_a_place():
    places = Places()
    refs = [Ref("public", path) for path in ("a.md", "a.mdx", "A.markdown", "b/a.md")]
    places.settle(refs, "pages", pages=True)
    assert [places.of(ref) for ref in refs] == [
        "pages/a.html",
        "pages/a.mdx.html",
        "pages/A.markdown.html",
        "pages/b/a.html",
    ]


def test_a_building_ended_in_its_middle_is_finished_by_the_next(edition, steward, tmp_path):
    class EndedError(Exception):
        pass

    def end(done: int, of: int) -> None:
        if done > of // 2:
            raise EndedError

    commons.write_page(by=steward, space="public", path="gone.md", text="# Soon gone\n")
    with pytest.raises(EndedError):
        actions.build_site(out=tmp_path / "ended", report=end)
    assert (tmp_path / "ended/.building").is_file()
    half = tmp_path / "ended/index.html.half"
    half.write_text("half")
    with (tmp_path / "ended/.building").open("a") as journal:
        journal.write("index.html.half\nfish.ht")
    commons.remove_page(by=steward, space="public", path="gone.md")
    actions.build_site(out=tmp_path / "ended")
    actions.build_site(out=tmp_path / "anew")
    assert files(tmp_path / "ended") == files(tmp_path / "anew")


def test_what_the_list_says_is_seen_on_a_page_is_what_is_seen(site):
    rows = json.loads((site / "evidence/site.json").read_text())["files"]
    pages = {row["path"]: row.get("text") for row in rows if row["path"].endswith(".html")}
    assert pages == {path: see(text(site, path)).text or None for path in pages}


def test_a_page_that_moved_leads_on_from_its_old_addresses_until_another_stands_there(
    edition, steward, tmp_path
):
    out = tmp_path / "out"
    commons.write_page(by=steward, space="public", path="weir.md", text="# Leaky weir\n")
    commons.rename_page(by=steward, space="public", path="weir.md", to="water/dam.md")
    commons.rename_page(by=steward, space="public", path="water/dam.md", to="water/beaver.md")
    actions.build_site(out=out)
    for old in ("pages/weir.html", "pages/water/dam.html"):
        page = text(out, old)
        assert "This page has moved" in page
        assert re.search(r'http-equiv="refresh" content="0; url=[./]*pages/water/beaver.html"', page)
    commons.write_page(by=steward, space="public", path="weir.md", text="# Another weir\n")
    actions.build_site(out=out)
    assert "Another weir</h1>" in text(out, "pages/weir.html")
    assert "This page has moved" in text(out, "pages/water/dam.html")


def test_a_move_inside_the_house_is_told_to_nobody_outside(edition, steward, tmp_path):
    commons.write_page(by=steward, space="hub", path="okapi.md", text="# Quagga\n")
    commons.rename_page(by=steward, space="hub", path="okapi.md", to="quagga.md")
    commons.move_page(by=steward, space="hub", path="quagga.md", to_space="public", to_path="zebra.md")
    actions.build_site(out=tmp_path / "out")
    whole = b"".join(files(tmp_path / "out").values())
    assert (b"okapi" in whole, b"quagga.html" in whole) == (False, False)


def test_where_nothing_is_the_names_that_come_near_are_at_hand(site, steward):
    commons.write_page(by=steward, space="public", path="water/Leaky Weír.md", text="# A weir\n")
    actions.build_site(out=site)
    assert '["leaky weir","pages/water/Leaky Weír.html","A weir"]' in text(site, "names/l.js")
    assert "There is no such page" in text(site, "404.html")
    assert "<base" not in text(site, "404.html")


def test_a_site_whose_address_is_known_says_it_and_lists_its_pages(edition, tmp_path):
    out = tmp_path / "out"
    actions.build_site(out=out, address="https://example.org/valley")
    page = text(out, ACCOUNT)
    assert f'<link rel="canonical" href="https://example.org/valley/{ACCOUNT}">' in page
    assert f'<meta property="og:url" content="https://example.org/valley/{ACCOUNT}">' in page
    assert '<meta property="og:title" content="' in page
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    listed = {each.text for each in ET.parse(out / "sitemap.xml").getroot().findall("s:url/s:loc", space)}
    assert f"https://example.org/valley/{ACCOUNT}" in listed
    assert "https://example.org/valley/404.html" not in listed
    assert '<base href="/valley/">' in text(out, "404.html")
    with pytest.raises(Refused, match="no address"):
        actions.build_site(out=out, address="javascript:alert(1)")


def test_a_site_for_fewer_asks_not_to_be_listed(edition, tmp_path):
    actions.build_site(out=tmp_path / "out", space="hub", address="https://example.org/")
    assert '<meta name="robots" content="noindex">' in text(tmp_path / "out", "index.html")
    assert not (tmp_path / "out/sitemap.xml").exists()


def test_every_language_has_its_feed_and_its_recent_changes(site, steward):
    commons.write_page(by=steward, space="public", path="es/rio.md", text="---\nlang: es\n---\n# Río\n")
    actions.build_site(out=site)
    assert "Río" in text(site, "es/changes.html")
    assert "Río" not in text(site, "changes.html")
    feed = ET.parse(site / "es/feed.atom").getroot()
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [each.get("href") for each in feed.findall("a:entry/a:link", names)] == [
        f"../{STORY}/glance.en.html"
    ]
    assert feed.find("a:id", names).text.endswith(":es")


def test_every_count_of_pages_says_what_it_counts(site, steward):
    for lang in ("en", "es"):
        commons.write_page(
            by=steward, space="public", path=f"{lang}/okapi.md", text=f"---\nlang: {lang}\n---\n# O\n"
        )
    actions.build_site(out=site)
    front, graph = text(site, "index.html"), text(site, "graph.html")
    here = int(re.search(r"(\d+) pages in this language", front)[1])
    everywhere = int(re.search(r"(\d+) pages in all languages together", front)[1])
    drawn, told = map(
        int,
        re.search(
            r"(\d+) pages in all languages together \((\d+) of them are parts of stories\)", graph
        ).groups(),
    )
    assert here < everywhere == drawn - told


def test_an_instrument_is_called_by_its_title_in_the_language_of_the_list(site, steward):
    commons.write_page(
        by=steward,
        space="public",
        path="protocols/weir-log.md",
        text="---\nprotocol: weir-log\n"
        "title: {en: What the weir says, es: Lo que dice el dique}\n---\nWords.\n",
    )
    actions.build_site(out=site)
    for way, title in (("", "What the weir says"), ("es/", "Lo que dice el dique")):
        for name in ("pages", "changes"):
            said = text(site, f"{way}{name}.html")
            assert f">{title}</a>" in said
            assert ">weir-log<" not in said
    page = text(site, "pages/protocols/weir-log.html")
    assert "<h1>What the weir says</h1>" in page
    assert ">weir-log<" not in page


def test_the_graph_of_a_site_holds_its_pages_and_no_others(site, steward):
    import json

    commons.write_page(by=steward, space="hub", path="okapi.md", text="# Okapi\n\n[[weir]]\n")
    commons.write_page(by=steward, space="public", path="weir.md", text="# Weir\n\n[[fish]]\n")
    commons.write_page(by=steward, space="public", path="fish.md", text="# Fish\n")
    actions.build_site(out=site)
    data = text(site, "graph/data.js")
    told = json.loads(data.removeprefix("self.prismaGraph = ").removesuffix(";\n"))
    assert "Okapi" not in told["titles"]
    at = {
        told["roots"][of] + (name or title) + told["end"]
        for of, name, title in zip(told["of"], told["names"], told["titles"], strict=True)
    }
    assert {"pages/weir.html", "pages/fish.html"} <= at
    assert "1 page leads here" in text(site, "graph.html")
