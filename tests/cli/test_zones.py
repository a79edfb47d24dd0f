"""Which time zone a new hub takes over from its machine."""

from pathlib import Path

import pytest

from prisma_hub.cli.zones import check_zone, zone_here
from prisma_hub.kernel.refusal import Refused


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    (tmp_path / "etc").mkdir()
    return tmp_path


def test_the_environment_is_heard_first(machine: Path) -> None:
    (machine / "etc" / "timezone").write_text("Europe/Lisbon\n")
    assert zone_here({"TZ": ":America/Bogota"}, machine) == "America/Bogota"


def test_then_what_the_machine_has_written_down(machine: Path) -> None:
    (machine / "etc" / "timezone").write_text("Europe/Lisbon\n")
    (machine / "etc" / "localtime").symlink_to("/usr/share/zoneinfo/Africa/Accra")
    assert zone_here({}, machine) == "Europe/Lisbon"
    assert zone_here({"TZ": "CET-1CEST"}, machine) == "Europe/Lisbon"


def test_then_where_its_clock_points(machine: Path) -> None:
    (machine / "etc" / "localtime").symlink_to("../usr/share/zoneinfo/Africa/Accra")
    assert zone_here({}, machine) == "Africa/Accra"


def test_a_machine_that_says_nothing_shows_utc(machine: Path) -> None:
    assert zone_here({}, machine) == "UTC"


@pytest.mark.parametrize("name", ["", "Mars/North", "Europe", "/etc/passwd", "../UTC", "europe/lisbon "])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="no time zone called"):
        check_zone(name)
