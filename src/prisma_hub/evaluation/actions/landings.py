"""A next becomes something: another turn, a page, a block, a tension. The link is kept both ways."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from prisma_hub.agreements import actions as agreements
from prisma_hub.circles import queries as circles
from prisma_hub.commons import actions as commons
from prisma_hub.commons.types import Saved
from prisma_hub.evaluation import events, queries
from prisma_hub.evaluation.actions.turns import begin_turn, insist_turn
from prisma_hub.evaluation.types import Beat, StandingTurn, Way
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import slug
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.patterns import actions as patterns
from prisma_hub.patterns import queries as agendas


def land_as_turn(
    *, by: Viewer, turn: UUID, of: str, intention: str, statement_id: UUID | None = None
) -> StandingTurn:
    """The next becomes the intention of a new turn, of the same thing or of another."""
    found = _insist_next(by, turn)
    with transaction.atomic():
        begun = begin_turn(by=by, of=of, intention=intention, statement_id=statement_id)
        _land(by, found, Way.TURN, f"turn:{begun.id}", begun.id)
    return begun


def land_as_page(
    *, by: Viewer, turn: UUID, space: str, title: str, text: str, statement_id: UUID | None = None
) -> Saved:
    """The next becomes a new page of the commons, named after its title.

    A page that is there already is not written over.
    """
    found = _insist_next(by, turn)
    path = f"{slug(title) or 'next'}.md"
    page_id = statement_id or source.current().uuid7()
    with transaction.atomic():
        saved = commons.write_page(
            by=by,
            space=space,
            path=path,
            text=f"# {title.strip()}\n\n{text.strip()}\n",
            statement_id=page_id,
        )
        if not isinstance(saved, Saved):
            raise Refused(
                "There is a page of this name already.",
                kept="It stands as it was.",
                mend="Choose another name, or add to that page by hand.",
            )
        _land(by, found, Way.PAGE, page_ref(space, path), page_id)
    return saved


def land_as_tension(
    *, by: Viewer, turn: UUID, circle: UUID, words: str, statement_id: UUID | None = None
) -> UUID:
    """The next becomes a tension of a circle, which may make a proposal of it. Returns its id."""
    found = _insist_next(by, turn)
    with transaction.atomic():
        tension = agreements.name_tension(by=by, circle=circle, words=words, statement_id=statement_id)
        _land(by, found, Way.TENSION, f"tension:{tension}", tension)
    return tension


def land_as_block(
    *,
    by: Viewer,
    turn: UUID,
    session: UUID,
    title: str,
    minutes: int,
    statement_id: UUID | None = None,
) -> str:
    """The next becomes a block at the end of a session's agenda. Returns the block's reference."""
    found = _insist_next(by, turn)
    made = statement_id or source.current().uuid7()
    before = book.said(by.ref, _landing_id(made))
    if before is not None:
        return str(before.body["where"])
    with transaction.atomic():
        stood = _blocks(by, session)
        patterns.add_block(by=by, session=session, title=title, minutes=minutes)
        (block,) = _blocks(by, session) - stood
        where = f"block:{session}/{block}"
        _land(by, found, Way.BLOCK, where, made)
    return where


def _blocks(by: Viewer, session: UUID) -> set[str]:
    sheet = agendas.sheet(by, session)
    return {each.block.id for each in sheet.plan.blocks} if sheet else set()


def page_ref(space: str, path: str) -> str:
    """A page as a reference: a reference has no spaces."""
    return f"page:{space}/{path.replace(' ', '%20')}"


def _land(by: Viewer, turn: StandingTurn, way: Way, where: str, made: UUID) -> None:
    """Said where the turn is heard; its id follows from what was made, so that twice is once."""
    log.say(
        events.LANDED,
        by=by.ref,
        to=circles.heard_in([turn.seq])[turn.seq],
        scope=turn.journey or None,
        body={"turn": f"turn:{turn.id}", "way": way.value, "where": where},
        statement_id=_landing_id(made),
    )


def _landing_id(made: UUID) -> UUID:
    return derived_id(made, "landed", made.int >> 80)


def _insist_next(by: Viewer, turn: UUID) -> StandingTurn:
    circles.insist_member(by)
    found = queries.turn(by, turn)
    insist_turn(found)
    if not found.beat(Beat.NEXT):
        raise Refused(
            "Nobody has said yet what comes next.",
            kept="The turn stands as it is.",
            mend="Say the next first.",
        )
    return found
