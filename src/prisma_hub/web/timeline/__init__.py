"""Giving and being heard: the pages of the timeline."""

from . import pages, saying

urlpatterns = [*saying.urlpatterns, *pages.urlpatterns]
