"""The allow-lists of raw HTML and converted formulas. What is not named here does not reach a reader."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3

from prisma_hub.commons.render.callouts import KINDS
from prisma_hub.commons.render.colouring import CLASSES as CODE


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PHRASES = _names(
    "a abbr b bdi bdo br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup "
    "time u var wbr"
)
_BLOCKS = _names(
    "article aside blockquote caption col colgroup dd details div dl dt figcaption figure footer h1 h2 "
    "h3 h4 h5 h6 header hr li nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_MEDIA = _names("audio img input source video")
_MATHS_TAGS = _names(
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms "
    "mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none"
)
_TAGS = _PHRASES | _BLOCKS | _MEDIA | _MATHS_TAGS

_MATHS_ATTRIBUTES = _names(
    "accent accentunder align columnalign columnspacing depth displaystyle fence form height "
    "linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation rowspacing rspace "
    "scriptlevel separator stretchy symmetric voffset width"
)
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset({"id", "title", "lang", "dir"}),
    "a": frozenset({"href", "name", "rel", "aria-label", "aria-disabled", "data-tag"}),
    "audio": frozenset({"src", "controls", "preload"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"datetime"}),
    "details": frozenset({"open"}),
    "div": frozenset({"tabindex", "aria-label"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "decoding", "referrerpolicy"}),
    "input": frozenset({"checked", "disabled", "aria-label"}),
    "ins": frozenset({"datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "section": frozenset({"aria-label"}),
    "source": frozenset({"src", "type"}),
    "span": frozenset({"data-tag"}),
    "td": frozenset({"colspan", "rowspan", "align"}),
    "th": frozenset({"colspan", "rowspan", "align", "scope"}),
    "time": frozenset({"datetime"}),
    "video": frozenset({"src", "controls", "preload", "width", "height"}),
    **dict.fromkeys(_MATHS_TAGS, _MATHS_ATTRIBUTES),
}
_VALUES: dict[str, dict[str, set[str]]] = {
    "input": {"type": {"checkbox"}},
    "div": {"role": {"region"}},
    "a": {"role": {"link"}},
    "math": {"display": {"block", "inline"}},
}
_CLASSES = (
    _names(
        "admonition alert broken callout callout-body callout-title claim component contents embed "
        "embed-missing embed-picture embed-title explained external footnote-back footnotes lead math "
        "math-block mermaid notice page-notice protocol summary table-scroll tag task"
    )
    | {f"callout-{kind}" for kind in KINDS}
    | CODE
)
_EMPTY_CLASS = re.compile(r'(<[a-z][a-z0-9]*(?: [^<>]*?)?) class=""')
_SCHEMES = {"http", "https", "mailto", "tel"}
_NO_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "title"}


@lru_cache(maxsize=64)
def _cleaner(languages: frozenset[str]) -> nh3.Cleaner:
    classes = _CLASSES | {f"language-{language}" for language in languages}
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        tag_attribute_values=_VALUES,
        allowed_classes={tag: set(classes) for tag in _TAGS},
        clean_content_tags=_NO_CONTENT,
        url_schemes=_SCHEMES,
        link_rel=None,  # written by us, link by link
    )


_formulas = nh3.Cleaner(
    tags=set(_MATHS_TAGS),
    attributes={tag: set(_MATHS_ATTRIBUTES) for tag in _MATHS_TAGS},
    tag_attribute_values={"math": {"display": {"block", "inline"}}},
    clean_content_tags={"script", "style", "svg"},
    url_schemes=set(),
    link_rel=None,
)


def clean(html: str, languages: frozenset[str] = frozenset()) -> str:
    """A page that holds raw HTML, made safe and well nested. `languages` are those of its code blocks."""
    return _EMPTY_CLASS.sub(r"\1", _cleaner(languages).clean(html))


def clean_formula(html: str) -> str:
    return _formulas.clean(html)
