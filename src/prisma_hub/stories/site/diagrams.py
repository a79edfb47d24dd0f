"""Diagrams in the site: drawn when a reader asks, by a library beside it, in a frame that reaches nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils import translation

from prisma_hub.stories.site import frame
from prisma_hub.stories.site.commons import Shelf

LIBRARY = "vendor/mermaid-11.17.2.min.js"
HOME = "static/diagram.html"
_MARK = '<pre class="mermaid"'
_KEPT_MARK = "mermaid"
"""A word that stands in every kept page with a diagram; in others it costs nothing but the files."""
_FRAME = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file:; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<title>mermaid</title>
<script src="{LIBRARY}"></script>
<script src="diagram-frame.js"></script>
</html>
"""  # noqa: E501  a policy is one line


def script(html: str, root: str, language: str) -> str:
    """What offers to draw, for a page with a diagram; empty for any other."""
    if _MARK not in html:
        return ""
    with translation.override(language):
        return render_to_string(
            "parts/diagram_script.html",
            {
                "src": f"{root}static/diagram.js",
                "frame_at": f"{root}static/diagram.html",
                "bytes": (frame.static_folder() / LIBRARY).stat().st_size,
            },
        )


def there_are(shelf: Shelf) -> bool:
    return any(_KEPT_MARK in body for body in shelf.bodies.values())


def files() -> Iterator[tuple[str, bytes]]:
    """What draws, for a site in which there is something to draw."""
    for name in ("diagram.js", "diagram-frame.js", LIBRARY):
        yield f"static/{name}", (frame.static_folder() / name).read_bytes()
    yield HOME, _FRAME.encode()
