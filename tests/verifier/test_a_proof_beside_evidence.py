"""A proof that holds by itself, beside evidence that says otherwise; for our code and for the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from prisma_hub.kernel.evidence import check_single
from prisma_hub.kernel.refusal import Refused
from tests.verifier.program import load_program
from tests.verifier.sample import HUB, long_log, sample_log
from tests.verifier.writer import Entry, Log, write_evidence, write_proof

PAGE = load_program()
YOUNG = replace(sample_log(), entries=sample_log().entries[:8], keys=sample_log().keys[:2])
"""The book before anything in it was erased."""


def ours(log: Log, seq: int, evidence: Log) -> str:
    proof, line = (each.decode() for each in write_proof(log, seq).values())
    try:
        check_single(proof, line, HUB, write_evidence(evidence))
    except Refused as why:
        return str(why)
    return ""


def on_the_page(log: Log, seq: int, evidence: Log) -> str:
    known = PAGE.Known(HUB)
    PAGE.verify(write_evidence(evidence), known=known)
    try:
        PAGE.verify_proof(*(each.decode() for each in write_proof(log, seq).values()), known)
    except ValueError as why:
        return str(why)
    return ""


BOTH = pytest.mark.parametrize("check", [ours, on_the_page])
Check = Callable[[Log, int, Log], str]


@BOTH
def test_what_was_erased_since_is_refused(check: Check) -> None:
    assert "was erased" in check(YOUNG, 7, sample_log())
    assert check(YOUNG, 5, sample_log()) == ""


@BOTH
def test_of_parts_that_were_erased_the_others_may_be_shown(check: Check) -> None:
    assert check(long_log(), 9, sample_log()) == ""
    told = replace(
        YOUNG, entries=(*YOUNG.entries, *(replace(e, hidden=()) for e in sample_log().entries[8:10]))
    )
    assert "erased" in check(told, 9, sample_log())


@BOTH
def test_two_books_of_one_size_are_told(check: Check) -> None:
    fork = sample_log().but(15, body__text__000="Otherwise.")
    said = check(fork, 5, sample_log())
    assert "contradict each other" in said or "two roots for one size" in said


@BOTH
def test_two_entries_of_one_number_are_told(check: Check) -> None:
    fork = long_log().but(5, body__title="Otherwise.")
    assert "two different entries 5" in check(fork, 5, sample_log())


def later(entry: Entry) -> Entry:
    return replace(entry, receipt={"epoch": 2})


@BOTH
def test_a_number_that_was_given_anew_is_another_entry(check: Check) -> None:
    """Restored without entry 7, the hub gave its number to another, and that one was erased."""
    entries = sample_log().entries
    again = replace(
        sample_log(), epoch=2, entries=(*entries[:6], later(entries[6]), *map(later, entries[7:]))
    )
    assert check(YOUNG, 7, again) == ""
    kept_on = replace(sample_log(), epoch=2, entries=(*entries[:8], *map(later, entries[8:])))
    assert "was erased" in check(YOUNG, 7, kept_on)
