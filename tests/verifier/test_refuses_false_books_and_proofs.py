"""The program on the page, over tiles, checkpoint, proofs and evidence together: it accepts what a hub
serves, and refuses whatever is altered in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.verifier.mutated_books import of_book, of_proof
from tests.verifier.program import load_program
from tests.verifier.sample import HUB, long_log, sample_log, small_log
from tests.verifier.writer import Kept, keep, write_book, write_evidence, write_proof

PAGE = load_program()


@cache
def book() -> dict[str, bytes]:
    return write_book(long_log())


@cache
def kept() -> Kept:
    return keep(long_log())


@cache
def proof(seq: int) -> dict[str, bytes]:
    return write_proof(long_log(), seq, kept())


@cache
def _evidence_read() -> Any:
    known = PAGE.Known(HUB)
    PAGE.verify(write_evidence(sample_log()), known=known)
    return known


def knowing() -> Any:
    """What a reader knows who has checked the evidence: the hub, and the succession of its keys."""
    return deepcopy(_evidence_read())


def refusal_of_book(files: Mapping[str, bytes]) -> str | None:
    try:
        known = knowing()
        PAGE.verify_book(files, known)
        PAGE.check_growth(known)
    except Exception as reason:
        return str(reason)
    return None


def refusal_of_proof(files: Mapping[str, bytes], seq: int) -> str | None:
    text, line = files[f"entry-{seq}.tlog-proof"], files.get(f"entry-{seq}.jsonl")
    try:
        known = knowing()
        signed_before = PAGE.signed_tree(book()["checkpoint"].decode(), known)
        PAGE.verify_proof(text.decode(), line.decode() if line is not None else None, known)
    except Exception as reason:
        return str(reason)
    assert signed_before
    return None


def named(found: Iterator[tuple[str, dict[str, bytes]]]) -> dict[str, dict[str, bytes]]:
    """Mutations by name; a name stands once, and each alters something."""
    listed = list(found)
    assert len(dict(listed)) == len(listed)
    return dict(listed)


def test_accepts_the_whole_book_and_every_sort_of_entry_in_it() -> None:
    assert refusal_of_book(book()) is None
    assert [seq for seq in (0, 2, 5, 8, 255, 256, 511, 512, 529) if refusal_of_proof(proof(seq), seq)] == []


def test_refuses_every_mutation_of_the_book() -> None:
    altered = named(of_book(book()))
    assert [name for name, files in altered.items() if files == book()] == []
    assert [name for name, files in altered.items() if refusal_of_book(files) is None] == []
    assert len(altered) > 150


@pytest.mark.parametrize("seq", [2, 9])
def test_refuses_every_mutation_of_a_proof(seq: int) -> None:
    altered = named(of_proof(proof(seq), seq))
    assert [name for name, files in altered.items() if files == proof(seq)] == []
    assert [name for name, files in altered.items() if refusal_of_proof(files, seq) is None] == []
    assert len(altered) > 130


def test_evidence_that_holds_by_itself_is_refused_where_the_book_contradicts_it() -> None:
    """A hub that shows two books, each true in itself, is found out by whoever holds both."""
    other = sample_log().but(14, body__text__000="We planted nothing.")
    known = PAGE.Known()
    assert PAGE.verify(write_evidence(other), known=known)
    PAGE.verify_book(book(), known)
    with pytest.raises(ValueError, match="the book of size 16 is not the beginning of this one"):
        PAGE.check_growth(known)


def test_two_checkpoints_of_one_size_are_an_alarm() -> None:
    known = PAGE.Known()
    PAGE.verify(write_evidence(sample_log()), known=known)
    fork = write_evidence(sample_log().but(15, body__text__000="Otherwise."))
    with pytest.raises(ValueError, match="two roots for one size and epoch: somebody sees another book"):
        PAGE.verify(fork, known=known)


def test_a_book_in_which_no_key_was_changed_needs_no_evidence() -> None:
    known = PAGE.Known()
    assert PAGE.verify_book(write_book(small_log()), known) == [
        f"1 entries and every tile over them give the root {HUB} has signed"
    ]
    (said,) = PAGE.verify_proof(
        *(content.decode() for content in write_proof(small_log(), 0).values()), known
    )
    assert said.startswith(f"entry 0 of 1 in the book of {HUB}: body.name: 'Ciudad Ficticia'")


def test_a_proof_without_its_line_needs_the_book() -> None:
    known = knowing()
    text = proof(300)["entry-300.tlog-proof"].decode()
    with pytest.raises(ValueError, match=r"beside the proof its \.jsonl is missing"):
        PAGE.verify_proof(text, None, known)
    PAGE.verify_book(book(), known)
    assert PAGE.verify_proof(text, None, known) == [
        f"entry 300 of 530 in the book of {HUB}: what it says is not shown"
    ]


def test_paths_are_those_of_the_standard() -> None:
    def numbers(count: int, *chosen: int) -> list[str]:
        found = list(PAGE.tiles(0, count))
        return [found[at][0] for at in chosen]

    assert numbers(256 * 1001 + 5, 0, 999, 1000, 1001) == [
        "tile/0/000",
        "tile/0/999",
        "tile/0/x001/000",
        "tile/0/x001/001.p/5",
    ]


def test_an_older_book_is_signed_with_the_key_of_its_time() -> None:
    young = replace(sample_log(), entries=sample_log().entries[:8], keys=sample_log().keys[:2])
    known = knowing()
    PAGE.verify_book(write_book(young), known)
    false = write_book(replace(young, keys=sample_log().keys))
    with pytest.raises(ValueError, match="the hub has not signed"):
        PAGE.verify_book(false, knowing())
