"""An application in words: where it stands, whose turn it is, what is next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.enrolment import queries
from prisma_hub.enrolment.types import CHANGES, DRAFT, TALKING, Application
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.protocols import queries as protocols
from prisma_hub.web import fields

WEEK = 7 * 86_400

STATES = {
    "draft": _("not sent yet"),
    "submitted": _("sent"),
    "talking": _("in conversation"),
    "changes": _("changes asked"),
    "not_now": _("not now"),
    "declined": _("declined"),
    "enrolled": _("enrolled"),
    "withdrawn": _("withdrawn"),
}
HAPPENED = {
    "opened": _("Begun"),
    "submitted": _("Sent to the gate"),
    "talking": _("In conversation"),
    "passed": _("Passed on"),
    "changes": _("Changes asked"),
    "not_now": _("Not now"),
    "declined": _("Declined"),
    "draft": _("Taken up again"),
    "enrolled": _("Enrolled"),
    "paused": _("Paused"),
    "resumed": _("Gone on"),
    "withdrawn": _("Withdrawn"),
}


def state(application: Application) -> str:
    return gettext("paused") if application.paused else str(STATES[application.state])


def turn(application: Application, mine: bool) -> str:
    """Whose turn it is, to the applicant or to a reviewer."""
    if application.turn == "theirs":
        return gettext("It is your turn.") if mine else gettext("It is their turn.")
    if application.turn == "ours":
        return gettext("It is the turn of those who hold the gate.") if mine else gettext("It is your turn.")
    return ""


def weeks(application: Application) -> int:
    """Whole weeks since it came where it stands."""
    since = datetime.fromisoformat(application.since).timestamp()
    return int((source.current().now_ms() / 1000 - since) // WEEK)


def way(application: Application) -> list[dict[str, Any]]:
    """The stages as `parts/steps.html` draws them, each with how long it usually takes."""
    names = [each.name for each in application.pathway.stages]
    here = names.index(application.stage.name)
    steps = []
    for at, stage in enumerate(application.pathway.stages):
        done = at < here or application.state == "enrolled"
        usual = ngettext("usually %(n)s week", "usually %(n)s weeks", stage.weeks) % {"n": stage.weeks}
        text = state(application) if at == here and not done else usual if stage.weeks and not done else ""
        steps.append(
            {
                "title": fields.said(stage.title),
                "state": "done" if done else "now" if at == here else "",
                "text": text,
            }
        )
    return steps


def answers(viewer: Viewer, application: Application) -> list[dict[str, Any]]:
    """The forms answered, read under the version each was made under."""
    found, every = [], queries.given(viewer, application)
    readers = protocols.Readers((given.version for given in every), fields.language())
    for given in every:
        asked, read = readers.questions(given.version), readers.read(given.version, given.answers)
        found.append(
            {"title": asked.title, "at": given.at, "answers": read, "form": given.form, "seq": given.seq}
        )
    return found


def is_open(application: Application) -> bool:
    """Whether the applicant can still change what is asked here."""
    return not application.paused and application.state in (DRAFT, CHANGES)


def may_be_decided(application: Application) -> bool:
    return not application.paused and application.state in ("submitted", TALKING)
