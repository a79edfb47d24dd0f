"""Formulas as MathML, which browsers read without a script; what cannot be converted is shown as written."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from prisma_hub.commons.render.clean import clean_formula

MAX_FORMULA = 2_000
_BAR, _LINE = "&#x02015;", "&#x0203E;"
"""The converter draws `\\overline` as a dash of one width; this sign grows with what stands below it."""


def as_written(tex: str, *, block: bool) -> str:
    tag = '<pre class="math math-block"><code>{}</code></pre>\n' if block else '<code class="math">{}</code>'
    return tag.format(escape(tex.strip("\n"), quote=False))


@lru_cache(maxsize=4_096)
def mathml(tex: str, *, block: bool) -> str:
    if len(tex) > MAX_FORMULA:
        return as_written(tex, block=block)
    from latex2mathml.converter import convert  # loaded for the first formula, not by every command

    try:
        converted = convert(tex, display="block" if block else "inline")
    except Exception:  # the converter has an error of its own for each mistake, and IndexError for the rest
        return as_written(tex, block=block)
    # The converter passes `\text{<script>}` and `\href` through, so nothing of it is believed.
    return clean_formula(converted.replace(_BAR, _LINE))
