"""Callouts of every kind have a sign, a hue and a word, and can be read in the light and in the dark."""

import re
from pathlib import Path

import pytest

from prisma_hub.commons.render.callouts import KINDS
from prisma_hub.commons.render.wording import callout_title
from prisma_hub.web import assets

STATIC = Path(assets.__file__).parent / "static"
TOKENS = (STATIC / "tokens.css").read_text()
COMMONS = (STATIC / "commons.css").read_text()
QUIET = {"abstract", "todo", "quote"}
"""Those in ink: what they hold is the page's own matter, told once more."""


def test_every_kind_has_a_sign_of_its_own() -> None:
    signs = dict(
        re.findall(r"\.callout-([a-z]+) \{ --sign: (url\(\"data:image/svg\+xml,[^\"]+\"\)); \}", COMMONS)
    )
    assert set(signs) == KINDS
    assert len(set(signs.values())) == len(KINDS)


def test_every_kind_has_its_hue_or_is_quiet() -> None:
    hued = set(re.findall(r"\.callout-([a-z]+)", TOKENS))
    assert hued | QUIET == KINDS
    assert not hued & QUIET
    assert all(f".callout-{kind}" in COMMONS.split(".callout-title")[0] for kind in QUIET)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_titles_and_texts_stand_out_from_every_ground(mode: int) -> None:
    named = {
        name: pair[mode]
        for name, *pair in re.findall(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS)
    }
    read = 0
    for rule in re.findall(r"^[^\n{]*\.callout-[^\n{]*\{([^\n}]*)\}", TOKENS, re.M):
        made = dict(re.findall(r"--process-([a-z]+): ([^;]+);", rule))
        ink, wash, line = (_colour(made[each], named, mode) for each in ("ink", "wash", "line"))
        assert _contrast(ink, wash) >= 4.5
        assert _contrast(named["ink"], wash) >= 7
        assert _contrast(named["ink-soft"], wash) >= 4.5
        assert _contrast(line, wash) >= 3
        read += 1
    assert read == 5


@pytest.mark.parametrize("lang", ["en", "es", "pt", "fr"])
def test_a_notice_without_a_title_says_its_kind(lang: str) -> None:
    said = {kind: callout_title(kind, kind, lang) for kind in KINDS}
    assert all(said.values())
    assert said["warning"] == {"en": "Warning", "es": "Atención", "pt": "Atenção", "fr": "Attention"}[lang]


def _colour(value: str, named: dict[str, str], mode: int) -> str:
    if pair := re.fullmatch(r"light-dark\((#\w{6}), (#\w{6})\)", value):
        return pair[mode + 1]
    return named[value.removeprefix("var(--").removesuffix(")")]


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
