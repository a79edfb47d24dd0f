"""`verify`: a published site or its evidence, checked with no hub at hand."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from prisma_hub.cli import parameters, words
from prisma_hub.kernel import evidence
from prisma_hub.kernel.evidence import Report
from prisma_hub.kernel.refusal import Refused


@click.command()
@parameters.argument(
    "site",
    type=parameters.PATH,
    help="A published site, its evidence folder, or the proof of an entry (.tlog-proof).",
)
@click.option("--hub", default="", help="The did:key the hub must have.")
@parameters.as_json
def verify(site: Path, hub: str, as_json: bool) -> None:
    """Check a published site with no hub at hand. Exit 1 when anything does not hold."""
    if site.is_file():
        from prisma_hub.cli.verifying_proofs import verify_proof

        sys.exit(verify_proof(site, hub, as_json=as_json))
    alone = (site / "hub.json").is_file() and not (site / "evidence").exists()
    place = site if alone else site / "evidence"
    files = _read(place)
    report = evidence.check_evidence(
        files["hub.json"], files["checkpoint"], files["entries.jsonl"], insist_on=hub or None
    )
    found = [str(each) for each in report.findings]
    pages = None if alone else _manifest(place, files)
    found += _scripts_that_differ(place, files)
    count = 0
    if pages is not None:
        paths = _paths(site, files)
        count = len(paths)
        found += [
            str(each)
            for each in evidence.check_site(pages, report, paths, lambda path: (site / path).read_bytes())
        ]
    elif not alone:
        found.append(f"{evidence.MANIFEST} is missing: the pages are not tied to the evidence")
    _tell(report, found, None if pages is None else evidence.SITE_LIMITS, count, as_json=as_json)
    sys.exit(words.FINDING if found else 0)


def _read(place: Path) -> dict[str, bytes]:
    try:
        return {name: (place / name).read_bytes() for name in evidence.FILES}
    except OSError as problem:
        words.refuse(
            Refused(
                "This is no published site: %(place)s holds no evidence (%(file)s: %(problem)s).",
                mend="Name the folder that prisma-hub site wrote, or the evidence folder in it.",
                place=place,
                file=Path(str(problem.filename)).name,
                problem=problem.strerror,
            )
        )


def _manifest(place: Path, files: dict[str, bytes]) -> bytes | None:
    """The list of the site's files, if there is one; then its script is looked at like the others."""
    path = place / evidence.MANIFEST
    if path.is_file():
        files[evidence.MANIFEST] = path.read_bytes()
    return files.get(evidence.MANIFEST)


def _paths(site: Path, evidence_files: Iterable[str]) -> list[str]:
    """What stands in a site, without the files of its evidence: whatever else lies beside those is told.

    A link to a folder is one path, not followed: what a server shows under it is nothing the hub listed.
    """
    own = {f"evidence/{name}{end}" for name in evidence_files for end in ("", ".js")}
    found = (
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    )
    return [path for path in found if path not in own]


def _scripts_that_differ(place: Path, files: dict[str, bytes]) -> list[str]:
    found = []
    for name, content in files.items():
        path = place / f"{name}.js"
        try:
            if not path.is_file() or evidence.read_script(name, path.read_bytes()).encode() != content:
                found.append(f"{name}.js differs from {name}")
        except (OSError, Refused, UnicodeError):
            found.append(f"{name}.js cannot be read")
    return found


def _tell(
    report: Report, found: list[str], pages: tuple[str, ...] | None, count: int, *, as_json: bool
) -> None:
    limits = [*report.limits, *(pages or ())]
    if as_json:
        words.say_json(
            {
                "hub": report.hub,
                "name": report.name,
                "size": report.size,
                "shown": len(report.entries),
                "pages": pages is not None,
                "findings": found,
                "not covered": limits,
            }
        )
        return
    if found:
        words.complain("This does not hold. Do not rely on it.")
        for each in found:
            words.complain(f"  {each}")
        return
    words.say(f"Everything shown holds: {len(report.entries)} of {report.size} entries in the record book of")
    words.say(f"“{report.name}”, {report.hub}")
    if pages is not None:
        words.say(
            f"Each of its {count:,} files is the one the hub published; "
            "every quote and number repeats what was said."
        )
    words.say("Not checked:")
    if pages is None:
        words.say("  No page was looked at: for that, name the whole folder of the site.")
    for limit in limits:
        words.say(f"  {limit}")
