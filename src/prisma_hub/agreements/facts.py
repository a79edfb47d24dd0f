"""The facts of a deliberation, read from the tables for the rules to judge."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from prisma_hub.agreements import rules
from prisma_hub.agreements.models import ObjectionRow, ProposalRow, RoundRow, SaidRow
from prisma_hub.agreements.types import (
    Deliberation,
    Objection,
    ObjectionState,
    Opened,
    Round,
    Voice,
    Word,
)
from prisma_hub.circles import queries as circles
from prisma_hub.kernel import ids, source


def now() -> datetime:
    return datetime.fromtimestamp(source.current().now_ms() / 1000, UTC)


def today() -> date:
    """Today, where the hub is."""
    return date.fromisoformat(circles.today())


def read(row: ProposalRow) -> Deliberation:
    """Everything said about a proposal, in the order of the log; members are those of today."""
    space = ids.circle(row.circle)
    members = tuple(ids.person(each) for each in circles.members_of(space))
    return Deliberation(
        members=members,
        presenter=row.by,
        text=str(row.number),
        mode=rules.read_mode(row.mode, len(members)),
        rounds=_rounds(row.id),
        voices=_voices(row.id),
        objections=_objections(row.id),
        review=row.review,
        present=tuple(row.present),
        binding=row.binding or bool(row.effects),
        awaited=tuple(ids.person(each) for each in circles.awaited(space)) if row.state == "open" else (),
        mandated=len(members) > 1 or bool(circles.mandate_of(row.circle).get("text")),
        widens=any(each["do"] == "change_mandate" for each in row.effects),
    )


def _rounds(proposal: UUID) -> tuple[Opened, ...]:
    return tuple(
        Opened(Round(each.round), datetime.fromisoformat(each.at), str(each.number), each.seq)
        for each in RoundRow.objects.filter(proposal=proposal).order_by("seq")
    )


def _voices(proposal: UUID) -> tuple[Voice, ...]:
    return tuple(
        Voice(each.seq, each.person, Round(each.round), Word(each.word), str(each.number))
        for each in SaidRow.objects.filter(proposal=proposal).order_by("seq")
    )


def _objections(proposal: UUID) -> tuple[Objection, ...]:
    return tuple(
        Objection(
            each.seq,
            each.person,
            str(each.number),
            each.words,
            ObjectionState(each.state),
            each.answer,
        )
        for each in ObjectionRow.objects.filter(proposal=proposal).order_by("seq")
    )
