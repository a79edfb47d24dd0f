"""Founding an organisation: proposed by a member, decided by all, done by the hub."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import queries as agreed
from prisma_hub.agreements.types import FoundOrganisation, Ground
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.organisations import events, rules
from prisma_hub.organisations.models import OrganisationRow
from prisma_hub.organisations.types import FORMS


def propose_founding(
    *,
    by: Viewer,
    circle: UUID,
    name: str,
    purpose: str,
    form: str,
    share: str = "",
    title: str,
    text: str,
    statement_id: UUID | None = None,
) -> UUID:
    """Put it to the circle that it becomes an organisation. Returns the proposal.

    `title` and `text` are the proposal's words, in the language of whoever makes it.
    """
    if form not in FORMS or share not in ("", HUB, PUBLIC):
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    effect = {
        "do": "found_organisation",
        "circle": f"circle:{circle}",
        "name": name.strip(),
        "purpose": purpose.strip(),
        "form": form,
    }
    if share:
        effect["share"] = share
    return agreements.propose(
        by=by,
        circle=circle,
        title=title,
        text=text,
        why=purpose,
        effects=[effect],
        statement_id=statement_id,
    )


def found(effect: FoundOrganisation, statement_id: UUID, ground: Ground) -> str:
    """An agreement founds an organisation. For reactions only."""
    with transaction.atomic():
        log.hold_pen()
        rules.check_founding(
            [f"person:{each}" for each in circles.members_of(ground.circle)],
            agreed.words_given(ground.agreement),
            form=effect.form,
            stands=OrganisationRow.objects.filter(circle=uuid_of(ground.circle)).exists(),
        )
        wider = {"hub": (HUB,), "public": (HUB, PUBLIC)}.get(effect.share or "", ())
        log.say(
            events.FOUNDED,
            by=ground.circle,
            to={ground.circle, *wider},
            scope=ground.circle,
            body={
                "name": effect.name,
                "purpose": effect.purpose,
                "form": effect.form,
                "agreement": f"agreement:{ground.agreement}",
            },
            statement_id=statement_id,
        )
    return f"organisation:{statement_id}"
