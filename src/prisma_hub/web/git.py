"""The hub as a git remote: clone, fetch and push over HTTP, as git and Obsidian Git speak it.

A person is known by a token here and by nothing else: a cookie, which a browser sends along by itself,
opens nothing. Whatever is wrong is said in plain words and plain text: git shows them after `remote:`.
"""

from __future__ import annotations

import base64
import binascii
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import wraps
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_exempt

from prisma_hub.circles import queries as circles
from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import MOST_PUSHED, Pushed
from prisma_hub.identity import actions as identity
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel.refusal import Busy, NoRoom, NotAllowed, NotHere, Refused, not_now
from prisma_hub.protocols import queries as protocols

from .errors import of_store
from .ways import asked_by

UPLOAD, RECEIVE = "git-upload-pack", "git-receive-pack"
MOST_ASKED = 8_000_000
"""Bytes with which a fetch may say what it has and wants."""
_PIECE = 65_536
_AT_ONCE = 1_048_576
"""Bytes up to which git sends a body in one piece, with its length."""
_READ = "prisma_hub.read"
"""In the environment of a request of which the body was begun to be read."""
_OURS, _STRANGERS = threading.BoundedSemaphore(3), threading.BoundedSemaphore(2)
"""Transfers at once, of members and of whoever comes without a token: fewer than a hub has threads, so that
slow lines keep nobody from their pages, and strangers keep no member from git."""
_PATIENCE_S = 20
_SLOWEST, _BEGIN_S = 1_000, 60
"""Bytes a second that a body must bring on the whole, once it had a minute to begin."""

View = Callable[..., HttpResponseBase]


class _Known:
    """Who asks, by which token, and for which space."""

    def __init__(self, viewer: Viewer, token: str, space: str) -> None:
        self.viewer, self.token, self.space = viewer, token, space


def _door(method: str) -> Callable[[View], View]:
    """Every address of a repository: who asks is known by their token, may read the space, and is answered
    in their language. A space one may not read is answered like one that does not exist."""

    def around(view: View) -> View:
        @asked_by(method)
        @csrf_exempt  # no cookie is looked at, so there is nothing to forge
        @wraps(view)
        def door(request: HttpRequest, slug: str) -> HttpResponseBase:
            try:
                known = _known(request, slug)
                with translation.override(people.language(known.viewer) or translation.get_language()):
                    return _answered(view, request, known)
            except Refused as no:
                return _refused(request, no)
            except Exception as problem:  # it is asked already who comes
                return _refused(request, _why_not(problem))

        return door

    return around


def _answered(view: View, request: HttpRequest, known: _Known) -> HttpResponseBase:
    try:
        return view(request, known)
    except Refused as no:
        return _refused(request, no)
    except Exception as problem:
        return _refused(request, _why_not(problem))


def _why_not(problem: Exception) -> Refused:
    """In a sentence, where it is the disk or the database; else it is a fault of ours."""
    no = not_now(problem) if of_store(problem) else None
    if no is None:
        raise problem
    return no


def _known(request: HttpRequest, slug: str) -> _Known:
    secret = _secret(request)
    viewer, token = identity.use_token(secret=secret) if secret is not None else (ANYBODY, "")
    if secret is not None and not circles.is_member(viewer):
        raise NotAllowed("This token opens nothing here now.", mend="Ask one of the stewards.")
    space = queries.space_of(slug)
    if space is None or space not in queries.readable(viewer):
        if secret is None:
            raise _who_are_you()
        raise NotHere("There is no such repository, or none that you may read.", mend="Look at its address.")
    return _Known(viewer, token, space)


def _secret(request: HttpRequest) -> str | None:
    """The token, sent as the password; None where nothing was sent. Any name may stand before it."""
    scheme, _, said = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(said.strip(), validate=True).decode().partition(":")[2][:200]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _who_are_you() -> NotAllowed:
    return NotAllowed(
        "Here a token is needed.",
        mend="Make one on the page “Me”, under Tokens; give your name, and the token as the password.",
    )


def _refused(request: HttpRequest, no: Refused) -> HttpResponse:
    """401 makes git ask for name and password; a token that may not do this is no reason to ask again.

    Git shows what is wrong with its first question. Of what goes wrong with a transfer it shows the number
    and no word, so what goes wrong there through nobody's fault is said as git itself says things.
    """
    if request.method == "POST" and isinstance(no, NoRoom | Busy):
        said = _in_gits_words(request, no)
        if said is not None:
            return said
    status = 401 if isinstance(no, NotAllowed) else 404 if isinstance(no, NotHere) else 403
    status = 507 if isinstance(no, NoRoom) else 503 if isinstance(no, Busy) else status
    response = _plain(no.sentence(gettext), status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="prisma-hub", charset="UTF-8"'
    return response


def _in_gits_words(request: HttpRequest, no: Refused) -> HttpResponse | None:
    """None where it is not git that asks, or where what it asks for cannot be read (any more)."""
    service = (request.content_type or "").removeprefix("application/x-").removesuffix("-request")
    if service not in (UPLOAD, RECEIVE):
        return None
    try:
        begun = _beginning(request)
        if service == UPLOAD:
            said = queries.error_line(no.sentence(gettext))
        else:
            said = queries.refuse_push(begun, _sentences(no))
    except (Refused, zlib.error, OSError):
        return None
    return _git(said, f"{service}-result")


def _beginning(request: HttpRequest) -> BinaryIO:
    """How the body begins, in memory: the disk may be what fails. All of it is heard: whoever has not said
    everything yet hears no answer. For what is longer than git sends at once (http.postBuffer) one turn of
    the strangers' is taken: who comes may not be known."""
    kept, size = BytesIO(), 0
    if _READ in request.environ:  # type: ignore[attr-defined]
        return kept
    length = request.environ.get("CONTENT_LENGTH", "")  # type: ignore[attr-defined]
    with ExitStack() as until:
        if not (length.isdigit() and int(length) <= _AT_ONCE):
            _take_turn(until, _STRANGERS)
        for piece in _unpacked(request):
            if size < _AT_ONCE:
                kept.write(piece)
            size += len(piece)
            if size > 2 * MOST_PUSHED:
                break
    kept.seek(0)
    return kept


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=FRESH)


FRESH = {"Cache-Control": "no-cache, max-age=0, must-revalidate", "Pragma": "no-cache"}


@_door("GET")
def branches(request: HttpRequest, known: _Known) -> HttpResponseBase:
    """What stands there: the first thing a clone, a fetch or a push asks for."""
    service = request.GET.get("service", "")
    if service == UPLOAD:
        return _git(queries.advertise(known.viewer, known.space), f"{service}-advertisement")
    if service == RECEIVE:
        if known.viewer.person is None:
            raise _who_are_you()
        if queries.is_old_copy(known.token, known.space):
            return _git(queries.error_line(_begun_anew()), f"{service}-advertisement")
        said = queries.advertise_push(known.viewer, known.space)
        return _git(said, f"{service}-advertisement")
    return _plain(gettext("This hub speaks git’s smart protocol, and nothing else at this address."), 403)


def _begun_anew() -> str:
    return gettext(
        "A steward began the history of this space anew. Make a fresh clone, copy the files you changed "
        "into it, and push from there."
    )


def _git(said: bytes, kind: str) -> HttpResponse:
    return HttpResponse(said, content_type=f"application/x-{kind}", headers=FRESH)


@_door("POST")
def fetch(request: HttpRequest, known: _Known) -> HttpResponseBase:
    """The pack for a clone or a fetch."""
    _insist_kind(request, UPLOAD)
    with ExitStack() as until:
        _take_turn(until, _OURS if known.token else _STRANGERS)
        asked, over = _body(request, MOST_ASKED)
        with asked:
            if over:
                raise _too_much()
            answer = queries.pack(known.viewer, known.space, asked)
        until.callback(answer.close)
        if known.token:
            actions.note_copy(by=known.viewer, token=known.token, space=known.space)
        later = until.pop_all()
    response = StreamingHttpResponse(
        _pieces(answer), content_type=f"application/x-{UPLOAD}-result", headers=FRESH
    )
    response._resource_closers.append(later.close)  # type: ignore[attr-defined]
    return response


def _pieces(answer: BinaryIO) -> Iterator[bytes]:
    while piece := answer.read(_PIECE):
        yield piece


@_door("POST")
def push(request: HttpRequest, known: _Known) -> HttpResponseBase:
    """A push: taken whole, or refused with sentences that git shows to whoever pushed."""
    if known.viewer.person is None:
        raise _who_are_you()
    _insist_kind(request, RECEIVE)
    with ExitStack() as until:
        _take_turn(until, _OURS)
        sent, over = _body(request, MOST_PUSHED)
        with sent:
            answer = actions.receive_push(
                by=known.viewer,
                space=known.space,
                sent=sent,
                too_much=over,
                check=protocols.check_page,
                say=_sentences,
            )
    return _git(answer, f"{RECEIVE}-result")


def _sentences(told: Refused | Pushed) -> list[str]:
    """What git shows after `remote:`; the first line also stands beside the branch."""
    if isinstance(told, Refused):
        return told.sentence(gettext).split("\n")
    said = [
        ngettext("Kept: %(n)s file is in the commons.", "Kept: %(n)s files are in the commons.", told.files)
        % {"n": told.files}
    ]
    if told.tales:
        said.append(
            gettext(
                "“%(path)s” went along: in it Obsidian notes what you opened lately, and whoever may read "
                "this space can read that. To keep it at home, write .obsidian/ into a file named .gitignore."
            )
            % {"path": told.tales[0]}
        )
    return said


def _insist_kind(request: HttpRequest, service: str) -> None:
    if request.content_type != f"application/x-{service}-request":
        raise Refused("This is not how git asks.", kept="Nothing was changed.")


def _take_turn(until: ExitStack, turns: threading.BoundedSemaphore) -> None:
    if not turns.acquire(timeout=_PATIENCE_S):
        raise queries.busy()
    until.callback(turns.release)


def _too_much() -> Refused:
    return Refused("This request is too long.", kept="Nothing was changed.", mend="Make a fresh clone.")


def _body(request: HttpRequest, most: int) -> tuple[BinaryIO, bool]:
    """What was sent, on disk, and whether it was more than `most` bytes (then only that much is kept).

    Chunked bodies have no length; the server ends them. Packed ones are unpacked as they come: a small
    body that unpacks without end fills neither memory nor disk. The file has no buffer: git reads on where
    we stop.
    """
    kept = cast(BinaryIO, TemporaryFile(buffering=0))  # noqa: SIM115  whoever gets it closes it
    size = 0
    try:
        for piece in _unpacked(request):
            if size < most:
                kept.write(piece[: most - size])
            size += len(piece)
            if size > 2 * most:
                break
    except (zlib.error, OSError) as problem:
        kept.close()
        raise Refused(
            "What arrived is broken, or was cut off on the way.",
            kept="Nothing was changed.",
            mend="Try again.",
        ) from problem
    kept.seek(0)
    return kept, size > most


def _unpacked(request: HttpRequest) -> Iterator[bytes]:
    if request.headers.get("Content-Encoding", "") not in ("gzip", "x-gzip"):
        yield from _raw(request)
        return
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for piece in _raw(request):
        yield unpack.decompress(piece, _PIECE)
        while unpack.unconsumed_tail:
            yield unpack.decompress(unpack.unconsumed_tail, _PIECE)


def _raw(request: HttpRequest) -> Iterator[bytes]:
    """The body as the server hands it over: Django reads none that does not say its length."""
    request.environ[_READ] = True  # type: ignore[attr-defined]
    stream = request.environ["wsgi.input"]  # type: ignore[attr-defined]
    said = request.environ.get("CONTENT_LENGTH", "")  # type: ignore[attr-defined]
    ends = bool(request.environ.get("wsgi.input_terminated"))  # type: ignore[attr-defined]
    left = int(said) if said.isdigit() else None if ends else 0
    begun, size = time.monotonic(), 0
    while left is None or left > 0:
        piece = stream.read(_PIECE if left is None else min(_PIECE, left))
        if not piece:
            return
        left = None if left is None else left - len(piece)
        size += len(piece)
        passed = time.monotonic() - begun
        if passed > _BEGIN_S and size < passed * _SLOWEST:
            raise OSError("too slow")
        yield piece


def in_a_browser(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody opened the address of a repository in a browser: on to the page that explains it."""
    return redirect("clone", slug)


@asked_by("GET", "HEAD", "POST", "PUT", "DELETE")  # in every way git knows: nothing is there
@csrf_exempt
def nothing_else(request: HttpRequest, rest: str) -> HttpResponse:
    """Files of a repository are not served one by one: they would pass by the question who asks."""
    return _plain(gettext("There is nothing at this address."), 404)


urlpatterns = [
    path("git/<slug:slug>.git/info/refs", branches, name="git-branches"),
    path(f"git/<slug:slug>.git/{UPLOAD}", fetch, name="git-fetch"),
    path(f"git/<slug:slug>.git/{RECEIVE}", push, name="git-push"),
    path("git/<slug:slug>.git", in_a_browser, name="git"),
    path("git/<path:rest>", nothing_else, name="git-nothing"),
]
