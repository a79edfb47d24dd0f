import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel import merkle
from prisma_hub.kernel.canonical import from_b64
from tests.shared import shared

# The leaves and roots every Certificate Transparency implementation is tested with.
LEAVES = [
    merkle.leaf_hash(bytes.fromhex(data))
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
BOOK = [merkle.leaf_hash(at.to_bytes(2, "big")) for at in range(700)]


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(mth(leaves[:k]), mth(leaves[k:]))


def test_the_well_known_roots_come_out():
    assert [merkle.root(LEAVES[:size]).hex() for size in range(9)] == ROOTS


def holds(vector):
    """Whether the proof of a public test vector is accepted."""
    proof = [from_b64(hash_) for hash_ in vector["proof"] or ()]
    if "leafIdx" in vector:
        return merkle.verify_inclusion(
            from_b64(vector["leafHash"]),
            vector["leafIdx"],
            vector["treeSize"],
            proof,
            from_b64(vector["root"]),
        )
    return merkle.verify_consistency(
        vector["size1"],
        vector["size2"],
        proof,
        from_b64(vector["root1"]),
        from_b64(vector["root2"]),
    )


@pytest.mark.parametrize("sort", ["inclusion", "consistency"])
def test_every_vector_is_judged_as_it_says(sort):
    files = sorted(shared("acceptance", "vectors", "merkle", sort).rglob("*.json"))
    vectors = [json.loads(file.read_text()) for file in files]
    assert {vector["wantErr"] for vector in vectors} == {True, False}
    judged = [holds(vector) for vector in vectors]
    wrong = [
        file.name
        for file, good, vector in zip(files, judged, vectors, strict=True)
        if good is vector["wantErr"]
    ]
    assert wrong == []


@given(st.integers(1, 300))
def test_the_frontier_agrees_with_the_definition(size):
    assert merkle.root(BOOK[:size]) == mth(BOOK[:size])


@given(st.integers(0, 600), st.integers(0, 100))
def test_a_frontier_survives_being_written_down(size, more):
    kept = merkle.Frontier().extend(BOOK[:size])
    read = merkle.Frontier.from_bytes(kept.to_bytes())
    assert read == kept
    assert read.extend(BOOK[size : size + more]).root() == merkle.root(BOOK[: size + more])


def test_growing_names_every_subtree_it_completes():
    frontier, nodes = merkle.Frontier(), {}
    for leaf in BOOK:
        frontier, completed = frontier.grow(leaf)
        nodes.update({(node.level, node.index): node.hash for node in completed})
    assert nodes == {
        (level, index): merkle.root(BOOK[index << level : (index + 1) << level])
        for level in range(10)
        for index in range(len(BOOK) >> level)
    }


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\0" * 8 + b"x", b"\0" * 7 + b"\3" + b"x" * 32])
def test_a_damaged_frontier_is_not_read(data):
    with pytest.raises(ValueError, match="not a frontier"):
        merkle.Frontier.from_bytes(data)


@given(st.data())
def test_every_inclusion_proof_verifies_and_no_other_place_does(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(BOOK[:size], index), merkle.root(BOOK[:size])
    assert merkle.verify_inclusion(BOOK[index], index, size, proof, root)
    other = data.draw(st.integers(-1, size + 1).filter(lambda at: at != index))
    assert not merkle.verify_inclusion(BOOK[index], other, size, proof, root)
    assert not merkle.verify_inclusion(BOOK[index], index, size, [*proof, root], root)
    assert not proof or not merkle.verify_inclusion(BOOK[index], index, size, proof[1:], root)


@given(st.data())
def test_every_consistency_proof_verifies_and_no_other_root_does(data):
    new = data.draw(st.integers(1, 300))
    old = data.draw(st.integers(1, new))
    proof = merkle.consistency_proof(BOOK[:new], old)
    roots = merkle.root(BOOK[:old]), merkle.root(BOOK[:new])
    assert merkle.verify_consistency(old, new, proof, *roots)
    assert not merkle.verify_consistency(old, new, proof, BOOK[0], BOOK[1])
    assert not merkle.verify_consistency(old, new, [*proof, roots[0]], *roots)
    assert not proof or not merkle.verify_consistency(old, new, proof[:-1], *roots)


@given(st.integers(1, 10**12), st.data())
def test_a_proof_reads_few_hashes_of_a_large_tree(size, data):
    index = data.draw(st.integers(0, size - 1))
    read = []

    def hashes(level: int, at: int) -> bytes:
        assert (at + 1) << level <= size
        read.append((level, at))
        return merkle.leaf_hash(b"%d/%d" % (level, at))

    assert len(merkle.prove_inclusion(index, size, hashes)) <= size.bit_length()
    merkle.prove_consistency(index + 1, size, hashes)
    merkle.root_from(size, hashes)
    # a path and one incomplete subtree beside it, twice, and the peaks
    assert len(read) <= (2 + 2 + 1) * size.bit_length()


def test_there_is_no_proof_beyond_the_tree():
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_proof(LEAVES, 8)
    for old in (0, 9):
        with pytest.raises(ValueError, match="begins with one leaf"):
            merkle.consistency_proof(LEAVES, old)


@given(st.integers(0, 70))
def test_a_root_at_once_is_the_root_leaf_by_leaf(size):
    leaves = [merkle.leaf_hash(bytes([each])) for each in range(size)]
    assert merkle.root(leaves) == merkle.Frontier().extend(leaves).root()
