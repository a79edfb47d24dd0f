"""How generators of sites write a link: Jekyll's and Hugo's own words in the place of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

# `[words]({% link _posts/weir.md %})`, `[words]({{< ref "weir.md" >}})`, `[words]({{ site.baseurl }}/weir)`
_ADDRESS = re.compile(
    r"(?<=\]\()[ \t]{0,9}(?:"
    r"\{%-?[ \t]{0,9}(?:link|post_url)[ \t]{1,9}(?P<jekyll>[^%{}\n]{1,300}?)[ \t]{0,9}-?%\}"
    r"|\{\{[<%][ \t]{0,9}(?:rel)?ref[ \t]{1,9}[\"']?(?P<hugo>[^<>%\"'{}\n]{1,300}?)[\"']?[ \t]{0,9}[%>]\}\}"
    r"|\{\{[ \t]{0,9}site\.(?:baseurl|url)[ \t]{0,9}\}\}"
    r")(?P<rest>[^\s)]{0,300})"
)
_FIGURE = re.compile(r"\{\{[<%][ \t]{0,9}figure[ \t]{1,9}(?P<said>[^<>{}\n]{1,1000}?)[ \t]{0,9}/?[%>]\}\}")
_SAID = re.compile(r"\b(src|alt|caption|title)=(?:\"([^\"]*)\"|'([^']*)')")
_ADDRESS_KEYS = ("permalink", "url", "slug", "redirect_from")


def plain_links(text: str) -> str:
    """The text with such addresses as markdown has them; anything else of theirs stays as it is written."""
    if "](" in text and ("{%" in text or "{{" in text):
        text = _ADDRESS.sub(_address, text)
    if "{{" in text and "figure" in text:
        text = _FIGURE.sub(_figure, text)
    return text


def template_links(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the text says such an address, from and to, and the target it is read as."""
    if "](" in text and ("{%" in text or "{{" in text):
        for match in _ADDRESS.finditer(text):
            group = next((name for name in ("jekyll", "hugo") if match[name]), "rest")
            if match[group]:
                yield *match.span(group), _address(match)


def _address(match: re.Match[str]) -> str:
    named = match["jekyll"] or match["hugo"] or ""
    return quote(named.strip(), safe="/#.-_~%") + match["rest"]


def _figure(match: re.Match[str]) -> str:
    said = {name: double or single for name, double, single in _SAID.findall(match["said"])}
    if not said.get("src"):
        return match[0]
    words = said.get("alt") or said.get("caption") or said.get("title") or ""
    return f"![{words.replace('[', '').replace(']', '')}](<{said['src'].replace('<', '').replace('>', '')}>)"


def addresses(data: dict[str, Any]) -> Iterator[str]:
    """Where a page stood on its own site, as its front matter says (`permalink: /about/`); each begins with
    `/`."""
    for key in _ADDRESS_KEYS:
        value = data.get(key)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and each.startswith("/") and each.strip("/ "):
                yield each.strip()
