"""The commons as a git remote: what stands in a space, and the packs in which it travels."""

from __future__ import annotations

from typing import BinaryIO

from prisma_hub.commons import repositories
from prisma_hub.commons.branches import author_of, catch_up_branch, head_of
from prisma_hub.commons.kept import Clone
from prisma_hub.commons.models import PageVersion, Purge
from prisma_hub.commons.queries.access import keeps_history, may_write, readable
from prisma_hub.commons.remote import lines, sending
from prisma_hub.commons.rules import pushing
from prisma_hub.commons.types import Copy
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere, Refused


def _insist_read(viewer: Viewer, space: str) -> None:
    if space not in readable(viewer):
        raise NotHere("There is no such repository, or none that you may read.", mend="Look at its address.")
    if not keeps_history(space):
        raise Refused(
            "Your garden keeps no history, and git is nothing but history.",
            kept="Nothing was changed.",
            mend="On the page where you clone you can ask the hub to keep it.",
        )


def advertise(viewer: Viewer, space: str) -> bytes:
    """What whoever clones or fetches is told first."""
    _insist_read(viewer, space)
    with repositories.opened(space):
        catch_up_branch(space)
    return sending.advertise(space)


def pack(viewer: Viewer, space: str, asked: BinaryIO) -> BinaryIO:
    """The answer to a fetch, to be sent as it is; closed by whoever sends it.

    Only what the branch has been at may be asked for by name. Git itself would hand out any file whose name
    somebody knows, whether the branch leads to it or not.
    """
    _insist_read(viewer, space)
    wants = lines.read_wants(asked)
    known = set(PageVersion.objects.filter(space=space, commit__in=wants).values_list("commit", flat=True))
    if not wants <= known | {head_of(space)}:
        raise NotHere("There is nothing of that name here.", mend="Fetch again.")
    return sending.send(space, asked)


def advertise_push(viewer: Viewer, space: str) -> bytes:
    """What whoever pushes is told first. Whoever may not write here is told by the push itself, why."""
    _insist_read(viewer, space)
    return lines.advertisement(head_of(space))


def is_old_copy(token: str, space: str) -> bool:
    """Whether the history of a space was begun anew since this token fetched it. Git compares the branches
    by itself and would not ask us, so this is said before a push begins."""
    seq = Clone.objects.filter(token=token, space=space).values_list("seq", flat=True).first()
    return seq is not None and Purge.objects.filter(space=space, seq__gt=seq).exists()


def error_line(sentence: str) -> bytes:
    """An answer that git shows as `remote error: …`."""
    return lines.refusal(sentence)


def refuse_push(sent: BinaryIO, sentences: list[str]) -> bytes:
    """The answer to a push that is not even looked into. The first sentence also stands beside the branch."""
    return lines.report(lines.read_request(sent), sentences, problem=sentences[0])


def copies(viewer: Viewer) -> list[Copy]:
    """Which of the viewer's tokens took which space away, the latest first."""
    found = Clone.objects.filter(person=viewer.id).order_by("-at", "space")
    return [Copy(each.token, each.space, each.at) for each in found]


def copies_of_theirs(viewer: Viewer) -> int:
    """How many other people took a copy of a space on whose pages the viewer wrote."""
    written = PageVersion.objects.filter(by=viewer.ref).values("space")
    found = Clone.objects.filter(space__in=written).exclude(person=viewer.id)
    return found.values("person").distinct().count()


def count_copies(viewer: Viewer, space: str) -> int:
    """How many people have a copy of a space, for whoever is about to purge its history."""
    if not may_write(viewer, space):
        return 0
    return Clone.objects.filter(space=space).values("person").distinct().count()


def signature(viewer: Viewer) -> tuple[str, str]:
    """The name a viewer's commits carry, and their id in the place of an address."""
    author = author_of(viewer)
    return author.name, f"{author.id}@hub"


def config_lines(viewer: Viewer) -> list[str]:
    """What the viewer types in a fresh clone, so that their commits carry their id and no address."""
    return [*pushing.config_lines(*signature(viewer)), pushing.JOINS]
