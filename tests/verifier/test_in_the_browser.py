"""The reader's browser refuses what the program on the page refuses, from a stick, with no server."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from prisma_hub.kernel.evidence import script
from prisma_hub.log import actions as log
from prisma_hub.log.evidence import gather
from tests.verifier.altering import Files
from tests.verifier.broken import BROKEN
from tests.verifier.mutations import flips, mutations
from tests.verifier.program import load_verify, refusal, write_folder
from tests.verifier.sample import HUB, sample_log
from tests.verifier.test_accepts_what_holds import CHANGES, IRRELEVANT
from tests.verifier.writer import FILES, write_evidence

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
STATIC = Path(__file__).parents[2] / "src" / "prisma_hub" / "web" / "static"
OURS = ("vendor/tweetnacl-1.0.3.min.js", "vendor/js-sha256-1.0.0.min.js", "proof.js", "verify.js")
WORDS = {
    "accepted": "Todo lo que se muestra concuerda.",
    "refused": "Algo no concuerda.",
    "missing": "Aquí no hay pruebas.",
    "entries": "%(shown)s de %(size)s anotaciones",
    "line": "Línea %(line)s: %(why)s",
    "file": "%(file)s: %(why)s",
    "same": "Es la misma.",
    "other": "Es otra.",
    "cannot": ["De quién es la llave.", "Que lo dicho sea cierto."],
    "why": {"disclosed": "se cambió lo dicho"},
}
SEEN = ("verdict", "name", "hub", "entries", "match")
WITHOUT_ED25519 = """
const known = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = async function (form, key, algorithm, ...rest) {
  if ((algorithm.name || algorithm) === "Ed25519") throw new DOMException("unknown", "NotSupportedError");
  return known.call(this, form, key, algorithm, ...rest);
};
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    calm = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-sync",
    ]
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=calm)
        yield started
        started.close()


def write_site(folder: Path, files: Files | None) -> Path:
    """A published folder as a reader has it on a stick; the address of its check page."""
    shutil.copytree(STATIC, folder / "static", ignore=shutil.ignore_patterns("fonts", "*.css"))
    if files is not None:
        write_folder(folder / "evidence", files)
    scripts = [f"static/{name}" for name in OURS]
    scripts += [f"evidence/{name}.js" for name in FILES] if files is not None else []
    tags = "".join(f'<script src="{name}"></script>' for name in [*scripts, "static/verify-page.js"])
    spans = "".join(f'<p data-prisma="{name}"></p>' for name in SEEN)
    page = folder / "check.html"
    page.write_text(
        '<!doctype html><html lang="es"><meta charset="utf-8"><title>x</title>'
        f"<main data-prisma-verify>{spans}"
        '<input data-prisma="expected"><ul data-prisma="cannot"></ul><ol data-prisma="findings"></ol></main>'
        f'<script type="application/json" data-prisma-words>{json.dumps(WORDS)}</script>{tags}</html>',
        encoding="utf-8",
    )
    return page


def look(browser: Browser, folder: Path, files: Files | None, expected: str = "") -> dict[str, Any]:
    """What a reader sees on the check page, opened from the disk."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(write_site(folder, files).as_uri())
    page.wait_for_selector('[data-state="accepted"], [data-state="refused"]')
    page.fill("input", expected)
    seen = {name: page.text_content(f'[data-prisma="{name}"]') for name in SEEN}
    lists = {
        name: page.locator(f'[data-prisma="{name}"] li').all_text_contents()
        for name in ("cannot", "findings")
    }
    page.close()
    assert [address for address in asked if not address.startswith("file:")] == []
    return seen | lists


def test_shows_a_reader_that_all_holds_together(browser: Browser, tmp_path: Path) -> None:
    assert look(browser, tmp_path, write_evidence(sample_log()), HUB) == {
        "verdict": "Todo lo que se muestra concuerda.",
        "name": "Casa Exemplo",
        "hub": HUB,
        "entries": "14 de 16 anotaciones",
        "match": "Es la misma.",
        "cannot": ["De quién es la llave.", "Que lo dicho sea cierto."],
        "findings": [],
    }


def test_shows_a_reader_which_lines_were_altered(browser: Browser, tmp_path: Path) -> None:
    script = "entries.jsonl.js"
    files = write_evidence(sample_log())
    altered = {**files, script: files[script].replace(b"It rained.", b"It snowed.", 2)}
    assert look(browser, tmp_path, altered, HUB[:-1]) == {
        "verdict": "Algo no concuerda.",
        "name": "–",
        "hub": HUB,
        "entries": "0 de 16 anotaciones",
        "match": "Es otra.",
        "cannot": ["De quién es la llave.", "Que lo dicho sea cierto."],
        "findings": ["Línea 3: se cambió lo dicho", "Línea 4: se cambió lo dicho"],
    }


def test_explains_in_our_words_where_the_page_has_none(browser: Browser, tmp_path: Path) -> None:
    files = write_evidence(sample_log())
    files["checkpoint.js"] = files["checkpoint.js"].replace(b"prisma-hub/did", b"prisma-hab/did", 1)
    seen = look(browser, tmp_path, files)
    assert seen["findings"] == ["hub.json: the origin is not that of hub and epoch"]


@pytest.fixture
def beside_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps a loop in this thread, which Django takes for an async view."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def test_believes_a_hub_that_changed_its_key_twice(
    beside_a_browser: None, hub: Path, browser: Browser
) -> None:
    """The evidence a hub of ours writes, and the same with its last key left out."""
    log.rotate_key()
    log.rotate_key()
    files = gather({})
    said = json.loads(files["hub.json"])
    seen = look(browser, hub / "site", files, said["hub"])
    assert (len(said["keys"]), seen["verdict"]) == (2, "Todo lo que se muestra concuerda.")
    assert (seen["hub"], seen["match"]) == (said["hub"], "Es la misma.")
    text = json.dumps(said | {"keys": said["keys"][:1]})
    forged = {**files, "hub.json": text.encode(), "hub.json.js": script("hub.json", text).encode()}
    assert look(browser, hub / "forged", forged)["verdict"] == "Algo no concuerda."


def test_says_when_there_is_no_evidence(browser: Browser, tmp_path: Path) -> None:
    assert look(browser, tmp_path, None)["verdict"] == "Aquí no hay pruebas."


def open_page(browser: Browser, folder: Path, kind: str) -> Page:
    """A page with `prismaVerify`: from the disk, from plain http, or in a browser without Ed25519."""
    site = write_site(folder, None)
    page = browser.new_page()
    if kind == "plain http":

        def serve(route: Route) -> None:
            route.fulfill(path=folder / route.request.url.removeprefix("http://hub.example/"))

        page.route("http://hub.example/**", serve)
        page.goto("http://hub.example/check.html")
        assert page.evaluate("crypto.subtle === undefined")
        return page
    if kind == "no Ed25519":
        page.add_init_script(WITHOUT_ED25519)
    page.goto(site.as_uri())
    assert page.evaluate("crypto.subtle !== undefined")
    return page


def judge(page: Page, cases: dict[str, Files]) -> dict[str, bool]:
    """Which of the cases the browser accepts. It reads texts, as the scripts give them."""
    texts = {
        name: {file: files[file].decode() for file in FILES if file in files} for name, files in cases.items()
    }
    verdict = "async (cases) => { const out = {}; for (const name in cases)"
    verdict += " out[name] = (await prismaVerify(cases[name])).ok; return out; }"
    outcome: dict[str, bool] = page.evaluate(verdict, texts)
    page.close()
    return outcome


def readable(files: Files, true: Files) -> bool:
    """Whether a browser can have read this, and whether it differs from the true evidence."""
    try:
        texts = [files[name].decode() if name in files else None for name in FILES]
    except UnicodeDecodeError:
        return False
    return texts != [true[name].decode() for name in FILES]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Files]:
    true = write_evidence(sample_log())
    folder = write_folder(tmp_path_factory.mktemp("true"), true)
    found = {
        name: files
        for name, files in mutations(folder)
        if readable(files, true) and not name.endswith("its script not")
    }
    return found | {name: write_evidence(change(sample_log())) for name, (change, _) in BROKEN.items()}


@pytest.fixture(scope="module")
def right() -> dict[str, Files]:
    true = write_evidence(sample_log())
    found = {name: write_evidence(change(sample_log())) for name, change in CHANGES.items()}
    return found | {name: change(true) for name, change in IRRELEVANT.items()}


@pytest.mark.slow
def test_refuses_every_mutation(browser: Browser, tmp_path: Path, wrong: dict[str, Files]) -> None:
    outcome = judge(open_page(browser, tmp_path, "disk"), wrong)
    assert len(outcome) > 1300
    assert [name for name, accepted in outcome.items() if accepted] == []


@pytest.mark.parametrize("kind", ["disk", "plain http", "no Ed25519"])
def test_accepts_what_holds(browser: Browser, tmp_path: Path, right: dict[str, Files], kind: str) -> None:
    outcome = judge(open_page(browser, tmp_path, kind), right)
    assert outcome == dict.fromkeys(right, True)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain http", "no Ed25519"])
def test_the_vendored_library_refuses_as_well(
    browser: Browser, tmp_path: Path, wrong: dict[str, Files], kind: str
) -> None:
    signed = (
        "sign",
        "key",
        "order added",
        "order of the curve",
        "rotat",
        "promise",
        "checkpoint: ",
        "seq 2: ",
    )
    chosen = {name: files for name, files in wrong.items() if any(word in name for word in signed)}
    assert len(chosen) > 200
    outcome = judge(open_page(browser, tmp_path, kind), chosen)
    assert [name for name, accepted in outcome.items() if accepted] == []


def test_judges_turned_bits_as_the_program_on_the_page_does(browser: Browser, tmp_path: Path) -> None:
    true = write_evidence(sample_log())
    folder = write_folder(tmp_path / "true", true)
    turned = {name: files for name, files in flips(folder, every=53) if readable(files, true)}
    verify = load_verify()
    expected = {name: refusal(verify, files) is None for name, files in turned.items()}
    assert judge(open_page(browser, tmp_path / "site", "disk"), turned) == expected
