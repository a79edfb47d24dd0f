"""Drawings as pictures alone: what draws stays as it is, what runs or reaches out goes."""

from __future__ import annotations

import base64
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.browser.ways import BROWSER_IS_HERE, chromium
from tests.media import samples

from prisma_hub.commons.render.vector import MAX_DRAWING, NoPictureError, clean_style, clean_vector

AROUND = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
ELSEWHERE = "http://127.0.0.1:9/away"
RASTER = "data:image/png;base64," + base64.b64encode(samples.picture("PNG", (8, 8))).decode()

DRAWING = AROUND.format(
    'viewBox="0 0 200 200" width="200" height="200"',
    f"""
  <title>A weir &amp; a mill</title>
  <style type="text/css"><![CDATA[ .low > path {{ stroke: #048; stroke-width: 3 }} /* water */
    @media screen {{ .low {{ fill: url(#water) }} }} ]]></style>
  <defs>
    <linearGradient id="sky"><stop offset="0" stop-color="#fc0"/><stop offset="1" style="stop-color:#06f"/>
    </linearGradient>
    <radialGradient id="water" xlink:href="#sky" cx="0.3"/>
    <marker id="arrow" markerWidth="6" markerHeight="6" refX="3" refY="3" orient="auto">
      <path d="M0 0L6 3L0 6z"/></marker>
    <mask id="moon"><rect width="200" height="200" fill="#fff"/><circle cx="60" cy="60" r="20"/></mask>
    <clipPath id="half"><rect width="100" height="200"/></clipPath>
    <pattern id="dots" width="10" height="10" patternUnits="userSpaceOnUse">
      <circle r="3" fill="red"/></pattern>
    <filter id="soft"><feGaussianBlur stdDeviation="2"/><feOffset dx="3"/></filter>
    <symbol id="tree" viewBox="0 0 10 10"><path d="M5 0L10 10L0 10z" fill="green"/></symbol>
    <path id="way" d="M10 180C60 100 140 190 190 120"/>
  </defs>
  <rect width="200" height="80" fill="url(#sky)" mask="url('#moon')"/>
  <g class="low" clip-path="url(#half)"><path d="M0 100L200 160L0 190z"/></g>
  <rect y="80" width="60" height="30" fill="url(#dots)"/>
  <use href="#tree" x="120" y="60" width="40" height="40"/><use xlink:href="#tree" width="30" height="30"/>
  <circle cx="160" cy="150" r="20" style="fill:#a0a; filter:url(#soft)"/>
  <path d="M20 120L90 120" stroke="#000" marker-end="url(#arrow)"/>
  <text x="20" y="150" font-family="serif" xml:space="preserve">A  <tspan fill="red">weir</tspan></text>
  <text font-size="9"><textPath href="#way">along the water</textPath></text>
  <a href="https://example.org"><rect x="150" y="10" width="30" height="20" fill="teal"/></a>
  <image href="{RASTER}" x="100" y="100" width="20" height="20"/>
""",
)

HOSTILE = [
    "<script>away()</script>",
    '<script href="http://127.0.0.1:9/away"/>',
    '<svg:script xmlns:svg="http://www.w3.org/2000/svg">away()</svg:script>',
    '<rect onclick="away()" width="9" height="9"/>',
    '<g onload="away()"/>',
    "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='away()'/></foreignObject>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>away()</x:script>",
    "<x:img xmlns:x='http://www.w3.org/1999/xhtml' src='http://127.0.0.1:9/away'/>",
    f'<image href="{ELSEWHERE}"/>',
    f'<image xlink:href="{ELSEWHERE}"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    f'<use href="{ELSEWHERE}#a"/>',
    f'<feImage href="{ELSEWHERE}"/>',
    '<a href="javascript:away()"><text y="9">away</text></a>',
    '<a href="#x"><set attributeName="href" to="javascript:away()"/><text y="9">away</text></a>',
    '<a><animate attributeName="xlink:href" values="javascript:away()"/></a>',
    f'<image><set attributeName="href" to="{ELSEWHERE}"/></image>',
    '<rect><set attributeName="onclick" to="away()"/></rect>',
    f"<style>@import url({ELSEWHERE});</style>",
    f"<style>@import '{ELSEWHERE}';</style>",
    f"<style>@import/**/url({ELSEWHERE})</style>",
    f"<style>@\\69mport '{ELSEWHERE}';</style>",
    f"<style>svg {{ background: url({ELSEWHERE}) }}</style>",
    f"<style>svg {{ background: u\\72l({ELSEWHERE}) }}</style>",
    f"<style>svg {{ background: url('{ELSEWHERE}(') }}</style>",
    f"<style>svg {{ background: image-set('{ELSEWHERE}' 1x) }}</style>",
    f"<style>@font-face {{ font-family: x; src: url({ELSEWHERE}) }} * {{ font-family: x }}</style>",
    f"<style>svg {{ background: url({ELSEWHERE}</style>",
    f'<rect style="fill: url({ELSEWHERE}#a)"/>',
    f'<rect fill="url({ELSEWHERE}#a)" width="9" height="9"/>',
    f'<rect filter="url( \'{ELSEWHERE}#a\' )" width="9" height="9"/>',
    f'<rect cursor="url({ELSEWHERE}), auto"/>',
    f'<rect><animate attributeName="fill" values="url({ELSEWHERE}#a)" dur="1s"/></rect>',
    '<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">away()</handler>',
    f'<text xml:base="{ELSEWHERE}">a</text>',
]
REFUSED = {
    "it defines entities": '<!DOCTYPE svg [<!ENTITY x "away">]>' + AROUND.format("", "&x;"),
    "it defines entities of its own": "<!DOCTYPE svg [ ]>" + AROUND.format("", ""),
    "not written as XML": "<svg xmlns='http://www.w3.org/2000/svg'><rect></svg>",
    "no SVG": "<html xmlns='http://www.w3.org/1999/xhtml'><script>away()</script></html>",
    "nested more": AROUND.format("", "<g>" * 300 + "</g>" * 300),
    "larger than": AROUND.format("", " " * MAX_DRAWING),
}


def cleaned(inner: str, around: str = "") -> str:
    return clean_vector(AROUND.format(around, inner).encode()).decode()


@pytest.mark.parametrize("inner", HOSTILE)
def test_nothing_runs_and_nothing_reaches_out(inner):
    kept = cleaned(inner, 'onload="away()"')
    assert re.search(r"away\(|127\.0\.0\.1|javascript|script|import|base64", kept, re.IGNORECASE) is None
    assert "href=" not in kept and " on" not in kept


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_cleaned_is_refused_with_why(why):
    with pytest.raises(NoPictureError, match=why):
        clean_vector(REFUSED[why].encode())


@pytest.mark.parametrize(
    "data", [b"", b"no", b"\x1f\x8b\x08", b"\0" * 9, b'<?xml version="1.0" encoding="x"?><svg/>']
)
def test_what_is_no_drawing_is_refused(data):
    with pytest.raises(NoPictureError):
        clean_vector(data)


def test_the_names_of_a_drawing_program_and_a_doctype_that_names_svg_go():
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><?xml-stylesheet href="http://127.0.0.1:9/away"?>'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/namespaces/inkscape">'
        '<!-- é --><i:view x="1"/><g i:label="é" id="é"/></svg>'
    )
    kept = clean_vector(text.encode("latin-1")).decode()
    assert kept == AROUND.replace(" {}>", ">").format('<g id="é"></g>') + "\n"


def test_styles_keep_what_draws():
    assert clean_style("a > b { fill: url( '#x' ) }") == "a > b { fill: url( '#x' ) }"
    assert clean_style("@import url(http://x/y?a@b;c); a { fill: red }") == " a { fill: red }"
    font = "@font-face { src: url('data:font/woff2;base64,AAAA') }"
    assert clean_style(font) == font
    assert clean_style("a { fill: url(http://x) ; stroke: red }") == "a { fill: none ; stroke: red }"


def test_twice_is_once():
    once = clean_vector(DRAWING.encode())
    assert clean_vector(once) == once


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "&lt;script&gt;", "<g>", "</g>", "<style>", "</style>", "url(", "]]>"])
    )
)
def test_however_they_are_mixed_nothing_runs(parts):
    try:
        kept = cleaned("".join(parts))
    except NoPictureError:
        return
    assert re.search(r"<script|href=|\son\w+=|url\(\s*['\"]?http|@import", kept, re.IGNORECASE) is None


@pytest.mark.parametrize(
    "css",
    ["url(" * 400_000, "@import " * 400_000 + "{", "@import url(a)" * 200_000 + "{", "a" * 2_000_000 + "(",
     "url(data:font/woff2;base64," + " " * 2_000_000 + "!", "/*" * 800_000, "@import '" * 200_000 + "{"],
)  # fmt: skip
def test_a_long_style_takes_no_long_time(css):
    begun = time.process_time()
    clean_style(css)
    assert time.process_time() - begun < 5


@pytest.mark.browser
@BROWSER_IS_HERE
def test_a_drawing_looks_as_it_did(tmp_path):
    (tmp_path / "before.svg").write_text(DRAWING)
    (tmp_path / "after.svg").write_bytes(clean_vector(DRAWING.encode()))
    with chromium() as browser:
        page = browser.new_page()
        seen = []
        for name in ("before", "after"):
            (tmp_path / f"{name}.html").write_text(f'<img src="{name}.svg">')
            page.goto((tmp_path / f"{name}.html").as_uri())
            assert page.locator("img").evaluate("one => one.complete && one.naturalWidth") == 200
            seen.append(page.locator("img").screenshot())
    assert seen[0] == seen[1]
    assert len(seen[0]) > 5_000
