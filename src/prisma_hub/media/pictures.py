"""Pictures are made anew: upright, no larger than needed, and without what else was in the file."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from prisma_hub.kernel.refusal import Refused
from prisma_hub.media import rules

_READS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")


def make_anew(source: Path, large: Path, small: Path) -> tuple[int, int]:
    """Write a large and a small WebP of the picture in `source`; width and height of the large one.

    Only pixels go over: EXIF, GPS, XMP, profiles and whatever hangs on the file's end stay behind.
    """
    try:
        with Image.open(source, formats=_known()) as found:
            rules.check_pixels(*found.size)
            found.draft("RGB", (rules.LARGE, rules.LARGE))
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((rules.LARGE, rules.LARGE))
            picture = _only_pixels(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        rules.check_pixels(rules.MOST_PIXELS, 2)
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Refused(
            "This picture cannot be read.",
            kept="Your words are still in the form; the picture was not kept.",
            mend="Open it on your phone, save it as JPEG, and choose it again.",
        ) from problem
    picture.save(large, "WEBP", quality=82)
    tiny = picture.copy()
    tiny.thumbnail((rules.SMALL, rules.SMALL))
    tiny.save(small, "WEBP", quality=75)
    return picture.size


def _known() -> list[str]:
    Image.init()
    return [each for each in _READS if each in Image.OPEN]


def _only_pixels(picture: Image.Image) -> Image.Image:
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    clean = Image.new(mode, picture.size)
    clean.paste(picture.convert(mode))
    return clean
