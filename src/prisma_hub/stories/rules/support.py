"""What bears a claim: counted, graded, never summed into a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prisma_hub.stories.types import Claim, Grade, Support


@dataclass(frozen=True, slots=True)
class Word:
    """An attestation a reader hears. `by` is empty where the reader may not know who."""

    seq: int
    way: str
    by: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """An entry a claim leans on, as a reader hears it."""

    seq: int
    by: str = ""
    told: bool = True
    measured: bool = False
    protocol: str = ""
    words: tuple[Word, ...] = ()


def support_of(claim: Claim, grounds: Iterable[Ground]) -> Support:
    """How far a claim is borne. The strongest kind of support names it; a question stands beside any."""
    if not claim.entries:
        return Support("open")
    heard = [each for each in grounds if each.seq in claim.entries]
    if not heard:
        return Support("unsupported")
    words = [word for each in heard for word in each.words]
    witnesses = _people([word for word in words if word.way in ("witnessed", "verified")])
    questions = [word for word in words if word.way == "questioned"]
    verified = [word for word in words if word.way == "verified"]
    return Support(
        grade=_grade(heard, verified=bool(verified), witnessed=bool(witnesses), questioned=bool(questions)),
        tellers=_tellers(heard),
        witnesses=witnesses,
        questions=len(questions),
        entries=tuple(each.seq for each in heard),
        attestations=tuple(sorted(word.seq for word in words if word.way != "thanked")),
        relations=tuple(
            dict.fromkeys(word.relation for word in words if word.relation and word.way != "thanked")
        ),
        protocols=tuple(dict.fromkeys(each.protocol for each in heard if each.protocol)),
    )


def _grade(heard: Sequence[Ground], *, verified: bool, witnessed: bool, questioned: bool) -> Grade:
    if questioned:
        return "questioned"
    if any(each.measured for each in heard):
        return "measured"
    if verified:
        return "verified"
    if witnessed:
        return "witnessed"
    return "told" if any(each.told for each in heard) else "recorded"


def _people(words: Sequence[Word]) -> int:
    """How many people: those known once each, those unknown once each word."""
    return len({word.by for word in words if word.by}) + sum(not word.by for word in words)


def _tellers(heard: Sequence[Ground]) -> int:
    told = [each for each in heard if each.told]
    return len({each.by for each in told if each.by}) + sum(not each.by for each in told)
