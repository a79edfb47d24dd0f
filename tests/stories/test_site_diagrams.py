"""A diagram on a published page: drawn from a stick, by files that lie there only where they are needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from prisma_hub.commons import actions as commons
from prisma_hub.stories import actions
from tests.browser.ways import BROWSER_IS_HERE, chromium

DRAWN = {"diagram.js", "diagram-frame.js", "diagram.html"}
PAGE = "# Flow\n\n```mermaid\nflowchart LR\n  A --> B\n```\n"


def drawing_files(site: Path) -> set[str]:
    return {file.name for file in (site / "static").glob("diagram*")}


def bring(text: str) -> None:
    commons.bring({"flow.md": text.encode()}, by=None, space="public", origin="import", summary="")


def test_what_draws_lies_there_while_there_is_something_to_draw(hub, tmp_path):
    bring(PAGE)
    site = tmp_path / "site"
    actions.build_site(out=site)
    assert drawing_files(site) == DRAWN
    assert 'data-frame="../static/diagram.html"' in (site / "pages/flow.html").read_text()
    bring("# Flow\n\nOnly words now.\n")
    actions.build_site(out=site)
    assert drawing_files(site) == set()
    assert "diagram" not in (site / "pages/flow.html").read_text()


@pytest.mark.browser
@BROWSER_IS_HERE
def test_a_diagram_is_drawn_from_a_stick(hub, tmp_path):
    bring(PAGE)
    site = tmp_path / "site"
    actions.build_site(out=site)
    with chromium() as browser:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "pages/flow.html").as_uri())
        assert [each for each in asked if "mermaid" in each] == []
        page.get_by_role("button", name="Draw this diagram").click()
        drawn = page.locator("figure.diagram img")
        drawn.wait_for()
        assert drawn.evaluate("one => one.naturalWidth > 50")
        assert [each for each in asked if not each.startswith(("file:", "blob:", "data:"))] == []
