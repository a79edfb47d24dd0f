"""Words with which a program comes in for a person: made, used, ended."""

from __future__ import annotations

from prisma_hub.identity import codes, limits, rules
from prisma_hub.identity.kept import AccessToken
from prisma_hub.identity.queries import viewer_of
from prisma_hub.identity.types import Token, TokenMade, Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotAllowed

_DAY = 86_400_000
_GROUPS = 6
"""Groups of four letters in a token: 117 bits, more than anybody can try, few enough to type on a phone."""


def make_token(*, by: Viewer, name: str, days: int) -> TokenMade:
    """A new token with which a program does what `by` may do. Its secret is shown once, and not kept."""
    name = rules.check_token(name, days, have=AccessToken.objects.filter(person=by.id).count())
    now, secret = source.current().now_ms(), codes.draw(_GROUPS)
    made = AccessToken.objects.create(
        digest=codes.digest(secret), person=by.id, name=name, made=now, expires=now + days * _DAY
    )
    return TokenMade(Token(made.digest.hex(), name, now, made.expires, None, over=False), secret)


def use_token(*, secret: str) -> tuple[Viewer, str]:
    """Who stands behind a token, and the token's id; refused where nobody does or its time is over.

    A right one always passes: wrong ones are slowed down for the whole hub, and cannot lock anybody out.
    """
    now = source.current().now_ms()
    found = AccessToken.objects.filter(digest=codes.digest(secret)).first()
    if found is None or found.expires < now:
        limits.spend("tokens nobody has", most=3000)
        raise NotAllowed(
            "This hub does not know the token, or its time is over.",
            kept="Nothing was changed.",
            mend="Make a new one on the page “Me”, under Tokens, and give it to your program as its "
            "password.",
        )
    if found.used is None or now - found.used > limits.HOUR:
        AccessToken.objects.filter(digest=found.digest).update(used=now)
    return viewer_of(str(found.person)), bytes(found.digest).hex()


def end_token(*, by: Viewer, token: str) -> None:
    """The token lets nobody in any more. One that is not the viewer's stays as it is."""
    for each in AccessToken.objects.filter(person=by.id):
        if bytes(each.digest).hex() == token:
            each.delete()


def end_tokens(*, by: Viewer) -> None:
    """None of this person's tokens lets anybody in any more."""
    AccessToken.objects.filter(person=by.id).delete()
