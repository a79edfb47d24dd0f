"""What a reader sees in HTML the hub wrote itself: the same as `see` finds, in a small part of the time.

`see` reads any page as a browser does. HTML in which every tag is well formed, and nothing is silent, live or
tied to an entry, needs less; where that is not certain, this says so and `see` decides.
"""

import re
from hashlib import sha256
from html import unescape

# Elements that are silent, or whose insides are no HTML, and breaks with attributes: left for `see`.
_NAME = r"(?!script|style|noscript|template|textarea|title|iframe|xmp|plaintext|br )[a-z][a-z0-9]*"
_ATTRIBUTE = r' (?:[a-z-]+="[^"<]*"|open|checked|disabled|hidden|controls|reversed)'
_BARE = re.compile(rf"</?{_NAME}>")
_LED = re.compile(rf'<{_NAME}(?:{_ATTRIBUTE})*? (?:href|src|datetime|value|alt)="[^"<]*"(?:{_ATTRIBUTE})*>')
_TAG = re.compile(rf"<{_NAME}(?:{_ATTRIBUTE})*>")
_NAMED = re.compile(r' (href|src|datetime|value|alt)="([^"]*)"')
_ORDER = ("href", "src", "datetime", "value", "alt")


def words_seen(inside: str) -> str | None:
    """The SHA-256 (hex) of what is seen in `inside`, the whole of an element marked as a page's text; None
    where only `see` can tell."""
    if inside.count(" data-") != inside.count(' data-tag="'):
        return None
    text = _BARE.sub("", inside.replace("<br>", "\n"))
    text = _TAG.sub("", _LED.sub(_leads, text))
    if "<" in text:
        return None
    text = unescape(text) if "&" in text else text
    for white in "\n\t\f\r":
        text = text.replace(white, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return sha256(text.strip(" ").encode()).hexdigest()


def _leads(tag: re.Match[str]) -> str:
    """A tag as the places it leads to, in the order in which they are listed."""
    found = _NAMED.findall(tag[0])
    if len(found) == 1:
        return f"⟦{found[0][0]}={found[0][1]}⟧"
    named = dict(reversed(found))
    return "".join(f"⟦{name}={named[name]}⟧" for name in _ORDER if name in named)
