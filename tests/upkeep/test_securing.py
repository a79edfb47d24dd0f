"""The authority lies in the hub's folder, in no backup; the server's certificate is made anew by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from prisma_hub.kernel import authority, source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import SeededSource
from prisma_hub.upkeep import actions as upkeep
from prisma_hub.upkeep import backup, queries
from prisma_hub.upkeep.securing import server_file

DAY = 86_400_000


def make(*names: str, again: bool = False) -> authority.Shown:
    return upkeep.make_authority(names=names or ("spring.local",), addresses=["192.168.1.7"], again=again)


def test_both_are_readable_by_their_owner_only(hub: Path) -> None:
    assert queries.authority() is None
    made = make()
    assert queries.authority() == made
    assert upkeep.renew_certificate() is True
    assert (hub / "secure").stat().st_mode & 0o777 == 0o700
    files = {each.name: each.stat().st_mode & 0o777 for each in (hub / "secure").iterdir()}
    assert files == {"authority.pem": 0o600, "server.pem": 0o600}
    assert authority.shown(server_file().read_text()).reach == made.reach


def test_the_certificate_is_made_anew_when_it_is_due(hub: Path) -> None:
    clock = SeededSource("securing", 1_780_000_000_000)
    with source.use(clock):
        make()
        done = []
        for days in (0, 0, 9, 2, 0, 29, 400):
            clock.advance(days * DAY)
            done.append(upkeep.renew_certificate())
            assert authority.shown(server_file().read_text()).until_ms - clock.now_ms() > 19 * DAY
        assert done == [True, False, False, True, False, True, True]
        clock.advance(5 * 365 * DAY)
        with pytest.raises(Refused, match="past its last day"):
            upkeep.renew_certificate()


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_what_is_damaged_is_made_anew_or_said(hub: Path, damage: bytes) -> None:
    make()
    upkeep.renew_certificate()
    server_file().write_bytes(damage)
    assert upkeep.renew_certificate() is True
    (hub / "secure" / "authority.pem").write_bytes(damage)
    with pytest.raises(Refused, match="cannot be read"):
        queries.authority()
    assert make(again=True) == queries.authority()


def test_another_authority_takes_its_place_only_when_asked(hub: Path) -> None:
    first = make()
    upkeep.renew_certificate()
    with pytest.raises(Refused, match="has a certificate authority already"):
        make("other.local")
    assert queries.authority() == first
    second = make("other.local", again=True)
    assert queries.authority() == second != first
    assert not server_file().exists()
    assert upkeep.renew_certificate() is True


def test_a_name_of_the_world_at_large_changes_nothing(hub: Path) -> None:
    first = make()
    with pytest.raises(Refused, match="not a name for a machine"):
        make("bank.example", again=True)
    assert queries.authority() == first


def test_no_backup_holds_it(hub: Path) -> None:
    make()
    upkeep.renew_certificate()
    (hub / "hub.toml").write_text("format = 1\n")
    held = [name for name, _ in backup._files(hub / "keys")]
    assert [name for name in held if "secure" in name or name.endswith(".pem")] == []
    assert "keys/hub.key" in held
