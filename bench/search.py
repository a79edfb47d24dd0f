"""Search over 6,600 notes: making the index, and questions through their address."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from bench.table import Row

LIMIT = 30.0
"""Milliseconds."""
EACH = 40
MIX = (
    "a common word, a word of some pages, a rare one, two words, three, two letters, three letters, a typing "
    "error, a word that stands nowhere, a word in one language and folder"
)
"""As many of each, harder than what people ask; every answer is the part that is shown while one types."""


def measure(folder: Path) -> list[Row]:
    """Over the hub that `bench.site` filled, in a process of its own."""
    command = [sys.executable, "-m", "bench.search", str(folder / "commons-hub")]
    told = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  our own
    return [Row(**each) for each in json.loads(told.stdout)]


def main(hub: Path) -> None:
    from prisma_hub.cli import folder

    folder.enter(hub)
    import django

    django.setup()
    from prisma_hub.commons import queries as commons
    from prisma_hub.search import indexing
    from prisma_hub.search.kept import Followed
    from prisma_hub.upkeep import actions as upkeep

    upkeep.prepare()
    commons.standing()  # reads pages where newer code reads them otherwise, which is not what is measured
    indexing.clear()
    Followed.objects.all().delete()
    print(json.dumps([asdict(each) for each in (_index(), _questions())]))


def _index() -> Row:
    """The whole index, from what the commons have read; and the longest others wait to write."""
    from prisma_hub.search import indexing

    batches: list[float] = []
    more = True
    while more:
        begun = time.perf_counter()
        more = indexing.follow()
        batches.append((time.perf_counter() - begun) * 1000)
    whole, longest = sum(batches) / 1000, max(batches)
    return Row(
        "search: index of 6,600 notes, in batches",
        f"{whole:.1f} s, longest batch {longest:.0f} ms",
        "a minute",
        f"{whole / 60:.2f} ×",
        "≤ 60 s",
        whole <= 60,
    )


def _questions() -> Row:
    from django.test import Client

    browser, took = Client(), []
    for question in _mix():
        begun = time.perf_counter()
        answer = browser.get("/search/found?" + urlencode(question), headers={"X-Live": "1"})
        took.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200
    p95 = statistics.quantiles(took, n=20)[-1]
    return Row(
        f"search: p95 of {len(took)} questions ({MIX})",
        f"{p95:.1f} ms, half in {statistics.median(took):.1f} ms",
        f"{LIMIT:.0f} ms",
        f"{p95 / LIMIT:.2f} ×",
        "≤ 30 ms",
        p95 <= LIMIT,
    )


def _mix() -> Iterator[dict[str, str]]:
    from prisma_hub.search.kept import Card, Term

    rng = Random(11)  # noqa: S311  the same every time, on purpose
    rows = Term.objects.order_by("-pages", "word").values_list("word", "pages", "drawer__lang")
    words = [(bytes(word).decode(), pages, lang) for word, pages, lang in rows]
    common = [word for word, *_ in words[:200]]
    some = [word for word, pages, _ in words if 5 < pages < 200]
    folders = sorted({folder.partition("/")[0] for folder in Card.objects.values_list("folder", flat=True)})
    rare = [word for word, pages, _ in words if pages < 3]
    asked: list[Callable[[], str]] = [
        lambda: rng.choice(common),
        lambda: rng.choice(some),
        lambda: rng.choice(rare),
        lambda: f"{rng.choice(common)} {rng.choice(some)}",
        lambda: f"{rng.choice(common)} {rng.choice(common)} {rng.choice(some)}",
        lambda: rng.choice(some)[:2],
        lambda: rng.choice(some)[:3],
        lambda: _mistyped(rng, rng.choice([word for word in some if len(word) > 5])),
        lambda: f"zq{rng.randrange(10**6)}",
    ]
    for _ in range(EACH):
        yield from ({"q": ask()} for ask in asked)
        yield {"q": rng.choice(common), "lang": "en", "folder": rng.choice(folders)}


def _mistyped(rng: Random, word: str) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + rng.choice("aeioust") + word[at + 1 :]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prisma_hub.settings")
    main(Path(sys.argv[1]))
