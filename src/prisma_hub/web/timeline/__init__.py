"""Giving and being heard: the pages of the timeline."""

from . import gatherings, pages, saying

urlpatterns = [*saying.urlpatterns, *pages.urlpatterns, *gatherings.urlpatterns]
