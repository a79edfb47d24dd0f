"""A hub may break its own rules, with true hashes, proofs and signatures. That is refused all the same."""

import pytest

from tests.verifier.broken import BROKEN
from tests.verifier.program import load_verify, refusal
from tests.verifier.sample import sample_log
from tests.verifier.writer import write_evidence

VERIFY = load_verify()


@pytest.mark.parametrize("name", BROKEN)
def test_refuses(name: str) -> None:
    change, reason = BROKEN[name]
    assert reason in (refusal(VERIFY, write_evidence(change(sample_log()))) or "it was accepted")
