"""One process group holds a hub's folder, from the first step of its start on."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from prisma_hub.cli import folder, serving
from prisma_hub.kernel.refusal import Refused


def test_while_it_is_made_ready_the_folder_is_held_even_if_who_began_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nsleep 2\n")
    slow.chmod(0o700)
    monkeypatch.setattr(serving.sys, "executable", str(slow))
    held = folder.lock(tmp_path)
    preparing = threading.Thread(target=serving._prepare, args=(held,))
    preparing.start()
    time.sleep(0.5)
    held.close()  # as the end of the process does
    with pytest.raises(Refused, match="being served already"):
        folder.lock(tmp_path)
    preparing.join()
    folder.lock(tmp_path).close()
