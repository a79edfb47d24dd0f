"""A small hub as today’s program leaves it, kept for those to come: `python -m tests.upgrade.make 0.1.0`.

Run once at each release (CONTRIBUTING.md). It never changes afterwards; its key signs nothing else.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.upkeep.damaging import ENVIRONMENT, command

HERE = Path(__file__).parent
LIVING = """
import sys
from io import BytesIO
from pathlib import Path
from prisma_hub.cli import folder
place = Path(sys.argv[1])
folder.begin(place, name="Vale do Rio", language="pt")
folder.enter(place)
import django; django.setup()
from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions as commons
from prisma_hub.identity import actions as identity
from prisma_hub.log import actions as log
from prisma_hub.media import actions as media
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.upkeep import actions as upkeep
from prisma_hub.work import loop
from tests.media import samples
upkeep.bring_up()
log.found_hub("Vale do Rio")
loop.run_until_idle()
amparo = circles.become_steward(
    token=identity.make_steward_link(how="founding"), name="Amparo", language="pt").person.viewer
code = circles.print_code(by=amparo, uses=1, days=1).code
ana = identity.join(code=code, name="Ana", language="es").person.viewer
def say(who, text, *spaces, **more):
    return timeline.contribute(by=who, text=text, consent=Consent(spaces=spaces), **more)
say(ana, "Two springs run again.", "hub", media=[media.keep(BytesIO(samples.picture()))])
say(amparo, "The mill opens on Friday.", "public")
gone = say(ana, "Not for long.", "hub")
for path, text in (("river.md", "# River\\n\\nIt carries [sand](sand.md)."), ("sand.md", "# Sand")):
    commons.write_page(by=amparo, space="public", path=path, text=text, base="")
commons.write_page(by=ana, space=ana.ref, path="note.md", text="# Note", base="")
loop.run_until_idle()
circles.withdraw(by=ana, seq=gone.seq, now=True)
loop.run_until_idle()
"""


def make(version: str) -> Path:
    """Write the folder and what its record book says, packed. Refuses to change one that is there."""
    packed = HERE / f"hub-{version}.tar.gz"
    if packed.exists():
        raise SystemExit(f"{packed.name} is there already, and is never changed.")
    with TemporaryDirectory() as name:
        hub = Path(name) / "hub"
        subprocess.run([sys.executable, "-c", LIVING, str(hub)], env=ENVIRONMENT, check=True)
        told = command("-m", "prisma_hub", "log", "export", hub)
        (Path(name) / "export.jsonl").write_text(told.stdout, encoding="utf-8")
        with closing(sqlite3.connect(hub / "hub.sqlite3")) as database:
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("VACUUM")
        with tarfile.open(packed, "w:gz", compresslevel=9) as tar:
            tar.add(Path(name) / "export.jsonl", "export.jsonl", filter=_nobody)
            tar.add(hub, "hub", filter=_nobody)
    return packed


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Without who made it, and without what is made again at each start."""
    if member.name.startswith("hub/derived") or member.name.endswith((".sample", ".serving")):
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    print(make(sys.argv[1]))
