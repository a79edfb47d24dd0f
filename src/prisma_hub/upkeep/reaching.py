"""Whether a folder outside of the hub answers.

A share whose machine is gone may keep whoever asks for it waiting, for hours, and nobody can end such waiting
from outside. So a small program asks first: where that hangs, nothing else does.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PATIENCE_S = 5.0
"""Once for each time it hangs. A stick that slept may take longer: it is awake when it is asked again."""
_ASK = "import os, sys; os.listdir(sys.argv[1])"
_asking: dict[Path, subprocess.Popen[bytes]] = {}


def answers(folder: Path) -> bool:
    """Whether it says anything at all, be it that it is not there. At most one program hangs at a folder; as
    long as it does, the answer is no, at once."""
    hanging = _asking.get(folder)
    if hanging is not None and hanging.poll() is None:
        return False
    command = [sys.executable, "-I", "-S", "-c", _ASK, str(folder)]
    asking = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  ourselves
    _asking[folder] = asking
    try:
        asking.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        return False
    _asking.pop(folder, None)
    return True
