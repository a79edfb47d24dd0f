"""A small vault in many scripts, and what must be found in it, best first: the same on every database, and on
a site without a server (`test_site.py`). Pages are named by their path; `{}` of a case are filters."""

from __future__ import annotations

from collections.abc import Callable

PAGES: dict[str, str] = {
    "water/weir.md": "---\nlang: en\nkind: practice\n---\n# Weir\n\n"
    "A weir slows the water. #water/slow\n\n"
    "## How to build one\n\n"
    "Stones across the stream, the largest below.\n\n"
    "## When\n\n"
    "In May, after the floods.\n",
    "water/floods.md": "---\nlang: en\naliases: [High water]\n---\n# Floods\n\n"
    "The river rose, and the weirs held.\n",
    "water/rain.md": "---\nlang: en\n---\n# Rain garden\n\nA garden that drinks what falls from the roof.\n",
    "people/facilitation.md": "---\nlang: en\nkind: practice\n---\n# Facilitation\n\n"
    "Facilitators hold the circle. A facilitator asks before answering. #circle\n",
    "people/host.md": "---\nlang: en\n---\n# Hosting\n\n"
    "The host opens the door, and a circle begins to facilitate itself.\n",
    "es/evaluacion.md": "---\nlang: es\n---\n# Evaluación\n\n"
    "Las evaluaciones se hacen en común. El corazón decide.\n",
    "es/agua.md": "---\nlang: es\n---\n# Agua\n\nEl agua del río llega a la acequia.\n",
    "pt/avaliacao.md": "---\nlang: pt-BR\n---\n# Avaliação\n\nAs avaliações são de todos. O coração sabe.\n",
    "fr/evaluation.md": "---\nlang: fr\n---\n# Évaluer ensemble\n\n"
    "L’évaluation se fait à plusieurs, au bord de l’eau.\n",
    "fr/cafe.md": "# Le café\n\n"
    "Nous nous retrouvons dans le café de la place, et il y a du pain pour tous.\n",
    "ru/voda.md": "---\nlang: ru\n---\n# Вода и ёлка\n\nРека несёт воду к мельнице.\n",
    "el/nero.md": "---\nlang: el\n---\n# Το νερό\n\nΟ μύλος και ο ποταμός, λόγος παλιός.\n",
    "ar/maa.md": "---\nlang: ar\n---\n# المَاء\n\nالماء يجري إلى الحديقة.\n",
    "hi/pani.md": "---\nlang: hi\n---\n# पानी\n\nहिन्दी में पानी की कहानी।\n",
    "zh/water.md": "---\nlang: zh\n---\n# 水的知識庫\n\n我們一起學習如何分享河水。\n",
    "ja/water.md": "---\nlang: ja\n---\n# 水車\n\n村の水車をみんなで直す。\n",
    "broken.md": "---\nlang: [\n---\n# Operators\n\n"
    'NEAR the "weirdest" AND of OR not: a* (b) -c ^d col:umn 100% _x\n',
    "long.md": "---\nlang: en\n---\n# Ledger\n\n"
    + "The weir is counted among many other things here. " * 40
    + "\n",
}

CASES: tuple[tuple[str, dict[str, str], list[str]], ...] = (
    ("weir", {}, ["water/weir.md", "long.md", "water/floods.md", "broken.md"]),
    ("WEIRS", {}, ["water/weir.md", "water/floods.md", "long.md"]),
    ("wier", {}, ["water/weir.md", "long.md", "water/floods.md"]),
    ("wei", {}, ["water/weir.md", "long.md", "water/floods.md", "broken.md"]),
    ("stones stream", {}, ["water/weir.md"]),
    ("facilitators", {}, ["people/facilitation.md", "people/host.md"]),
    ("facilitating", {}, ["people/facilitation.md", "people/host.md"]),
    ("fasilitator", {}, ["people/facilitation.md", "people/host.md"]),
    ("evaluacion", {}, ["es/evaluacion.md"]),
    ("evaluación", {}, ["es/evaluacion.md"]),
    ("avaliacoes", {}, ["pt/avaliacao.md"]),
    ("avaliação", {}, ["pt/avaliacao.md"]),
    ("évaluations", {}, ["fr/evaluation.md"]),
    ("coracao", {}, ["pt/avaliacao.md"]),
    ("cafe", {}, ["fr/cafe.md"]),
    ("cafe", {"lang": "fr"}, ["fr/cafe.md"]),
    ("cafe", {"lang": "es"}, []),
    ("мельница", {}, ["ru/voda.md"]),
    ("елка", {}, ["ru/voda.md"]),
    ("λογος", {}, ["el/nero.md"]),
    ("ΛΌΓΟΣ", {}, ["el/nero.md"]),
    ("الماء", {}, ["ar/maa.md"]),
    ("हिन्दी", {}, ["hi/pani.md"]),
    ("知識", {}, ["zh/water.md"]),
    ("水", {}, ["ja/water.md", "zh/water.md"]),
    ("分享", {}, ["zh/water.md"]),
    ("水車", {}, ["ja/water.md"]),
    ("the water of the garden", {}, ["water/rain.md", "water/weir.md", "water/floods.md"]),
    ("high water", {}, ["water/floods.md"]),
    ("weir", {"folder": "water"}, ["water/weir.md", "water/floods.md"]),
    ("weir", {"folder": "Water/"}, ["water/weir.md", "water/floods.md"]),
    ("weir", {"folder": "wat"}, []),
    ("weir", {"tag": "water"}, ["water/weir.md"]),
    ("weir", {"tag": "#WATER/slow"}, ["water/weir.md"]),
    ("weir", {"tag": "slow"}, []),
    ("circle", {"kind": "practice"}, ["people/facilitation.md"]),
    ("NEAR", {}, ["broken.md"]),
    ('"weirdest" AND', {}, ["broken.md"]),
    ("col:umn", {}, ["broken.md"]),
    ("b* OR (d)", {}, []),
    ("zzyzx", {}, []),
    ("", {}, []),
    ("%", {}, []),
    ("' OR 1=1 --", {}, ["broken.md"]),
)


def plant(write: Callable[..., object]) -> None:
    for path, text in PAGES.items():
        write(path, text)
