"""`log head|verify|prove|export`, `rebuild`: the record book looked at from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import django
import typer

from prisma_hub.cli import folder, words
from prisma_hub.cli.hub import Folder

app = typer.Typer(help="The record book.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="For a machine to read.")]


def _open(directory: Path) -> None:
    folder.enter(directory)
    django.setup()


@app.command()
def head(directory: Folder = Path("hub"), as_json: Json = False) -> None:
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
        typer.echo(found.note, nl=False)


@app.command("verify")
def verify_log(directory: Folder = Path("hub"), as_json: Json = False) -> None:
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
    raise typer.Exit(words.FINDING if found else 0)


@app.command()
def prove(
    seq: Annotated[int, typer.Argument(help="The number of the entry.")],
    directory: Folder = Path("hub"),
    out: Annotated[Path, typer.Option(help="Where to put the two files.")] = Path("."),
) -> None:
    """Write a C2SP tlog-proof of an entry, and its evidence line beside it."""
    with words.refusals():
        _open(directory)
        from prisma_hub.log import evidence, proofs

        proof, line = proofs.proof(seq).text(), evidence.line(seq)
        out.mkdir(parents=True, exist_ok=True)
        (out / f"entry-{seq}.tlog-proof").write_text(proof, encoding="utf-8")
        (out / f"entry-{seq}.jsonl").write_text(line, encoding="utf-8")
    words.say(f"Written: entry-{seq}.tlog-proof and entry-{seq}.jsonl in {out.resolve()}")


@app.command()
def export(directory: Folder = Path("hub")) -> None:
    """Every entry as a line of JSON. Whoever holds the machine can read everything; keep it safe."""
    with words.refusals():
        _open(directory)
        from prisma_hub.log import queries

        for entry in queries.entries():
            typer.echo(json.dumps(entry.as_json(), ensure_ascii=False))


def rebuild(
    directory: Folder = Path("hub"),
    check: Annotated[bool, typer.Option(help="Only compare; exit 1 on any difference.")] = False,
) -> None:
    """Make every derived table again from the record book."""
    with words.refusals(), words.progress("Folding the record book") as report:
        _open(directory)
        from prisma_hub.log import queries, replay

        found = replay.differences(report) if check else []
        folded = queries.size() if check else replay.rebuild(report)
    for each in found:
        words.complain(each)
    if found:
        raise typer.Exit(words.FINDING)
    words.say(f"{folded} entries: the tables are what the record book says.")
