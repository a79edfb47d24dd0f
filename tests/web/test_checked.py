"""Where anybody checks the record book: one notation, a state to compare, a sentence for a wrong number."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from prisma_hub.identity.types import Viewer
from prisma_hub.log import proofs, queries

Visit = Callable[[Viewer | None], Client]


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
