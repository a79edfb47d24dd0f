"""Handing out a file somebody brought, so that it can harm nobody who opens it."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

# What a browser may show by itself. Everything else is handed over as a file.
TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
# A picture is a picture: scripts in an SVG do not run, nothing is fetched from anywhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


# A library we did not write draws in it what somebody wrote: it may run, and reach nothing.
DRAWING = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)


@require_safe
def diagram(request: HttpRequest) -> HttpResponse:
    """The closed frame in which diagrams are drawn (static/diagram.js)."""
    response = render(request, "commons/diagram.html")
    response.headers["Content-Security-Policy"] = DRAWING
    return response


def file(request: HttpRequest, path: str, blob: str, data: bytes, *, keep: bool = False) -> HttpResponse:
    """The bytes of a file; only a part where a player asks for one (RFC 9110, 14.2)."""
    tag = quote_etag(blob)
    if request.headers.get("If-None-Match") == tag:
        return _sealed(HttpResponse(status=304), tag)
    kind = None if keep else TYPES.get(path.rpartition(".")[2].lower())
    response = _part(request, data) or HttpResponse(data)
    response.headers["Content-Type"] = kind or "application/octet-stream"
    name = quote(path.rpartition("/")[2], safe="")
    response.headers["Content-Disposition"] = f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{name}"
    response.headers["Accept-Ranges"] = "bytes"
    return _sealed(response, tag)


def _sealed(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _part(request: HttpRequest, data: bytes) -> HttpResponse | None:
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return None
    first, last = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
    if first > last:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{len(data)}"
        return response
    response = HttpResponse(data[first : last + 1], status=206)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return response
