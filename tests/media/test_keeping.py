"""What arrives is judged by its bytes, stripped, and kept once."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import SeededSource, use
from prisma_hub.media import actions, queries, rules
from prisma_hub.media.kept import File
from prisma_hub.media.types import Media
from tests.media import samples


def keep(content: bytes, name: str = "x") -> Media:
    return actions.keep(BytesIO(content), name=name)


@pytest.mark.parametrize(
    ("content", "type_", "seconds"),
    [
        (samples.wav(2), "audio/wav", 2),
        (samples.ogg(3), "audio/ogg", 3),
        (samples.webm(), "audio/webm", None),
        (samples.recorded(seconds=7), "audio/webm", 7),
        (samples.recorded(seconds=1)[:-30], "audio/webm", 1),
        (samples.webm() + b"\x1f\x43\xb6\x75", "audio/webm", None),
        (samples.mp4(seconds=5), "audio/mp4", 5),
        (samples.mp4(seconds=7, brand=b"3gp4"), "audio/3gpp", 7),
        (samples.MP3, "audio/mpeg", None),
        (samples.AMR, "audio/amr", None),
        (samples.AAC, "audio/aac", None),
    ],
)
def test_a_voice_is_kept_as_it_is(hub, content, type_, seconds):
    made = keep(content, "innocent.html")
    assert made == Media(made.sha256, type_, len(content), seconds=seconds)
    assert queries.path_of(made.sha256).read_bytes() == content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew_without_place_and_camera(hub, form):
    made = keep(samples.picture(form, (3000, 1500), exif=True))
    assert (made.type, made.width, made.height, made.name) == ("image/webp", 1280, 640, "")
    for small, size in ((False, (1280, 640)), (True, (320, 160))):
        content = queries.path_of(made.sha256, small=small).read_bytes()
        assert b"Secretville" not in content
        with Image.open(BytesIO(content)) as shown:
            assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", size, {})
            assert "exif" not in shown.info and "xmp" not in shown.info


def test_a_picture_is_turned_upright(hub):
    made = keep(samples.picture("JPEG", (64, 32), turned=True))
    assert (made.width, made.height) == (32, 64)
    with Image.open(queries.path_of(made.sha256)) as shown:
        above, below = shown.convert("RGB").getpixel((16, 8)), shown.convert("RGB").getpixel((16, 56))
    assert above[1] < 60 and below[1] > 200


def test_what_hangs_on_the_end_of_a_picture_stays_behind(hub):
    made = keep(samples.picture("PNG") + samples.HTML)
    assert b"script" not in queries.path_of(made.sha256).read_bytes()


def test_files_are_kept_to_be_downloaded(hub):
    assert keep(samples.PDF, "../../etc/Report <1>.pdf").name == "Report 1.pdf"
    assert keep(samples.TEXT, "notes.html").type == "text/plain"


def test_the_same_twice_is_kept_once(hub):
    assert keep(samples.wav()) == keep(samples.wav())
    assert File.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        samples.SVG,
        samples.HTML,
        b"\xef\xbb\xbf  \n" + samples.HTML,
        b"GIF89a" + bytes(100),
        b"PK\3\4" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"text\0with nothing",
        b"caf\xe9 in another alphabet",
        b"a" * 70_000 + b"\0",
    ],
)
def test_what_is_none_of_these_is_refused(hub, content):
    with pytest.raises(Refused, match="cannot be kept here"):
        keep(content, "picture.jpg")
    assert not File.objects.exists()


@pytest.mark.parametrize(
    "content", [samples.webm(film=True), samples.mp4(film=True), samples.mp4(film=True, brand=b"3gp5")]
)
def test_a_film_is_refused(hub, content):
    with pytest.raises(Refused, match="This is a film"):
        keep(content)


def test_an_empty_file_is_refused(hub):
    with pytest.raises(Refused, match="empty"):
        keep(b"")


@pytest.mark.parametrize("content", [samples.picture("JPEG")[:200], b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_a_broken_picture_is_refused(hub, content):
    with pytest.raises(Refused, match="cannot be read"):
        keep(content)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_does(hub):
    out = BytesIO()
    Image.new("1", (30_000, 3_000)).save(out, "PNG")
    assert len(out.getvalue()) < 50_000
    with pytest.raises(Refused, match="million pixels"):
        keep(out.getvalue())


class Endless:
    """A voice that never ends; counts what was read of it."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def seek(self, at: int) -> None:
        self.at = at

    def read(self, n: int) -> bytes:
        piece = samples.wav()[:n] if self.at == 0 else bytes(n)
        self.at += len(piece)
        self.read_so_far += n
        return piece


def test_what_is_too_large_is_refused_while_it_arrives(hub):
    voice = Endless()
    with pytest.raises(Refused, match="larger than 60 MB"):
        actions.keep(voice)
    assert voice.read_so_far < rules.LARGEST["voice"] + 1_000_000
    assert not File.objects.exists()
    assert list((hub / "media" / "arriving").iterdir()) == []


def test_what_no_entry_comes_to_hold_goes_after_a_while(hub):
    with use(SeededSource("sweep", 1_800_000_000_000)) as clock:
        made = keep(samples.picture("PNG"))
        assert actions.sweep() == 0
        clock.advance(actions.ARRIVING_MS + 1)
        assert actions.sweep() == 1
    assert not File.objects.exists()
    assert not queries.path_of(made.sha256).exists()
    assert not queries.path_of(made.sha256, small=True).exists()
