"""Walking a pathway, and holding its gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import actions as spaces
from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import REVIEWERS
from prisma_hub.enrolment import events, queries, rules
from prisma_hub.enrolment.kept import FormDraft
from prisma_hub.enrolment.types import CHANGES, DECLINED, NOT_NOW, SUBMITTED, Application, Pathway, Stage
from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Invitation, Viewer, Welcome
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import ids, source
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry, Kind
from prisma_hub.media.types import Media
from prisma_hub.protocols import queries as protocols

# == Coming in ==


def join_with_code(
    *, code: str, name: str, language: str, statement_id: UUID | None = None
) -> tuple[Welcome, Application | None]:
    """Come in with a printed code. A code for a journey puts the person onto its pathway.

    Where the journey has none in force, they are a member all the same, and no application is begun.
    """
    scope = identity.look_up(code).scope
    with transaction.atomic():
        welcome = identity.join(code=code, name=name, language=language, statement_id=statement_id)
        if scope is None or not scope.startswith("journey:"):
            return welcome, None
        return welcome, _onto_the_way(welcome.person.viewer, ids.uuid_of(scope))


def print_code(*, by: Viewer, journey: Journey, uses: int, days: int) -> Invitation:
    """A code that lets people in and puts them onto the journey's pathway."""
    rights.insist(by, "invite people", journey.scope)
    if rights.heard_in([journey.seq]).get(journey.seq) == [journey.cohort_space]:
        raise Refused(
            "Only its cohort knows of this journey, so nobody could read what they are invited to.",
            kept="No code was made.",
            mend="Let whoever opened it say that everybody on this hub may know of it.",
        )
    return spaces.print_code(by=by, uses=uses, days=days, scope=journey.scope)


def _onto_the_way(by: Viewer, journey_id: UUID) -> Application | None:
    try:
        journey = journeys.journey(by, journey_id)
    except NotHere:  # only its cohort knows of it: somebody of them has to ask the person in
        return None
    found = queries.pathways_for(by, journey)
    return None if journey.closed or not found else apply(by=by, pathway=found[0], journey=journey)


def apply(
    *, by: Viewer, pathway: Pathway, journey: Journey | None = None, statement_id: UUID | None = None
) -> Application:
    """Begin on a pathway. Beginning while one is under way goes on with that one."""
    rights.insist_member(by)
    rules.check_gates(pathway.stages)
    if (pathway.for_whom == "participant") != (journey is not None):
        raise Refused(
            "This pathway does not lead there.", kept="Nothing was changed.", mend="Choose another."
        )
    if journey is not None and journey.closed:
        raise Refused("This journey is over.", kept="Nothing was changed.", mend="Look for the next one.")
    scope = journey.scope if journey else None
    with transaction.atomic():
        standing = queries.under_way(by, pathway.name, scope)
        if standing is not None:
            return standing
        entry = log.say(
            events.OPENED,
            by=by.ref,
            to=[by.ref, _keepers(scope)],
            scope=scope,
            body={"pathway": pathway.name, "stage": pathway.stages[0].name},
            protocol=pathway.version,
            statement_id=statement_id,
        )
        assert entry.id is not None
        return queries.application(by, entry.id)


def _keepers(scope: str | None) -> str:
    """The space of those who hear an application."""
    found = rights.circle_of_kind("keepers", scope) if scope else rights.circle_of_kind(REVIEWERS)
    return ids.circle(found or _open_reviewers())


def _open_reviewers() -> UUID:
    """The circle that hears applications to the hub, of everybody who may review them."""
    opened = spaces.open_circle(by=None, title="Those who review applications", kind=REVIEWERS)
    for person in rights.holders(queries.REVIEW):
        spaces.admit(by=None, circle=opened.id, person=person)
    return opened.id


# == The applicant ==


def keep_draft(*, by: Viewer, application: Application, form: str, answers: Mapping[str, Any]) -> None:
    """Keep what was typed and not sent. Nobody else sees it."""
    _insist_own(by, application)
    _check_form(application, form)
    FormDraft.objects.update_or_create(
        application=application.id,
        form=form,
        defaults={"person": by.id, "answers": dict(answers), "at": source.current().now_ms()},
    )


def answer_form(
    *,
    by: Viewer,
    application: Application,
    form: str,
    answers: Mapping[str, Any],
    media: Iterable[Media] = (),
    language: str = "en",
    statement_id: UUID | None = None,
) -> None:
    """Answer a form of the pathway. The newest answers count; the earlier ones stay."""
    _insist_own(by, application)
    rules.check_their_turn(application)
    _check_form(application, form)
    asked = queries.questions(by, application, form, language)
    names = {each.name for each in queries.open_questions(asked)}
    if not {name.removesuffix(".voice") for name in answers} <= names:
        raise Refused("This form does not ask that here.", kept="Nothing was sent.")
    checked = protocols.check_answers(asked.version, answers, language)
    with transaction.atomic():
        to = [by.ref] if asked.to == "me" else None
        body = {
            "form": form,
            "media": [each.said() for each in media],
            **{f"answers.{name}": value for name, value in checked.open.items()},
        }
        _say(events.ANSWERED, application, by, body, statement_id, to=to, protocol=asked.version)
        FormDraft.objects.filter(application=application.id, form=form).delete()


def tick(
    *,
    by: Viewer,
    application: Application,
    item: str,
    state: str,
    words: str = "",
    statement_id: UUID | None = None,
) -> None:
    """Say of one item of the checklist where it stands."""
    _insist_own(by, application)
    rules.check_their_turn(application)
    ready = application.stage.ready
    if ready is None:
        raise Refused("There is no list to tick in this stage.", kept="Nothing was changed.")
    asked = {each.name: each for each in queries.questions(by, application, ready.form, "en").questions}
    if item not in asked or state not in {str(option.value) for option in asked[item].options}:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    before = application.ticks.get(ready.form, {}).get(item)
    if before is not None and (before.state, before.words) == (state, words.strip()):
        return
    body = {"form": ready.form, "item": item, "state": state, "words": words.strip()}
    _say(events.TICKED, application, by, body, statement_id)


def accept(*, by: Viewer, application: Application, agreement: str, statement_id: UUID | None = None) -> None:
    """Say yes to an agreement of this stage. `application` pins the version that holds its text."""
    _insist_own(by, application)
    rules.check_their_turn(application)
    if all(each.name != agreement for each in application.stage.agreements):
        raise Refused("This stage has no such agreement.", kept="Nothing was changed.")
    if agreement in application.accepted:
        return
    _say(events.ACCEPTED, application, by, {"agreement": agreement}, statement_id)


def go_on(*, by: Viewer, application: Application, statement_id: UUID | None = None) -> Application:
    """Everything of this stage is done: to its gate. An automatic one opens at once."""
    _insist_own(by, application)
    rules.check_their_turn(application)
    rules.check_complete(queries.missing(by, application))
    stage = application.stage
    with transaction.atomic():
        entry = _say(events.SUBMITTED, application, by, {"stage": stage.name}, statement_id)
        if stage.gate == "automatic":
            _pass(application, None, "", entry)
    return queries.application(by, application.id)


def pause(*, by: Viewer, application: Application, words: str = "", statement_id: UUID | None = None) -> None:
    """No clock runs and nobody asks, until whoever applied goes on."""
    _insist_own(by, application)
    rules.check_can_leave(application)
    if not application.paused:
        _say(events.PAUSED, application, by, {"words": words}, statement_id)


def resume(*, by: Viewer, application: Application, statement_id: UUID | None = None) -> None:
    _insist_own(by, application)
    if application.paused:
        _say(events.RESUMED, application, by, None, statement_id)


def withdraw(
    *, by: Viewer, application: Application, words: str = "", statement_id: UUID | None = None
) -> None:
    """Leave the pathway. What was typed and not sent goes; what was sent can be withdrawn by itself."""
    _insist_own(by, application)
    rules.check_can_leave(application)
    with transaction.atomic():
        _say(events.WITHDRAWN, application, by, {"words": words}, statement_id)
        FormDraft.objects.filter(application=application.id).delete()


# == The gate ==


def talk(*, by: Viewer, application: Application, words: str = "", statement_id: UUID | None = None) -> None:
    """The conversation has begun, or is agreed: words may say when and where."""
    _insist_reviewer(by, application)
    rules.check_our_turn(application)
    body = {"stage": application.stage.name, "words": words}
    _say(events.TALKING, application, by, body, statement_id)


def decide(
    *, by: Viewer, application: Application, outcome: str, words: str = "", statement_id: UUID | None = None
) -> None:
    """`passed`, `changes`, `not_now` or `declined`. All but the first need words."""
    _insist_reviewer(by, application)
    rules.check_our_turn(application)
    rules.check_words(outcome, words)
    kinds = {CHANGES: events.CHANGES, NOT_NOW: events.NOT_NOW, DECLINED: events.DECLINED}
    with transaction.atomic():
        if outcome == "passed":
            _pass(application, by, words, None, statement_id)
        elif outcome in kinds:
            body = {"stage": application.stage.name, "words": words}
            _say(kinds[outcome], application, by, body, statement_id)
        else:
            raise Refused("One of the answers is not among the choices.", mend="Choose again.")


def take_up_again(*, by: Viewer, application: Application, statement_id: UUID | None = None) -> None:
    """Now is the time: an application that was put off goes on where it stood."""
    _insist_reviewer(by, application)
    rules.check_can_return(application)
    _say(events.RETURNED, application, by, {"stage": application.stage.name}, statement_id)


def _pass(
    application: Application,
    by: Viewer | None,
    words: str,
    trigger: Entry | None,
    statement_id: UUID | None = None,
) -> None:
    """Through the gate, into the next stage; an automatic last stage that asks nothing enrols at once."""
    following = application.pathway.after(application.stage.name)
    body = {"stage": application.stage.name, "next": following.name if following else "", "words": words}
    if trigger is not None:
        statement_id = log.react(trigger, "passed")
    entry = _say(events.PASSED, application, by, body, statement_id)
    if following is None or _only_welcomes(application.pathway, following):
        _enrol(application, following or application.stage, entry)
    elif rules.begins_open(following) == SUBMITTED:
        _say(events.SUBMITTED, application, None, {"stage": following.name}, log.react(entry, "submitted"))


def _only_welcomes(pathway: Pathway, stage: Stage) -> bool:
    return pathway.after(stage.name) is None and stage.gate == "automatic" and not stage.asks


def _enrol(application: Application, stage: Stage, entry: Entry) -> None:
    body = {"stage": stage.name, "role": stage.role}
    _say(events.ENROLLED, application, None, body, log.react(entry, "enrolled"))
    cohort = rights.circle_of_kind("cohort", application.scope) if application.scope else None
    if cohort is not None:
        spaces.admit(
            by=None,
            circle=cohort,
            person=application.person,
            statement_id=log.react(entry, "cohort"),
        )


def _say(
    kind: Kind,
    application: Application,
    by: Viewer | None,
    body: Mapping[str, Any] | None,
    statement_id: UUID | None,
    *,
    to: list[str] | None = None,
    protocol: str | None = None,
) -> Entry:
    """Say something within an application, to whoever hears it; `by` None: the hub does."""
    return log.say(
        kind,
        by=by.ref if by else log.HUB,
        to=to or rights.heard_in([application.seq])[application.seq],
        scope=application.ref,
        about=[ids.person(application.person)],
        body=body,
        protocol=protocol,
        statement_id=statement_id,
    )


def _insist_own(by: Viewer, application: Application) -> None:
    rights.insist_member(by)
    if by.person != application.person:
        raise NotAllowed(
            "Only whoever applies can do this.", kept="Nothing was changed.", mend="Ask them to do it."
        )


def _insist_reviewer(by: Viewer, application: Application) -> None:
    rights.insist(by, queries.REVIEW, application.scope)
    if by.person == application.person:
        raise NotAllowed("Nobody reviews themselves.", kept="Nothing was changed.", mend="Ask somebody else.")


def _check_form(application: Application, form: str) -> None:
    ready = application.stage.ready
    if form not in application.stage.forms or (ready is not None and form == ready.form):
        raise Refused("This stage does not ask that form.", kept="Nothing was sent.")
