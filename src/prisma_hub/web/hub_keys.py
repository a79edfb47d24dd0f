"""Which keys the hub had, and since when: for whoever checks what it signed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from prisma_hub.circles import queries as rights
from prisma_hub.log import queries

from .who import Asked


def hub_keys(request: Asked) -> HttpResponse:
    """Every key, the one in force first. Whoever tends the hub also reads how it is changed."""
    tends = rights.may(request.viewer, "tend the hub")
    found = queries.hub_keys()
    values = {
        "keys": found[::-1],
        "changed": len(found) > 1,
        "tends": tends,
        "wrong": queries.next_key_wrong() if tends and found else None,
        "process": "infrastructuring",
    }
    return render(request, "log/hub_keys.html", values)


urlpatterns = [path("log/keys", hub_keys, name="hub-keys")]
