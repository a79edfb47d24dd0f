"""Learning: turns and where they land, aspects, perspectives side by side."""

from django.urls import path

from . import aspects, boards, frames, instruments, landing, mandates, turns

urlpatterns = [
    path("learning/<slug:word>/<uuid:id>", turns.learning, name="learning"),
    path("learning/<slug:word>/<uuid:id>/turn", turns.begin, name="begin-turn"),
    path("learning/<slug:word>/<uuid:id>/value", frames.frame, name="value-frame"),
    path("learning/<slug:word>/<uuid:id>/value/say", frames.set_frame, name="set-frame"),
    path("learning/<slug:word>/<uuid:id>/ask", boards.ask, name="ask-everybody"),
    path("turns/<uuid:turn>", turns.turn, name="turn"),
    path("turns/<uuid:turn>/land", landing.next_steps, name="land"),
    path("turns/<uuid:turn>/land/turn", landing.land_as_turn, name="land-as-turn"),
    path("turns/<uuid:turn>/land/page", landing.land_as_page, name="land-as-page"),
    path("turns/<uuid:turn>/land/block", landing.land_as_block, name="land-as-block"),
    path("turns/<uuid:turn>/land/tension", landing.land_as_tension, name="land-as-tension"),
    path("journeys/<uuid:journey>/learning", turns.journey_learning, name="journey-learning"),
    path("turns/<uuid:turn>/<slug:beat>", turns.beat, name="beat"),
    path("aspects", aspects.aspects, name="aspects"),
    path("aspects/circle", aspects.open_circle, name="circle-of-the-place"),
    path("aspects/define", aspects.define, name="define-aspect"),
    path("aspects/<uuid:aspect>/define", aspects.redefine, name="redefine-aspect"),
    path("aspects/<uuid:id>", boards.board, {"word": "aspect"}, name="aspect"),
    path("questions/<uuid:id>", boards.board, {"word": "question"}, name="question"),
    path("perspectives/<slug:word>/<uuid:id>/give", boards.give, name="give-reading"),
    path("perspectives/<slug:word>/<uuid:id>/ask-for", boards.ask_for, name="ask-for"),
    path("journeys/<uuid:journey>/evaluators", mandates.mandates, name="mandates"),
    path("journeys/<uuid:journey>/evaluators/invite", mandates.grant, name="grant-mandate"),
    path("mandates", mandates.my_mandates, name="my-mandates"),
    path("mandates/<uuid:mandate>", mandates.mandate, name="mandate"),
    path("mandates/<uuid:mandate>/take", mandates.take, name="take-mandate"),
    path("mandates/<uuid:mandate>/remark", mandates.remark, name="remark"),
    path("mandates/<uuid:mandate>/end", mandates.end, name="end-mandate"),
    path("remarks/<int:seq>/answer", mandates.answer, name="answer-remark"),
    path("instruments/<slug:name>/<slug:word>/<uuid:id>", instruments.instrument, name="instrument"),
    path("instruments/<slug:name>/<slug:word>/<uuid:id>/fill", instruments.fill, name="fill-sheet"),
    path("sheets/<uuid:sheet>", instruments.sheet, name="sheet"),
    path("sheets/<uuid:sheet>/<slug:part>/add", instruments.add_line, name="add-line"),
    path("lines/<uuid:line>/outcome", instruments.outcome, name="note-outcome"),
    path("perspectives/<int:seq>/answer", boards.answer, name="answer-reading"),
]
