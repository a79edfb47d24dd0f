"""What can be seen of deciding. Everything said passes through `circles.queries.visible`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from prisma_hub.agreements import facts, rules
from prisma_hub.agreements.models import (
    AgreementReview,
    AgreementRow,
    EffectRow,
    ObjectionRow,
    ProposalRow,
    RoundRow,
    SaidRow,
    TensionRow,
    WordingRow,
)
from prisma_hub.agreements.types import (
    ROUNDS,
    Agreement,
    Basis,
    Brief,
    Contested,
    Decision,
    Deliberation,
    EffectDone,
    Heard,
    Party,
    Review,
    Round,
    Stretch,
    Tension,
    Word,
    Wording,
)
from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible, at_the_table
from prisma_hub.circles.types import Circle
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.spans import read_span
from prisma_hub.protocols import queries as protocols


def ways(viewer: Viewer) -> dict[str, Mapping[str, str]]:
    """The ways of deciding a circle may choose from, by name: the three every hub begins with, and those in
    force as protocols, with their titles by language (empty for the three)."""
    adopted = {each.name: each.title for each in protocols.adopted(viewer, kind="decision")}
    return {name: {} for name in rules.WAYS} | adopted


def way(viewer: Viewer, circle: Circle) -> tuple[str | None, dict[str, str]]:
    """How a circle decides: its protocol's version, where one is in force, and what of it decides."""
    name = circle.decides or "consent"
    found = protocols.current(viewer, name, scope=circle.space)
    if found is not None and found.kind == "decision":
        return found.version, rules.keep_mode(name, found.block)
    if name not in rules.WAYS:
        raise Refused("The hub does not know this way of deciding.", kept="Nothing was changed.")
    return None, rules.keep_mode(name, rules.WAYS[name])


def next_review(viewer: Viewer, circle: Circle) -> date:
    """When an agreement made today would be looked at again, as the circle's way of deciding says."""
    return facts.today() + read_span(way(viewer, circle)[1]["review_after"])


def tensions(viewer: Viewer, circle: UUID, most: int = 30) -> list[Tension]:
    """Tensions of a circle that the viewer hears and that no proposal has taken up, the latest first."""
    found = TensionRow.objects.filter(circle=circle, proposal=None).order_by("-seq")
    return [_tension(row) for row in at_the_table(viewer).only(found)[:most]]


def tension(viewer: Viewer, tension_id: UUID) -> Tension | None:
    found = at_the_table(viewer).only(TensionRow.objects.filter(id=tension_id)).first()
    return _tension(found) if found else None


def _tension(row: TensionRow) -> Tension:
    return Tension(row.id, row.seq, row.circle, row.by, row.words, row.at, row.proposal)


def made_in(viewer: Viewer, scope: str) -> QuerySet[ProposalRow]:
    """Every proposal the viewer hears of circles of a scope (`journey:<uuid>`): for whether there is any."""
    return at_the_table(viewer).only(ProposalRow.objects.filter(circle__in=circles.ids_in(scope)))


def proposals(
    viewer: Viewer,
    *,
    circle: UUID | None = None,
    within: str | None = None,
    state: str = "open",
    most: int = 30,
) -> list[Brief]:
    """Proposals the viewer hears, the latest first: of one circle, of those `within` a scope, or of all."""
    found = ProposalRow.objects.filter(state=state).order_by("-seq")
    if circle is not None:
        found = found.filter(circle=circle)
    if within is not None:
        found = found.filter(circle__in=circles.ids_in(within))
    rows = list(at_the_table(viewer).only(found)[:most])
    opened = RoundRow.objects.filter(proposal__in=[row.id for row in rows]).order_by("seq")
    stands = dict(opened.values_list("proposal", "round"))  # the latest of each wins
    return [_brief(row, stands[row.id]) for row in rows]


def _brief(row: ProposalRow, round_: str) -> Brief:
    return Brief(row.id, row.seq, row.circle, row.by, row.title, row.at, row.state, round_)


def decision(viewer: Viewer, proposal: UUID) -> Decision | None:
    """A proposal and everything said to it, as far as the viewer hears it."""
    gate = at_the_table(viewer)
    row = gate.only(ProposalRow.objects.filter(id=proposal)).first()
    if row is None:
        return None
    deliberation = facts.read(row)
    mine = viewer.ref if viewer.person else ""
    agreement = AgreementRow.objects.filter(proposal=row.id).values_list("id", flat=True).first()
    current = deliberation.rounds[-1].round
    standing = rules.read_standing(deliberation, facts.now()) if row.state == "open" else None
    belongs = gate.reaches(ids.circle(row.circle))
    heard = _in_round(deliberation, current)
    return Decision(
        brief=_brief(row, current),
        rule=deliberation.mode.rule,
        way=row.mode["name"],
        why=row.why,
        information=row.information,
        tension=tension(viewer, row.tension) if row.tension else None,
        wordings=tuple(_wordings(gate, row.id)),
        number=row.number,
        effects=tuple(row.effects),
        reviews=row.reviews,
        outcome=row.outcome,
        until=row.until,
        review=row.review,
        stretches=_stretches(deliberation, row.state),
        standing=standing,
        voices=tuple(_voices(gate, row.id)),
        objections=tuple(_objections(gate, row.id)),
        members=deliberation.members,
        awaited=deliberation.awaited,
        lacks=rules.find_lacking(deliberation) if row.state == "open" else (),
        pause=deliberation.mode.pause,
        unheard=tuple(each for each in _asked(deliberation, current) if each not in heard),
        belongs=belongs,
        may_speak=bool(standing and mine in standing.may_speak),
        my_word=heard.get(mine),
        may_change=belongs and row.state == "open" and _may_change(deliberation),
        present=tuple(row.present),
        closing=row.closing,
        agreement=agreement,
        version=_version(row, deliberation),
    )


def basis(viewer: Viewer, proposal: UUID) -> Basis | None:
    """What the page of an agreement says of its proposal, where the viewer hears it."""
    gate = at_the_table(viewer)
    row = gate.only(ProposalRow.objects.filter(id=proposal)).first()
    if row is None:
        return None
    said = (
        SaidRow.objects.filter(proposal=proposal, word=Word.CONFIRM)
        if row.present
        else SaidRow.objects.none()
    )
    confirmed = tuple(gate.only(said).values_list("person", flat=True))
    return Basis(row.number, row.information, tuple(row.present), confirmed)


def _may_change(deliberation: Deliberation) -> bool:
    try:
        rules.check_change(deliberation)
    except Refused:
        return False
    return True


def _version(row: ProposalRow, deliberation: Deliberation) -> int:
    """A number that moves with everything a standing shows, the end of a pause included."""
    last = max((voice.seq for voice in deliberation.voices), default=row.seq)
    opened = max(each.seq for each in deliberation.rounds)
    settled = sum(each.state != "open" for each in deliberation.objections)
    until = _ends(deliberation, deliberation.rounds[-1].round, deliberation.rounds[-1].at)
    over = int(until is not None and facts.now() >= until)
    closed = row.closed_seq or 0
    return ((max(last, opened, closed) * 1000 + row.number) * 1000 + settled) * 2 + over


def _asked(deliberation: Deliberation, round_: Round) -> tuple[str, ...]:
    if round_ in (Round.CLARIFY, Round.REACT, Round.OBJECT, Round.ANSWER):
        return deliberation.members
    return deliberation.present if round_ is Round.CONFIRM else ()


def _in_round(deliberation: Deliberation, round_: Round) -> dict[str, Word]:
    """Who has spoken in a round, with their latest word; in rounds that ask for a word, to this wording."""
    to_text = round_ in (Round.OBJECT, Round.ANSWER, Round.CONFIRM)
    return {
        voice.person: voice.word
        for voice in deliberation.voices
        if voice.round is round_ and (voice.text == deliberation.text or not to_text)
    }


def _stretches(deliberation: Deliberation, state: str) -> tuple[Stretch, ...]:
    order = ROUNDS[deliberation.mode.rule]
    opened = {each.round: each for each in deliberation.rounds}
    here = order.index(deliberation.rounds[-1].round) if state == "open" else len(order)
    found = []
    for at, round_ in enumerate(order):
        last = opened.get(round_)
        began = last.at if last else None
        found.append(
            Stretch(
                round_,
                ("now" if at == here else "done" if at < here and last else ""),
                began.isoformat() if began else "",
                len(_in_round(deliberation, round_)),
                _ends(deliberation, round_, began) if at == here and began else None,
            )
        )
    return tuple(found)


def _ends(deliberation: Deliberation, round_: Round, began: datetime) -> datetime | None:
    spans: dict[Round, timedelta | None] = {
        Round.PAUSE: deliberation.mode.pause,
        Round.OBJECT: deliberation.mode.silence_after,
        Round.ANSWER: deliberation.mode.window,
    }
    span = spans.get(round_)
    return began + span if span else None


def _wordings(gate: Visible, proposal: UUID) -> Iterable[Wording]:
    found = gate.only(WordingRow.objects.filter(proposal=proposal).order_by("number"))
    return (Wording(row.number, row.by, row.text) for row in found)


def _voices(gate: Visible, proposal: UUID) -> Iterable[Heard]:
    found = gate.only(SaidRow.objects.filter(proposal=proposal).order_by("seq"))
    return (
        Heard(row.seq, row.person, Round(row.round), Word(row.word), row.number, row.words, row.at)
        for row in found
    )


def _objections(gate: Visible, proposal: UUID) -> Iterable[Contested]:
    found = list(gate.only(ObjectionRow.objects.filter(proposal=proposal).order_by("seq")))
    heard = gate.of(row.answer_seq for row in found if row.answer_seq is not None)
    return (
        Contested(
            row.seq,
            row.person,
            row.number,
            row.words,
            row.state,
            row.answer if row.answer_seq in heard else "",
            row.answered_by,
        )
        for row in found
    )


def agreements(
    viewer: Viewer,
    *,
    circle: UUID | None = None,
    among: Collection[UUID] | None = None,
    within: str | None = None,
    state: str | None = "in_force",
    most: int = 60,
) -> list[Agreement]:
    """Agreements the viewer hears, of one circle or among several; those whose review is due, or comes next,
    first."""
    found = AgreementRow.objects.order_by("review", "seq")
    if among is not None:
        found = found.filter(circle__in=list(among))
    if within is not None:
        found = found.filter(circle__in=circles.ids_in(within))
    if circle is not None:
        found = found.filter(circle=circle)
    if state is not None:
        found = found.filter(state=state)
    return [_agreement(row) for row in at_the_table(viewer).only(found)[:most]]


def agreement(viewer: Viewer, agreement_id: UUID) -> Agreement | None:
    """One agreement with its effects, who said what to it, and its reviews."""
    gate = at_the_table(viewer)
    row = gate.only(AgreementRow.objects.filter(id=agreement_id)).first()
    if row is None:
        return None
    return _agreement(
        row,
        parties=tuple(Party(each["person"], each["word"], each["seq"]) for each in row.parties),
        effects=tuple(_effects(row.id)),
        reviews=tuple(_reviews(gate, row.id)),
        belongs=gate.reaches(ids.circle(row.circle)),
    )


def _agreement(row: AgreementRow, **more: Any) -> Agreement:
    due = row.state == "in_force" and row.review <= facts.today()
    return Agreement(
        row.id,
        row.seq,
        row.circle,
        row.proposal,
        row.title,
        row.text,
        row.mode["name"],
        row.until,
        row.review,
        row.at,
        row.state,
        due,
        **more,
    )


def _effects(agreement_id: UUID) -> Iterable[EffectDone]:
    found = EffectRow.objects.filter(agreement=agreement_id).order_by("index")
    return (EffectDone(row.index, row.effect, row.state, row.reason, row.values, row.made) for row in found)


def _reviews(gate: Visible, agreement_id: UUID) -> Iterable[Review]:
    found: QuerySet[AgreementReview] = AgreementReview.objects.filter(agreement=agreement_id).order_by("seq")
    return (Review(row.by, row.outcome, row.words, row.at) for row in gate.only(found))


# For the reactions of this room and the rooms above: facts to act on, never to show.


class Asked(NamedTuple):
    """What a proposal asks of people, and what it has asked so far; `pause` is how long one is held."""

    id: UUID
    seq: int
    title: str
    asked: tuple[str, ...]
    pause: timedelta


def asked_about(proposal: UUID) -> Asked:
    row = ProposalRow.objects.get(id=proposal)
    rounds = RoundRow.objects.filter(proposal=proposal).values_list("round", "number")
    asked = tuple(f"{round_} {number}" for round_, number in rounds)
    return Asked(row.id, row.seq, row.title, asked, rules.read_mode(row.mode, 1).pause)


def words_given(agreement_id: UUID) -> dict[str, str]:
    """The word each party gave to the text that was adopted."""
    parties = AgreementRow.objects.values_list("parties", flat=True).get(id=agreement_id)
    return {each["person"]: each["word"] for each in parties}
