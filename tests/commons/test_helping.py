"""What helps while writing: completions, drafts that stay, files laid beside the pages, translations."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel import source
from tests.media import samples

RIVER = "---\ntitle: River\nlang: en\naliases: [Stream]\n---\n\n# River\n\n## Source\n\nIt #rises/slowly.\n"
WEIR = "/commons/public/-/{}/practices/weir.md"


def uuid7():
    return source.current().uuid7()


@pytest.fixture
def pages(write):
    write("en/places/river.md", RIVER)
    write("es/rio.md", "---\ntitle: Río\nlang: es\n---\nAgua. #rises")
    write("practices/weir.md", "---\nlang: en\n---\n# Weir\n\nIt slows water.\n")


def proposed(client, address, **asked):
    found = client.get(address, asked).json()["found"]
    return [(each["label"], each["text"]) for each in found]


def test_a_link_is_completed_by_title_alias_and_part_in_the_shortest_way_that_leads_there(
    pages, visit, steward
):
    browser, ask = visit(steward), WEIR.format("complete")
    assert proposed(browser, ask, link="riv") == [("River", "river")]
    assert proposed(browser, ask, link="RÍO") == [("Río", "rio")]
    assert proposed(browser, ask, link="strea") == [("River", "river")]
    assert proposed(browser, ask, link="river#so") == [("Source", "river#Source")]
    assert proposed(browser, ask, link="nothing") == []
    assert proposed(browser, ask, tag="Ris") == [("rises", "rises"), ("rises/slowly", "rises/slowly")]


def test_where_a_name_is_taken_twice_the_whole_path_is_proposed_with_its_title(write, visit, steward):
    write("en/river.md", "# The river\n")
    write("fr/river.md", "# La rivière\n")
    write("fr/weir.md", "# Seuil\n")
    ask = "/commons/public/-/complete/fr/weir.md"
    assert proposed(visit(steward), ask, link="river") == [
        ("La rivière", "river|La rivière"),
        ("The river", "en/river|The river"),
    ]


def test_nothing_of_a_narrower_space_is_proposed(write, person, visit, steward):
    eva = person("Eva")
    write("secret.md", "# Zimtstern\n\n#zimttag\n", by=eva, space=eva.ref)
    write("open.md", "# Open\n")
    for asked in ({"link": "zimt"}, {"tag": "zimt"}):
        assert proposed(visit(steward), "/commons/public/-/complete", **asked) == []
    mine = visit(eva)
    own = f"/commons/{queries.slug_of(eva.ref)}/-/complete"
    assert proposed(mine, own, link="zimt") == [("Zimtstern", "secret|Zimtstern")]
    assert proposed(mine, own, link="open") == [("Open", "open")]


def test_only_who_may_write_there_is_answered(pages, person, visit):
    ana = person("Ana")
    eva = person("Eva")
    theirs = f"/commons/{queries.slug_of(eva.ref)}/-/"
    for viewer in (None, ana):
        browser = visit(viewer)
        for address in (WEIR.format("complete"), theirs + "complete"):
            assert browser.get(address, {"link": "a"}).status_code in (302, 403, 404)
        for address in (WEIR.format("draft"), theirs + "draft", WEIR.format("add"), theirs + "add"):
            assert browser.post(address, {"text": "x"}).status_code in (302, 403, 404)
    assert visit(ana).get(f"/commons/{queries.slug_of(ana.ref)}/-/complete", {"link": "a"}).status_code == 200


def test_what_is_typed_is_kept_and_found_again_and_goes_when_it_is_saved(pages, visit, steward):
    browser, ref = visit(steward), Ref("public", "practices/weir.md")
    base = queries.page(steward, *_of(ref)).info.blob
    said = {"text": "# Weir\n\nHalf a sent", "base": base}
    assert browser.post(WEIR.format("draft"), said).status_code == 204
    assert queries.my_draft(steward, ref).text == said["text"]
    assert "Half a sent" in browser.get(WEIR.format("edit")).content.decode()
    browser.post(WEIR.format("edit"), said | {"statement": uuid7()})
    assert queries.my_draft(steward, ref) is None


def test_a_draft_no_different_from_the_page_is_none(pages, visit, steward):
    page = queries.page(steward, "public", "practices/weir.md")
    same = {"text": page.text.replace("\n", "\r\n"), "base": page.info.blob}
    assert visit(steward).post(WEIR.format("draft"), same).status_code == 204
    assert queries.my_draft(steward, page.info.ref) is None


def test_a_page_not_begun_keeps_its_name_and_words(visit, steward, hub):
    browser, new = visit(steward), "/commons/hub/-/new"
    browser.post("/commons/hub/-/draft", {"text": "Mill words", "name": "the old mill"})
    shown = browser.get(new).content.decode()
    assert 'value="the old mill"' in shown
    assert "Mill words" in shown
    sent = {"text": "Mill words", "name": "the old mill", "space": "hub", "statement": uuid7()}
    browser.post(new, sent)
    assert "Mill words" not in browser.get(new).content.decode()
    assert queries.page(steward, "hub", "the old mill").text == "Mill words\n"


def picture() -> SimpleUploadedFile:
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Zimtstern"
    Image.new("RGB", (64, 48), "teal").save(held, "JPEG", exif=exif)
    return SimpleUploadedFile("../../The weir: in May.jpg", held.getvalue(), content_type="image/jpeg")


def test_a_picture_whose_name_some_computers_keep_for_themselves_gets_another(pages, visit, steward):
    sent = picture()
    sent.name = "con.jpg"
    said = visit(steward).post(WEIR.format("add"), {"file": sent, "statement": uuid7()}).json()
    assert said["text"].startswith("![[")
    assert "con" not in said["text"]


def test_a_picture_is_laid_beside_the_pages_stripped_and_shown(pages, visit, steward):
    browser = visit(steward)
    answer = browser.post(WEIR.format("add"), {"file": picture(), "statement": uuid7()})
    assert answer.json() == {"text": "![[The weir in May.webp]]"}
    blob, data = queries.file(steward, "public", "files/The weir in May.webp")
    assert data[8:12] == b"WEBP"
    assert b"Zimtstern" not in data
    again = browser.post(WEIR.format("add"), {"file": picture(), "statement": uuid7()})
    assert again.json() == answer.json()
    assert queries.file(steward, "public", "files/The weir in May.webp")[0] == blob
    page = queries.page(steward, "public", "practices/weir.md")
    text = page.text + "\n![[The weir in May.webp]]\n"
    said = {"text": text, "base": page.info.blob, "statement": uuid7()}
    browser.post(WEIR.format("edit"), said)
    assert "/commons/public/files/The%20weir%20in%20May.webp" in _shown(browser)


def test_other_bytes_under_the_same_name_get_another(pages, visit, steward):
    browser = visit(steward)
    texts = []
    for colour in ("teal", "coral"):
        held = io.BytesIO()
        Image.new("RGB", (64, 48), colour).save(held, "PNG")
        file = SimpleUploadedFile("weir.png", held.getvalue())
        answer = browser.post(WEIR.format("add"), {"file": file, "statement": uuid7()})
        texts.append(answer.json()["text"])
    assert texts == ["![[weir.webp]]", "![[weir 2.webp]]"]


def test_without_a_script_the_file_stands_at_the_end_of_the_text(pages, visit, steward):
    browser = visit(steward)
    page = queries.page(steward, "public", "practices/weir.md")
    said = {
        "text": "Half",
        "base": page.info.blob,
        "statement": uuid7(),
        "add": "1",
        "file": SimpleUploadedFile("drip.wav", samples.wav(3)),
    }
    shown = browser.post(WEIR.format("edit"), said).content.decode()
    assert "Half\n\n![[drip.wav]]" in shown
    assert queries.my_draft(steward, page.info.ref).text == "Half\n\n![[drip.wav]]\n"
    assert queries.page(steward, "public", "practices/weir.md").text == page.text


@pytest.mark.parametrize("text", ["Half", ""])
def test_saving_with_a_file_chosen_saves_both_once(visit, steward, hub, text):
    browser, sent = visit(steward), {"name": "drips", "space": "hub", "text": text, "statement": uuid7()}
    for _ in range(2):
        file = SimpleUploadedFile("drip.wav", samples.wav(3))
        done = browser.post("/commons/hub/-/new", sent | {"file": file})
        assert (done.status_code, done["Location"]) == (302, "/commons/hub/drips")
    assert "The file stands at the end of the page." in _shown(browser, done["Location"])
    assert queries.page(steward, "hub", "drips").text == f"{text}\n\n![[drip.wav]]\n".lstrip()
    assert len(queries.history(steward, "hub", "drips.md")) == 1
    assert queries.drafts_without_page(steward, "hub") == []


def test_a_refused_file_saves_nothing_and_loses_no_word(pages, visit, steward):
    browser, page = visit(steward), queries.page(steward, "public", "practices/weir.md")
    for pressed in ({}, {"add": "1"}):
        bad = SimpleUploadedFile("x.svg", b"<svg></svg>")
        sent = {"text": page.text + "More", "base": page.info.blob, "statement": uuid7(), "file": bad}
        shown = browser.post(WEIR.format("edit"), sent | pressed).content.decode()
        assert "A file like this cannot be kept here." in shown
        assert "It slows water.\nMore" in shown
        assert queries.my_draft(steward, page.info.ref).text == page.text + "More"
        assert queries.page(steward, "public", "practices/weir.md").text == page.text


def test_a_file_that_was_kept_is_in_the_form_where_saving_failed(visit, steward, hub):
    sent = {"name": "../x", "space": "public", "text": "Words", "statement": uuid7()}
    file = SimpleUploadedFile("drip.wav", samples.wav(3))
    shown = visit(steward).post("/commons/public/-/new", sent | {"file": file}).content.decode()
    assert "No page can be called" in shown
    sent |= {"name": "x", "text": "---\nprivate: true\n---\nWords", "statement": uuid7()}
    file = SimpleUploadedFile("drip.wav", samples.wav(3))
    shown = visit(steward).post("/commons/public/-/new", sent | {"file": file}).content.decode()
    assert "reaches further" in shown
    assert "Words\n\n![[drip.wav]]" in shown


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.md", "x.exe", "x.jpg"])
def test_what_could_act_is_refused_with_a_sentence(pages, visit, steward, name):
    bad = SimpleUploadedFile(name, b"<svg onload=alert(1)></svg>\x00", content_type="image/jpeg")
    answer = visit(steward).post(WEIR.format("add"), {"file": bad, "statement": uuid7()})
    assert answer.status_code == 400
    assert "cannot be kept" in answer.json()["why"]
    assert queries.folders(steward, "public", "files") == ([], [])


def test_a_look_without_saving_answers_a_script_with_the_part_alone(pages, visit, steward):
    said = {"text": "Look: [[river]] <script>x</script>", "base": "", "statement": uuid7(), "preview": "1"}
    answer = visit(steward).post(WEIR.format("edit"), said, headers={"x-live": "1"}).content.decode()
    assert answer.startswith('<article class="prose stack embed">')
    assert 'href="/commons/public/en/places/river"' in answer
    assert "<script" not in answer


def test_a_translation_begins_from_its_source_in_its_own_folder(pages, visit, steward):
    browser = visit(steward)
    assert "/commons/public/-/new?of=en%2Fplaces%2Friver.md&amp;to=pt" in _shown(
        browser, "/commons/public/en/places/river"
    )
    shown = browser.get("/commons/public/-/new?of=en/places/river.md&to=pt").content.decode()
    assert 'value="pt/places/river"' in shown
    assert "---\ntitle: River\naliases: [Stream]\nlang: pt\ntranslation_of: en/places/river\n---" in shown
    plain = browser.get("/commons/public/-/new?of=practices/weir.md&to=fr").content.decode()
    assert 'value="fr/practices/weir"' in plain
    for wrong in ("of=en/places/river.md&to=xx", "of=nothing&to=pt", "of=en/places/river.md&to=en"):
        assert "translation_of" not in browser.get(f"/commons/public/-/new?{wrong}").content.decode()


def test_a_translation_that_fell_behind_shows_what_changed_and_can_be_said_still_right(
    pages, write, visit, steward
):
    write(
        "pt/places/river.md",
        "---\ntitle: Rio\nlang: pt\ntranslation_of: en/places/river\n---\nNasce devagar.\n",
    )
    now = RIVER.replace("It #rises", "It always #rises")
    write("en/places/river.md", now, base=queries.page(steward, "public", "en/places/river").info.blob)
    browser, edit = visit(steward), "/commons/public/-/edit/pt/places/river.md"
    assert queries.page(ANYBODY, "public", "pt/places/river").behind
    shown = browser.get(edit).content.decode()
    assert "<ins>always </ins>" in shown
    base = queries.page(steward, "public", "pt/places/river").info.blob
    said = {"text": "whatever", "base": base, "statement": uuid7(), "still-right": "1"}
    stale = browser.post(edit, said | {"base": "0" * 40})
    assert "Somebody changed this page" in stale.content.decode()
    assert browser.post(edit, said).status_code == 302
    found = queries.page(ANYBODY, "public", "pt/places/river")
    assert (found.behind, found.info.blob) == (False, base)
    assert queries.drifted(ANYBODY) == []


def test_what_arrived_in_one_commit_arrived_together(hub, steward):
    files = {
        "de/berg.md": b"---\nlang: de\ntranslation_of: en/hill\n---\nBerg\n",
        "en/hill.md": b"---\nlang: en\n---\nHill\n",
    }
    actions.bring(files, by=steward, space="public", origin="import", summary="")
    assert queries.drifted(ANYBODY) == []


def _of(ref: Ref) -> tuple[str, str]:
    return ref.space, ref.path


def _shown(browser, address="/commons/public/practices/weir") -> str:
    return browser.get(address + "?lang=en").content.decode()
