"""Everything that leaves the house towards somebody: every address of the urlconf, and what is no page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from prisma_hub.circles.queries import visible, visible_in
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.queries import slug_of
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox.kept import Told
from prisma_hub.stories import actions as stories
from prisma_hub.stories.showing import Reader, draw
from tests.leaks.cloned import cloned
from tests.leaks.searched import searched
from tests.leaks.taken import taken
from tests.leaks.world import World, browser_of
from tests.leaks.written import asked_about_pages

Told_text = tuple[str, str]
Values = Callable[[World], list[object]]


def _numbers(world: World) -> list[object]:
    """Numbers of entries in which somebody said something, and of those that were erased."""
    kinds = ("contribution.", "attestation.given/", "concern.raised/", "sealed.said/")
    return [each.seq for each in world.entries if each.kind is None or each.kind.startswith(kinds)]


def _ids(world: World) -> list[object]:
    """Ids of people, and of things that were opened."""
    return [*_people(world), *(each.id for each in world.entries if each.kind and ".opened/" in each.kind)]


def _letters(world: World) -> list[object]:
    return list(Told.objects.values_list("id", flat=True))


STRANGERS = 3
"""Ids of something else that are tried where an address asks for a thing by its name."""


def _strange(others: list[object]) -> list[object]:
    """Some of what is something else. Where the question for one thing finds none, no database answers
    otherwise than another: one is enough on PostgreSQL, whose tests come second."""
    if connection.vendor == "postgresql":
        return others[-1:]
    return [*others[:1], *others[1:][-STRANGERS + 1 :]]


def _made(*kinds: str) -> Values:
    """Ids of what entries of these kinds made, and a few of what is something else."""

    def found(world: World) -> list[object]:
        mine = [each.id for each in world.entries if each.kind in kinds]
        return [*mine, *_strange([each for each in _ids(world) if each not in mine])]

    return found


def _spaces() -> Iterable[str]:
    return PageVersion.objects.order_by("seq").values_list("space", flat=True)


def _people(world: World) -> list[object]:
    return [viewer.person for viewer in world.viewers.values() if viewer.person]


VALUES: dict[str, Values] = {
    "agreement": _made("agreement.made/1"),
    "application": _made("application.opened/1"),
    "aspect": _made("aspect.defined/1"),
    "circle": _made("circle.opened/1"),
    "edition": _made("edition.signed/1"),
    "inquiry": _made("inquiry.opened/1"),
    "id": _made("circle.opened/1", "aspect.defined/1", "perspective.asked/1"),
    "journey": _made("journey.opened/1"),
    "line": _made("line.added/1"),
    "mandate": _made("mandate.granted/1"),
    "organisation": _made("organisation.founded/1"),
    "payment": _made("money.decided/1"),
    "person": _people,
    "person_id": _people,
    "place": _made("place.opened/1"),
    "pool": _made("pool.opened/1"),
    "practice": _made("practice.opened/1"),
    "proposal": _made("proposal.made/1"),
    "round_": _made("allocation.opened/1"),
    "session": _made("session.planned/1"),
    "sheet": _made("sheet.filled/1"),
    "story": _made("story.begun/1"),
    "team": _made("team.formed/1"),
    "transfer": _made("transfer.proposed/1"),
    "turn": _made("turn.begun/1"),
    "number": _letters,
    "sha256": lambda world: list(world.hashes),
    "slug": lambda world: list({slug_of(each): None for each in _spaces()}),
    "tag": lambda world: [each for each in world.words if each.endswith("tagxq")],
    "size": lambda world: ["whole", "large", "small"],
    "word": lambda world: ["circle"],
}
"""By the name of an address's parameter."""
KINDS: dict[str, Values] = {"IntConverter": _numbers, "UUIDConverter": _ids}
"""By the kind of a parameter, where its name says nothing; any other is tried with a word."""
SAID: dict[str, tuple[str, ...]] = {
    "allocations/": ("allocation.answered/",),
    "care/": ("concern.",),
    "decisions/": ("objection.", "voice."),
    "entry/<int:seq>/": ("contribution.made/",),
    "perspectives/": ("perspective.",),
    "pools/": ("pool.",),
    "readings/": ("measure.",),
    "remarks/": ("remark.",),
    "sealed/": ("sealed.said/",),
}
"""Kinds of entries an address asks for by number, by its beginning; elsewhere any may be asked for."""
MOST = 60
"""Addresses tried of one pattern; two parameters that are ids would make hundreds."""


def addresses(world: World) -> list[list[str]]:
    """Every address, those of one pattern together."""
    world.read()
    return [list(islice(_filled(world, each), MOST)) for each in _patterns(get_resolver())]


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each)
        else:
            yield each


def _filled(world: World, pattern: URLPattern) -> Iterator[str]:
    converters = pattern.pattern.converters
    names = list(converters)
    route = str(pattern.pattern)
    if "path" in names:
        tried: Iterable[tuple[object, ...]] = _pages(world, names)
    else:
        tried = product(*(_values(world, route, name, type(converters[name]).__name__) for name in names))
    for values in tried:
        address = route
        for name, value in zip(names, values, strict=True):
            address = _put(address, name, str(value))
        yield "/" + address


def _pages(world: World, names: list[str]) -> Iterator[tuple[object, ...]]:
    """Every page there is or was, in its space; each of its versions where a number is asked for as well."""
    known = list(
        PageVersion.objects.filter(origin__in=("", "import"))
        .order_by("seq")
        .values_list("space", "path", "seq")
    )
    last_space, _, last_seq = known[-1]
    foreign = (last_space, known[0][1], last_seq)
    tried = [{"slug": slug_of(space), "path": path, "seq": seq} for space, path, seq in [*known, foreign]]
    yield from dict.fromkeys(tuple(each.get(name, "x") for name in names) for each in tried)


def _values(world: World, route: str, name: str, kind: str) -> list[object]:
    kinds = next((kinds for begin, kinds in SAID.items() if route.startswith(begin)), None)
    if kinds is not None and kind == "IntConverter" and name not in VALUES:
        mine = [each.seq for each in world.entries if each.kind is None or each.kind.startswith(kinds)]
        return [*mine, *_strange([each for each in _numbers(world) if each not in mine])]
    return (VALUES.get(name) or KINDS.get(kind) or (lambda _world: ["x"]))(world)


def _put(route: str, name: str, value: str) -> str:
    """`entry/<int:seq>` with its number."""
    begin = next(at for at in (route.find(f":{name}>"), route.find(f"<{name}>")) if at >= 0)
    begin = route.rfind("<", 0, begin + 1)
    return route[:begin] + value + route[route.find(">", begin) + 1 :]


def pages(world: World, viewer: Viewer) -> Iterator[Told_text]:
    """What every address answers to this viewer."""
    client = browser_of(viewer)
    for address, answer in _answered(client, world):
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        yield f"{answer.status_code} {address}", headers + "\n" + body.decode(errors="replace")


def _answered(client: Client, world: World) -> Iterator[tuple[str, Any]]:
    """What only takes a form answers nobody's look: asked once."""
    for pattern in addresses(world):
        for address in pattern:
            answer = client.get(address)
            yield address, answer
            if answer.status_code == 405:
                break


def story(world: World, viewer: Viewer) -> Iterator[Told_text]:
    """A story that quotes and leans on everything, as this viewer reads it."""
    world.read()
    blocks = ["```prisma timeline\nlimit: 200\n```\n"]
    for number in _numbers(world):
        blocks.append(
            f"[claim](entry:{number})\n\n```prisma quote\nentry: entry:{number}\nvoice: true\n```\n"
        )
        blocks.append(f"```prisma measure\nentry: entry:{number}\n```\n")
    leaves = viewer.person is None
    within = visible_in("public") if leaves else visible(viewer)
    yield "200 a story", draw("story.md", "\n".join(blocks), Reader(within, leaves, "en")).html


def site(world: World, viewer: Viewer) -> Iterator[Told_text]:
    """The published site, which is for whoever is outside: every file of it, its evidence and feeds too."""
    if viewer.person is None:
        with TemporaryDirectory() as folder:
            stories.build_site(out=Path(folder) / "site", address="https://example.org/")
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    yield f"200 site/{path.name}", path.read_bytes().decode(errors="replace")


OUTPUTS: list[Callable[[World, Viewer], Iterator[Told_text]]] = [
    pages,
    asked_about_pages,
    searched,
    cloned,
    story,
    site,
    taken,
]
"""Add here what is no page: a site, a bundle, a feed."""
