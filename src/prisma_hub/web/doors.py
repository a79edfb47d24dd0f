"""What every request passes on its way in and out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from prisma_hub.kernel.refusal import Refused

from . import errors, messages

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


class _Refusals:
    """A refusal raised in a view becomes a page a person understands, with what they had typed on it."""

    def __init__(self, get_response: Door) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.refused(request, exception) if isinstance(exception, Refused) else None


def refusals(get_response: Door) -> Door:
    return _Refusals(get_response)
