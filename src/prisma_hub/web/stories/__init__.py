"""Stories: written, returned, signed, read and checked."""

from django.urls import path

from prisma_hub.web import outside

from . import completing, editions, effects, writing

outside.SECTIONS = (*outside.SECTIONS, editions.on_the_front)

urlpatterns = [
    path("stories", writing.stories, name="stories"),
    path("stories/begin", writing.begin, name="begin-story"),
    path("stories/feed.atom", editions.feed, name="stories-feed"),
    path("stories/<uuid:story>", writing.story, name="story"),
    path("stories/<uuid:story>/translate", writing.translate, name="translate-story"),
    path("stories/<uuid:story>/list", completing.completion, name="story-list"),
    path("stories/<uuid:story>/tick", completing.tick, name="tick-story"),
    path("stories/<uuid:story>/give-back", completing.give_back, name="give-back-story"),
    path("stories/<uuid:story>/aloud", completing.aloud, name="story-aloud"),
    path("stories/<uuid:story>/return", completing.returned, name="story-return"),
    path("stories/<uuid:story>/sign", completing.sign, name="sign-edition"),
    path("stories/<uuid:story>/check", editions.check, name="check-story"),
    path("stories/<uuid:story>/editions/<uuid:edition>", editions.edition, name="edition"),
    path(
        "stories/<uuid:story>/editions/<uuid:edition>/evidence/<str:name>",
        editions.evidence,
        name="story-evidence",
    ),
    path("decisions/<uuid:proposal>/publish", effects.publish, name="add-edition"),
    path("journeys/<uuid:journey>/story", writing.of_journey, name="journey-story"),
]
