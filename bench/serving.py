"""A served hub: memory while idle, weight of a first visit, how fast pages answer."""

from __future__ import annotations

import gzip
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.table import Row

IDLE_LIMIT, VISIT_LIMIT = 150, 150


def measure(folder: Path) -> list[Row]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "prisma_hub", "serve", str(folder / "hub"), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  our own
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        return [_visit(address), _answers(address), _idle(process.pid)]
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            _get(address + "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the hub did not answer")


def _get(address: str) -> tuple[bytes, int]:
    """What the page says, and the bytes it took over the wire."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310  loopback
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310  loopback
        data = answer.read()
        zipped = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(data) if zipped else data), len(data)


def _visit(address: str) -> Row:
    """The front page with everything it asks for; fonts too, though few phones fetch all of them."""
    page, weight = _get(address + "/")
    found = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.decode()))
    for sheet in [each for each in found if each.endswith(".css")]:
        text = _get(address + sheet)[0].decode()
        found |= {"/static/" + each.strip("./") for each in re.findall(r"url\(\"?([^)\"]+woff2)", text)}
    kilobytes = (weight + sum(_get(address + each)[1] for each in found)) / 1024
    ratio = kilobytes / VISIT_LIMIT
    return Row(
        "first visit on a phone",
        f"{kilobytes:.0f} KB",
        f"{VISIT_LIMIT} KB",
        f"{ratio:.2f} ×",
        "≤ 150 KB",
        ratio <= 1,
    )


def _answers(address: str) -> Row:
    waited = []
    for _ in range(200):
        begun = time.perf_counter()
        _get(address + "/checked")
        waited.append((time.perf_counter() - begun) * 1000)
    p95 = statistics.quantiles(waited, n=20)[-1]
    return Row("a page, one reader, p95", f"{p95:.0f} ms", "50 ms", f"{p95 / 50:.2f} ×", "≤ 50 ms", p95 <= 50)


def _idle(process: int) -> Row:
    """Resident memory of the process group, ten seconds after the last request."""
    time.sleep(10)
    megabytes = sum(_resident(each) for each in [process, *_children(process)]) / 1024
    ratio = megabytes / IDLE_LIMIT
    return Row(
        "resident memory, idle",
        f"{megabytes:.0f} MB",
        f"{IDLE_LIMIT} MB",
        f"{ratio:.2f} ×",
        "≤ 150 MB",
        ratio <= 1,
    )


def _children(process: int) -> list[int]:
    direct = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [one for each in map(int, direct) for one in [each, *_children(each)]]


def _resident(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]
