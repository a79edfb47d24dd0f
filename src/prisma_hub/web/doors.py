"""What every request passes on its way in and out."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from prisma_hub.kernel.refusal import Refused, not_now

from . import errors, messages
from .ways import ways_of

Door = Callable[[HttpRequest], HttpResponseBase]

# No inline script or style anywhere, nothing from elsewhere, nobody may frame us.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "microphone=(self), camera=(self), geolocation=(), payment=(), usb=()",
    "Cache-Control": "private, no-cache",
}
SMALL = 1000  # bytes: below, compressing costs more than it saves
RANDOM = 60


def behind(get_response: Door) -> Door:
    """What asks for the hub's domain came by https to the web server in front, which hands it on plainly.

    No header says so that anybody could forge: who asks for the domain on the plain port fools nobody else.
    """

    def door(request: HttpRequest) -> HttpResponseBase:
        name = request.META.get("HTTP_HOST", "").lower()
        if settings.DOMAIN and name == settings.DOMAIN:
            request.META["wsgi.url_scheme"] = "https"
        return get_response(request)

    return door


def headers(get_response: Door) -> Door:
    """What the browser is told to refuse on our behalf. A view that sets one of them itself is heard."""

    def door(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure():  # on a plain address browsers ignore it, and complain
            response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        messages.forget(request, response)
        return response

    return door


def packed(get_response: Door) -> Door:
    """Pages travel compressed. Sounds, pictures and files do not: they are compressed by nature.

    A few random bytes in each, so that the length of a page tells nothing of what is in it (BREACH).
    """

    def door(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and _worth_packing(response):
            patch_vary_headers(response, ("Accept-Encoding",))
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                response.content = compress_string(response.content, max_random_bytes=RANDOM)
                response.headers["Content-Encoding"] = "gzip"
                response.headers["Content-Length"] = str(len(response.content))
                if response.headers.get("ETag", "").startswith('"'):
                    response.headers["ETag"] = "W/" + response.headers["ETag"]
        return response

    return door


def _worth_packing(response: HttpResponse) -> bool:
    text = response.headers.get("Content-Type", "").startswith(("text/", "application/json"))
    return text and len(response.content) > SMALL and "Content-Encoding" not in response.headers


class _WellAsked:
    """Turns away what no page should meet: a request to an address that cannot be one (RFC 3986, 3.2.2), of
    which no page could make its links; and ways of asking that its view does not answer."""

    def __init__(self, get_response: Door) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            return errors.misaddressed(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Door, _args: object, _given: object
    ) -> HttpResponse | None:
        ways = ways_of(view)
        return None if request.method in ways else errors.no_such_way(request, ways)


def well_asked(get_response: Door) -> Door:
    return _WellAsked(get_response)


class _Refusals:
    """A refusal raised in a view becomes a page a person understands, with what they had typed on it."""

    def __init__(self, get_response: Door) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info:  # no name of ours holds one, and PostgreSQL refuses to look
            return errors.not_found(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if errors.of_store(exception):
            exception = not_now(exception) or exception
        return errors.refused(request, exception) if isinstance(exception, Refused) else None


def refusals(get_response: Door) -> Door:
    return _Refusals(get_response)
