"""The secure page on the local network: what trusting it means, and how each device does it.

Only where the hub serves one (`serve --secure`): elsewhere there is nothing to trust.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from prisma_hub.kernel.authority import Shown
from prisma_hub.kernel.source import instant
from prisma_hub.upkeep import queries

from .who import Asked


def secure(request: Asked) -> HttpResponse:
    """Fingerprint, certificate, steps for each device, and where to go then."""
    found = _authority()
    hosts = (*found.reach.names, *found.reach.addresses)
    values = {
        "fingerprint": found.fingerprint,
        "until": instant(found.until_ms),
        "hosts": hosts,
        "addresses": [f"https://{host}:{settings.SECURE_PORT}/" for host in hosts],
        "process": "infrastructuring",
    }
    return render(request, "upkeep/secure.html", values)


def certificate(request: Asked) -> HttpResponse:
    """The certificate as devices take it (X.509, DER). Of its key there is nothing in it."""
    answer = HttpResponse(_authority().der, content_type="application/x-x509-ca-cert")
    answer["Content-Disposition"] = 'attachment; filename="prisma-hub-authority.crt"'
    return answer


def _authority() -> Shown:
    found = queries.authority() if settings.SECURE_PORT else None
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("secure", secure, name="secure"),
    path("secure/authority.crt", certificate, name="secure-certificate"),
]
