"""The hub as seen from outside: its front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def front(request: HttpRequest) -> HttpResponse:
    return render(request, "outside/front.html")


urlpatterns = [path("", front, name="front")]
