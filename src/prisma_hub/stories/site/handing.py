"""Files of the commons that leave with the site, as whoever opens them may have them.

A hub says beside each file what a browser may do with it (`web/commons/serving.py`). A site lies anywhere,
also in a folder: what a browser would run, it would run as this site, beside its evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prisma_hub.commons import queries as commons
from prisma_hub.commons.render.links import is_file
from prisma_hub.commons.render.vector import MAX_DRAWING, NoPictureError, clean_vector
from prisma_hub.commons.types import Ref

_RUN = "htm html hta js mht mhtml mjs php shtm shtml svgz swf xht xhtml xml xsl xslt"
"""Endings of what a browser, or the computer, runs as a document of its own."""
_BEGINS = 4_096
"""Bytes at the beginning of a file of which nothing is known."""
_A_DOCUMENT = "a document that a browser would run"


def why_not(ref: Ref, blob: str) -> str:
    """Why a file stays here; empty where it may leave."""
    ending = ref.path.rpartition(".")[2].lower()
    if ending == "svg":
        return _why_no_picture(ref, blob)
    if ending in _RUN.split():
        return _A_DOCUMENT
    return "" if is_file(ref.path) or not _is_marked_up(ref, blob) else _A_DOCUMENT


def _why_no_picture(ref: Ref, blob: str) -> str:
    try:
        _cleaned(ref, blob)
    except NoPictureError as why:
        return f"a drawing that cannot be cleaned: {why}"
    return ""


def _is_marked_up(ref: Ref, blob: str) -> bool:
    """Whether a file of an unknown kind begins as HTML and XML do: a browser may take it for one."""
    begins = b"".join(_first(ref, blob, _BEGINS)).replace(b"\0", b"")
    return begins.lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n\f").startswith(b"<")


def pieces(ref: Ref, blob: str) -> Iterable[bytes]:
    """The bytes of a file as they leave, piece by piece."""
    if ref.path.lower().endswith(".svg"):
        return [_cleaned(ref, blob)]
    return commons.pieces_of(ref, blob) or ()


def _cleaned(ref: Ref, blob: str) -> bytes:
    return clean_vector(b"".join(_first(ref, blob, MAX_DRAWING + 1)))


def _first(ref: Ref, blob: str, many: int) -> Iterator[bytes]:
    for piece in commons.pieces_of(ref, blob) or ():
        yield piece[:many]
        many -= len(piece)
        if many <= 0:
            return
