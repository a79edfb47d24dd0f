"""Invented words in six scripts, as often as words are: few very often, most hardly ever (Zipf)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random

_LETTERS = {  # beginnings and middles of syllables, per script; `und` has no language of its own
    "latin": ("en", "b c d f g h l m n p r s t v br tr st ch", "a e i o u ai ea ou é ó"),
    "cyrillic": ("ru", "б в г д ж з к л м н п р с т х ч ш ст пр", "а е и о у я ю ы ё"),
    "greek": ("el", "β γ δ θ κ λ μ ν π ρ σ τ φ χ στ πρ", "α ε η ι ο υ ω ά ό αι ου"),
    "arabic": ("ar", "ب ت ج ح د ر ز س ش ص ع ف ق ك ل م ن ه", "ا و ي ة ى"),
    "devanagari": ("hi", "क ख ग च ज त द न प ब म य र ल व श स ह", "ा ि ी ु ू े ो ं"),
    "cjk": (
        "zh",
        "山 水 人 地 天 木 火 土 田 石 河 海 村 路 門 家 心 手",
        "共 和 作 學 會 聞 見 言 行 生 成 時 日 月 年",
    ),
}
SCRIPTS = tuple(_LETTERS)
SHARES = (0.62, 0.12, 0.06, 0.07, 0.06, 0.07)
_WORDS = 6_000


@dataclass(frozen=True, slots=True)
class Tongue:
    script: str
    lang: str
    words: tuple[str, ...]
    weights: tuple[float, ...]

    def say(self, rng: Random, count: int) -> list[str]:
        return rng.choices(self.words, cum_weights=self.weights, k=count)

    def sentence(self, rng: Random, count: int) -> str:
        said = " ".join(self.say(rng, count))
        return said[:1].upper() + said[1:] + ("。" if self.script == "cjk" else ".")

    def name(self, rng: Random, count: int) -> str:
        """A title: rarer words than a sentence has."""
        return " ".join(each.capitalize() for each in rng.choices(self.words, k=count))


def zipf(count: int, *, flat: float = 2.7) -> tuple[float, ...]:
    """Running sums of 1 / (rank + flat), after Mandelbrot, for `random.choices`."""
    return tuple(accumulate(1 / (rank + flat) for rank in range(1, count + 1)))


def speak(script: str, rng: Random) -> Tongue:
    lang, first, middle = _LETTERS[script]
    starts, middles = first.split(), middle.split()
    found: dict[str, None] = {}
    while len(found) < _WORDS:
        syllables = 1 + min(3, int(rng.expovariate(0.7)))
        found["".join(rng.choice(starts) + rng.choice(middles) for _ in range(syllables))] = None
        if syllables > 1:
            found[
                "".join(rng.choice(starts) + rng.choice(middles) for _ in range(syllables - 1))
                + rng.choice(starts)
            ] = None
    words = tuple(list(found)[:_WORDS])
    return Tongue(script, lang, words, zipf(_WORDS))
