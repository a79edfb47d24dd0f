import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel import merkle
from prisma_hub.kernel.note import Checkpoint
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.tiles import (
    Proof,
    Tile,
    entry_bundle,
    parse_entry_bundle,
    tile_data,
    tiles_of,
)
from tests.kernel.hub import founded, key

DATA = [bytes([at % 256]) * 32 for at in range(600)]
LEAVES = [merkle.leaf_hash(data) for data in DATA]


def hashes(level, index):
    return merkle.root(LEAVES[index << level : (index + 1) << level])


def test_the_example_of_the_specification_has_its_tiles():
    tiles = [tile for tile in tiles_of(70_000) if tile.level is not None]
    full = [tile for tile in tiles if tile.width == 256]
    assert [len([t for t in full if t.level == level]) for level in range(3)] == [273, 1, 0]
    assert [tile.path for tile in tiles if tile.width < 256] == [
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]


def test_paths_are_written_as_the_specification_says():
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(None, 0, 5).path == "tile/entries/000.p/5"
    assert [tile.path for tile in tiles_of(256)] == [
        "tile/entries/000",
        "tile/0/000",
        "tile/1/000.p/1",
    ]
    assert list(tiles_of(0)) == []


@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 10**15), st.integers(1, 256))
def test_a_path_is_read_back(level, index, width):
    tile = Tile(level, index, width)
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1",
        "tile/00/001",
        "tile/64/001",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/07",
        "tile/0/001\n",
        "tile/entries/٠٠١",
        "/tile/0/001",
        "tile/0/" + "x999/" * 40 + "001",
    ],
)
def test_no_other_spelling_names_a_tile(path):
    with pytest.raises(Refused, match="no tile at"):
        Tile.parse(path)


@given(st.integers(0, 600), st.integers(0, 600))
def test_new_tiles_are_those_not_full_before(since, size):
    since, size = sorted((since, size))
    full = {tile for tile in tiles_of(since) if tile.width == 256}
    due = [tile for tile in tiles_of(size) if tile not in full]
    grown = [tile for tile in due if tile not in set(tiles_of(since))]
    assert list(tiles_of(size, since)) == grown
    assert all(tile.stands_in(size) for tile in tiles_of(size))


def test_a_tile_stands_in_a_tree_that_has_filled_it():
    assert Tile(0, 1, 44).stands_in(300)
    assert not Tile(0, 1, 45).stands_in(300)
    assert not Tile(1, 0, 2).stands_in(300)


def test_a_tile_holds_the_hashes_of_complete_subtrees():
    assert tile_data(Tile(0, 1, 2), hashes) == LEAVES[256] + LEAVES[257]
    assert tile_data(Tile(1, 0, 2), hashes) == hashes(8, 0) + hashes(8, 1)
    with pytest.raises(ValueError, match="entry bundle"):
        tile_data(Tile(None, 0), hashes)


def test_an_entry_bundle_is_read_back_and_hashes_to_its_tile():
    bundle = entry_bundle(DATA[:3])
    assert bundle == b"".join(b"\x00\x20" + data for data in DATA[:3])
    leaves = b"".join(merkle.leaf_hash(data) for data in parse_entry_bundle(bundle))
    assert leaves == tile_data(Tile(0, 0, 3), hashes)
    with pytest.raises(Refused, match="damaged"):
        parse_entry_bundle(bundle[:-1])
    with pytest.raises(ValueError, match="32 bytes"):
        entry_bundle([b"short"])


def proof() -> tuple[Proof, str, bytes]:
    signer = key("log")
    note = str(Checkpoint("example.com/log", 600, merkle.root(LEAVES)).sign(signer))
    return Proof(7, tuple(merkle.inclusion_proof(LEAVES, 7)), note), note, signer.public


def test_a_proof_is_written_read_and_holds():
    made, note, public = proof()
    head, _, rest = made.text().partition("\n\n")
    assert head.split("\n")[:2] == ["c2sp.org/tlog-proof@v1", "index 7"]
    assert rest == note
    assert Proof.parse(made.text()) == made
    Proof.parse(made.text()).check(DATA[7], "example.com/log", public)


def test_a_proof_of_something_else_is_refused():
    made, _, public = proof()
    with pytest.raises(Refused, match="not in the record book"):
        made.check(DATA[8], "example.com/log", public)
    with pytest.raises(Refused, match="not signed by"):
        made.check(DATA[7], "example.com/other", public)
    with pytest.raises(Refused, match="not signed by"):
        made.check(DATA[7], "example.com/log", key("other").public)


def test_the_extra_line_of_a_proof_is_ignored():
    text = proof()[0].text().replace("@v1\n", "@v1\nextra AAAA\n")
    assert Proof.parse(text) == proof()[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("index 7", "index 07"),
        ("index 7", "index -7"),
        ("index 7\n", ""),
        ("index 7\n", "index 7\nextra AAAA\n"),
        ("@v1\n", "@v1\nextra AB==\n"),
        ("=\n", "\n"),
        ("\n\n", "\n"),
    ],
)
def test_a_damaged_proof_is_not_read(old, new):
    with pytest.raises(Refused):
        Proof.parse(proof()[0].text().replace(old, new))


def test_a_book_of_one_has_an_empty_proof():
    hub = founded()
    made = Proof(0, (), hub.checkpoint())
    assert Proof.parse(made.text()) == made
    origin = f"prisma-hub/{hub.did}/1"
    made.check(hub.kept[0].receipt.entry_data(), origin, hub.keys[0].public)
