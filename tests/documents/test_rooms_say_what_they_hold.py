"""Each README ends with what its room stands on, says, does, answers and shows, as the code has it."""

import pytest

from tests.documents import rooms


def test_every_room_has_a_page() -> None:
    with_code = {each.parent.name for each in rooms.HOUSE.glob("*/__init__.py")} - {"migrations"}
    assert with_code - set(rooms.rooms()) - rooms.FACES == set()


@pytest.mark.parametrize("room", rooms.rooms())
def test_what_is_here_is_what_the_code_has(room: str) -> None:
    said, held = rooms.written(room)
    assert said.count("\n") > 3
    assert held == rooms.section(room), "run: python -m tests.documents.rooms"
