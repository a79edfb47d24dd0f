"""Some come by a pathway: forms, a conversation, readiness, and two people who say yes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.enrolment import actions as enrolment
from prisma_hub.enrolment import queries
from prisma_hub.enrolment.types import Application

Said = Mapping[str, Any]
AFTER = timedelta(minutes=1)


def acts() -> Iterator[Act]:
    for handle, said in script.read("arriving.yaml").items():
        yield from Arriving(handle, said).acts()


class Arriving:
    """One person's way, from the first form to the place that is kept for them."""

    def __init__(self, handle: str, said: Said) -> None:
        self.handle, self.said = handle, said

    def acts(self) -> Iterator[Act]:
        said = self.said
        yield Act(script.moment(said["began"]), self._begin)
        for form, given in said["forms"].items():
            at = script.moment(given["at"])
            yield Act(at, partial(self._answer, form=form, answers=given["answers"]))
            yield Act(at + AFTER, self._go_on)
        yield Act(script.moment(said["talk"]["at"]), self._talk)
        yield Act(script.moment(said["passed"]["at"]), partial(self._decide, said=said["passed"]))
        if "ready" in said:
            yield Act(script.moment(said["ready"]["at"]), self._tick)
            care = partial(self._answer, form="participant-care", answers=said["care"]["answers"])
            yield Act(script.moment(said["care"]["at"]), care)
            yield Act(script.moment(said["accepted"]), self._accept)
            yield Act(script.moment(said["went_on"]), self._go_on)
            yield Act(script.moment(said["enrolled"]["at"]), partial(self._decide, said=said["enrolled"]))

    def _begin(self, stage: Stage) -> None:
        by = stage.viewer(self.handle)
        journey = stage.journey(self.handle) if self.said["pathway"] == "participant" else None
        pathways = queries.pathways_for(by, journey)
        (pathway,) = [each for each in pathways if each.for_whom == self.said["pathway"]]
        begun = enrolment.apply(by=by, pathway=pathway, journey=journey)
        if not begun.stage.forms:  # an invitation: they heard what it is, and go on
            enrolment.go_on(by=by, application=begun)

    def _now(self, stage: Stage, handle: str) -> Application:
        """The application as it stands, for somebody."""
        (found,) = queries.mine(stage.viewer(self.handle))
        return queries.application(stage.viewer(handle), found.id)

    def _answer(self, stage: Stage, form: str, answers: Said) -> None:
        by = stage.viewer(self.handle)
        language = script.people()[self.handle].lang
        enrolment.answer_form(
            by=by, application=self._now(stage, self.handle), form=form, answers=answers, language=language
        )

    def _go_on(self, stage: Stage) -> None:
        enrolment.go_on(by=stage.viewer(self.handle), application=self._now(stage, self.handle))

    def _talk(self, stage: Stage) -> None:
        by = self.said["talk"]["by"]
        enrolment.talk(
            by=stage.viewer(by), application=self._now(stage, by), words=self.said["talk"]["words"]
        )

    def _decide(self, stage: Stage, said: Said) -> None:
        by = said["by"]
        enrolment.decide(
            by=stage.viewer(by), application=self._now(stage, by), outcome="passed", words=said["words"]
        )

    def _tick(self, stage: Stage) -> None:
        """Everything is at hand but one thing, of which they say what is missing."""
        by, said = stage.viewer(self.handle), self.said["ready"]
        here = self._now(stage, self.handle)
        assert here.stage.ready is not None
        asked = queries.questions(by, here, here.stage.ready.form, "en")
        for each in asked.questions:
            late = each.name == said["not"]
            enrolment.tick(
                by=by,
                application=here,
                item=each.name,
                state="help" if late else "ready",
                words=said["words"] if late else "",
            )

    def _accept(self, stage: Stage) -> None:
        here = self._now(stage, self.handle)
        for each in here.stage.agreements:
            enrolment.accept(by=stage.viewer(self.handle), application=here, agreement=each.name)
