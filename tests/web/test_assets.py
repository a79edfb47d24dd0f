"""Static files: small, hashed, ours alone."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

from prisma_hub.web import assets

STATIC = Path(assets.__file__).parent / "static"
TEMPLATES = STATIC.parent / "templates"
FORMULAS = STATIC / "fonts" / "hub-math.woff2"


def test_collected_files_are_hashed_and_compressed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STATIC_ROOT", str(tmp_path))
    monkeypatch.setattr(staticfiles_storage, "_wrapped", assets.Storage(location=str(tmp_path)))
    monkeypatch.setattr("whitenoise.compress.brotli_installed", True)  # a machine may have it: ten seconds
    assert static("app.js") == "/static/app.js"
    assert assets.collect() is True
    assert assets.collect() is False
    hashed = assets.Storage(location=str(tmp_path))
    name = hashed.stored_name("tokens.css")
    assert re.fullmatch(r"tokens\.[0-9a-f]{12}\.css", name)
    assert re.search(r'url\("fonts/hub-serif\.[0-9a-f]{12}\.woff2"\)', (tmp_path / name).read_text())
    assert (tmp_path / f"{name}.gz").exists()
    assert list(tmp_path.rglob("*.br")) == []


def test_fonts_and_first_visit_keep_their_weight() -> None:
    fonts = sum(file.stat().st_size for file in (STATIC / "fonts").glob("*.woff2") if file != FORMULAS)
    assert fonts < 80_000
    rest = [*STATIC.glob("*.css"), STATIC / "app.js", STATIC / "icons.svg"]
    assert fonts + sum(len(gzip.compress(file.read_bytes())) for file in rest) < 120_000


def test_the_font_of_formulas_is_fetched_by_pages_with_a_formula_and_by_no_other() -> None:
    assert FORMULAS.stat().st_size < 100_000
    assert (FORMULAS.parent / "hub-math.OFL.txt").is_file()
    named = {file.name for file in STATIC.glob("*.css") if "Hub Math" in file.read_text()}
    assert named == {"tokens.css", "commons.css"}
    asked = re.findall(r"([^{}]+)\{[^{}]*var\(--formula\)", (STATIC / "commons.css").read_text())
    assert [selector.strip() for selector in asked] == [".prose math"]
    assert not [file.name for file in TEMPLATES.rglob("*.html") if "hub-math" in file.read_text()]


def test_what_others_wrote_is_what_they_wrote() -> None:
    listed = re.findall(
        r"^\| `([^`]+)` .*`([0-9a-f]{64})`", (STATIC / "vendor" / "README.md").read_text(), re.M
    )
    assert {name for name, _sum in listed} == {
        file.name for file in (STATIC / "vendor").iterdir() if file.suffix == ".js"
    }
    for name, sum_ in listed:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == sum_


def test_no_page_carries_a_script_or_a_style_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.I)
    found = [file.name for file in TEMPLATES.rglob("*.html") if inline.search(file.read_text())]
    assert found == []


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text()))
    asked = {
        name
        for file in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', file.read_text())
    }
    assert asked - drawn == set()
