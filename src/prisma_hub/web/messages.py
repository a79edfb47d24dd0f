"""What just happened, said once on the next page.

Carried by a short-lived signed cookie: no session is made for a visitor, and nothing is kept in the house.
"""

from dataclasses import asdict, dataclass
from typing import TypeVar

from django.core import signing
from django.http import HttpRequest, HttpResponseBase

COOKIE = "told"
SECONDS = 300
LONGEST = 600  # letters of one sentence: a cookie holds four thousand bytes

Answer = TypeVar("Answer", bound=HttpResponseBase)


@dataclass(frozen=True)
class Told:
    """One sentence. `stop` where something failed; with an address, a way to look or to take it back
    (`post` where taking it back changes something)."""

    text: str
    stop: bool = False
    address: str = ""
    link: str = ""
    post: bool = False


def tell(
    response: Answer, text: str, *, stop: bool = False, address: str = "", link: str = "", post: bool = False
) -> Answer:
    """Say `text` on the page the person sees next: `return tell(redirect("today"), _("Kept."))`."""
    told = Told(str(text)[:LONGEST], stop, address, str(link), post)
    response.set_cookie(
        COOKIE,
        signing.dumps(asdict(told), salt=COOKIE, compress=True),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
    )
    return response


def told(request: HttpRequest) -> list[Told]:
    """What is to be said on this page; nothing where the cookie is missing, old or not ours."""
    kept = request.COOKIES.get(COOKIE)
    if not kept:
        return []
    request.META["told.said"] = "1"
    try:
        return [Told(**signing.loads(kept, salt=COOKIE, max_age=SECONDS))]
    except (signing.BadSignature, TypeError):
        return []


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Once said, it is not said again; unless this answer has something new to say."""
    if request.META.get("told.said") and COOKIE not in response.cookies:
        response.delete_cookie(COOKIE, samesite="Lax")
