"""The commons: pages to read, to write together, to find; and how each came to be what it is."""

from django.urls import path

from prisma_hub.web import outside
from prisma_hub.web.commons import (
    cloning,
    graphs,
    helping,
    lists,
    mending,
    past,
    places,
    reading,
    serving,
    writing,
)

outside.SECTIONS = (*outside.SECTIONS, lists.on_the_front)

_PAGE = "commons/<slug:slug>/-/"

urlpatterns = [
    path("commons", lists.commons, name="commons"),
    path("commons/-/tags", lists.tags, name="tags"),
    path("commons/-/tag/<path:tag>", lists.tagged, name="tagged"),
    path("commons/-/glossary", lists.glossary, name="glossary"),
    path("commons/-/changes", lists.changes, name="page-changes"),
    path("commons/-/mending", mending.mending, name="mending"),
    path("commons/-/graph", graphs.graph, name="graph"),
    path("commons/-/graph.json", graphs.as_data, name="graph-data"),
    path(_PAGE + "mending", mending.of_space, name="space-mending"),
    path(_PAGE + "mentions", mending.mentions, name="space-mentions"),
    path(_PAGE + "links/<path:path>", mending.of_page, name="page-links"),
    path("commons/-/diagram", serving.diagram, name="diagram"),
    path(_PAGE + "new", writing.new, name="new-page"),
    path(_PAGE + "edit/<path:path>", writing.edit, name="edit-page"),
    path(_PAGE + "complete/<path:path>", helping.complete, name="complete"),
    path(_PAGE + "complete", helping.complete, name="complete-new"),
    path(_PAGE + "draft/<path:path>", helping.draft, name="keep-draft"),
    path(_PAGE + "draft", helping.draft, name="keep-new-draft"),
    path(_PAGE + "add/<path:path>", helping.add, name="add-file"),
    path(_PAGE + "add", helping.add, name="add-new-file"),
    path(_PAGE + "history/<path:path>", past.history, name="page-history"),
    path(_PAGE + "change/<int:seq>/<path:path>", past.change, name="page-change"),
    path(_PAGE + "was/<int:seq>/<path:path>", past.was, name="page-was"),
    path(_PAGE + "preview/<path:path>", reading.preview, name="page-preview"),
    path(_PAGE + "raw/<path:path>", reading.raw, name="raw-page"),
    path(_PAGE + "place/<path:path>", places.place, name="page-place"),
    path(_PAGE + "git", cloning.clone, name="clone"),
    path(_PAGE + "purge", cloning.purge, name="purge-history"),
    path("commons/<slug:slug>/", reading.read, name="space"),
    path("commons/<slug:slug>/<path:path>", reading.read, name="page"),
]
