"""A hub that is killed while something arrives: nothing half is left when it starts again."""

from __future__ import annotations

import hashlib
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import UploadedFile

from prisma_hub.media import actions, store
from prisma_hub.web.uploads import Unnamed
from tests.commons.run_apart import found, run
from tests.media import samples

KEEP = """
from io import BytesIO
from prisma_hub.media import actions as media, store
place = store.place
def dies(*given, **more):
    {when}
    os._exit(9)
store.place = dies
media.keep(BytesIO(bytes.fromhex({sound!r})))
"""
AFTER = """
from prisma_hub.media import actions as media, store
from prisma_hub.media.kept import File
media.clear_up()
there = [str(each.relative_to(store.folder())) for each in store.folder().rglob("*") if each.is_file()]
rows = list(File.objects.values_list("sha256", flat=True))
print([there, rows, list((store.folder() / "arriving").iterdir()), media.sweep(arriving_ms=0),
       [each for each in store.folder().rglob("*") if each.is_file()]])
"""


@pytest.mark.parametrize("when", ["pass", "place(*given, **more)"], ids=["before", "after"])
def test_killed_about_the_moment_a_file_is_put_in_its_place(tmp_path: Path, when: str) -> None:
    found(tmp_path)
    sound = samples.wav(1)
    died = run(tmp_path, KEEP.format(when=when, sound=sound.hex()))
    assert died.returncode == 9, died.stderr
    done = run(tmp_path, AFTER)
    name = hashlib.sha256(sound).hexdigest()
    there = [] if when == "pass" else [f"{name[:2]}/{name[2:]}"]
    assert done.stdout.strip() == str([there, [name], [], 1, []]), done.stderr


def test_a_bench_somebody_works_at_stays(folder: Path) -> None:
    with store.bench() as bench:
        (bench / "arrived").write_bytes(b"half a voice")
        actions.clear_up()
        assert (bench / "arrived").read_bytes() == b"half a voice"
    assert list((folder / "media" / "arriving").iterdir()) == []


def test_a_long_voice_on_its_way_has_no_name_in_the_common_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    arriving = Unnamed()
    arriving.new_file("voice", "voice.wav", "audio/wav", 8)
    arriving.receive_data_chunk(b"a voice", 0)
    assert list(tmp_path.iterdir()) == []
    whole = arriving.file_complete(7)
    assert isinstance(whole, UploadedFile)
    assert (whole.read(), whole.size, whole.name) == (b"a voice", 7, "voice.wav")
    whole.close()
    arriving.upload_interrupted()


def test_a_long_voice_is_kept(steward, visit) -> None:
    sound = samples.wav(200)
    voice = BytesIO(sound)
    voice.name = "voice.wav"
    said = {
        "statement": "01890000-0000-7000-8000-000000000000",
        "hears": steward.ref,
        "named": "unnamed",
        "quote": "ask",
        "voice": voice,
    }
    assert visit(steward).post("/say", said).status_code == 302
    assert store.path_of(hashlib.sha256(sound).hexdigest()).read_bytes() == sound
