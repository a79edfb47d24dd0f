"""The commands as a host types them, in processes of their own, on a real folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from prisma_hub.kernel.signing import SigningKey
from prisma_hub.kernel.tiles import Proof

OURS = ("DATABASE_URL", "PRISMA_HUB_DIR")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in OURS}
pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="looks into the folder's own SQLite")


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    source = str(Path(__file__).parents[2] / "src")
    return subprocess.run(
        [sys.executable, "-m", "prisma_hub", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**ENVIRONMENT, "PYTHONPATH": source, "COLUMNS": "200"},
    )


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house") / "hub"
    made = run("init", folder, "--name", "Vale do Rio", "--lang", "pt", "--timezone", "Pacific/Auckland")
    assert made.returncode == 0, made.stderr
    assert "/steward/" in made.stdout
    return folder


def test_a_hub_is_founded_whole(founded: Path) -> None:
    assert run("log", "verify", founded).returncode == 0
    assert run("rebuild", "--check", founded).returncode == 0
    head = json.loads(run("log", "head", founded, "--json").stdout)
    assert head["hub"].startswith("did:key:z6Mk")
    for name in ("hub.key", "next.key", "web.key"):
        assert (founded / "keys" / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("init", "{hub}", "--name", "Again", "--lang", "en"), "is not empty"),
        (
            ("init", "{hub}/b", "--name", "B", "--lang", "en", "--timezone", "Mars/North"),
            "no time zone called",
        ),
        (("init", "{hub}/hub.toml", "--name", "C", "--lang", "en"), "is a file, and a hub lives in a folder"),
        (("serve", "{hub}/hub.toml"), "is a file, and a hub lives in a folder"),
        (("serve", "{hub}/nowhere"), "There is no hub in"),
        (("serve", "{hub}/keys"), "Name the folder of a hub"),
        (("import", "vault", "{hub}", "{hub}"), "is the folder of a hub, or lies in one"),
        (("import", "vault", "{hub}/keys", "{hub}"), "is the folder of a hub, or lies in one"),
        (("import", "vault", "{hub}", "{hub}/keys"), "The notes come first, then the hub: prisma-hub import"),
        (("verify", "{hub}"), "This is no published site:"),
        (("log", "head", "{hub}/nowhere"), "There is no hub in"),
        (("log", "prove", "9999", "{hub}"), "There is no entry 9999"),
        (("site", "{hub}/here", "{hub}/there"), "The hub’s folder comes first, then the folder of the site:"),
    ],
)
def test_misuse_is_told_and_changes_nothing(founded: Path, words: tuple[str, ...], said: str) -> None:
    before = (founded / "hub.toml").read_bytes()
    answer = run(*(word.replace("{hub}", str(founded)) for word in words))
    assert (answer.returncode, said in answer.stderr) == (2, True), answer.stderr
    assert (founded / "hub.toml").read_bytes() == before


def test_a_folder_of_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text("format = 99\n")
    answer = run("serve", tmp_path)
    assert answer.returncode == 2
    assert "newer prisma-hub" in answer.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hub.toml"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('language = "xx"', "no words in the language “xx”"),
        ('timezone = "Mars/North"', "no time zone called"),
    ],
)
def test_a_hub_whose_file_asks_for_what_is_not_there_is_not_served(
    tmp_path: Path, line: str, said: str
) -> None:
    (tmp_path / "hub.toml").write_text(f"format = 1\n{line}\n")
    answer = run("serve", tmp_path)
    assert (answer.returncode, said in answer.stderr) == (2, True), answer.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hub.toml"]


def test_a_proof_can_be_taken_away_and_checked(founded: Path, tmp_path: Path) -> None:
    assert run("log", "prove", "0", founded, "--out", tmp_path).returncode == 0
    proof = Proof.parse((tmp_path / "entry-0.tlog-proof").read_text())
    assert proof.index == 0
    assert json.loads((tmp_path / "entry-0.jsonl").read_text())["disclosed"]


def test_making_a_steward_link_is_noted_in_the_log(founded: Path) -> None:
    size = json.loads(run("log", "head", founded, "--json").stdout)["size"]
    assert "/steward/" in run("steward", "recover", founded).stdout
    last = run("log", "export", founded).stdout.splitlines()[-1]
    assert json.loads(last) | {"seq": size, "kind": "access.recovered/1"} == json.loads(last)


def test_a_changed_line_is_found(founded: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-a", founded, copy], check=True)
    with sqlite3.connect(copy / "hub.sqlite3") as database:
        database.execute("UPDATE log_line SET parts = replace(parts, 'founding', 'finding')")
        database.execute("UPDATE derived_voice SET by = 'hub2'")
    verified = run("log", "verify", copy)
    assert (verified.returncode, "The words of entry" in verified.stderr) == (1, True)
    checked = run("rebuild", "--check", copy)
    assert (checked.returncode, "derived_voice" in checked.stderr) == (1, True)
    assert run("rebuild", copy).returncode == 0
    assert run("rebuild", "--check", copy).returncode == 0


def test_a_hub_of_an_older_program_is_said_to_be_one(founded: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-a", founded, copy], check=True)
    with sqlite3.connect(copy / "hub.sqlite3") as database:
        database.execute("ALTER TABLE log_top DROP COLUMN key")
        database.execute("DELETE FROM django_migrations WHERE app = 'prisma_hub' AND name >= '0015'")
    for words in (("log", "verify", copy), ("backup", tmp_path / "file", copy), ("keys", "rotate", copy)):
        ended = run(*words)
        assert (ended.returncode, "by an older prisma-hub" in ended.stderr) == (2, True), ended.stderr
        assert "Traceback" not in ended.stderr
    assert not (tmp_path / "file").exists()


@pytest.fixture
def served(founded: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    source = str(Path(__file__).parents[2] / "src")
    process = subprocess.Popen(
        [sys.executable, "-m", "prisma_hub", "serve", str(founded), "--port", str(port)],
        env={**ENVIRONMENT, "PYTHONPATH": source},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(address + "/privacy", timeout=5).read()
            break
        except OSError:
            time.sleep(0.1)
    yield process, address
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


def test_an_address_is_said_when_it_answers(founded: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = [sys.executable, "-m", "prisma_hub", "serve", str(founded), "--port", str(port)]
    here = {**ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    served = subprocess.Popen(serve, env=here, stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout is not None
        first = served.stdout.readline()
        assert first.startswith(f"Making the hub in {founded} ready"), first
        said = [served.stdout.readline().strip() for _ in range(3)]
        address = f"http://127.0.0.1:{port}/"
        assert said == [f"Serving {founded}", address, "Stop with Ctrl-C."]
        assert urllib.request.urlopen(address + "privacy", timeout=20).status == 200, "at the first try"
    finally:
        served.send_signal(signal.SIGTERM)
        served.communicate(timeout=40)


def test_a_served_hub_speaks_its_own_language_to_whoever_brings_none_and_shows_its_own_time(
    served: tuple[subprocess.Popen[bytes], str],
) -> None:
    _, address = served

    def read(accepted: str | None) -> str:
        asked = urllib.request.Request(address + "/checked")
        if accepted:
            asked.add_header("Accept-Language", accepted)
        page: bytes = urllib.request.urlopen(asked, timeout=10).read()
        return page.decode()

    spoken = {
        accepted: re.findall(r'<html lang="(\w+)"', read(accepted)) for accepted in (None, "de", "fr-CA, de")
    }
    assert spoken == {None: ["pt"], "de": ["pt"], "fr-CA, de": ["fr"]}
    instant, shown = re.findall(r'<time datetime="([^"]+)">([^<]+)</time>', read(None))[0]
    local = datetime.fromisoformat(instant).astimezone(ZoneInfo("Pacific/Auckland"))
    assert shown.endswith(local.strftime(", %H:%M"))


def test_a_served_hub_answers_and_a_second_one_refuses(
    founded: Path, served: tuple[subprocess.Popen[bytes], str]
) -> None:
    _, address = served
    page = urllib.request.urlopen(address + "/", timeout=10)
    assert "Vale do Rio" in page.read().decode()
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    checkpoint = urllib.request.urlopen(address + "/log/checkpoint", timeout=10).read()
    assert checkpoint.startswith(b"prisma-hub/did:key:")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address + "/log/tile/0/999", timeout=10)
    second = run("serve", founded, "--port", "1")
    assert (second.returncode, "is being served already" in second.stderr) == (2, True)


def test_a_vault_comes_in_and_coming_again_changes_nothing(founded: Path, tmp_path: Path) -> None:
    (tmp_path / "Bees.md").write_text("# Bees\n\nSee [[Hive]] and [[Nowhere]].\n")
    (tmp_path / "Hive.md").write_text("---\ntitle: [broken\n---\nA hive.\n")
    (tmp_path / "out.md").symlink_to("/etc/hostname")
    first = run("import", "vault", tmp_path, founded, "--json")
    told = json.loads(first.stdout)
    assert (first.returncode, told["new"], [each["path"] for each in told["left_out"]]) == (1, 2, ["out.md"])
    assert [each["target"] for each in told["broken"]] == ["Nowhere"]
    size = json.loads(run("log", "head", founded, "--json").stdout)["size"]
    again = run("import", "vault", tmp_path, founded)
    assert "New 0, changed 0, as they were 2." in again.stdout
    assert json.loads(run("log", "head", founded, "--json").stdout)["size"] == size
    assert run("import", "vault", tmp_path / "nothing", founded).returncode == 2


def test_a_lost_key_and_a_torn_database_are_said_in_a_sentence(founded_hub: Path, tmp_path: Path) -> None:
    founded = shutil.copytree(founded_hub, tmp_path / "hub")
    key = (founded / "keys/hub.key").read_bytes()
    (founded / "keys/hub.key").unlink()
    for hub_key, torn in ((None, False), (key, True)):
        if hub_key:
            (founded / "keys/hub.key").write_bytes(hub_key)
        if torn:
            (founded / "hub.sqlite3").write_bytes(b"not what it was" * 1000)
        ended = run("serve", founded, "--port", "8649")
        assert ended.returncode == 2
        assert "backup" in ended.stderr
        assert "Traceback" not in ended.stderr + ended.stdout
    ended = run("log", "verify", founded)
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)


def test_two_hubs_witness_each_other_through_a_pipe(founded: Path, founded_hub: Path, tmp_path: Path) -> None:
    """Ask, sign, take in: what one prints, the other reads. Nothing of it needs a network."""
    other = shutil.copytree(founded_hub, tmp_path / "other")
    ours, theirs = (SigningKey((each / "keys" / "hub.key").read_bytes()).did for each in (founded, other))
    assert run("log", "witness", theirs, founded, "--name", "Upper valley").returncode == 0
    assert run("log", "follow", ours, other).returncode == 0
    request, lines = tmp_path / "request", tmp_path / "lines"
    asked = run("log", "ask", founded)
    request.write_text(asked.stdout)
    signed = run("log", "cosign", request, other)
    assert (signed.returncode, signed.stderr) == (0, "")
    lines.write_text(signed.stdout)
    taken = run("log", "cosigned", lines, founded)
    size = asked.stdout.split("\n")[3]
    assert taken.stdout == f"Kept: prisma-hub/{theirs} has signed our book of {size} entries.\n"
    again = run("log", "cosign", request, other)
    assert (again.returncode, "the request begins at 0" in again.stderr) == (1, True)
