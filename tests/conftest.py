"""A hub in a temporary folder, and people to walk through it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as examples

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions as commons
from prisma_hub.commons.types import Saved
from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from prisma_hub.web.assets import Files
from prisma_hub.work import loop
from tests.demo.playing import PlayedHub, made_in, played_in

examples.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("here")  # what is found counts, not how busy the machine was: `make bench` times

gc.set_threshold(50_000, 20, 20)  # seldom: see `pytest_collection_finish`
TOUCHES_IT = {"db", "transactional_db", "django_db_setup"}
LONGEST = (
    "tests/leaks/", "tests/browser/test_axe", "tests/demo/", "tests/verifier/test_in_the_browser",
    "tests/browser/", "tests/upkeep/", "tests/cli/", "tests/crash/",
)  # fmt: skip
LAST = "tests/upkeep/test_clearing"
"""It waits until nobody else is at work in PostgreSQL: it comes when only short tests are left."""


@pytest.hookimpl(wrapper=True, tryfirst=True)  # marked before `-m` chooses, in order after all others
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """`-m database` chooses what can differ between SQLite and PostgreSQL. What takes longest begins first:
    else one worker ends with it, alone."""
    for item in items:
        if item.get_closest_marker("django_db") or TOUCHES_IT & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.nodeid.startswith(LAST):
        return len(LONGEST) + 1
    return next((at for at, begin in enumerate(LONGEST) if item.nodeid.startswith(begin)), len(LONGEST))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: looking through it for rubbish again and again took
    a seventh of all tests' time. What a test leaves behind is still looked through."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def static_files() -> Iterator[None]:
    """Found in the package once: every browser of a test would look for them anew."""
    find, found = Files.add_files_from_finders, {}

    def find_once(self: Files) -> None:
        if not found:
            without, self.files = self.files, {}
            find(self)
            found.update(self.files)
            self.files = without
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Files, "add_files_from_finders", find_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def lean_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for static files, and codes hashed quickly: scrypt is slow on purpose. What a command hashed
    is still known."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [quick, *settings.PASSWORD_HASHERS]


DATABASE = pytest.StashKey[Any]()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> None:
    """Besides what is migrated, the derived tables."""
    request.config.stash[DATABASE] = django_db_blocker
    with django_db_blocker.unblock():
        replay.rebuild()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test that commits ends with every table emptied, also of who made the derived ones: they are made
    for whoever comes next. After the last one the database itself is gone; what all of them left unclosed is
    told with it, for a worker tells nothing later."""
    if nextitem is None:
        gc.collect()
    yield
    mark = item.get_closest_marker("django_db")
    if nextitem and DATABASE in item.config.stash and mark and mark.kwargs.get("transaction"):
        with item.config.stash[DATABASE].unblock():
            replay.rebuild()


@pytest.fixture(scope="session")
def played_hub(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> PlayedHub:
    """The demo as its command makes it; on SQLite, whatever the tests run on."""
    return played_in(_for_all_workers(tmp_path_factory, worker_id))


@pytest.fixture(scope="session")
def founded_hub(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A hub named Spring as its command founds it, on SQLite: to read from, never to write in (copy it)."""
    place = _for_all_workers(tmp_path_factory, worker_id) / "founded"
    return made_in(place, "init", "--name", "Spring", "--lang", "en")[0]


def _for_all_workers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    told = os.environ.get("PRISMA_PLAYED")
    base = tmp_path_factory.getbasetemp()
    return Path(told) if told else (base if worker_id == "master" else base.parent) / "played"


@pytest.fixture(autouse=True)
def clockwork_begins_anew() -> None:
    loop._looked.clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's folder, empty."""
    monkeypatch.setattr(settings, "HUB_DIR", tmp_path)
    return tmp_path


@pytest.fixture
def hub(db: None, folder: Path) -> Path:
    """A founded hub; its folder."""
    log.found_hub("Vale do Rio")
    return folder


@pytest.fixture
def steward(hub: Path) -> Viewer:
    """The first steward."""
    token = identity.make_steward_link(how="founding")
    return circles.become_steward(token=token, name="Amparo", language="en").person.viewer


@pytest.fixture
def person(steward: Viewer) -> Callable[[str], Viewer]:
    """`person("Ana")`: a member who joined with a printed code."""

    def join(name: str) -> Viewer:
        code = circles.print_code(by=steward, uses=1, days=1).code
        return identity.join(code=code, name=name, language="en").person.viewer

    return join


@pytest.fixture
def visit(hub: Path) -> Iterator[Callable[[Viewer | None], Client]]:
    """`visit(viewer)`: a browser signed in as them; `visit(None)` from outside."""

    def open_browser(viewer: Viewer | None = None) -> Client:
        client = Client()
        if viewer is not None and viewer.person is not None:
            session = client.session
            session["person"] = str(viewer.person)
            session.save()
            client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    yield open_browser


@pytest.fixture
def write(steward: Viewer) -> Callable[..., Saved]:
    """`write("place.md", "# Place")`: saves a page, by the steward in the public commons unless said."""

    def save(path: str, text: str, *, by: Viewer = steward, space: str = "public", base: str = "") -> Saved:
        saved = commons.write_page(by=by, space=space, path=path, text=text, base=base)
        assert isinstance(saved, Saved), saved
        return saved

    return save
