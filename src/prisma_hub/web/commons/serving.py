"""Handing out a file somebody brought, so that it can harm nobody who opens it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import quote_etag

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
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


# A library we did not write draws in it what somebody wrote: it may run, and reach nothing.
DRAWING = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)


def diagram(request: HttpRequest) -> HttpResponse:
    """The closed frame in which diagrams are drawn (static/diagram.js)."""
    response = render(request, "commons/diagram.html")
    response.headers["Content-Security-Policy"] = DRAWING
    return response


def file(request: HttpRequest, path: str, blob: str, data: bytes, *, keep: bool = False) -> HttpResponseBase:
    """The bytes of a file; only a part where a player asks for one (RFC 9110, 14.2)."""
    return _handed_out(request, path, blob, len(data), lambda first, end: HttpResponse(data[first:end]), keep)


def large(
    request: HttpRequest, path: str, blob: str, size: int, pieces: Iterator[bytes], *, keep: bool = False
) -> HttpResponseBase:
    """The same for a file that is never whole in memory."""
    return _handed_out(
        request,
        path,
        blob,
        size,
        lambda first, end: StreamingHttpResponse(_between(pieces, first, end)),
        keep,
    )


def _between(pieces: Iterator[bytes], first: int, end: int) -> Iterator[bytes]:
    at = 0
    for piece in pieces:
        if at >= end:
            break
        if part := piece[max(0, first - at) : end - at]:
            yield part
        at += len(piece)


def _handed_out(
    request: HttpRequest,
    path: str,
    blob: str,
    size: int,
    answer: Callable[[int, int], HttpResponseBase],
    keep: bool,
) -> HttpResponseBase:
    tag = quote_etag(blob)
    if request.headers.get("If-None-Match") == tag:
        return _sealed(HttpResponse(status=304), tag)
    kind = None if keep else TYPES.get(path.rpartition(".")[2].lower())
    response = _part(request, size, answer)
    response.headers["Content-Type"] = kind or "application/octet-stream"
    name = quote(path.rpartition("/")[2], safe="")
    response.headers["Content-Disposition"] = f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{name}"
    response.headers["Accept-Ranges"] = "bytes"
    return _sealed(response, tag)


def _sealed(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.headers["ETag"] = tag
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _part(
    request: HttpRequest, size: int, answer: Callable[[int, int], HttpResponseBase]
) -> HttpResponseBase:
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = (int(asked[1]), min(int(asked[2] or size - 1), size - 1)) if asked else (0, size - 1)
    if asked and first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = answer(first, last + 1)
    response.headers["Content-Length"] = str(last + 1 - first)
    if asked:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response
