"""Every page of a hub with many entries against the same hub with a tenth of them: processor time, queries.

One address of every pattern that shows a page is asked for, as a steward sees it. By hand, some ten minutes:
`python -m bench.pages [ENTRIES] [FOLDER]`: of 100,000 entries unless told otherwise, of a copy of the demo
hub in the folder instead of one that is played first. `make bench` leaves it out.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import Any

from bench.table import Row, show

MANY, TENTH = 100_000, 10
FLOOR_MS, TWICE, QUERIES = 10.0, 2.0, 20
TRIED, ASKED = 60, 4
"""Addresses tried until one answers, and how often it is then asked for; the quickest counts."""
LOOKED_THROUGH = 4000
"""Entries from the first in which things to ask for are looked for."""
OPENED = {
    "edition": "edition.signed/1",
    "line": "line.added/1",
    "payment": "money.decided/1",
    "round_": "allocation.opened/1",
    "sheet": "sheet.filled/1",
}
"""By the name of an address's parameter the kind that makes such a thing, where the kind does not bear it."""
SPOKEN = ("contribution.", "attestation.", "transcript.", "objection.", "perspective.", "measure.", "remark.")
WORDS = {"slug": ["hub", "public"], "tag": ["water"], "size": ["large"], "word": ["circle"]}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page cost: milliseconds of processor, and queries."""

    ms: float
    queries: int


def measure(hub: Path, many: int) -> list[Row]:
    from bench import grown

    said = grown.enter(hub)
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # addresses that are only tried
    grown.grow(said, many // TENTH)
    few = {each: ask(each) for each in addresses()}
    grown.grow(said, many)
    return [_row(each, before, ask(each)) for each, before in few.items()]


def addresses() -> list[str]:
    """An address of every pattern that shows a steward a page."""
    from django.urls import get_resolver

    return [found for each in _patterns(get_resolver()) if (found := _first(each)) is not None]


def _patterns(resolver: Any) -> Iterator[Any]:
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from _patterns(each)
        else:
            yield each


def _first(pattern: Any) -> str | None:
    browser = _browser()
    for address in islice(_filled(pattern), TRIED):
        answer = browser.get(address)
        if answer.status_code == 200:
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            return address if is_page else None
        if answer.status_code == 405:
            return None
    return None


def _filled(pattern: Any) -> Iterator[str]:
    kinds = {name: type(each).__name__ for name, each in pattern.pattern.converters.items()}
    if "path" in kinds:
        values: Iterator[tuple[Any, ...]] = _pages(list(kinds))
    else:
        values = product(*(_values(name, kind) for name, kind in kinds.items()))
    for each in values:
        address = str(pattern.pattern)
        for name, value in zip(kinds, each, strict=True):
            address = re.sub(rf"<(?:\w+:)?{name}>", str(value), address)
        yield "/" + address


def _pages(names: list[str]) -> Iterator[tuple[Any, ...]]:
    from prisma_hub.commons.models import PageVersion
    from prisma_hub.commons.queries import slug_of

    for space, path, seq in PageVersion.objects.order_by("-seq").values_list("space", "path", "seq")[:20]:
        for known in (path, path.removesuffix(".md")):
            page = {"slug": slug_of(space), "path": known, "seq": seq}
            yield tuple(page.get(name, "x") for name in names)


def _values(name: str, kind: str) -> list[Any]:
    """Values of a parameter: of a thing so called first, of words that were said first."""
    found = _by_kind()
    if name.startswith("person"):
        return [_steward().person]
    if kind == "UUIDConverter":
        mine = [each.id for of, each in found.items() if of == OPENED.get(name) or of.startswith(f"{name}.")]
        return mine or [each.id for of, each in found.items() if ".opened/" in of or ".asked/" in of]
    if kind == "IntConverter":
        return [found[of].seq for of in sorted(found, key=lambda of: not of.startswith(SPOKEN))]
    return WORDS.get(name, ["x"])


@cache
def _by_kind() -> dict[str, Any]:
    from prisma_hub.log import queries as log

    return {each.kind: each for each in log.entries(-1, LOOKED_THROUGH) if each.kind}


@cache
def _steward() -> Any:
    from prisma_hub.circles.models import RoleRow
    from prisma_hub.identity.types import Viewer

    found = RoleRow.objects.filter(role="steward", scope="").order_by("since")
    return Viewer(person=found.values_list("person", flat=True)[0])


def _browser() -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client(raise_request_exception=False)
    session = client.session
    session["person"] = str(_steward().person)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def ask(address: str) -> Asked:
    """The quickest of a few times; the first warms what is kept between requests."""
    from django.db import connection

    counted = 0

    def count(execute: Any, *given: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*given)

    browser, took = _browser(), []
    for _ in range(ASKED):
        counted = 0
        begun = time.process_time()
        with connection.execute_wrapper(count):
            browser.get(address)
        took.append(time.process_time() - begun)
    return Asked(min(took) * 1000, counted)


def _row(address: str, few: Asked, many: Asked) -> Row:
    ratio = many.ms / max(few.ms, FLOOR_MS)
    return Row(
        re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", address),
        f"{many.ms:.0f} ms, {many.queries} queries",
        f"a tenth: {few.ms:.0f} ms, {few.queries} queries",
        f"{ratio:.1f} ×",
        f"≤ {TWICE:.0f} × or {FLOOR_MS:.0f} ms, ≤ {QUERIES} queries",
        ratio <= TWICE and many.queries <= QUERIES,
    )


def main(many: int, source: Path | None) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "prisma_hub.settings"
    with tempfile.TemporaryDirectory(prefix="prisma-pages-") as folder:
        hub = Path(folder) / "hub"
        if source is None:
            command = [sys.executable, "-m", "prisma_hub", "demo", str(hub)]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  ourselves
        else:
            shutil.copytree(source, hub)
        rows = measure(hub, many)
    show(sorted(rows, key=lambda each: -float(each.ratio.split()[0])))
    print(f"{sum(each.met for each in rows)} of {len(rows)} pages are within the goal")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else MANY, Path(given[1]) if given[1:] else None)
