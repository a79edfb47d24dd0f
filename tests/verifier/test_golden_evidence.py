"""The evidence the hub's own encoder has written, kept for ever in the golden files, read by strangers."""

from pathlib import Path

import pytest

from tests.verifier.mutations import flips, meaning, mutations, read
from tests.verifier.program import load_verify, refusal

GOLDEN = Path(__file__).parents[1] / "kernel" / "golden" / "evidence"
VERIFY = load_verify()


def test_accepts_it() -> None:
    assert refusal(VERIFY, read(GOLDEN)) is None


def test_refuses_every_mutation_of_it() -> None:
    outcomes = {name: refusal(VERIFY, files) for name, files in mutations(GOLDEN)}
    assert [name for name, reason in outcomes.items() if not reason] == []
    assert len(outcomes) > 800


@pytest.mark.slow
def test_a_turned_bit_is_refused_or_changes_nothing_a_reader_takes() -> None:
    true = meaning(read(GOLDEN))
    accepted = [(name, files) for name, files in flips(GOLDEN, every=7) if refusal(VERIFY, files) is None]
    assert [name for name, files in accepted if meaning(files) != true] == []
