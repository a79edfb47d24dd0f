"""What an entry's page gives to take along: what belongs together, to whoever hears the words."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client

from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log
from prisma_hub.log import queries
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from tests.stories.sites import verify
from tests.verifier.program import load_program

Visit = Callable[[Viewer | None], Client]
PUBLIC = Consent(spaces=("public",), named=True)


def said(by: Viewer, consent: Consent = PUBLIC) -> int:
    return timeline.contribute(by=by, text="The second spring runs south.", consent=consent).seq


def take(client: Client, seq: int, to: Path) -> Path:
    """The folder unpacked; its proof."""
    answer = client.get(f"/log/{seq}.zip")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="entry-{seq}.zip"'
    ZipFile(BytesIO(answer.content)).extractall(to)
    return to / f"entry-{seq}" / f"entry-{seq}.tlog-proof"


@pytest.mark.parametrize("the_key_was_changed", [False, True])
def test_both_programs_accept_what_was_taken_along(
    steward: Viewer, visit: Visit, tmp_path: Path, the_key_was_changed: bool
) -> None:
    if the_key_was_changed:
        log.rotate_key()
    proof = take(visit(None), said(steward), tmp_path)
    head = queries.head()
    code, words = verify(proof, "--hub", head.hub if head else "")
    assert (code, "  body.text.000: The second spring runs south." in words) == (0, True)
    program = load_program()
    known = program.Known(head.hub if head else "")
    program.verify_place(proof.parent / "evidence", known)
    (line,) = program.verify_place(proof, known)
    assert "'The second spring runs south.'" in line
    assert "body.spaces" not in line
    assert "person:" not in line


def test_nobody_takes_along_what_they_do_not_hear(
    steward: Viewer, person: Callable[[str], Viewer], visit: Visit
) -> None:
    ana, leo = person("Ana"), person("Leo")
    mine = said(ana, Consent(spaces=(), named=True))
    unnamed = said(ana, Consent(spaces=("public",), named=False))
    for viewer, seq, code in (
        (None, mine, 404),
        (leo, mine, 404),
        (ana, mine, 200),
        (None, unnamed, 404),
        (leo, unnamed, 404),
        (ana, unnamed, 200),
        (None, 0, 404),
        (None, 999999, 404),
    ):
        assert visit(viewer).get(f"/log/{seq}.zip").status_code == code, (viewer, seq)
        if seq < 999999:
            page = unescape(visit(viewer).get(f"/log/{seq}").content.decode())
            assert (f'href="/log/{seq}.zip"' in page) == (code == 200)


def test_the_page_says_how_it_is_checked(steward: Viewer, visit: Visit) -> None:
    seq = said(steward)
    page = unescape(visit(None).get(f"/log/{seq}").content.decode())
    assert f"prisma-hub verify entry-{seq}.tlog-proof --hub KEY" in page
    assert f"python verify.py evidence/ entry-{seq}.tlog-proof KEY" in page
    page = unescape(visit(None).get("/log/0").content.decode())
    assert "python verify.py evidence/ log/ entry-0.tlog-proof KEY" in page
