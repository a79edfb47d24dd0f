"""The books as a file an independent tool reads."""

from __future__ import annotations

from django.http import HttpResponse

from prisma_hub.circles import queries as who
from prisma_hub.currencies import queries

from .. import frame
from ..who import Asked


def ledger(request: Asked) -> HttpResponse:
    """Every movement the viewer may see, for Beancount."""
    who.insist_member(request.viewer)
    text = queries.beancount(request.viewer, frame.hub_name())
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="ledger.beancount"'
    return answer
