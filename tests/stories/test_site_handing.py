"""Files that leave with a site: nothing of them runs, whoever opens them, from the web or from a stick."""

from __future__ import annotations

import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from prisma_hub.commons import actions as commons
from prisma_hub.kernel import evidence
from prisma_hub.stories import actions
from tests.browser.ways import BROWSER_IS_HERE, chromium
from tests.stories.sites import files

SVG = 'xmlns="http://www.w3.org/2000/svg"'
EVIL = (
    f'<svg {SVG} onload="document.title=1;fetch(\'/away\')"><script>document.title=1;fetch("/away")</script>'
    '<image href="/away"/><style>@import url(/away); rect { fill: url(/away#x) }</style>'
    '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="/away"/></foreignObject>'
    '<rect width="90" height="90" fill="#0a0"/></svg>'
)
FILES = {
    "evil.svg": EVIL.encode(),
    "CAPITAL.SVG": EVIL.encode(),
    "own.svg": b'<!DOCTYPE svg [<!ENTITY x "y">]>' + EVIL.encode(),
    "evil.html": b"<script>document.title=1</script>",
    "evil.xml": b'<x:script xmlns:x="http://www.w3.org/1999/xhtml">document.title=1</x:script>',
    "evil.js": b"document.title=1",
    "unknown.weir": b"\xef\xbb\xbf \n<script>document.title=1</script>",
    "plain.weir": b"Words < more words",
    "paper.pdf": b"%PDF-1.4",
    "rows.csv": b"<a>,1\n",
}
PAGE = "# Files\n\n![[evil.svg]]\n\n" + "\n".join(f"[to {name}](files/{name})\n" for name in FILES)
STAY = {"own.svg", "evil.html", "evil.xml", "evil.js", "unknown.weir"}


@pytest.fixture
def site(hub, tmp_path) -> Path:
    brought = {"page.md": PAGE.encode(), **{f"files/{name}": data for name, data in FILES.items()}}
    commons.bring(brought, by=None, space="public", origin="import", summary="")
    return tmp_path / "site"


def _handed(site: Path) -> set[str]:
    return {path.name for path in (site / "files").rglob("*") if path.is_file()}


def test_what_would_run_stays_and_is_named_and_no_page_leads_there(site):
    built = actions.build_site(out=site)
    assert _handed(site) == FILES.keys() - STAY
    assert {each.path: each.why for each in built.left_out} == {
        "files/own.svg": "a drawing that cannot be cleaned: "
        "it defines entities of its own (<!DOCTYPE … [ … ]>)",
        **{f"files/{name}": "a document that a browser would run" for name in STAY - {"own.svg"}},
    }
    page = (site / "pages/page.html").read_text()
    assert [name for name in FILES if f"files/{name}" in page] == [name for name in FILES if name not in STAY]
    assert "to evil.html" in page  # the words stay
    for name in ("evil.svg", "CAPITAL.SVG"):
        drawn = next((site / "files").rglob(name)).read_text()
        assert "#0a0" in drawn and "away" not in drawn


def test_built_again_it_is_the_same_and_says_the_same(site, tmp_path):
    first, again = actions.build_site(out=site), actions.build_site(out=site)
    assert (again.written, again.left_out) == (0, first.left_out)
    commons.bring({"b.md": b"# B"}, by=None, space="public", origin="import", summary="")
    grown, whole = actions.build_site(out=site), actions.build_site(out=tmp_path / "whole")
    assert grown.left_out == whole.left_out == first.left_out
    assert files(site) == files(tmp_path / "whole")
    rows = json.loads((site / "evidence" / evidence.MANIFEST).read_bytes())["files"]
    listed = {row["path"].rpartition("/")[2] for row in rows if row["path"].startswith("files/")}
    assert listed == _handed(site)


@pytest.mark.browser
@BROWSER_IS_HERE
@pytest.mark.parametrize("way", ["web", "stick"])
def test_opened_by_itself_no_file_runs_or_asks_for_anything(site, way):
    actions.build_site(out=site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}" if way == "web" else site.as_uri()
    try:
        with chromium() as browser:
            for name in ("evil.svg", "CAPITAL.SVG", "plain.weir", "rows.csv"):
                _opens_quietly(browser, f"{root}/files/files/{name}", root)
            page = browser.new_page()
            page.goto(f"{root}/pages/page.html")
            assert page.locator('img[src$="evil.svg"]').evaluate(
                "one => one.decode().then(() => one.naturalWidth)"
            )
    finally:
        server.shutdown()
        server.server_close()


def _opens_quietly(browser, address: str, root: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(root)))
    try:
        page.goto(address)
    except Exception as problem:  # a browser that keeps the file instead of showing it
        assert "Download is starting" in str(problem)
    page.wait_for_timeout(200)
    assert [each for each in asked if "away" in each] == []
    assert page.title() != "1"
    page.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass
