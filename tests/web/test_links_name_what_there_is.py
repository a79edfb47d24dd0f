"""Every link that a page or a view makes by the name of an address gives what that address asks for: else the
page breaks, and perhaps only for somebody of whom there is a rare thing to show."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template import engines
from django.template.defaulttags import URLNode
from django.urls import get_resolver

import prisma_hub

SOURCE = Path(prisma_hub.__file__).parent
TEMPLATES = SOURCE / "web" / "templates"
BY_NAME = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


@dataclass(frozen=True)
class Link:
    """A link by name: how many values it gives in their order, and how those are called that it gives by
    name. `n` is None where only running it tells how many."""

    where: str
    name: str
    n: int | None
    called: frozenset[str] = frozenset()

    def leads(self) -> bool:
        routes = asked_of(self.name)
        if self.n is None:
            return bool(routes)
        return any(
            self.called == frozenset(each) if self.called else self.n == len(each) for each in routes
        ) and not (self.n and self.called)


def asked_of(name: str) -> list[list[str]]:
    """What each address of this name asks for, as Django itself knows it: with what its prefixes ask for."""
    found = get_resolver().reverse_dict.getlist(name)
    return [list(params) for possible, *_ in found for _, params in possible]


def in_templates() -> Iterator[Link]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix not in (".html", ".txt", ".xml", ".svg", ".js"):
            continue
        text = path.read_text(encoding="utf-8")
        name = str(path.relative_to(TEMPLATES))
        found = (
            list(engine.get_template(name).nodelist.get_nodes_by_type(URLNode)) if "{% url" in text else []
        )
        assert len(found) == text.count("{% url "), f"{name}: a link was not found where it stands"
        for node in found:
            assert isinstance(node.view_name.var, str), (
                f"{name}: {node.view_name} is known only when it is run"
            )
            yield Link(name, node.view_name.var, len(node.args), frozenset(node.kwargs))


def in_code() -> Iterator[Link]:
    for path in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in BY_NAME and call.args:
                first = call.args[0]
                if isinstance(first, ast.Constant) and not str(first.value).startswith(("/", "#", "?", ".")):
                    yield _read(f"{path.relative_to(SOURCE)}:{call.lineno}", call, str(first.value))


def _read(where: str, call: ast.Call, name: str) -> Link:
    if getattr(call.func, "id", "") in ("redirect", "resolve_url"):  # these take the values themselves
        called = frozenset(each.arg for each in call.keywords if each.arg) - {"permanent", "preserve_request"}
        return Link(where, name, _count(call.args[1:]), called)
    given = {each.arg: each.value for each in call.keywords}
    values, named = given.get("args"), given.get("kwargs")
    if isinstance(named, ast.Dict):
        return Link(
            where, name, 0, frozenset(each.value for each in named.keys if isinstance(each, ast.Constant))
        )
    if values is None:
        return Link(where, name, None if named else 0)
    return Link(where, name, _count(values.elts) if isinstance(values, ast.Tuple | ast.List) else None)


def _count(values: list[ast.expr]) -> int | None:
    return None if any(isinstance(each, ast.Starred) for each in values) else len(values)


def test_every_link_of_a_template_gives_what_its_address_asks_for() -> None:
    links = list(in_templates())
    assert len(links) > 300
    assert [each for each in links if not each.leads()] == []


def test_every_link_made_in_code_gives_what_its_address_asks_for() -> None:
    links = list(in_code())
    assert len(links) > 200
    assert [each for each in links if not each.leads()] == []
    assert len([each for each in links if each.n is None]) < 12  # what this cannot tell stays little


def test_it_sees_a_link_that_gives_too_little() -> None:
    assert Link("here", "edition", 2).leads()
    assert Link("here", "edition", 0, frozenset({"story", "edition"})).leads()
    assert not Link("here", "edition", 1).leads()
    assert not Link("here", "edition", 0, frozenset({"edition"})).leads()
    assert not Link("here", "nowhere", 0).leads()
