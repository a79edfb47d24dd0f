"""A folder with backups that neither answers nor fails holds up nothing but its own list of erasures."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from prisma_hub.log import actions as log
from prisma_hub.timeline import actions as timeline
from prisma_hub.upkeep import beside, erasures, reaching

# As the C library of a program that asks for a share whose machine is gone: it never comes back.
HANGS = """
#include <dirent.h>
#include <unistd.h>
DIR *opendir(const char *path) {
    for (;;) pause();
}
"""


@pytest.fixture
def hanging(tmp_path: Path) -> str:
    if not shutil.which("cc"):
        pytest.skip("there is no C compiler here")
    source, library = tmp_path / "hangs.c", tmp_path / "hangs.so"
    source.write_text(HANGS)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return str(library)


def test_its_list_waits_and_nothing_else_does(person, tmp_path, monkeypatch, hanging):
    ana, share, stick = person("Ana"), tmp_path / "share", tmp_path / "stick"
    for each in (share, stick):
        each.mkdir()
        erasures.keep_beside(each / "hub.backup")
    listed = {each: beside.list_beside(each / "hub.backup", log.hub_did()) for each in (share, stick)}
    known = reaching.answers

    def answers(folder: Path) -> bool:
        with monkeypatch.context() as there:
            there.setattr(reaching, "PATIENCE_S", 0.5 if folder == share else 60)
            if folder == share:
                there.setenv("LD_PRELOAD", hanging)
            return known(folder)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(reaching, "answers", answers)
        said = timeline.contribute(by=ana, text="one")
        log.erase(said.seq, right="speaker")
        for _ in range(2):
            erasures.tell()
        assert [listed[each].read_text().count("\n") for each in (share, stick)] == [1, 2]
        asking = reaching._asking[share]
        assert erasures.short() == []
        assert reaching._asking == {share: asking}, "one program asks, however often"
    asking.kill()  # the machine of the share is back: who waited for it is answered
    asking.wait()
    monkeypatch.setattr(reaching, "PATIENCE_S", 60)
    erasures.tell()
    assert listed[share].read_text() == listed[stick].read_text()
    assert reaching._asking == {}


def test_a_folder_that_is_not_there_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(reaching, "PATIENCE_S", 60)
    assert reaching.answers(tmp_path / "drawer")
