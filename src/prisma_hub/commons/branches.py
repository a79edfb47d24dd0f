"""Where the branch of a space's repository stands, and who stands in its commits."""

from __future__ import annotations

import threading

from django.db import transaction

from prisma_hub.commons import repositories
from prisma_hub.commons.models import Repository
from prisma_hub.commons.repositories import Author
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer

_MOVING = threading.Lock()


def author_of(by: Viewer | None) -> Author:
    """Who stands in the commit. The hub signs what nobody in particular did."""
    if by is None or by.person is None:
        return Author("hub", "hub")
    person = people.person(by, by.person)
    return Author(person.name if person else "", f"person-{by.person.hex[-12:]}")


def head_of(space: str) -> str | None:
    return Repository.objects.filter(space=space).values_list("head", flat=True).first()


def catch_up_once_kept(space: str) -> None:
    """Kept is kept, whatever becomes of the branch: it also follows as a reaction, tried until it does."""

    def catch_up() -> None:  # a function with a name: Django notes by it which one failed
        catch_up_branch(space)

    transaction.on_commit(catch_up, robust=True)


def catch_up_branch(space: str) -> bool:
    """Put the branch where the log says it belongs; doing it again changes nothing. False where somebody
    else held it all the while."""
    with _MOVING:  # else whoever looked first could move it back last
        head = head_of(space)
        return head is None or repositories.move_branch(space, head)
