"""Giving and being heard: the pages of the timeline."""

from prisma_hub.web import outside

from . import gatherings, pages, saying

outside.SECTIONS = (*outside.SECTIONS, pages.on_the_front)

urlpatterns = [*saying.urlpatterns, *pages.urlpatterns, *gatherings.urlpatterns]
