"""A past version, whole; and putting it back: what is written, what is refused, what stays away."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.commons import actions, queries
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.work import loop
from tests.commons.test_pages import fields

OLD, NEW = "# Weir\n\nIt slows [[silt]].\n", "# Weir\n\nIt tames water.\n"


@pytest.fixture
def two(write):
    """A page in two versions: the numbers of both."""
    first = write("weir.md", OLD)
    return first, write("weir.md", NEW, base=first.blob)


def put_back(by, seq, base, space="public", path="weir.md", **more):
    return actions.put_back(by=by, space=space, path=path, seq=seq, base=base, **more)


def test_a_version_is_shown_whole_with_who_left_it_so(two, write, visit):
    first, second = two
    write("silt.md", "Fine.")
    said = visit(None).get(f"/commons/public/-/was/{first.seq}/weir.md").content.decode()
    assert 'It slows <a href="/commons/public/silt">silt</a>.' in said
    assert said.count("<h1") == 1
    assert "It has changed since." in said
    assert "Put this version back" not in said
    now = visit(None).get(f"/commons/public/-/was/{second.seq}/weir.md").content.decode()
    assert "It stands like this today." in now


def test_both_lists_of_a_page_lead_to_it(two, visit):
    first, _ = two
    there = f"/commons/public/-/was/{first.seq}/weir.md"
    for address in ("history", f"change/{first.seq}"):
        assert there in visit(None).get(f"/commons/public/-/{address}/weir.md").content.decode()


def test_putting_back_writes_a_new_version_with_the_old_bytes(two, steward, visit):
    first, second = two
    browser, there = visit(steward), f"/commons/public/-/was/{first.seq}/weir.md"
    sent = fields(browser.get(there))
    assert sent["base"] == second.blob
    for _ in range(2):  # pressed twice, it is said once
        done = browser.post(there, sent)
        assert (done.status_code, done["Location"]) == (302, "/commons/public/weir")
    page = queries.page(steward, "public", "weir")
    assert (page.text, page.info.blob) == (OLD, first.blob)
    versions = queries.history(steward, "public", "weir.md")
    assert [(each.action, each.blob) for each in versions] == [
        ("changed", first.blob), ("changed", second.blob), ("created", first.blob)
    ]  # fmt: skip
    assert versions[0].summary.startswith("Put back as it was: ")
    loop.run_until_idle()
    assert replay.differences() == []


def test_what_somebody_wrote_meanwhile_is_not_overwritten(two, write, steward, visit):
    first, second = two
    there = f"/commons/public/-/was/{first.seq}/weir.md"
    sent = fields(visit(steward).get(there))
    write("weir.md", NEW + "\nAnd holds.\n", base=second.blob)
    answer = visit(steward).post(there, sent)
    assert answer.status_code == 200
    assert "Somebody changed this page while you looked at it." in answer.content.decode()
    assert queries.page(steward, "public", "weir").text == NEW + "\nAnd holds.\n"
    again = fields(answer)
    assert (
        visit(steward).post(there, again | {"base": fields(visit(steward).get(there))["base"]}).status_code
        == 302
    )
    assert queries.page(steward, "public", "weir").text == OLD


def test_a_removed_page_comes_back(two, steward, visit):
    _, second = two
    actions.remove_page(by=steward, space="public", path="weir.md")
    there = f"/commons/public/-/was/{second.seq}/weir.md"
    answer = visit(steward).get(there)
    assert "It was removed since." in answer.content.decode()
    assert visit(steward).post(there, fields(answer)).status_code == 302
    assert queries.page(ANYBODY, "public", "weir").text == NEW


def test_a_page_takes_back_words_it_had_under_another_name(two, steward):
    first, second = two
    actions.rename_page(by=steward, space="public", path="weir.md", to="dam.md")
    done = put_back(steward, first.seq, second.blob, path="dam.md")
    assert queries.page(ANYBODY, "public", "dam").text == OLD
    assert queries.page(ANYBODY, "public", "weir") is None
    assert done.blob == first.blob


def test_the_version_that_stands_is_not_written_again(two, steward):
    _, second = two
    size = book.size()
    assert put_back(steward, second.seq, second.blob).unchanged
    assert book.size() == size


def test_who_may_not_write_puts_nothing_back(two, person, visit):
    first, second = two
    for viewer in (None, person("Ana")):
        form = {"statement": str(current().uuid7()), "base": second.blob}
        answer = visit(viewer).post(f"/commons/public/-/was/{first.seq}/weir.md", form)
        assert answer.status_code == 403
        with pytest.raises(NotAllowed):
            put_back(viewer or ANYBODY, first.seq, second.blob)
    assert queries.page(ANYBODY, "public", "weir").text == NEW


def test_a_version_of_another_page_or_space_is_none_of_this_one(two, write, person, steward, visit):
    _first, second = two
    eva = person("Eva")
    diary = write("diary.md", "Zimtstern.\n", by=eva, space=eva.ref)
    note = write("note.md", "Zimtnote.\n", by=eva, space="hub")
    for seq in (diary.seq, note.seq, 10**9):
        with pytest.raises(NotHere, match="not kept any more"):
            put_back(steward, seq, second.blob)
        assert visit(steward).get(f"/commons/public/-/was/{seq}/weir.md").status_code == 404
    for address in (f"hub/-/was/{note.seq}/note.md", f"person-{eva.person}/-/was/{diary.seq}/diary.md"):
        assert visit(None).get(f"/commons/{address}").status_code == 404
    assert queries.page(ANYBODY, "public", "weir").info.blob == second.blob


def test_what_a_garden_does_not_keep_cannot_be_looked_at_nor_put_back(write, person, visit):
    ana = person("Ana")
    first = write("note.md", "Zimtstern.\n", by=ana, space=ana.ref)
    second = write("note.md", "Other.\n", by=ana, space=ana.ref, base=first.blob)
    loop.run_until_idle()
    assert visit(ana).get(f"/commons/person-{ana.person}/-/was/{first.seq}/note.md").status_code == 404
    with pytest.raises(NotHere):
        put_back(ana, first.seq, second.blob, space=ana.ref, path="note.md")


def test_a_version_that_was_taken_back_stays_away(two, steward, visit):
    first, second = two
    log.erase(first.seq, right="stewards")
    loop.run_until_idle()
    browser = visit(steward)
    for address in (f"was/{first.seq}", f"change/{first.seq}", f"change/{second.seq}", "history"):
        assert "slows" not in browser.get(f"/commons/public/-/{address}/weir.md").content.decode(), address
    assert browser.get(f"/commons/public/-/was/{first.seq}/weir.md").status_code == 404
    with pytest.raises(NotHere):
        put_back(steward, first.seq, second.blob)


def test_a_purged_version_stays_away(two, steward, visit):
    first, second = two
    actions.purge_history(by=steward, space="public", path="weir.md")
    loop.run_until_idle()
    assert visit(steward).get(f"/commons/public/-/was/{first.seq}/weir.md").status_code == 404
    with pytest.raises(NotHere):
        put_back(steward, first.seq, second.blob)


def test_a_version_that_says_it_is_private_does_not_come_back_further_out(write, steward):
    brought = {"note.md": b"---\nprivate: true\n---\nZimtstern.\n"}
    actions.bring(brought, by=steward, space="public", origin="import", summary="")
    first = queries.history(steward, "public", "note.md")[0]
    second = write("note.md", "Ours.\n", base=first.blob)
    with pytest.raises(Refused, match="reaches further"):
        put_back(steward, first.seq, second.blob, path="note.md")
    assert queries.page(ANYBODY, "public", "note").text == "Ours.\n"


def test_showing_a_version_costs_as_many_queries_after_many_as_after_one(two, write, steward, visit):
    first, last = two
    browser, there = visit(steward), f"/commons/public/-/was/{first.seq}/weir.md"

    def cost() -> int:
        browser.get(there)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(there).status_code == 200
        return len(counted)

    one, base = cost(), last.blob
    for number in range(3):
        base = write("weir.md", f"{NEW}\n{number}\n", base=base).blob
    assert cost() == one


def test_a_hurtful_version_hurts_nobody(write, visit):
    first = write(
        "a.md", "# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1))\n"
    )
    said = visit(None).get(f"/commons/public/-/was/{first.seq}/a.md").content.decode()
    assert "<script>alert" not in said
    assert "onerror=" not in said
    assert 'href="javascript' not in said


def test_of_the_first_version_nothing_is_marked_as_new(two, visit):
    began, changed = (
        visit(None).get(f"/commons/public/-/change/{each.seq}/weir.md").content.decode() for each in two
    )
    assert "The page began with these words." in began
    assert '<div class="lines plain">' in began
    assert "What came is underlined" in changed
    assert '<div class="lines">' in changed


def test_each_row_of_the_history_says_which_part_leads_to_the_difference(two, steward, visit):
    first, second = two
    actions.remove_page(by=steward, space="public", path="weir.md")
    said = visit(None).get("/commons/public/-/history/weir.md").content.decode()
    rows = said.split('<ol class="rows deeds">')[1].split("</ol>")[0].split("<li>")[1:]
    assert [">Removed<" in row for row in rows] == [True, False, False]
    assert "<a" not in rows[0]
    for row, version in zip(rows[1:], (second, first), strict=True):
        links = re.findall(r'<a href="([^"]*)">([^<]*)<', row)
        assert links == [
            (f"/commons/public/-/change/{version.seq}/weir.md", "What changed"),
            (f"/commons/public/-/was/{version.seq}/weir.md", "The whole page as it was"),
        ]
