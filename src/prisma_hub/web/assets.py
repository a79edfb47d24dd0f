"""Styles, fonts, signs and scripts: hashed and compressed once, then kept by the browser for a year."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from whitenoise.compress import Compressor  # type: ignore[import-untyped]
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

STAMP = "collected"


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Until the files are collected they are served as they lie, under their plain names."""

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name

    def create_compressor(self, **said: Any) -> Compressor:
        """By gzip alone. Where a machine happens to have Brotli, it took ten seconds of a hub's first start
        (eight of them for the drawer of diagrams) and would do so after every update."""
        return Compressor(use_brotli=False, **said)


class Files(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves them, collected or not."""

    def add_files(self, root: str, prefix: str | None = None) -> None:
        if Path(root).is_dir():
            super().add_files(root, prefix)


def weight(name: str) -> int:
    """Bytes of a static file as it travels: compressed where the hub has collected its files."""
    collected = staticfiles_storage.url(name).removeprefix(settings.STATIC_URL)
    packed = Path(settings.STATIC_ROOT) / f"{collected}.gz"
    plain = next(Path(folder) / name for folder in settings.STATICFILES_DIRS)
    return (packed if packed.is_file() else plain).stat().st_size


def _fingerprint() -> str:
    """Of every static file, by name and content."""
    found = hashlib.sha256()
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            found.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return found.hexdigest()


def collect() -> bool:
    """Bring the hub's collected files up to date; says whether there was anything to do."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return False
    stamp.parent.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)
    return True
