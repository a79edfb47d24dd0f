"""In which language a page speaks that does not say so: by the small words no text can do without."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from prisma_hub.search.rules.folding import fold

_WORDS = {
    "en": "the of and to in is that for it as with be on by this are from or an which at we not have has "
    "they you was were their its can will what how when who our your but if do does there all more than into",
    "es": "el los las del y en que es por con para una un se lo como mas al sus su este esta son ser ha hay "
    "pero sin sobre entre cuando donde muy nos ya o si no le les la de a quien cada desde hasta",
    "pt": "o os as do da dos das e em que no na nos nas um uma para com por se mais como ao aos ou sua seu "
    "sao ser nao foi pelo pela entre quando muito ja esta este essa isso ele ela tem ha a de quem cada ate",
    "fr": "le les des du et en que qui est un une pour dans par sur avec ce se ne pas plus sont au aux cette "
    "ces il elle nous vous ou mais sans leur ses son sa etre la de a je on y d l qu n s c j",
}
SMALL: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _WORDS.items()}
"""Words that hold sentences together, folded. In a question they are wished for, not required."""
EVERY_SMALL = frozenset[str]().union(*SMALL.values())

_CODE = re.compile(r"[a-z]{2,3}")
_LOOKED_AT = 400
_LEAST = 0.08


def language_of(said: str, tokens: Iterable[str]) -> str:
    """The language a page says it is in (`pt-BR` is `pt`), or the one its small words speak; else empty."""
    told = _CODE.match(said.lower().strip())
    if told:
        return told[0]
    looked = [fold(token) for token in islice(tokens, _LOOKED_AT)]
    if not looked:
        return ""
    counted = sorted(
        ((sum(word in small for word in looked), language) for language, small in SMALL.items()), reverse=True
    )
    (most, language), (second, _) = counted[0], counted[1]
    return language if most > second and most >= _LEAST * len(looked) else ""
