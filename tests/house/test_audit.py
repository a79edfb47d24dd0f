"""`make check` says of how many packages it knows nothing, and fails where a hole is known."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = "django  Dependency not found on the index and could not be audited: django (5.2)"


@pytest.mark.parametrize(
    ("told", "code", "ends", "said", "unsaid"),
    [
        ("No known vulnerabilities found", 0, 0, "No known vulnerabilities", "!!"),
        (f"No known vulnerabilities found\n{SKIPPED}", 0, 0, "!! 1 of", "No known"),
        (
            f"Found 1 known vulnerability\npillow 1.0 CVE-2026-4041 2.0\n{SKIPPED}",
            1,
            1,
            "CVE-2026-4041",
            "Skip",
        ),
        ("ServiceError: connection refused", 1, 0, "nothing was audited", "No known"),
    ],
    ids=["whole", "in part", "a hole", "out of reach"],
)
def test_what_was_not_looked_up_is_never_called_sound(
    tmp_path: Path, told: str, code: int, ends: int, said: str, unsaid: str
) -> None:
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{told}\nEND\nexit {code}\n")
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "tests/audit.sh", tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, said in done.stdout, unsaid in done.stdout) == (ends, True, False), done.stdout
