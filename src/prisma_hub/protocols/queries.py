"""What can be asked about protocols."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import look
from prisma_hub.kernel.refusal import Refused
from prisma_hub.protocols import schemas
from prisma_hub.protocols.models import ProtocolInForce, ProtocolVersion
from prisma_hub.protocols.rules import answering, blocks, compiling, differing, questions
from prisma_hub.protocols.rules.blocks import in_language
from prisma_hub.protocols.types import Answer, Answers, Block, Difference, Draft, Protocol, Questions

__all__ = (
    "Readers",
    "adopted",
    "change",
    "channels",
    "check_answers",
    "check_page",
    "current",
    "draft",
    "drafts",
    "form_for",
    "in_language",
    "is_in_force",
    "protocol",
    "schema",
    "versions",
)

CHANNEL = "channel"


# == What is in force ==


def adopted(
    viewer: Viewer, *, kind: str | None = None, where: str | None = None, scope: str | None = None
) -> list[Protocol]:
    """Protocols in force, by title: of one kind, for records of one kind of thing (`where`: journey, …).

    With a `scope`, those in force there too; they stand before the hub's of the same name.
    """
    found = ProtocolInForce.objects.filter(scope__in={"", scope or ""})
    if kind is not None:
        found = found.filter(kind=kind)
    if where is not None:
        found = found.filter(where=where)
    rows: dict[str, ProtocolInForce] = {}
    for row in circles.visible(viewer).only(found).order_by("scope"):
        rows[row.name] = row
    return sorted(_protocols(rows.values()), key=lambda each: (in_language(each.title, "en"), each.name))


def channels(viewer: Viewer, scope_kind: str, scope: str | None = None) -> list[Protocol]:
    """The channels in which something can be said in a journey, a team, a session, …"""
    return adopted(viewer, kind=CHANNEL, where=scope_kind, scope=scope)


def current(viewer: Viewer, name: str, scope: str | None = None) -> Protocol | None:
    """The version in force under a name: in this scope, else on the hub."""
    found = ProtocolInForce.objects.filter(name=name, scope__in={"", scope or ""})
    row = circles.visible(viewer).only(found).order_by("-scope").first()
    return next(iter(_protocols([row])), None) if row else None


def is_in_force(viewer: Viewer, name: str) -> bool:
    """Whether something can be recorded under a name on the whole hub."""
    return circles.visible(viewer).only(ProtocolInForce.objects.filter(name=name, scope="")).exists()


def protocol(viewer: Viewer, version: str) -> Protocol | None:
    """One version, in force or not, where the viewer may hear its adoption."""
    rows: QuerySet[Any] = ProtocolVersion.objects.annotate(
        in_force=Exists(ProtocolInForce.objects.filter(version=OuterRef("version")))
    )
    found = circles.visible(viewer).only(rows.filter(version=version)).first()
    return _protocol(found, None, in_force=found.in_force) if found else None


def versions(viewer: Viewer, name: str) -> list[Protocol]:
    """Every version ever adopted under a name, the newest first."""
    found = ProtocolVersion.objects.filter(name=name).order_by("-seq")
    standing = set(ProtocolInForce.objects.filter(name=name).values_list("version", flat=True))
    return [
        _protocol(each, None, in_force=each.version in standing)
        for each in circles.visible(viewer).only(found)
    ]


def _protocols(rows: Iterable[ProtocolInForce]) -> list[Protocol]:
    wanted = list(rows)
    kept = _versions(row.version for row in wanted)
    return [_protocol(kept[row.version], row, in_force=True) for row in wanted]


def _protocol(kept: ProtocolVersion, row: ProtocolInForce | None, *, in_force: bool) -> Protocol:
    return Protocol(
        kept.version,
        row.name if row else kept.name,
        kept.kind,
        kept.block.get("title", {}),
        kept.block,
        kept.page,
        row.seq if row else kept.seq,
        kept.by,
        kept.at,
        (row.scope or None) if row else None,
        in_force,
    )


# == Forms and answers ==


def form_for(version: str, language: str, *, part: str = "") -> Questions:
    """What a version asks, in a language. Whoever may see a record may read its questions."""
    return _questions(_kept(version), language, part)


def _questions(kept: ProtocolVersion, language: str, part: str) -> Questions:
    return questions.questions_of(kept.block, language, version=kept.version, name=kept.name, part=part)


def check_answers(version: str, given: Mapping[str, Any], language: str = "en", *, part: str = "") -> Answers:
    """The answers a record may hold, guarded ones apart; refused in a sentence naming the question."""
    return answering.check(form_for(version, language, part=part), given)


class Readers:
    """Reads the answers of many records, in one language, asking for all their versions once."""

    def __init__(self, versions: Iterable[str], language: str) -> None:
        self.language = language
        self._kept = _versions(versions)
        self._asked: dict[tuple[str, str], Questions] = {}

    def block(self, version: str) -> Block:
        """What a version says, or nothing where this hub has never adopted it."""
        found = self._kept.get(version)
        return found.block if found else {}

    def read(self, version: str, answers: Mapping[str, Any], part: str = "") -> list[Answer]:
        return answering.read(self.questions(version, part), answers)

    def questions(self, version: str, part: str = "") -> Questions:
        """As `form_for`."""
        if version not in self._kept:
            raise _never_adopted()
        key = (version, part)
        if key not in self._asked:
            self._asked[key] = _questions(self._kept[version], self.language, part)
        return self._asked[key]


def schema(version: str, *, part: str = "") -> dict[str, Any]:
    """What a record's answers must be, as JSON Schema 2020-12."""
    return compiling.schema_of(form_for(version, "en", part=part))


def _kept(version: str) -> ProtocolVersion:
    found = _versions([version]).get(version)
    if found is None:
        raise _never_adopted()
    return found


def _versions(wanted: Iterable[str]) -> dict[str, ProtocolVersion]:
    """Versions that were ever adopted here, whoever heard of it; each asked for once while a page is read."""
    return look.each_once("protocol versions", sorted(set(wanted)), ProtocolVersion.objects.in_bulk)


def _never_adopted() -> Refused:
    return Refused(
        "This hub has never adopted the protocol this was made under.",
        kept="What was recorded is kept as it is.",
        mend="Adopt the protocol, and it becomes readable.",
    )


# == Drafts ==


def draft(viewer: Viewer, space: str, path: str) -> Draft | None:
    """The block on a page as it stands, and whether it can be adopted; None where there is none to see."""
    found = commons.fenced(viewer, space, path)
    return _draft(found) if found is not None and (found.blocks or found.problems) else None


def check_page(path: str, text: str) -> None:
    """Refuse a page that says it is a protocol and could not be adopted. Any other page is fine."""
    if "protocol" not in text:  # neither the front matter nor a block says it; most pages need no second look
        return
    found = commons.fenced_text(path, text)
    if not found.info.protocol and not found.blocks and not found.problems:
        return
    made = _draft(found)
    if made.problems:
        raise Refused(
            "“%(path)s” is a protocol that does not hold: %(why)s",
            kept="Nothing of the push was kept.",
            mend="Mend its block, or take “protocol:” out of its front matter; then commit and push again.",
            path=path[:200],
            why=made.problems[0],
        )


def drafts(viewer: Viewer) -> list[Draft]:
    """The blocks of every page that says it is a protocol and differs from what is in force."""
    standing = {each.name: each.version for each in adopted(viewer)}
    found = (_draft(each) for each in commons.protocol_pages(viewer) if each.blocks or each.problems)
    return [each for each in found if standing.get(each.name) != each.version]


def _draft(found: commons.Fenced) -> Draft:
    problems = list(found.problems)
    block = found.blocks[0] if found.blocks else {}
    name = found.info.protocol
    if not name:
        problems.append("The page has no name for it: write “protocol: a-name” in its front matter.")
    if len(found.blocks) > 1:
        problems.append("There is more than one block on this page.")
    problems += blocks.problems(block, schemas.validators()) if found.blocks else ()
    title = block.get("title")
    lineage = found.info.data.get("forked_from")
    return Draft(
        found.info.space,
        found.info.path,
        name,
        str(block.get("kind", "")),
        title if isinstance(title, Mapping) else {"en": found.info.title},
        block,
        "" if problems else blocks.version_of(block),
        hashlib.sha256(found.around.encode()).hexdigest(),
        tuple(problems),
        lineage if isinstance(lineage, str) else "",
    )


def change(viewer: Viewer, proposed: Draft, scope: str | None = None) -> Difference | None:
    """What adopting a draft would change; None where nothing of its name is in force."""
    standing = current(viewer, proposed.name, scope)
    return None if standing is None else differing.difference(standing.block, proposed.block)
