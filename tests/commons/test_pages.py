"""The commons through its addresses: read, write, look back; and what a forger gets."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.commons import actions, queries
from prisma_hub.identity.types import ANYBODY

WEIR = "---\nlang: en\n---\n# Weir\n\nIt slows [[water]]. #river\n\n## How\n\nStones.\n\n## When\n\nIn May.\n"


@pytest.fixture
def page(write):
    return write("practices/weir.md", WEIR)


def fields(response, holding='name="statement"'):
    """The hidden and visible fields of the form that says something, as a browser would send them."""
    forms = response.content.decode().split("<form")[1:]
    form = next(each for each in forms if holding in each)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    hidden += re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]* checked', form)
    found = {name: html.unescape(value) for name, value in hidden}
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", form, re.DOTALL)
    return found | ({"text": html.unescape(text[1])} if text else {})


def test_anybody_reads_the_public_commons(page, visit):
    answer = visit(None).get("/commons/public/practices/weir")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert said.count("<h1") == 1
    assert "<title>Weir" in said
    assert '<a href="#how">How</a>' in said
    assert "/commons/public/-/edit/" not in said
    assert 'class="broken"' in said


@pytest.mark.parametrize(
    "path",
    [
        "/commons/person-{eva}/diary", "/commons/person-{eva}/", "/commons/person-{eva}/nothing",
        "/commons/circle-{eva}/", "/commons/hub/", "/commons/hub/note",
        "/commons/person-{eva}/-/raw/diary.md", "/commons/person-{eva}/-/history/diary.md",
        "/commons/person-{eva}/-/change/9/diary.md", "/commons/nowhere/x", "/commons/network/x",
        "/commons/public/..%2f..%2fkeys/hub.key", "/commons/public/-/raw/../../keys/hub.key",
        "/commons/public/-/raw/%2e%2e/%2e%2e/hub.sqlite3", "/commons/public/%00", "/commons/public/nothing",
        "/protocols/draft/person-{eva}/diary.md", "/protocols/draft/public/practices/weir.md",
        "/protocols/" + "0" * 64, "/protocols/x/schema.json", "/commons/-/tag/zimttag",
    ],
)  # fmt: skip
def test_what_is_not_there_and_what_one_may_not_see_sound_alike(page, write, person, visit, path):
    eva = person("Eva")
    write("diary.md", "# Zimtstern #zimttag", by=eva, space=eva.ref)
    write("note.md", "# Zimtnote", by=eva, space="hub")
    answer = visit(None).get(path.format(eva=eva.person))
    assert answer.status_code == 404, answer.content
    assert b"Zimt" not in answer.content


def test_a_hidden_page_and_one_that_does_not_exist_answer_with_the_same_words(write, person, visit):
    ana, eva = person("Ana"), person("Eva")
    write("diary.md", "# Zimtstern", by=eva, space=eva.ref)
    browser = visit(ana)
    there = browser.get(f"/commons/person-{eva.person}/diary")
    nowhere = browser.get(f"/commons/person-{eva.person}/nothing")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    tokens = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')  # new for every answer
    said, other = (tokens.sub(b"", answer.content) for answer in (there, nowhere))
    assert said == other.replace(b"nothing", b"diary")


def test_a_member_writes_looks_first_and_saves(person, visit):
    ana = person("Ana")
    browser = visit(ana)
    sent = fields(browser.get("/commons/hub/-/new?name=places/the%20mill"))
    sent |= {"name": "places/the mill", "text": "# Mill\n\n[[gone]]", "summary": "First words"}
    looked = browser.post("/commons/hub/-/new", sent | {"preview": "1"})
    assert "As it will look" in looked.content.decode()
    assert queries.page(ana, "hub", "places/the mill") is None
    saved = browser.post("/commons/hub/-/new", sent)
    assert (saved.status_code, saved["Location"]) == (302, "/commons/hub/places/the%20mill")
    assert "by Ana" in browser.get(saved["Location"]).content.decode()
    assert queries.page(ana, "hub", "places/the mill").text == "# Mill\n\n[[gone]]\n"
    twice = browser.post("/commons/hub/-/new", sent)
    assert twice.status_code == 302
    assert len(queries.history(ana, "hub", "places/the mill.md")) == 1


def test_two_who_clash_get_both_texts_in_the_form_and_nothing_is_lost(write, person, visit):
    ana, eva = person("Ana"), person("Eva")
    write("weir.md", "One.\n\nTwo.\n", by=ana, space="hub")
    sent = fields(visit(eva).get("/commons/hub/-/edit/weir.md"))
    write("weir.md", "One, said Ana.\n\nTwo.\n", by=ana, space="hub", base=sent["base"])
    browser = visit(eva)
    clash = browser.post("/commons/hub/-/edit/weir.md", sent | {"text": "One, said Eva.\n\nTwo.\n"})
    assert clash.status_code == 409
    again = fields(clash, "<textarea")
    assert again["text"].strip() == "One, said Eva.\nOne, said Ana.\n\nTwo."
    assert "This is what you had not saved" in browser.get("/commons/hub/-/edit/weir.md").content.decode()
    done = browser.post("/commons/hub/-/edit/weir.md", again | {"text": "One, said both.\n\nTwo.\n"})
    assert done.status_code == 302
    assert queries.page(eva, "hub", "weir").text == "One, said both.\n\nTwo.\n"


@pytest.mark.parametrize("address", ["edit/practices/weir.md", "new", "place/practices/weir.md"])
def test_who_may_not_write_is_stopped_at_every_door(page, person, visit, address):
    for viewer in (None, person("Ana")):
        browser = visit(viewer)
        form = {"statement": "01890000-0000-7000-8000-000000000000", "name": "x", "text": "Mine now.",
                "base": page.blob, "act": "remove"}  # fmt: skip
        for answer in (browser.get(f"/commons/public/-/{address}"),
                       browser.post(f"/commons/public/-/{address}", form)):  # fmt: skip
            assert answer.status_code in (403, 409), answer.status_code
    assert queries.page(ANYBODY, "public", "practices/weir").text == WEIR
    assert [each.path for each in queries.pages(ANYBODY)] == ["practices/weir.md"]


def test_a_wrong_base_or_another_spaces_page_changes_nothing_unseen(write, person, visit):
    ana, eva = person("Ana"), person("Eva")
    write("weir.md", "One.\n", by=ana, space="hub")
    theirs = write("diary.md", "Zimtstern.\n", by=eva, space=eva.ref)
    form = {"statement": "01890000-0000-7000-8000-000000000000", "text": "Mine.\n", "base": theirs.blob}
    answer = visit(ana).post("/commons/hub/-/edit/weir.md", form)
    assert answer.status_code == 409
    assert b"Zimtstern" not in answer.content
    answer = visit(ana).post(f"/commons/person-{eva.person}/-/edit/diary.md", form)
    assert answer.status_code == 404
    assert queries.page(eva, eva.ref, "diary").text == "Zimtstern.\n"
    answer = visit(ana).post("/commons/hub/-/new", form | {"name": "../../x", "space": "hub"})
    assert answer.status_code == 200
    assert b"No page can be called" in answer.content


def test_history_shows_who_changed_what_word_by_word(write, steward, visit):
    base = write("weir.md", "It slows water.\n").blob
    write("weir.md", "It tames water.\n", base=base)
    browser = visit(steward)
    said = browser.get("/commons/public/-/history/weir.md").content.decode()
    assert said.count("Amparo") >= 2
    seq = queries.history(steward, "public", "weir.md")[0].seq
    shown = browser.get(f"/commons/public/-/change/{seq}/weir.md").content.decode()
    assert "It <del>slows</del><ins>tames</ins> water." in shown


def test_a_page_is_renamed_moved_and_removed_through_its_place(page, write, steward, visit):
    write("silt.md", "Of the [[weir]].")
    browser = visit(steward)
    one = {"statement": "01890000-0000-7000-8000-000000000001"}
    answer = browser.post("/commons/public/-/place/practices/weir.md", one | {"act": "rename", "to": "a/dam"})
    assert answer["Location"] == "/commons/public/a/dam"
    assert queries.page(steward, "public", "silt").text == "Of the [[dam]].\n"
    two = {"statement": "01890000-0000-7000-8000-000000000002"}
    answer = browser.post("/commons/public/-/place/a/dam.md", two | {"act": "move", "space": "hub"})
    assert answer["Location"] == "/commons/hub/a/dam"
    three = {"statement": "01890000-0000-7000-8000-000000000003"}
    answer = browser.post("/commons/hub/-/place/a/dam.md", three | {"act": "remove"})
    assert answer["Location"] == "/commons/hub/"
    assert queries.page(steward, "hub", "a/dam") is None


def test_readers_get_their_language_unless_they_ask_for_another(hub, visit):
    actions.plant_starter()
    browser = visit(None)
    browser.cookies["language"] = "pt"
    answer = browser.get("/commons/public/en/glossary/place")
    assert (answer.status_code, answer["Location"]) == (302, "/commons/public/pt/glossary/place")
    assert browser.get("/commons/public/en/glossary/place?lang=en").status_code == 200


def test_files_somebody_brought_are_handed_out_so_that_they_harm_nobody(steward, visit):
    actions.bring(
        {"a.svg": b"<svg onload='alert(1)'/>", "b.html": b"<script>alert(1)</script>", "c.mp3": b"0123456789",
         "d.pdf": b"%PDF"},
        by=steward, space="public", origin="import", summary="",
    )  # fmt: skip
    browser = visit(None)
    for name, kind in {"a.svg": "image/svg+xml", "b.html": "application/octet-stream",
                       "c.mp3": "audio/mpeg", "d.pdf": "application/octet-stream"}.items():  # fmt: skip
        answer = browser.get(f"/commons/public/{name}")
        assert answer.headers["Content-Type"] == kind
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith(
            "inline" if "/o" not in kind[11:] else "attach"
        )
    part = browser.get("/commons/public/c.mp3", headers={"range": "bytes=2-4"})
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert browser.get("/commons/public/c.mp3", headers={"range": "bytes=20-"}).status_code == 416
    whole = browser.get("/commons/public/c.mp3")
    assert browser.get("/commons/public/c.mp3", headers={"if-none-match": whole["ETag"]}).status_code == 304


HURTFUL = '# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [["><script>alert(2)</script>]] #a"b\n'


def test_a_hurtful_page_hurts_nobody_on_any_page_that_shows_it(write, steward, visit):
    write("a <b>.md".replace("<b>", "b"), HURTFUL)
    browser = visit(steward)
    for address in ("/commons/public/a%20b", "/commons", "/commons/-/changes", "/commons/public/",
                    "/commons/-/mending", "/commons/public/-/history/a%20b.md", "/commons/-/tags",
                    "/commons/public/-/edit/a%20b.md", "/commons?q=%3Cscript%3Ealert(1)"):  # fmt: skip
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert "<script>alert" not in answer.content.decode(), address
        assert "onerror=alert" not in answer.content.decode().replace("&lt;img src=x onerror=alert", "")


LISTS = ("/commons", "/commons/-/changes", "/commons/-/glossary", "/commons/-/tags", "/commons/-/tag/t",
         "/commons/public/", "/commons/public/-/history/a0.md", "/commons/-/mending",
         "/commons?q=a")  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_three_things_cost_as_many_queries_as_one(write, steward, visit, address):
    browser = visit(steward)

    def cost() -> int:
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)

    base = write("a0.md", "---\nkind: term\nlang: en\n---\n# A [[gone]] #t").blob
    one = cost()
    for number in (1, 2):
        write(f"a{number}.md", f"---\nkind: term\nlang: en\n---\n# A{number} [[gone]] [[a0]] #t{number} #t")
        base = write("a0.md", f"---\nkind: term\nlang: en\n---\n# A [[gone]] #t\n\n{number}", base=base).blob
    assert cost() == one
    assert one <= 20


def test_a_page_with_many_links_and_backlinks_costs_few_queries(write, steward, visit):
    write("hub.md", "To " + ", ".join(f"[[n{n}]]" for n in range(12)))
    for number in range(12):
        write(f"n{number}.md", f"---\nkind: term\nlang: en\n---\n# N{number}\n\nBack to [[hub]].")
    browser = visit(steward)
    browser.get("/commons/public/hub")
    with CaptureQueriesContext(connection) as counted:
        answer = browser.get("/commons/public/hub")
    assert "12 pages lead here" in answer.content.decode()
    assert len(counted) <= 20, [each["sql"][:120] for each in counted]


def test_a_page_with_a_diagram_offers_to_draw_it_and_others_ask_for_nothing(write, visit):
    write("drawn.md", "```mermaid\nflowchart LR\n A --> B\n```\n")
    write("plain.md", "Words of mermaid.\n")
    browser = visit(None)
    page = browser.get("/commons/public/drawn").content.decode()
    assert re.findall(r"<script[^>]* data-frame=\"([^\"]*)\"[^>]* data-draw=\"([^\"]*)\"", page) == [
        ("/commons/-/diagram", "Draw this diagram (3.6 MB)")
    ]
    assert '<pre class="mermaid">flowchart LR\n A --&gt; B\n</pre>' in page
    assert "diagram" not in browser.get("/commons/public/plain").content.decode().partition("</head>")[2]


def test_the_frame_that_draws_reaches_nothing(visit, hub):
    answer = visit(None).get("/commons/-/diagram")
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox allow-scripts", "frame-ancestors 'self'"} <= set(policy)
    assert [each for each in policy if "unsafe" in each] == ["style-src 'unsafe-inline'"]
    scripts = re.findall(r'<script src="/static/([^"]*)"></script>', answer.content.decode())
    assert [name.partition(".")[0] for name in scripts] == ["vendor/mermaid-11", "diagram-frame"]


def test_an_editor_can_draw_what_it_shows(steward, visit, hub):
    page = visit(steward).get("/commons/public/-/new").content.decode()
    assert re.findall(r'<script src="/static/(diagram)[^"]*" defer data-frame="([^"]*)"', page) == [
        ("diagram", "/commons/-/diagram")
    ]


def test_an_instrument_is_called_by_its_title_in_the_readers_language(write, client):
    write(
        "protocols/first-day.md",
        "---\nprotocol: first-day\ntitle:\n  en: A first day\n  es: Un primer día\n---\n\nWords.\n",
    )
    write("plain.md", "---\ntitle:\n  en: Not taken\n---\n# Plain\n")
    for way in ("/commons", "/commons/-/changes"):
        said = client.get(way, headers={"accept-language": "en"}).content.decode()
        assert ">A first day</a>" in said
        assert ">Plain</a>" in said
        assert ">Un primer día</a>" in client.get(way, headers={"accept-language": "es"}).content.decode()
