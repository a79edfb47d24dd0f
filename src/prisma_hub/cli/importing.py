"""`import vault`: a folder of notes as it is, and a report of what it could not take and why."""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import django

from prisma_hub.cli import folder, parameters, words
from prisma_hub.kernel.house import MARK
from prisma_hub.kernel.refusal import Refused

if TYPE_CHECKING:
    from prisma_hub.commons.types import LeftOut, LinkOut, Report


MOST_FILES = 12
"""Files named that did not come along; often it is a whole folder of pictures."""


class Space(enum.StrEnum):
    public = "public"
    hub = "hub"


@click.command()
@parameters.argument(
    "source", type=parameters.PATH, help="A folder of notes: an Obsidian vault, documentation."
)
@parameters.hub_folder()
@click.option(
    "--into",
    type=click.Choice(Space),
    default=Space.hub,
    show_default=True,
    help="Who may read it: the hub, or everybody.",
)
@click.option(
    "--history/--no-history", default=True, show_default=True, help="Bring the versions its git remembers."
)
@click.option(
    "--names/--no-names",
    default=True,
    show_default=True,
    help="Name who wrote them (never with an address).",
)
@parameters.as_json
def vault(source: Path, directory: Path, into: Space, history: bool, names: bool, as_json: bool) -> None:
    """Take a folder of notes as it is; again, and only what is new. Exit 1 where something was left out."""
    with words.refusals():
        _check_order(source, directory)
        folder.enter(directory)
        django.setup()
        from prisma_hub.commons import actions
        from prisma_hub.search import actions as search
        from prisma_hub.upkeep import actions as upkeep

        upkeep.prepare()
        upkeep.insist_founded()
        with words.progress("Reading notes") as report:
            found = actions.import_vault(
                source, into=into.value, by=None, history=history, names=names, progress=report
            )
        with words.progress("Making them findable") as report:
            search.make_index(progress=report)
    if as_json:
        words.say_json(actions.report_as_json(found))
    else:
        _tell(found)
    sys.exit(words.FINDING if found.left_out else 0)


def _check_order(source: Path, directory: Path) -> None:
    if (source / MARK).is_file() and not (directory / MARK).is_file():
        raise Refused(
            "There is no hub in %(folder)s, but in %(source)s.",
            kept="Nothing was imported.",
            mend="The notes come first, then the hub: prisma-hub import vault %(folder)s %(source)s",
            folder=directory,
            source=source,
        )


def _tell(found: Report) -> None:
    words.say(f"{found.pages} pages and {found.media} media files from {found.source} into {found.into}.")
    words.say(f"New {found.new}, changed {found.changed}, as they were {found.unchanged}.")
    if found.history:
        words.say(found.history)
    words.say(how_links_stand(found.links, len(found.missing_files)))
    _list("Merged with what was written here", found.merged)
    _list("Left as they are here", _why(found.kept_as_here))
    _list("Front matter that does not parse, kept as text", _why(found.unreadable_front_matter))
    _list("Not understood by this program, kept as plain text", found.unread)
    _list("Not written in UTF-8", _why(found.encodings))
    _list("One file on computers to which capitals make no difference", _why(found.alike))
    _list("Names some computers cannot hold", found.awkward)
    _list("Kept narrower, as their marks ask", _why(found.narrowed))
    _list("Components not known", (f"{name} ({count})" for name, count in sorted(found.components.items())))
    _list(
        "Links that want mending", map(what_is_broken, sorted(found.broken, key=lambda each: not each.sure))
    )
    if any(each.sure for each in found.broken):
        words.say("  What is surely meant is mended in one step: Commons → What wants mending.")
    _list("Pictures and other files that did not come along", which_files(found.missing_files), MOST_FILES)
    _list("Links that lead out of the folder", map(what_is_broken, found.outside))
    _list("Left out", _why(found.left_out))


def how_links_stand(by_rule: Mapping[str, int], files: int = 0) -> str:
    """How the links stand, in words; by which rule each was found says `--json`."""
    if not by_rule:
        return "Links: none."
    several, nowhere = by_rule.get("ambiguous", 0), by_rule.get("missing", 0) - files
    there = sum(by_rule.values()) - several - nowhere - files
    told = f"Links: {there} lead somewhere, {several} could mean several pages, {nowhere} lead nowhere"
    return f"{told}, {files} to files that did not come along." if files else f"{told}."


def which_files(missing: Sequence[LinkOut]) -> list[str]:
    """Each file once, with the page that shows it first and how many more do."""
    asked: dict[str, list[str]] = {}
    for each in missing:
        asked.setdefault(each.target, []).append(each.source.path)
    near = {each.target: each.proposals[0] for each in missing if each.proposals}
    return [
        f"{target}: on {pages[0]}{f' and {len(pages) - 1} more' if len(pages) > 1 else ''}"
        f"{f' (perhaps {near[target]})' if target in near else ''}"
        for target, pages in ((target, list(dict.fromkeys(pages))) for target, pages in asked.items())
    ]


def _why(found: Iterable[LeftOut]) -> Iterable[str]:
    return (f"{each.path}: {each.why}" for each in found)


def what_is_broken(link: LinkOut) -> str:
    """A link that wants mending, and what it may have meant."""
    near = ", ".join(link.proposals)
    if link.rule == "ambiguous":
        return f"{link.source.path}: {link.target} could mean {near}"
    if link.sure:
        return f"{link.source.path}: {link.target} → surely {link.proposals[0]}"
    part = ", of which this part is not there" if link.part_missing else ""
    return f"{link.source.path}: {link.target}{part}{f' (perhaps {near})' if near else ''}"


def _list(title: str, lines: Iterable[str], most: int | None = None) -> None:
    shown = list(lines)
    if shown:
        words.say(f"{title}: {len(shown)}")
    for each in shown[:most]:
        words.say(f"  {each}")
    if most is not None and len(shown) > most:
        words.say(f"  … and {len(shown) - most} more; --json names all.")
