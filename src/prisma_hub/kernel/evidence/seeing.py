"""What a reader sees in HTML the hub wrote itself: the same as `see` finds, in a small part of the time.

`see` reads any page as a browser does. HTML in which every tag is well formed, and nothing is silent, live or
tied to an entry, needs less; where that is not certain, this says so and `see` decides.
"""

import re
from hashlib import sha256
from html import unescape

# Elements that are silent, or whose insides are no HTML, and breaks with attributes: left for `see`.
_NAME = r"(?!script|style|noscript|template|textarea|title|iframe|xmp|plaintext|br )[a-z][a-z0-9]*+"
_LEADS = r"(?:href|src|datetime|value|alt)="
_ATTRIBUTE = r' (?:(?!data-(?!tag="))[a-z-]++="[^"<]*"|open|checked|disabled|hidden|controls|reversed)'
_PLAIN = re.compile(rf"<(?:/{_NAME}|{_NAME}(?:(?! {_LEADS}){_ATTRIBUTE})*+)>")
"""A tag that leads nowhere."""
_LINK = re.compile(r'<a(?: class="[^"<]*")?+ href="([^"<]*)"(?: rel="[^"<]*")?+>')
"""What most tags are that lead somewhere."""
_LED = re.compile(rf"<{_NAME}(?:{_ATTRIBUTE})*+>")
_NAMED = re.compile(r' (href|src|datetime|value|alt)="([^"]*)"')
_ORDER = ("href", "src", "datetime", "value", "alt")


def words_seen(inside: str) -> str | None:
    """The SHA-256 (hex) of what is seen in `inside`, the whole of an element marked as a page's text; None
    where only `see` can tell."""
    text = text_seen(inside)
    return None if text is None else hash_seen(text)


def hash_seen(text: str) -> str | None:
    """The SHA-256 (hex) of what is seen, however it is spaced; None where only `see` can tell."""
    if "\v" in text:  # a white space for what follows, not for a browser
        return None
    return sha256(b" ".join(text.encode().split())).hexdigest()


def text_seen(inside: str) -> str | None:
    """What is seen in HTML that cuts no tag, spaced as it is: words, and where links and pictures lead; None
    where only `see` can tell. Of pieces one after the other it is what is seen in each."""
    text, plain = _PLAIN.subn("", inside.replace("<br>", "\n"))
    parts = _LINK.split(text)
    parts[1::2] = map(led_to, parts[1::2])
    text, led = "".join(parts), 0
    if "<" in text:
        text, led = _LED.subn(_leads, text)
    if plain + len(parts) // 2 + led != inside.count("<") - inside.count("<br>"):
        return None
    return unescape(text) if "&" in text else text


def led_to(address: str) -> str:
    """How a link is seen, before its words."""
    return f"⟦href={address}⟧"


def _leads(tag: re.Match[str]) -> str:
    """A tag as the places it leads to, in the order in which they are listed."""
    named = dict(reversed(_NAMED.findall(tag[0])))
    return "".join(f"⟦{name}={named[name]}⟧" for name in _ORDER if name in named)
