"""Where the pages of deciding are."""

from django.urls import path

from . import agreed, circles, decide, on_journey, propose

urlpatterns = [
    path("journeys/<uuid:journey>/decisions", on_journey.decisions, name="journey-decisions"),
    path("circles", circles.circles, name="circles"),
    path("circles/new", circles.new, name="new-circle"),
    path("circles/<uuid:circle>", circles.circle, name="circle"),
    path("circles/<uuid:circle>/admit", circles.admit, name="admit"),
    path("circles/<uuid:circle>/tension", propose.tension, name="name-tension"),
    path("circles/<uuid:circle>/propose", propose.propose, name="propose"),
    path("decisions/<uuid:proposal>", decide.decision, name="decision"),
    path("decisions/<uuid:proposal>/standing", decide.standing, name="standing"),
    path("decisions/<uuid:proposal>/voice", decide.voice, name="give-voice"),
    path("decisions/<uuid:proposal>/next", decide.next_round, name="next-round"),
    path("decisions/<uuid:proposal>/again", decide.again, name="round-again"),
    path("decisions/<uuid:proposal>/adopt", decide.adopt, name="adopt"),
    path("decisions/<uuid:proposal>/revise", propose.revise, name="revise"),
    path("decisions/<uuid:proposal>/effect/<slug:do>", propose.effect, name="add-effect"),
    path("decisions/<uuid:proposal>/effect/<int:index>/remove", propose.remove, name="remove-effect"),
    path("decisions/<uuid:proposal>/drop", propose.drop, name="drop-proposal"),
    path("decisions/<uuid:proposal>/objections/<int:seq>/<slug:how>", decide.settle, name="settle"),
    path("agreements", agreed.agreements, name="agreements"),
    path("agreements/<uuid:agreement>", agreed.agreement, name="agreement"),
    path("agreements/<uuid:agreement>/keep", agreed.keep, name="keep-agreement"),
    path("agreements/<uuid:agreement>/retry/<int:index>", agreed.retry, name="retry-effect"),
]
