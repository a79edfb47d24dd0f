"""Things said in many languages, and what must be found among them, best first: the same on every database.
Entries are named by their place in the list."""

from __future__ import annotations

from prisma_hub.identity.types import Viewer
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent

SAID: tuple[tuple[str, str], ...] = (
    ("The weir holds, and the river slows down behind it.", "en"),
    ("We built two weirs in May, after the floods.", "en"),
    ("El corazón de la acequia es el agua, y las evaluaciones se hacen en común.", "es"),
    ("As avaliações são de todos; o coração sabe.", "pt"),
    ("L’évaluation se fait à plusieurs, au bord de l’eau.", "fr"),
    ("Facilitators hold the circle. A facilitator asks before answering.", "en"),
    ("Вода и ёлка: река несёт воду к мельнице.", ""),
    ("水的知識庫，我們一起學習如何分享河水。", ""),
    ("The river garden: weir, willow, water.", "en"),
    ("Watershed walks begin at the water tower.", "en"),
    ('a*b (c) 100% _x NEAR the "weirdest" OR \' ; --', "en"),
)
CASES: tuple[tuple[str, dict[str, str], list[int]], ...] = (
    ("weir", {}, [8, 0, 1, 10]),
    ("WEIRS", {}, [1, 8, 0]),
    ("wier", {}, [8, 1, 0]),
    ("weir river", {}, [8, 0]),
    ("river weir willow", {}, [8]),
    ("weir zzyzx", {}, [8, 0, 1]),
    ("the weir", {}, [8, 0, 1, 10]),
    ("wate", {}, [9, 8]),
    ("water", {}, [9, 8]),
    ("wa", {}, []),
    ("facilitating", {}, [5]),
    ("fasilitator", {}, [5]),
    ("corazon", {}, [2]),
    ("corazón", {}, [2]),
    ("coração", {}, [3]),
    ("evaluacion", {}, [2]),
    ("évaluations", {}, [4]),
    ("мельница", {}, [6]),
    ("елка", {}, [6]),
    ("知識", {}, [7]),
    ("分", {}, [7]),
    ("weir", {"lang": "en"}, [8, 0, 1, 10]),
    ("agua", {"lang": "en"}, []),
    ("agua", {"lang": "es"}, [2]),
    ("near weirdest", {}, [10]),
    ("%", {}, []),
    ("", {}, []),
    ("@in:public", {}, []),
    ("=weir", {}, [8, 0, 1, 10]),
)


def speak(by: Viewer) -> list[int]:
    """Says it all to everybody; the numbers of the entries."""
    to_all = Consent(spaces=("public",), named=True)
    return [timeline.contribute(by=by, text=text, language=lang, consent=to_all).seq for text, lang in SAID]
