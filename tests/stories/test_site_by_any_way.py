"""Whatever was done to the commons, and however often it was published between: the site is the same, byte
for byte, as one built anew."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prisma_hub.commons import actions as commons
from prisma_hub.commons import queries as reading
from prisma_hub.commons.types import Saved
from prisma_hub.identity.types import Viewer
from prisma_hub.stories import actions
from tests.stories.sites import files

NAMES = ("weir", "fish", "water/weir", "water/Spring", "es/rio", "WEIR")
TEXTS = st.lists(
    st.sampled_from(
        [
            *(f"[[{name}]]" for name in NAMES),
            *(f"![[{name}]]" for name in NAMES),
            "[[weir#Part]]", "[fish](../fish.md)", "## Part", "#river/slow", "$x^2$", "words", "^b",
        ]
    ),
    max_size=5,
)  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(NAMES), TEXTS),
        st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.tuples(st.just("remove"), st.sampled_from(NAMES), st.none()),
        st.tuples(st.just("publish"), st.none(), st.none()),
        st.tuples(st.just("spoil"), st.sampled_from(NAMES), st.booleans()),
    ),
    min_size=3,
    max_size=9,
)


@pytest.fixture
def told(edition: object, steward: Viewer) -> Viewer:
    return steward


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_a_site_built_step_by_step_is_the_one_built_whole(told: Viewer, steps: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        grown, whole = Path(folder) / "grown", Path(folder) / "whole"
        for what, name, more in steps:
            _do(told, grown, what, f"{name}.md", more)
        actions.build_site(out=grown)
        actions.build_site(out=whole)
        assert files(grown) == files(whole)
        shutil.rmtree(whole)


def _do(by: Viewer, out: Path, what: str, path: str, more: object) -> None:
    there = reading.page(by, "public", path)
    exact = there is not None and there.info.path == path
    if what == "publish":
        actions.build_site(out=out)
    elif what == "spoil":
        _spoil(out / "pages" / path.replace(".md", ".html"), gone=bool(more))
    elif what == "write":
        base = there.info.blob if there is not None and exact else ""
        body = f"# {path}\n\n" + "\n\n".join(more)  # type: ignore[arg-type]
        if exact or not _near(by, path):
            assert isinstance(
                commons.write_page(by=by, space="public", path=path, text=body, base=base), Saved
            )
    elif what == "rename" and exact and not _near(by, f"{more}.md"):
        commons.rename_page(by=by, space="public", path=path, to=f"{more}.md")
    elif what == "remove" and exact:
        commons.remove_page(by=by, space="public", path=path)


def _spoil(file: Path, *, gone: bool) -> None:
    """Another hand takes a page of the site away, or writes into it."""
    if file.is_file():
        file.unlink() if gone else file.write_text("Not ours.")


def _near(by: Viewer, path: str) -> bool:
    """Whether a page goes by this name already, but for capitals: a second one is refused."""
    return any(each.path.casefold() == path.casefold() for each in reading.pages(by, space="public"))
