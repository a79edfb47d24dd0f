"""Asked once, plainly, before more people hear something than those near the one who says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.media.types import Media
from prisma_hub.timeline.types import Consent

from ..own_keys import SIGNED, Signing
from ..who import Asked
from .telling import spaces

HOW_WIDE: Final = {HUB: 1, NETWORK: 2, PUBLIC: 3}
DAY: Final = 86_400
UNSAID: Final = ("csrfmiddlewaretoken", "sure", "kept", *SIGNED)


@dataclass(frozen=True)
class Asking:
    """What is asked: would be heard by `hears`, by fewer with `less`; `named` whether the name goes along."""

    hears: str
    widest: str
    less: str
    less_words: str
    named: bool
    people: int


def _width(found: Iterable[str]) -> int:
    return max((HOW_WIDE.get(each, 0) for each in found), default=0)


def asks(request: Asked, wanted: Consent, near: Iterable[str]) -> Asking | None:
    """What to ask before it is heard more widely than `near`; nothing where it is not, or was answered."""
    hears = " ".join(wanted.spaces)
    width = _width(wanted.spaces)
    if width <= _width(near) or request.POST.get("sure") == hears:
        return None
    widest = next(space for space, wide in HOW_WIDE.items() if wide == width)
    less = tuple(near)
    return Asking(
        hears,
        widest,
        " ".join(less),
        ", ".join(spaces(request.viewer, less, mine=True)) or gettext("only you"),
        wanted.named,
        len(circles.people_in(request.viewer, HUB)),
    )


def ask(
    request: Asked, asking: Asking, kept: list[Media], *, keep: str, signing: Signing | None = None
) -> HttpResponse:
    """The page that asks. What was written and chosen goes along and is sent again with the answer.

    `keep` is what the form before keeps its unsent words under; `signing` what a key is to sign it with.
    """
    typed = [(name, value) for name, value in request.POST.items() if name not in UNSAID]
    return render(
        request,
        "timeline/widening.html",
        {
            "asking": asking,
            "typed": typed,
            "kept": sealed(request.viewer, kept),
            "voice": any(each.is_sound for each in kept),
            "faces": any(each.people == "agreed" for each in kept),
            "keep": keep,
            "signing": signing,
        },
    )


def sealed(viewer: Viewer, kept: list[Media]) -> str:
    """Media already kept, sealed for this person for a day: a hash alone could claim another's."""
    if not kept:
        return ""
    said: list[dict[str, Any]] = [each.said() for each in kept]
    return signing.dumps({"by": viewer.ref, "media": said}, salt="widening", compress=True)


def kept_before(request: Asked) -> list[Media]:
    """The media that were kept when this was asked; nothing where the seal is not ours, old, or another's."""
    try:
        found = signing.loads(request.POST.get("kept", ""), salt="widening", max_age=DAY)
    except signing.BadSignature:
        return []
    return [Media.read(each) for each in found["media"]] if found["by"] == request.viewer.ref else []
