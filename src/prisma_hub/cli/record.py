"""`log head|verify|prove|export`, `rebuild`: the record book looked at from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import django

from prisma_hub.cli import folder, parameters, words
from prisma_hub.kernel.refusal import naming


def _open(directory: Path, *, reading: bool = True) -> None:
    folder.enter(directory, reading=reading)
    django.setup()


@click.command()
@parameters.hub_folder()
@parameters.as_json
def head(directory: Path, as_json: bool) -> None:
    """Where the record book stands: its size, root and signed checkpoint."""
    with words.refusals():
        _open(directory)
        from prisma_hub.log import queries

        found = queries.head()
    if found is None:
        words.refuse("There is no entry yet.", words.FINDING)
    if as_json:
        words.say_json(
            {
                "hub": found.hub,
                "epoch": found.epoch,
                "size": found.size,
                "root": found.root.hex(),
                "at": found.at,
            }
        )
    else:
        click.echo(found.note, nl=False)


@click.command()
@parameters.hub_folder()
@parameters.as_json
def verify(directory: Path, as_json: bool) -> None:
    """Recompute everything: words, receipts, tree, checkpoints, signatures. Exit 1 on a finding."""
    with words.refusals(), words.progress("Checking the record book") as report:
        _open(directory)
        from prisma_hub.log import audit, queries

        found = [str(each) for each in audit.findings(report, processes=audit.processors())]
        size = queries.size()
    if as_json:
        words.say_json({"entries": size, "findings": found})
    elif not found:
        words.say(f"All {size} entries, their receipts, the tree and its checkpoints hold.")
    for each in [] if as_json else found:
        words.complain(each)
    sys.exit(words.FINDING if found else 0)


@click.command()
@parameters.argument("seq", type=int, help="The number of the entry.")
@parameters.hub_folder()
@click.option(
    "--out", type=parameters.PATH, default=".", show_default=True, help="Where to put the two files."
)
def prove(seq: int, directory: Path, out: Path) -> None:
    """Write a C2SP tlog-proof of an entry, and its evidence line beside it."""
    with words.refusals():
        _open(directory)
        from prisma_hub.log import evidence, proofs

        made, size = proofs.proof_to_keep(seq)
        proof, line = made.text(), evidence.line(seq, size=size)
        with naming(out):
            out.mkdir(parents=True, exist_ok=True)
            (out / f"entry-{seq}.tlog-proof").write_text(proof, encoding="utf-8")
            (out / f"entry-{seq}.jsonl").write_text(line, encoding="utf-8")
    words.say(f"Written: entry-{seq}.tlog-proof and entry-{seq}.jsonl in {out.resolve()}")


@click.command()
@parameters.hub_folder()
def export(directory: Path) -> None:
    """Every entry as a line of JSON. Whoever holds the machine can read everything; keep it safe."""
    with words.refusals():
        _open(directory)
        from prisma_hub.log import queries

        for entry in queries.entries():
            said = json.dumps(entry.as_json(), ensure_ascii=False)
            with naming("what this is written into"):
                click.echo(said)


@click.command()
@parameters.hub_folder()
@click.option(
    "--check/--no-check", default=False, show_default=True, help="Only compare; exit 1 on any difference."
)
def rebuild(directory: Path, check: bool) -> None:
    """Make every derived table again from the record book, also while the hub is served.

    Ended in the middle, it goes on from there when it is called again.
    """
    with words.refusals(), words.progress("Folding the record book") as report:
        _open(directory, reading=check)
        from prisma_hub.log import queries, replay

        found = replay.differences(report) if check else []
        folded = queries.size() if check else replay.rebuild(report, gently=folder.is_held(directory))
    for each in found:
        words.complain(each)
    if found:
        sys.exit(words.FINDING)
    words.say(f"{folded} entries: the tables are what the record book says.")
