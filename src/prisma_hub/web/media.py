"""Serving voices, pictures and files to those who hear an entry that holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path, register_converter

from prisma_hub.circles import queries as circles
from prisma_hub.media import queries
from prisma_hub.media.types import Media

from .who import Asked

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")
_PIECE = 65_536
SANDBOX = "default-src 'none'; frame-ancestors 'self'; sandbox"


class Digest:
    """A SHA-256 in an address."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Digest, "sha256")


def media(request: Asked, sha256: str, size: str) -> HttpResponseBase:
    """`size` is large or small for a picture, whole for anything else. What is not there and what is not for
    this viewer look alike."""
    found = queries.media(sha256)
    if found is None or size not in (("large", "small") if found.is_picture else ("whole",)):
        raise Http404
    if not circles.visible(request.viewer).of(queries.entries_with(sha256)):
        raise Http404
    where = queries.path_of(sha256, small=size == "small")
    if not where.is_file():
        raise Http404
    return _sent(request, found, where, f'"{sha256[:32]}-{size}"')


def _sent(request: Asked, found: Media, where: Path, tag: str) -> HttpResponseBase:
    answer: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = _whole_or_part(request, found.type, where)
    inline = found.is_picture or found.is_sound
    answer["Content-Disposition"] = "inline" if inline else f'attachment; filename="{_name(found)}"'
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-cache"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = tag
    return answer


def _name(found: Media) -> str:
    return f"{found.sha256[:12]}.{'pdf' if found.type == 'application/pdf' else 'txt'}"


def _whole_or_part(request: Asked, type_: str, where: Path) -> HttpResponseBase:
    total = where.stat().st_size
    kind = f"{type_}; charset=utf-8" if type_ == "text/plain" else type_
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", ""):
        return FileResponse(where.open("rb"), content_type=kind)
    first, last = _bounds(asked[1], asked[2], total)
    if first > last or first >= total:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{total}"})
    answer = StreamingHttpResponse(_piece(where, first, last), status=206, content_type=kind)
    answer["Content-Range"] = f"bytes {first}-{last}/{total}"
    answer["Content-Length"] = str(last - first + 1)
    return answer


def _bounds(first: str, last: str, total: int) -> tuple[int, int]:
    """The first and the last byte that are asked for (RFC 9110, 14.1.2)."""
    if not first:
        return max(0, total - int(last)), total - 1
    return int(first), min(int(last), total - 1) if last else total - 1


def _piece(where: Path, first: int, last: int) -> Iterator[bytes]:
    with where.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


urlpatterns = [path("media/<sha256:sha256>/<slug:size>", media, name="media")]
