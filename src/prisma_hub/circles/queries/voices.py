"""On what terms things were said, by whom they may be said to be, and what is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from prisma_hub.circles.events import RETURNED, WITHDRAWN
from prisma_hub.circles.models import (
    Hearing,
    Voice,
)
from prisma_hub.circles.queries import by_hand
from prisma_hub.circles.queries.gate import VOICES, voices, voices_read
from prisma_hub.circles.queries.rights import may
from prisma_hub.circles.types import (
    Hidden,
    Terms,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import look
from prisma_hub.log import queries as log
from prisma_hub.log.queries import some
from prisma_hub.log.types import Entry, Erase


def hidden(viewer: Viewer, seqs: Iterable[int]) -> dict[int, Hidden]:
    """Which of these entries are withdrawn or hidden, and why; for the speaker and for whoever may hide."""
    found = [row for row in voices_read(seqs) if row.withdrawn is not None or row.hidden is not None]
    if found and not may(viewer, "hide words"):
        found = [row for row in found if viewer.person and row.by == viewer.ref]
    said = some(number for row in found for number in (row.withdrawn, row.hidden) if number is not None)
    return {row.seq: _hidden(row, said) for row in found}


def _hidden(row: Voice, said: Mapping[int, Entry]) -> Hidden:
    """What the speaker did comes first: withdrawn words are withdrawn, whoever hid them too."""
    if row.withdrawn is not None:
        return Hidden(row.seq, "withdrawn", row.by, "", said[row.withdrawn].at, row.erase_at)
    assert row.hidden is not None
    return Hidden(row.seq, "hidden", row.hidden_by, row.hidden_reason, said[row.hidden].at)


def heard_in(seqs: Iterable[int]) -> dict[int, list[str]]:
    """The spaces in which each entry may be heard now."""
    found: dict[int, list[str]] = {}
    rows = Hearing.objects.filter(seq__in=list(seqs)).order_by("seq", "space")
    for seq, space in rows.values_list("seq", "space"):
        found.setdefault(seq, []).append(space)
    return found


def with_followers(seq: int) -> list[int]:
    """The entry and what belongs to it: its corrections, transcripts. For acting on them, not for showing."""
    found = Voice.objects.filter(Q(seq=seq) | Q(follows=seq)).order_by("seq")
    return sorted({seq, *found.values_list("seq", flat=True)})


def speakers(viewer: Viewer, seqs: Iterable[int]) -> dict[int, str]:
    """Whose words these entries hold, as far as the viewer may know: unnamed ones are left out.

    Every output that says who spoke asks here.
    """
    asked = list(seqs)
    if look.all_known(VOICES, asked):  # from outside nobody is the viewer
        mine = viewer.ref if viewer.person else None
        return {row.seq: row.by for row in voices_read(asked) if row.named != "unnamed" or row.by == mine}
    return by_hand.speakers(asked, mine=viewer.ref if viewer.person else "")


def terms(seqs: Iterable[int]) -> dict[int, Terms]:
    """On what terms each entry was given, as it stands now."""
    return {
        row.seq: Terms(row.named, row.quote, row.ai, row.until.isoformat() if row.until else None)
        for row in voices_read(seqs)
    }


def taken_back(seqs: Iterable[int]) -> frozenset[int]:
    """Which of these entries are withdrawn, hidden, or of somebody who left and about to go. For an index,
    which shows nothing."""
    found = voices(seqs).exclude(withdrawn=None, hidden=None, left=None)
    return frozenset(found.values_list("seq", flat=True))


def took_back(viewer: Viewer, seq: int) -> Entry | None:
    """With what the viewer took back this entry, of which nothing is left. To nobody else: not even that it
    was theirs."""
    gone = log.entry(seq) if viewer.person is not None else None
    if gone is None or gone.kind is not None:
        return None
    later = Voice.objects.filter(by=viewer.ref, seq__gt=seq).values("seq")
    said = [each for each in log.among(later, WITHDRAWN, RETURNED) if each.body["seq"] == seq]
    return said[-1] if said and said[-1].kind == WITHDRAWN.name else None


def said_by(viewer: Viewer) -> tuple[int, int, int]:
    """How many entries of the viewer go whole when they leave, how many only in part, and how many stay."""
    mine = Voice.objects.filter(by=viewer.ref).values("seq")
    found = log.count_by_erasure(mine)
    return found.get(Erase.WHOLE, 0), found.get(Erase.REDACT, 0), found.get(Erase.NEVER, 0)


def spoken_by(speakers: Iterable[str]) -> list[int]:
    """The numbers of everything these said, unnamed or not. For filtering by, not for showing."""
    return list(Voice.objects.filter(by__in=list(speakers)).values_list("seq", flat=True))


def following(seqs: Iterable[int]) -> frozenset[int]:
    """These entries, and what belongs to them: their corrections, transcripts. Not for showing."""
    asked = frozenset(seqs)
    if not asked:
        return asked
    return asked | frozenset(Voice.objects.filter(follows__in=asked).values_list("seq", flat=True))
