"""Whatever people do in whatever order: the tables are what the log says, and what was erased is nowhere."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prisma_hub.circles import actions as circles
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import replay
from prisma_hub.log.kept import Line
from prisma_hub.timeline import actions, queries
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop

WHO = st.sampled_from(["ana", "eva", "leo"])
ACTS = st.sampled_from(
    [
        "say",
        "say",
        "correct",
        "witness",
        "thank",
        "show",
        "withdraw",
        "return",
        "erase",
        "narrow",
        "widen",
        "name",
    ]
)
STEPS = st.lists(st.tuples(WHO, ACTS, st.integers(0, 30)), min_size=4, max_size=14)


def do(valley, who: str, act: str, number: int, seqs: list[int]) -> None:
    """One step; what is refused changes nothing."""
    by = getattr(valley, who)
    if act == "say" or not seqs:
        spaces = [(by.ref,), ("hub",), (valley.team,)][number % 3]
        seqs.append(actions.contribute(by=by, text=f"words{number}", consent=Consent(spaces=spaces)).seq)
        return
    seq = seqs[number % len(seqs)]
    if act == "correct":
        seqs.append(actions.correct(by=by, seq=seq, text=f"better{number}").seq)
    elif act in ("witness", "thank"):
        way = {"witness": "witnessed", "thank": "thanked"}[act]
        seqs.append(actions.attest(by=by, seq=seq, way=way, relation="kin").seq)
    elif act == "show":
        actions.show_thanks(by=by, seq=seq)
    elif act == "return":
        circles.return_words(by=by, seq=seq)
    elif act in ("withdraw", "erase"):
        circles.withdraw(by=by, seq=seq, now=act == "erase")
    elif act == "name":
        circles.share(by=by, seq=seq, spaces=["hub"], named="name")
    else:
        circles.share(by=by, seq=seq, spaces=[by.ref if act == "narrow" else "hub"])


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_tables_are_what_the_log_says_after_anything(valley, steps):
    seqs: list[int] = []
    for who, act, number in steps:
        try:
            with transaction.atomic():
                do(valley, who, act, number, seqs)
        except Refused:
            continue
    loop.run_until_idle()
    assert replay.differences() == []
    gone = {line.seq for line in Line.objects.filter(kind=None)}
    for viewer in (valley.ana, valley.eva, valley.leo):
        assert not gone & {each.seq for each in queries.contributions(viewer, most=200)}
