"""Where anybody checks the record book: one notation, a state to compare, a sentence for a wrong number."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import merkle
from prisma_hub.kernel.canonical import b64
from prisma_hub.log import actions as log
from prisma_hub.log import events, proofs, queries
from prisma_hub.web.log import drawing

Visit = Callable[[Viewer | None], Client]
LEAVES = [merkle.leaf_hash(at.to_bytes(2, "big")) for at in range(700)]


def said(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, unescape(answer.content.decode())


def state() -> tuple[int, str]:
    """How many entries, and the fingerprint as the checkpoint writes it."""
    _, size, root = proofs.checkpoint().split("\n\n")[0].split("\n")
    return int(size), root


def test_the_page_shows_the_fingerprint_as_the_checkpoint_does(steward: Viewer, visit: Visit) -> None:
    _, root = state()
    code, page = said(visit(None), "/checked")
    assert (code, root in page, proofs.checkpoint() in page) == (200, True, True)
    seq = (queries.size() or 0) - 1
    code, page = said(visit(None), f"/log/{seq}")
    assert (code, root in page) == (200, True)
    assert base64.b64encode(proofs.leaf(seq)).decode() in page


@pytest.mark.parametrize("apart", [",", ".", " ", "\u2009", "\u202f", "\u00a0", "’", "'"])
def test_a_number_is_taken_as_people_write_it(hub: object, visit: Visit, apart: str) -> None:
    typed = apart.join(("1", "768"))
    assert "fewer than you noted" in said(visit(None), f"/checked?size={quote(typed)}&root=x")[1]
    assert "The book has no entry 1768 yet" in said(visit(None), f"/checked?entry={quote(typed)}")[1]
    for wrong in (f"17{apart}68", f"1{apart}{apart}768", f"1{apart}76", f"{apart}768 "):
        page = said(visit(None), f"/checked?size={quote(wrong)}&root=x")[1]
        assert ("as a number" in page) == (wrong.strip() != "768")


def test_a_state_noted_earlier_is_found_again(
    steward: Viewer, person: Callable[[str], Viewer], visit: Visit
) -> None:
    size, root = state()
    hexadecimal = base64.b64decode(root).hex()
    person("Ana")
    assert state()[0] > size
    for noted in (root, hexadecimal):
        answer = visit(None).get("/checked", {"size": size, "root": noted})
        assert "It fits: what you noted is the beginning" in answer.content.decode()
    wrong = visit(None).get("/checked", {"size": size, "root": root[::-1]}).content.decode()
    assert "It does not fit." in wrong
    assert root in unescape(wrong)


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        ("", "Write how many entries the book had then"),
        ("many", "Write how many entries the book had then"),
        ("0", "Write how many entries the book had then"),
        ("9999999", "fewer than you noted"),
        ("9" * 40, "Write how many entries the book had then"),
    ],
)
def test_a_size_that_is_none_gets_a_sentence(steward: Viewer, visit: Visit, size: str, sentence: str) -> None:
    answer = visit(None).get("/checked", {"size": size, "root": "x"})
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("", "Write the number of an entry first"),
        (" ", "Write the number of an entry first"),
        ("-1", "“-1” is not the number of an entry"),
        ("٣", "“٣” is not the number of an entry"),
        ("<b>", "“<b>” is not the number of an entry"),
        ("9999999", "The book has no entry 9999999 yet. Its last one is"),
        ("9" * 400, "is not the number of an entry"),
    ],
)
def test_a_wrong_number_gets_a_sentence(steward: Viewer, visit: Visit, entry: str, sentence: str) -> None:
    answer = visit(None).get("/checked", {"entry": entry})
    page = answer.content.decode()
    assert (answer.status_code, sentence in unescape(page), "“<b>”" in page) == (200, True, False)


def test_an_address_beyond_the_book_says_so(steward: Viewer, visit: Visit) -> None:
    code, page = said(visit(None), "/log/9999999")
    assert (code, page.count("The book has no entry 9999999 yet.")) == (404, 1)
    assert visit(None).get(f"/log/{'9' * 400}").status_code == 404
    assert visit(None).get(f"/log/{'9' * 40}.tlog-proof").status_code == 404


def test_a_right_number_leads_to_its_entry(steward: Viewer, visit: Visit) -> None:
    assert visit(None).get("/checked", {"entry": " 0 "}).headers["Location"] == "/log/0"


@pytest.mark.parametrize(
    "asked",
    [
        "2",
        "#2",
        "entry:2",
        "entry-2.tlog-proof",
        "https://hub.example/log/2",
        "/entry/2",
        "/entry/2#said",
        " /log/2 ",
    ],
)
def test_an_entry_is_found_by_its_number_its_address_or_its_reference(
    steward: Viewer, visit: Visit, asked: str
) -> None:
    answer = visit(None).get("/checked", {"entry": asked})
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/log/2")


@pytest.mark.parametrize("asked", ["journey:2", "/places/2", "entry:", "entry:2x" + "9" * 20, "2 3"])
def test_what_names_no_entry_is_none(steward: Viewer, visit: Visit, asked: str) -> None:
    assert visit(None).get("/checked", {"entry": asked}).status_code == 200


def test_the_prefix_typed_by_hand_leads_to_where_entries_are_looked_up(steward: Viewer, visit: Visit) -> None:
    assert visit(None).get("/log/").headers["Location"] == "/checked#one"


@given(st.integers(1, 700), st.data())
def test_the_drawing_leads_from_the_entry_to_the_root(size: int, data: st.DataObject) -> None:
    seq = data.draw(st.integers(0, size - 1))
    leaves = LEAVES[:size]
    steps = drawing.climb(seq, size, leaves[seq], merkle.inclusion_proof(leaves, seq))
    root = b64(merkle.root(leaves))
    assert (steps[-1].joined if steps else b64(leaves[seq])) == root
    beside = sorted([(step.first, step.last) for step in steps] + [(seq, seq)])
    assert [number for first, last in beside for number in range(first, last + 1)] == list(range(size))
    assert all(step.left == (step.last < seq) for step in steps)
    assert [b64(merkle.root(leaves[step.first : step.last + 1])) for step in steps] == [
        step.other for step in steps
    ]
    drawn = drawing.draw(leaves[seq], steps)
    assert (drawn.root.text, drawn.leaf.text) == (root[:6], b64(leaves[seq])[:6])
    assert [row.other.text for row in drawn.rows] == [step.other[:6] for step in reversed(steps)]
    spots = [spot for row in drawn.rows for spot in (row.way, row.other)]
    assert all(38 <= spot.x <= drawing.WIDTH - 38 and spot.y < drawn.height for spot in spots)


def test_a_proof_is_drawn_said_in_words_and_explained(steward: Viewer, visit: Visit) -> None:
    size, root = state()
    for seq in (0, size - 1):
        code, page = said(visit(None), f"/log/{seq}")
        steps = drawing.climb(seq, size, proofs.leaf(seq), proofs.path(seq, size))
        assert (code, page.count('<g class="aside">')) == (200, len(steps))
        assert all(f'<span class="fingerprint">{step.other}</span>' in page for step in steps)
        assert f"The way from entry {seq} to the signed fingerprint" in page
        assert f">{root[:6]}</text>" in page
        for words in ("What this means", "What it does not prove", "That what was said is true."):
            assert words in page
        assert f'href="/log/{seq}.tlog-proof"' in page
        assert ('rel="prev"' in page, 'rel="next"' in page) == (seq > 0, seq < size - 1)


def test_an_entrys_page_costs_the_same_in_a_longer_book(steward: Viewer, visit: Visit) -> None:
    def cost() -> int:
        client = visit(steward)
        client.get("/log/1")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/log/1").status_code == 200
        return len(found)

    first = cost()
    with log.in_bulk():
        for number in range(300):
            log.say(events.RESUMED, by="hub", body={"epoch": 1, "size": number + 1, "root": "A" * 43})
    assert cost() <= first + 2 <= 20, "one more tile of leaves, and one of the level above"
