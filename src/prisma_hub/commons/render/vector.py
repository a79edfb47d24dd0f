"""An SVG as a picture alone, for where nobody stands beside it: a file opened by itself runs what it holds.

Read by expat and written anew from what is known to draw: no script, no handler, no foreign element, nothing
from elsewhere.
"""

from __future__ import annotations

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from prisma_hub.commons.render.drawn import ANIMATED, ATTRIBUTES, CAN_BE_ANIMATED, ELEMENTS

MAX_DRAWING = 10_000_000
"""Bytes of a drawing that is read: expat and what is written anew hold it in memory."""
_MOST_DEEP = 200

_SVG, _XLINK, _XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
_BETWEEN = "\n"
"""Stands in no name and no address of a namespace."""

_LOCAL = re.compile(r"#[^\s\"'()<>\\]{1,500}")
_RASTER = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_PLACE = r"""url\(\s*(?:"#[^"\\()<>]*"|'#[^'\\()<>]*'|#[^"'\\()\s<>]*)\s*\)"""
_FONT = (
    r"""url\(\s*["']?data:(?:font/[\w.+-]+|application/(?:x-)?font-[\w.+-]+|application/octet-stream)"""
    r"""(?:;charset=[\w-]+)?;base64,[A-Za-z0-9+/=\s]*+["']?\)"""
)
_KNOWN = re.compile(f"{_PLACE}|{_FONT}", re.IGNORECASE)
_ANY_URL = re.compile(r"url\([^()]*+\)", re.IGNORECASE)
_REMARK = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BROUGHT_IN = re.compile(
    r"""@(?:import|namespace|charset)\b(?:"[^"]*+"|'[^']*+'|url\([^()]*+\)|[^;{}"'@])*+(?:;|\Z)""",
    re.IGNORECASE,
)
_REACHING = re.compile(
    r"\\|@\s*(?:import|namespace|charset|document|-moz-document)|image(?:-set)?\s*\(|cross-fade\s*\("
    r"|(?<![\w-])src\s*\(|element\s*\(|expression\s*\(|behavior\s*:|-moz-binding|paint\s*\(|<",
    re.IGNORECASE,
)


class NoPictureError(Exception):
    """A sentence on why nothing that draws can be made of a file."""


def clean_vector(data: bytes) -> bytes:
    """What of an SVG draws, and nothing else. Twice is once. Raises NoPictureError."""
    if len(data) > MAX_DRAWING:
        raise NoPictureError(f"larger than {MAX_DRAWING // 1_000_000} MB")
    reading = _Reading()
    try:
        reading.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as why:
        raise NoPictureError("not written as XML") from why
    if not reading.out:
        raise NoPictureError("no SVG")
    return "".join(reading.out).encode() + b"\n"


class _Reading:
    def __init__(self) -> None:
        self.out: list[str] = []
        self._open: list[str] = []
        self._left_out = 0
        self._style: list[str] | None = None
        self.parser = parser = expat.ParserCreate(namespace_separator=_BETWEEN)
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words

    def _doctype(self, _name: str, _system: str | None, _public: str | None, inside: int) -> None:
        """Many name the DTD of SVG 1.1, which nobody fetches; what a file defines itself is refused."""
        if inside:
            raise NoPictureError("it defines entities of its own (<!DOCTYPE … [ … ]>)")

    def _entity(self, *_: object) -> None:
        raise NoPictureError("it defines entities of its own")

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._left_out:
            self._left_out += 1
            return
        space, _, local = name.rpartition(_BETWEEN)
        pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if not self._open and (space, local) != (_SVG, "svg"):
            raise NoPictureError("no SVG")
        if len(self._open) >= _MOST_DEEP:
            raise NoPictureError(f"nested more than {_MOST_DEEP} deep")
        local = "g" if local == "a" else local  # what a link holds is drawn
        if space != _SVG or local not in ELEMENTS or not _may_move(local, pairs):
            self._left_out = 1
            return
        if local == "style":
            self._style = []
        first = "" if self._open else f' xmlns="{_SVG}" xmlns:xlink="{_XLINK}"'
        kept = (_attribute(local, *each) for each in pairs.items())
        self.out.append(f"<{local}{first}{''.join(kept)}>")
        self._open.append(local)

    def _end(self, _name: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        if self._style is not None:
            self.out.append(escape(clean_style("".join(self._style))))
            self._style = None
        self.out.append(f"</{self._open.pop()}>")

    def _words(self, text: str) -> None:
        if self._left_out or not self._open:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self.out.append(escape(text))


def _may_move(local: str, attributes: dict[str, str]) -> bool:
    """An animation changes what is drawn, never where something leads or what happens."""
    if local not in ANIMATED or local == "animateMotion":
        return True
    return attributes.get("attributeName", "").strip() in CAN_BE_ANIMATED


def _attribute(element: str, name: str, value: str) -> str:
    space, _, local = name.rpartition(_BETWEEN)
    if local == "href" and space in ("", _XLINK):
        kept = value if _leads_within(element, value) else None
        shown = "xlink:href" if space else "href"
    elif space == _XML:
        kept, shown = (value, f"xml:{local}") if local in ("space", "lang") else (None, "")
    elif space or not (local in ATTRIBUTES or local.startswith("aria-")):
        return ""
    else:
        kept, shown = _value(local, value), local
    return "" if kept is None else f" {shown}={quoteattr(kept)}"


def _leads_within(element: str, value: str) -> bool:
    if _LOCAL.fullmatch(value.strip()):
        return element != "g"
    return element in ("image", "feImage") and _RASTER.fullmatch(value) is not None


def _value(name: str, value: str) -> str | None:
    if name == "style":
        return clean_style(value) or None
    if name in ("id", "class", "lang") or name.startswith("aria-"):
        return value
    return None if _reaches_out(value) else value


def clean_style(css: str) -> str:
    """Rules of CSS without whatever would be fetched; nothing of them where that is not sure."""
    plain = _BROUGHT_IN.sub("", _REMARK.sub(" ", css))
    plain = _ANY_URL.sub(lambda found: found[0] if _KNOWN.fullmatch(found[0]) else "none", plain)
    return "" if _reaches_out(plain) else plain


def _reaches_out(value: str) -> bool:
    rest = _KNOWN.sub(" ", value)
    return _REACHING.search(rest) is not None or re.search(r"url\s*\(", rest, re.IGNORECASE) is not None
