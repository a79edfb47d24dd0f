"""Whatever is altered in published evidence, the program on the page refuses it."""

from pathlib import Path

import pytest

from tests.verifier.mutations import flips, meaning, mutations
from tests.verifier.program import load_verify, refusal, write_folder
from tests.verifier.sample import sample_log, small_log
from tests.verifier.writer import write_evidence


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "evidence", write_evidence(sample_log()))


def test_refuses_every_mutation(folder: Path) -> None:
    verify = load_verify()
    outcomes = {name: refusal(verify, files) for name, files in mutations(folder)}
    assert [name for name, reason in outcomes.items() if not reason] == []
    assert len(outcomes) > 1000


def test_refuses_every_mutation_of_a_book_of_one_entry(tmp_path: Path) -> None:
    verify = load_verify()
    folder = write_folder(tmp_path / "evidence", write_evidence(small_log()))
    outcomes = {name: refusal(verify, files) for name, files in mutations(folder)}
    assert [name for name, reason in outcomes.items() if not reason] == []
    assert len(outcomes) > 200


def test_a_turned_bit_is_refused_or_changes_nothing_a_reader_takes(folder: Path) -> None:
    """What it may pass over is named: the line of a witness, unknown keys, another spelling in JSON."""
    verify = load_verify()
    true = meaning(write_evidence(sample_log()))
    accepted = [name for name, files in flips(folder, every=37) if refusal(verify, files) is None]
    altered = [n for n, files in flips(folder, every=37) if n in accepted and meaning(files) != true]
    assert altered == []
    assert [name for name in accepted if not name.startswith("checkpoint: ")] == []
