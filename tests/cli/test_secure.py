"""`serve --secure`: one hub with two doors; a device that trusts its authority comes in by the second."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

OURS = ("DATABASE_URL", "PRISMA_HUB_DIR", "DJANGO_SETTINGS_MODULE")
SOURCE = Path(__file__).parents[2] / "src"
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in OURS} | {
    "PYTHONPATH": str(SOURCE),
    "COLUMNS": "200",
}
PROGRAM = [sys.executable, "-m", "prisma_hub"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="serves a hub on the folder's own SQLite"),
]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120, env=ENVIRONMENT
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ask(port: int, trusted: Path | None, name: str) -> bytes:
    """The first line of what the secure door answers to a device that trusts this certificate."""
    device = ssl.create_default_context(cafile=str(trusted) if trusted else None)
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    with plain, device.wrap_socket(plain, server_hostname=name) as secure:
        secure.sendall(f"GET /secure HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n".encode())
        found = b""
        while piece := secure.recv(65536):
            found += piece
    return found


def _heard_until(speaks: IO[str], words: str) -> str:
    """What is said, to the line with these words."""
    said = ""
    while words not in said:
        line = speaks.readline()
        assert line, said
        said += line
    return said


def test_a_device_that_trusts_the_hub_comes_in_by_the_secure_door(founded_hub: Path, tmp_path: Path) -> None:
    hub, plain, secure = tmp_path / "hub", free_port(), free_port()
    shutil.copytree(founded_hub, hub)
    assert run("secure", hub, "--name", "bank.example").returncode == 2
    told = json.loads(run("secure", hub, "--name", "spring.local", "--json").stdout)
    assert told["names"] == ["spring.local"]
    assert json.loads(run("secure", hub, "--json").stdout) == told
    doors = ["serve", str(hub), "--port", str(plain), "--secure", "--secure-port", str(secure)]
    served = subprocess.Popen([*PROGRAM, *doors], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout is not None
        said = _heard_until(served.stdout, f"The secure page is on port {secure}.")
        trusted = tmp_path / "authority.pem"
        pem = (hub / "secure" / "authority.pem").read_text()
        trusted.write_text(pem[pem.index("-----BEGIN CERTIFICATE") :])
        answer = ask(secure, trusted, "spring.local")
        assert b" 200 " in answer.partition(b"\r\n")[0]
        assert b"You are on the secure page now." in answer
        assert told["fingerprint"].encode() in answer
        for certificate, name in ((None, "spring.local"), (trusted, "bank.example"), (trusted, "hub.local")):
            with pytest.raises(ssl.SSLCertVerificationError):
                ask(secure, certificate, name)
    finally:
        served.send_signal(signal.SIGTERM)
        served.communicate(timeout=40)
    ready, _, answering = said.partition("Stop with Ctrl-C.")
    assert told["fingerprint"] in ready
    assert f"The secure page is on port {secure}." in answering
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", secure), timeout=5)


def test_a_secure_door_that_does_not_open_says_so(founded_hub: Path, tmp_path: Path) -> None:
    """Here it lacks its certificate; the plain door goes on."""
    hub, plain, secure = tmp_path / "hub", free_port(), free_port()
    shutil.copytree(founded_hub, hub)
    assert run("secure", hub).returncode == 0
    own = {"PRISMA_HUB_DIR": str(hub), "DJANGO_SETTINGS_MODULE": "prisma_hub.settings"}
    process = [sys.executable, "-m", "prisma_hub.cli.process", "127.0.0.1", str(plain), str(secure)]
    served = subprocess.Popen(process, env=ENVIRONMENT | own, stderr=subprocess.PIPE, text=True)
    try:
        assert served.stderr is not None
        said = _heard_until(served.stderr, "secure page")
        assert f"The secure page on port {secure} ended" in said
        socket.create_connection(("127.0.0.1", plain), timeout=5).close()
    finally:
        served.send_signal(signal.SIGTERM)
        served.communicate(timeout=40)
