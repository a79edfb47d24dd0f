"""Everything about a person in one file, for that person alone, and not for long."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions as commons
from prisma_hub.enrolment.kept import FormDraft
from prisma_hub.identity import actions as identity
from prisma_hub.identity.kept import HubSession
from prisma_hub.inbox import actions as inbox
from prisma_hub.keeping import actions, queries, reactions, store, writing
from prisma_hub.keeping.kept import Everything
from prisma_hub.keeping.queries import taking
from prisma_hub.keeping.types import KEPT_DAYS
from prisma_hub.kernel import evidence, source
from prisma_hub.log import queries as book
from prisma_hub.media import actions as media
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.upkeep.copying import kept as kept_tables
from prisma_hub.work import loop
from tests.identity.own_key import OwnKey
from tests.media import samples

TO_ALL = Consent(spaces=("hub",), named=True)


def make(viewer) -> zipfile.ZipFile:
    actions.ask_for_everything(by=viewer, language="en")
    actions.make_what_was_asked_for()
    found = queries.export(viewer)
    assert found is not None
    assert found.made, found
    return zipfile.ZipFile(queries.file_of(viewer, found.id))


def everything_in(file: zipfile.ZipFile) -> str:
    return "\n".join(f"{name}\n{file.read(name).decode(errors='replace')}" for name in file.namelist())


@pytest.fixture
def ana(person, steward):
    """Somebody who said, wrote and kept something of each sort."""
    ana, ben = person("Ana Quilla"), person("Ben")
    voice = media.keep(BytesIO(samples.wav()))
    said = timeline.contribute(by=ana, text="the zanza is back", media=[voice], consent=TO_ALL)
    circles.grant(by=steward, person=ben.id, role="scribe")
    timeline.contribute(by=ben, text="told to Ben: zunzu", spoken_by=ana.id, consent=TO_ALL)
    timeline.attest(by=ben, seq=said.seq, way="thanked", words="Bens secret wanza")
    timeline.contribute(by=ben, text="Bens own banzo", consent=TO_ALL)
    circles.grant(by=steward, person=ana.id, role="facilitator")
    circles.block(by=ana, person=person("Eva").id)
    circles.print_code(by=ana, uses=3, days=1)
    identity.make_token(by=ana, name="ladder laptop", days=30)
    commons.write_page(by=ana, space=ana.ref, path="diary.md", text="# Zimt\n\nkept for me", base="")
    FormDraft.objects.create(application=uuid4(), form="who", person=ana.id, answers={"a": "halfsaid"}, at=1)
    loop.run_until_idle()
    inbox.look(by=ana)
    return ana


def test_all_that_was_said_and_is_kept_is_in_it(ana):
    file = make(ana)
    names = file.namelist()
    text = everything_in(file)
    for word in ("the zanza is back", "zunzu", "ladder laptop", "halfsaid", "facilitator", "kept for me"):
        assert word in text, word
    sound = next(name for name in names if name.startswith("files/"))
    assert file.read(sound)[:4] == b"RIFF"
    assert sound.removeprefix("files/") in file.read("words/0001.html").decode()
    for other in ("wanza", "banzo"):
        assert other not in text, "what others say is theirs"
    assert json.loads(file.read("data/others.jsonl"))["way"] == "thanked"
    assert "gave thanks" in file.read("others.html").decode()
    assert "written down by somebody else" in text
    assert "AAAA" not in text


def test_what_is_to_be_read_is_in_words_and_what_is_for_machines_raw(ana, visit):
    identity.bind_key(by=ana, key=OwnKey("Ana").did, proof=OwnKey("Ana").proof(ana))
    said = [each.seq for each in book.entries() if each.by == ana.ref and each.kind == "contribution.made/1"]
    circles.withdraw(by=ana, seq=said[0])
    visit(ana)
    HubSession.objects.filter(person=ana.id).update(agent="Mozilla/5.0 (Linux; Android 14) Chrome/131.0")
    file = make(ana)
    pages = "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".html"))
    for raw in ("key.bound", "<dt>seq", "<dt>proof", "Mozilla/5.0", "docs/reference", "<dt>uses left"):
        assert raw not in pages, raw
    assert not re.search(r"\d\dT\d\d:\d\d", pages)
    for told in ("I made a key of my own mine", f"<dt>about entry</dt><dd>{said[0]}</dd>", "Chrome, Android"):
        assert told in pages, told
    assert '<a href="words/0001.html">Everything I said' in file.read("index.html").decode()
    assert "key.bound" in file.read("evidence/entries.jsonl").decode()
    assert "Mozilla/5.0" in file.read("data/kept.jsonl").decode()


def test_machines_can_check_it_without_a_hub(ana):
    file = make(ana)
    files = {name: file.read(f"evidence/{name}") for name in evidence.FILES}
    report = evidence.check_evidence(files["hub.json"], files["checkpoint"], files["entries.jsonl"])
    assert [str(each) for each in report.findings] == []
    shown = [json.loads(line) for line in files["entries.jsonl"].splitlines()]
    spoken = [entry for entry in book.entries() if entry.by == ana.ref]
    assert [json.loads(each["receipt"])["seq"] for each in shown] == [0, *(each.seq for each in spoken)]
    assert {len(each["parts"]) - len(each["disclosed"]) for each in shown[1:]} == {0}
    for name, content in files.items():
        assert evidence.read_script(name, file.read(f"evidence/{name}.js")).encode() == content


def test_every_table_that_keeps_something_of_a_person_is_asked(ana):
    """A new table with a person in it breaks this until somebody says what of it is theirs to take."""
    ours = {"identity_account", "identity_session", "keeping_everything"}
    fields = {"person", "by"}
    keeping = {
        model._meta.db_table
        for model in [*kept_tables(), *(m for m in kept_tables() if m)]
        if fields & {field.name for field in model._meta.fields}
    }
    with CaptureQueriesContext(connection) as asked:
        make(ana)
    sql = "\n".join(each["sql"] for each in asked)
    assert {table for table in keeping | ours if f'"{table}"' not in sql} == set()


def test_only_they_fetch_it_and_nobody_else(ana, person, steward, visit):
    make(ana)
    address = f"/me/everything/{queries.export(ana).id}.zip"
    answer = visit(ana).get(address)
    assert answer.status_code == 200
    assert zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    for other in (person("Mallory"), steward, None):
        assert visit(other).get(address).status_code == 404
    make(steward)
    assert visit(steward).get(address).status_code == 404
    assert visit(ana).get(f"/me/everything/{uuid4()}.zip").status_code == 404
    assert visit(ana).post(address).status_code == 405
    assert visit(None).get("/me/everything").status_code == 403
    assert visit(None).post("/me/everything").status_code == 403
    assert visit(None).post("/me/everything/forget").status_code == 403
    assert visit(person("Eve")).post("/me/everything/forget").status_code == 302
    assert queries.export(ana) is not None


def test_who_is_suspended_signs_in_and_takes_along_what_is_theirs_and_no_more(ana, person, steward, visit):
    sol = person("Sol")
    timeline.contribute(by=sol, text="said before, zunja", consent=TO_ALL)
    commons.write_page(by=sol, space=sol.ref, path="diary.md", text="# Diary\n\nin my garden, zilka", base="")
    circles.suspend(by=steward, person=sol.id, reason="an example")
    phone = visit(None)
    sent = {"name": "Sol", "code": identity.renew_codes(person=sol.id).code, "statement": str(uuid4())}
    assert phone.post("/sign-in", sent).status_code == 302
    refused = phone.get("/today")
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "You are suspended on this hub" in page
    for words in (page, phone.get("/care").content.decode()):
        assert all(f'href="{at}"' in words for at in ("/me/everything", "/me/kept", "/me/leave"))
    assert 'href="/care"' in page
    for at in ("/me/everything", "/me/kept", "/me/leave"):
        answer = phone.get(at)
        assert (answer.status_code, answer.context["home"][0]) == (200, "/care"), at
    assert phone.post("/me/everything").status_code == 302
    actions.make_what_was_asked_for()
    sent = phone.get(f"/me/everything/{queries.export(sol).id}.zip")
    text = everything_in(zipfile.ZipFile(BytesIO(b"".join(sent.streaming_content))))
    assert ["zunja" in text, "zilka" in text, "zanza" in text, "banzo" in text] == [True, True, False, False]
    assert make(ana)
    assert phone.get(f"/me/everything/{queries.export(ana).id}.zip").status_code == 404
    assert phone.post("/me/everything/forget").status_code == 302
    assert (queries.export(sol), queries.export(ana) is None) == (None, False)
    for at in ("/me", "/me/name", "/timeline/new", "/stewardship"):
        assert phone.get(at).status_code in (403, 404), at


def test_a_guest_takes_along_what_is_theirs_and_no_more(ana, steward, visit):
    make(ana)
    code = identity.print_code(by=steward, uses=1, days=1, scope=f"mandate:{uuid4()}").code
    guest = identity.join(code=code, name="Guest Quix", language="en").person.viewer
    phone = visit(guest)
    assert phone.get(f"/me/everything/{queries.export(ana).id}.zip").status_code == 404
    page = phone.get("/mandates").content.decode()
    assert all(f'href="{at}"' in page for at in ("/me/everything", "/me/kept", "/me/leave"))
    assert phone.post("/me/everything").status_code == 302
    actions.make_what_was_asked_for()
    sent = phone.get(f"/me/everything/{queries.export(guest).id}.zip")
    text = everything_in(zipfile.ZipFile(BytesIO(b"".join(sent.streaming_content))))
    assert ["Guest Quix" in text, "zanza" in text, "banzo" in text] == [True, False, False]
    assert phone.get("/me").status_code == 302


def test_the_page_leads_from_asking_to_the_file(ana, visit):
    phone = visit(ana)
    assert "Make the file" in phone.get("/me/everything").content.decode()
    phone.post("/me/everything")
    asked = queries.export(ana)
    phone.post("/me/everything")
    assert queries.export(ana) == asked, "pressed twice"
    assert "is being made" in phone.get("/me/everything").content.decode()
    loop.run_until_idle()
    actions.make_what_was_asked_for()
    page = phone.get("/me/everything").content.decode()
    assert f"/me/everything/{asked.id}.zip" in page
    phone.post("/me/everything/forget")
    assert queries.export(ana) is None
    assert list(store.folder().iterdir()) == []


def test_the_hub_forgets_it_after_some_days(ana, monkeypatch):
    make(ana)
    id_ = queries.export(ana).id
    Everything.objects.update(made=source.current().now_ms() - KEPT_DAYS * taking.DAY - 1)
    assert queries.file_of(ana, id_) is None, "a stale link"
    (store.folder() / "left-behind.unfinished").write_text("half a file of a process that was killed")
    actions.forget_whose_time_is_over()
    assert list(store.folder().iterdir()) == []
    assert not Everything.objects.exists()


def test_what_is_erased_is_in_no_file(ana, person):
    make(ana)
    kept = make(person("Eve"))
    said = next(entry for entry in book.entries() if "zanza" in entry.text("text"))
    circles.withdraw(by=ana, seq=said.seq, now=True)
    loop.run_until_idle()
    assert queries.export(ana) is None
    assert [path.name for path in store.folder().iterdir()] == [kept.filename.rpartition("/")[2]]


def test_who_leaves_leaves_no_file(ana):
    make(ana)
    circles.leave_hub(by=ana)
    loop.run_until_idle()
    assert list(store.folder().iterdir()) == []


def test_a_file_that_cannot_be_made_says_so(ana, visit, monkeypatch):
    actions.ask_for_everything(by=ana, language="en")
    Everything.objects.update(tries=queries.MOST_TRIES)
    actions.make_what_was_asked_for()
    phone = visit(ana)
    assert "could not be made" in phone.get("/me/everything").content.decode()
    phone.post("/me/everything")
    actions.make_what_was_asked_for()
    assert queries.export(ana).made


def test_it_does_not_cost_more_for_each_entry(person):
    counts = []
    for name, n in (("Ana", 5), ("Ben", 45)):
        viewer = person(name)
        for number in range(n):
            timeline.contribute(by=viewer, text=f"words {number}", consent=TO_ALL)
        with CaptureQueriesContext(connection) as asked:
            make(viewer)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_is_made_by_the_clock():
    assert actions.make_what_was_asked_for in [each.do for each in reactions.CLOCKWORK]


def test_what_is_erased_while_it_is_written_is_in_no_file(ana, monkeypatch):
    """Words go between the page that holds them and the end of the file."""
    said = next(entry for entry in book.entries() if "zanza" in entry.text("text"))
    real = writing.write

    def interrupted(*args):
        numbers = real(*args)
        circles.withdraw(by=ana, seq=said.seq, now=True)
        loop.run_until_idle()
        return numbers

    monkeypatch.setattr(writing, "write", interrupted)
    monkeypatch.setattr(loop, "_clockwork", [])  # on a busy machine it would be made a second time inside
    actions.ask_for_everything(by=ana, language="en")
    actions.make_what_was_asked_for()
    assert queries.export(ana) is None
    assert list(store.folder().iterdir()) == []
