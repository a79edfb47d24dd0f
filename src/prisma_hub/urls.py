"""Every address of the hub, room by room."""

from django.urls import URLPattern, URLResolver

from prisma_hub.web import outside

urlpatterns: list[URLPattern | URLResolver] = [
    *outside.urlpatterns,
]
