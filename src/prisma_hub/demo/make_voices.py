"""Makes `voices/` from the script, once, by hand: python -m prisma_hub.demo.make_voices

Needs espeak-ng (each language with its own voice, speed and pitch per person) and ffmpeg (Opus in Ogg,
12 kbit/s, mono). The files are kept in the project, so that nobody needs either to play the demo.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from pathlib import Path

from prisma_hub.demo import script

_ACCENTS = {"en": "en-029", "es": "es-419", "pt": "pt-br", "fr": "fr-fr"}
_OPUS = ["-c:a", "libopus", "-b:a", "12k", "-application", "voip", "-ac", "1", "-map_metadata", "-1"]
_VARIANTS = ("f2", "f3", "f4", "m1", "m3", "m5", "m7")


def make() -> None:
    script.VOICES.mkdir(exist_ok=True)
    for each in script.everything_said():
        name = each.more.get("voice")
        if name:
            _speak(each, script.VOICES / f"{name}.ogg")
            print(f"{name}.ogg")


def _speak(said: script.Said, path: Path) -> None:
    person = script.people()[said.who]
    odd = hashlib.sha256(person.handle.encode()).digest()
    voice = f"{_ACCENTS[person.lang]}+{_VARIANTS[odd[0] % len(_VARIANTS)]}"
    speed, pitch = 145 + odd[1] % 25, 35 + odd[2] % 30
    with tempfile.NamedTemporaryFile(suffix=".wav") as wav:
        speak = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", wav.name, said.text]
        subprocess.run(speak, check=True)  # noqa: S603  our own words, no shell
        subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", wav.name, *_OPUS, str(path)], check=True)  # noqa: S603, S607


if __name__ == "__main__":
    make()
