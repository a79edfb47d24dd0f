"""The tlog prefix `/log/` as c2sp.org/tlog-tiles says: for everybody, kept for long, only to be read."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import merkle
from prisma_hub.kernel.note import origin, read_checkpoint
from prisma_hub.kernel.signing import public_of
from prisma_hub.kernel.tiles import Proof, parse_entry_bundle, tiles_of
from prisma_hub.log import actions as log
from prisma_hub.log import events, evidence, queries
from prisma_hub.log.kept import Line, Top
from tests.verifier.program import load_program

Visit = Callable[[Viewer | None], Client]
YEAR = "public, max-age=31536000, immutable"


@pytest.fixture
def long_book(hub: Path) -> Path:
    """A book of 300 entries: one full tile, one partial one, and one above."""
    with log.in_bulk():
        for number in range(300 - queries.size()):
            body = {"epoch": 1, "size": number + 1, "root": "A" * 43}
            log.say(events.RESUMED, by="hub", body=body)
    return hub


def test_a_stranger_rebuilds_the_whole_tree_from_what_is_served(long_book: Path) -> None:
    client = Client()
    head = queries.head()
    assert head is not None
    note = client.get("/log/checkpoint")
    assert note.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert note.headers["Content-Length"] == str(len(note.content))
    signed = read_checkpoint(note.content, origin(head.hub, head.epoch), public_of(head.hub))
    assert (signed.size, signed.root) == (300, head.root)
    served = {each.path: client.get(f"/log/{each.path}") for each in tiles_of(signed.size)}
    assert list(served) == [
        "tile/entries/000",
        "tile/entries/001.p/44",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
    ]
    assert {(each.status_code, each.headers["Content-Type"]) for each in served.values()} == {
        (200, "application/octet-stream")
    }
    entries = [data for path in list(served)[:2] for data in parse_entry_bundle(served[path].content)]
    leaves = [merkle.leaf_hash(data) for data in entries]
    assert merkle.root(leaves) == signed.root
    assert served["tile/0/000"].content + served["tile/0/001.p/44"].content == b"".join(leaves)
    assert served["tile/1/000.p/1"].content == merkle.root(leaves[:256])


def test_what_never_changes_is_kept_for_long_and_what_changes_is_not(long_book: Path) -> None:
    client = Client()
    kept = {
        path: client.get(f"/log/{path}").headers["Cache-Control"]
        for path in ("tile/0/000", "tile/0/001.p/44", "tile/entries/000", "checkpoint", "299.tlog-proof")
    }
    assert kept == {
        "tile/0/000": YEAR,
        "tile/0/001.p/44": YEAR,
        "tile/entries/000": YEAR,
        "checkpoint": "no-cache",
        "299.tlog-proof": "no-cache",
    }


def test_partial_tiles_of_every_checkpoint_stay_when_the_book_has_grown(long_book: Path) -> None:
    client = Client()
    whole = client.get("/log/tile/0/000").content
    for size in (1, 2, 100, 255):
        assert client.get(f"/log/tile/0/000.p/{size}").content == whole[: 32 * size]


NOWHERE = (
    "tile/0/001",
    "tile/0/001.p/45",
    "tile/0/002.p/1",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/0",
    "tile/00/000",
    "tile/1/000",
    "tile/1/000.p/2",
    "tile/2/000.p/1",
    "tile/64/000.p/1",
    "tile/entries/001",
    "tile/entries/x001/000",
    "tile/0/x000/000",
    "tile/0/000/",
    "tile/0/000%00",
    "tile/0/../../checkpoint",
    "tile/data/000",
    "300.tlog-proof",
    "99999999999999999999999.tlog-proof",
)


def test_what_does_not_exist_is_not_found_and_not_remembered(long_book: Path) -> None:
    answers = [(path, Client().get(f"/log/{path}")) for path in NOWHERE]
    assert [path for path, answer in answers if answer.status_code != 404] == []
    assert [path for path, answer in answers if "max-age" in answer.headers["Cache-Control"]] == []


def test_far_tiles_have_their_numbers_in_threes(hub: Path) -> None:
    """C2SP tlog-tiles: index 1000 is written `x001/000`."""
    founding = Line.objects.get(seq=0)
    first = 1000 * 256
    Line.objects.bulk_create(
        Line(
            seq=first + number,
            at=founding.at,
            epoch=1,
            own_key=False,
            statement=bytes(32),
            leaf=number.to_bytes(32, "big"),
            said_once=number.to_bytes(32, "big"),
            parts="[]",
        )
        for number in range(300)
    )
    Top.objects.update(size=first + 300)
    client = Client()
    assert client.get("/log/tile/0/x001/000").content == b"".join(
        number.to_bytes(32, "big") for number in range(256)
    )
    assert client.get("/log/tile/0/x001/001.p/44").status_code == 200
    assert client.get("/log/tile/0/1000").status_code == 404


def test_it_can_only_be_read(long_book: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/log/checkpoint", "/log/tile/0/000", "/log/0.tlog-proof"):
        for method in ("post", "put", "patch", "delete", "options"):
            answer = getattr(client, method)(path)
            assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
        read = client.head(path)
        assert (read.status_code, read.content) == (200, b"")


def test_nobody_is_asked_who_they_are(
    long_book: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """An old cookie is not looked at, nor taken away; a page of any other origin may read."""
    client = Client(headers={"accept-language": "fr", "origin": "https://monitor.example"})
    client.cookies[settings.SESSION_COOKIE_NAME] = "gone"
    for path in ("checkpoint", "tile/0/000", "tile/entries/001.p/44", "7.tlog-proof", "tile/0/999"):
        with django_assert_max_num_queries(5):
            answer = client.get(f"/log/{path}")
        assert not answer.cookies
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert not {"cookie", "accept-language"} & {
            each.strip() for each in answer.headers.get("Vary", "").lower().split(",")
        }


def test_a_page_for_people_is_not_for_every_origin(long_book: Path) -> None:
    assert "Access-Control-Allow-Origin" not in Client().get("/log/0").headers


def test_entries_travel_compressed_on_wish_and_hashes_never(long_book: Path) -> None:
    client = Client()
    plain = client.get("/log/tile/entries/000")
    assert (len(plain.content), "Content-Encoding" in plain.headers) == (256 * 34, False)
    packed = client.get("/log/tile/entries/000", headers={"accept-encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    unwanted = client.get("/log/tile/entries/000", headers={"accept-encoding": "gzip;q=0, identity"})
    assert unwanted.content == plain.content
    hashes = client.get("/log/tile/0/000", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in hashes.headers


def test_a_full_tile_is_made_once(long_book: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    first = {path: client.get(f"/log/{path}").content for path in ("tile/0/000", "tile/entries/000")}
    for path, content in first.items():
        with django_assert_num_queries(1):
            assert client.get(f"/log/{path}").content == content
    files = [path for path in (long_book / "derived" / "log").rglob("*") if path.is_file()]
    assert len(files) == 2


def test_a_tile_damaged_on_the_disk_is_made_again(long_book: Path) -> None:
    client = Client()
    true = client.get("/log/tile/0/000").content
    (file,) = (path for path in (long_book / "derived" / "log").rglob("*") if path.is_file())
    whole = file.read_bytes()
    for spoiled in (whole[:-1], b"\0" + whole[1:], b"", whole + b"\0"):
        file.write_bytes(spoiled)
        assert client.get("/log/tile/0/000").content == true
        assert file.read_bytes() == whole


def test_a_new_epoch_has_tiles_of_its_own(long_book: Path) -> None:
    client = Client()
    client.get("/log/tile/0/000")
    log.resume()
    client.get("/log/tile/0/000")
    assert len(list((long_book / "derived" / "log").iterdir())) == 2


def test_where_nothing_can_be_written_the_tile_is_served_all_the_same(long_book: Path) -> None:
    (long_book / "derived").write_text("a file where a folder should be")
    assert len(Client().get("/log/tile/0/000").content) == 8192


def test_a_proof_is_a_file_that_anybody_can_check(long_book: Path) -> None:
    head = queries.head()
    assert head is not None
    answer = Client().get("/log/257.tlog-proof")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entry-257.tlog-proof"'
    bundle = parse_entry_bundle(Client().get("/log/tile/entries/001.p/44").content)
    proof = Proof.parse(answer.content.decode())
    proof.check(bundle[1], origin(head.hub, head.epoch), public_of(head.hub))


def test_the_program_of_the_how_to_accepts_all_that_a_hub_serves(long_book: Path) -> None:
    """Evidence, book and proofs of a real hub, held against one another by a stranger's verifier."""
    page, client = load_program(), Client()
    files = {
        path: client.get(f"/log/{path}").content
        for path in ("checkpoint", *(tile.path for tile in tiles_of(queries.size())))
    }
    known = page.Known(log.hub_did())
    shown = page.verify(evidence.gather({0: {"said"}, 7: {"kind"}}), known=known)
    assert shown[1] == "2 of 300 entries are shown and proven"
    assert page.verify_book(files, known)[0].startswith("300 entries and every tile over them")
    for seq in (0, 7, 255, 256, 299):
        proof = client.get(f"/log/{seq}.tlog-proof").content.decode()
        assert page.verify_proof(proof, evidence.line(seq), known)
        assert page.verify_proof(proof, None, known)
    page.check_growth(known)
    files["tile/entries/000"] = files["tile/entries/000"][::-1]
    with pytest.raises(ValueError, match="tile/entries/000 holds something else"):
        page.verify_book(files, known)


def test_a_folder_without_a_hub_has_no_book(db: None, folder: Path) -> None:
    for path in ("checkpoint", "tile/0/000", "0.tlog-proof"):
        assert Client().get(f"/log/{path}").status_code == 404
