"""Every changed byte of a published site is found and named, with no hub at hand."""

from __future__ import annotations

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from prisma_hub.kernel import evidence
from prisma_hub.log import actions as log
from prisma_hub.log import proofs
from prisma_hub.log.evidence import gather, line
from tests.stories.sites import change, files, text, verify
from tests.verifier.mutations import mutations
from tests.verifier.program import load_program, load_verify, refusal, write_folder
from tests.verifier.sample import HUB, HUB_KEYS, sample_log
from tests.verifier.writer import Log, write_evidence, write_proof

STORY = "stories/the-spring-above-the-mill"
ACCOUNT = f"{STORY}/account.en.html"


def relist(out: Path) -> None:
    """What somebody does who changes a page and mends the list after it, with its script."""
    rows = [
        evidence.listed(path, data) for path, data in files(out).items() if not path.startswith("evidence/")
    ]
    manifest = evidence.write_manifest("public", rows)
    (out / "evidence/site.json").write_bytes(manifest)
    (out / "evidence/site.json.js").write_text(evidence.script("site.json", manifest.decode()))


def test_a_site_as_it_was_published_holds(site):
    code, said = verify(site)
    assert code == 0, said
    assert "every quote and number repeats what was said" in said
    assert "Not checked" in said
    assert json.loads(verify(site, "--json")[1])["findings"] == []


CHANGES = {
    "a quote": (ACCOUNT, "It stopped in 1994.", "It stopped in 1995."),
    "the sense of a quote": (f"{STORY}/glance.en.html", "my boots got wet", "my boots got dry"),
    "a number": (ACCOUNT, '<data value="3.4"', '<data value="8.4"'),
    "a number as read": (ACCOUNT, ">3.4</data>", ">9.4</data>"),
    "a unit": (ACCOUNT, ">litre a minute<", ">litre a second<"),
    "a day": (ACCOUNT, 'datetime="2', 'datetime="1'),
    "a sentence": (ACCOUNT, "Who keeps the weirs.", "Who keeps the money."),
    "a link": ("index.html", 'href="stories.html"', 'href="pages.html"'),
    "a style": ("static/base.css", "margin: 0", "margin: 9"),
    "a script": ("static/verify.js", '"use strict"', '"use strict" '),
    "the feed": ("feed.atom", "The spring", "The dry spring"),
    "an index of words": ("search/words-bo.js", "boot", "root"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_found_and_its_file_named(site, what):
    path, old, new = CHANGES[what]
    change(site, path, old, new)
    code, said = verify(site)
    assert code == 1
    assert f"{path}: This file was changed." in said


@pytest.mark.parametrize(
    "what", ["a quote", "the sense of a quote", "a number", "a number as read", "a unit", "a day"]
)
def test_what_repeats_an_entry_is_held_to_it_whatever_the_list_says(site, what):
    path, old, new = CHANGES[what]
    change(site, path, old, new)
    relist(site)
    code, said = verify(site)
    assert code == 1
    assert "This file was changed" not in said
    assert f"{path}: “" in said
    assert "is not what entry" in said


def test_a_list_mended_after_a_change_is_not_the_one_in_the_record_book(site):
    change(site, ACCOUNT, "Who keeps the weirs.", "Who keeps the money.")
    relist(site)
    code, said = verify(site)
    assert (code, "site.json: No entry of the record book shown here has this list." in said) == (1, True)


def test_a_file_more_and_a_file_less_are_named(site):
    (site / "stories/extra.html").write_text("<p>and more")
    (site / "glossary.html").unlink()
    code, said = verify(site)
    assert code == 1
    assert "stories/extra.html: This file was added" in said
    assert "glossary.html: This file is missing" in said


def test_what_lies_beside_the_evidence_or_behind_a_link_was_added_too(site, tmp_path):
    (site / "evidence/story.html").write_text("<h1>Never said")
    (site / "evidence/news").mkdir()
    (site / "evidence/news/index.html").write_text("<h1>Never said")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/index.html").write_text("<h1>Never said")
    (site / "today").symlink_to(tmp_path / "elsewhere")
    code, said = verify(site)
    assert code == 1
    for path in ("evidence/story.html", "evidence/news/index.html", "today"):
        assert f"{path}: This file was added" in said


def test_a_site_without_its_list_does_not_pass(site):
    (site / "evidence/site.json").unlink()
    assert verify(site)[0] == 1


def test_the_script_of_the_list_is_the_list(site):
    change(site, "evidence/site.json.js", "account.en.html", "accounts.en.html")
    assert "site.json.js differs" in verify(site)[1]


def test_words_under_the_number_of_another_entry_are_refused(site, published):
    spring = published[1]
    change(site, ACCOUNT, f'data-entry="{spring.ran.seq}"', f'data-entry="{spring.boots.seq}"')
    relist(site)
    assert f"is not what entry {spring.boots.seq} says" in verify(site)[1]
    change(site, ACCOUNT, f'data-entry="{spring.boots.seq}"', 'data-entry="999"')
    assert "leans on entry 999, which is not shown" in verify(site)[1]


def test_the_cause_is_told_and_what_follows_from_it_is_a_count(site):
    for name in ("entries.jsonl", "entries.jsonl.js"):
        change(site, f"evidence/{name}", "It stopped in 1994.", "It stopped in 1995.")
    said = verify(site)[1].splitlines()
    assert said[0] == "This does not hold. Do not rely on it."
    assert said[1].strip().startswith("entries.jsonl, line ")
    assert re.fullmatch(
        r"site.json: What [0-9]+ places on the pages repeat was not compared: .*", said[2].strip()
    )
    assert len(said) == 3


def test_places_that_lean_on_one_hidden_entry_are_counted(site, published):
    kept = [
        line
        for line in text(site, "evidence/entries.jsonl").splitlines(keepends=True)
        if json.loads(json.loads(line)["receipt"])["seq"] != published[1].ran.seq
    ]
    (site / "evidence/entries.jsonl").write_text("".join(kept))
    (site / "evidence/entries.jsonl.js").write_text(evidence.script("entries.jsonl", "".join(kept)))
    said = verify(site)[1]
    assert said.count(f"leans on entry {published[1].ran.seq}, which is not shown") == 1
    assert re.search(f"[0-9]+ more places lean on entry {published[1].ran.seq}, which is not shown", said)


def test_a_newer_key_of_the_hub_is_named_as_such(site, hub, tmp_path):
    log.rotate_key()
    folder = write_folder(tmp_path / "evidence", gather({}))
    said = json.loads((folder / "hub.json").read_text())
    newer = said["keys"][0]["key"]
    assert verify(folder, "--hub", said["hub"])[0] == 0
    code, told = verify(folder, "--hub", newer)
    assert (code, f"A hub is named by its first key: {said['hub']}." in told) == (1, True)
    assert "of another hub" in verify(folder, "--hub", newer[:-1])[1]


def test_the_proof_of_an_entry_is_checked_with_its_line(tmp_path):
    young = Log(sample_log().entries[:3], HUB_KEYS[:1])
    write_folder(tmp_path, write_proof(young, 2))
    proof, line = tmp_path / "entry-2.tlog-proof", tmp_path / "entry-2.jsonl"
    code, said = verify(proof, "--hub", HUB)
    assert (
        code,
        f"It holds: entry 2 of 3, kept 2026-05-18T09:02:00.000Z, in the record book of {HUB}" in said,
    ) == (0, True)
    assert "  kind: contribution.made/1" in said
    assert json.loads(verify(proof, "--json")[1])["entry"] == 2
    assert "This is the proof of another hub" in verify(proof, "--hub", HUB[:-1])[1]
    whole = line.read_bytes()
    line.write_bytes(whole.replace(b"It rained.", b"It snowed."))
    assert (verify(proof)[0], "is not the one kept" in verify(proof)[1]) == (1, True)
    write_folder(tmp_path, {"entry-2.jsonl": write_proof(young, 0)["entry-0.jsonl"]})
    assert "that of another entry, 0" in verify(proof)[1]
    line.write_bytes(whole)
    proof.write_bytes(proof.read_bytes().replace(b"index 2", b"index 3"))
    assert verify(proof)[0] == 1
    line.unlink()
    code, said = verify(proof)
    assert (code, "its line of evidence, entry-2.jsonl, which is missing here" in said) == (2, True)
    assert "is neither a published site nor a proof" in verify(write_folder(tmp_path, {"x": b""}) / "x")[1]


def test_a_lone_proof_after_a_change_of_key_says_what_it_needs(hub, tmp_path):
    log.rotate_key()
    made, size = proofs.proof_to_keep(0)
    write_folder(
        tmp_path, {"entry-0.tlog-proof": made.text().encode(), "entry-0.jsonl": line(0, size=size).encode()}
    )
    code, said = verify(tmp_path / "entry-0.tlog-proof")
    assert (code, "check it together with the evidence of the hub's site" in said) == (1, True)
    write_folder(tmp_path / "evidence", gather({}))
    assert verify(tmp_path / "entry-0.tlog-proof")[0] == 0
    write_folder(tmp_path / "evidence", write_evidence(sample_log()))
    assert "The evidence beside it does not hold." in verify(tmp_path / "entry-0.tlog-proof")[1]


def test_the_program_on_the_page_accepts_our_evidence(site):
    folder = {
        path.removeprefix("evidence/"): data for path, data in files(site).items() if "evidence/" in path
    }
    assert refusal(load_verify(), folder) is None


def on_the_page(site: Path) -> str | None:
    """Why the program on the page refuses a whole site; None when it accepts it."""
    program = load_program()
    try:
        said = program.verify_place(site, program.Known())
    except Exception as why:
        return str(why)
    assert "byte for byte, those the hub published" in said[-1]
    assert any("It stopped in 1994." in line for line in said)
    return None


@pytest.mark.parametrize("what", CHANGES)
def test_the_program_on_the_page_refuses_a_changed_file_and_a_mended_list(site, what):
    path, old, new = CHANGES[what]
    change(site, path, old, new)
    assert on_the_page(site) == f"{path} was changed"
    relist(site)
    assert on_the_page(site) == "evidence/site.json is not the list an entry shown here names"


def test_the_program_on_the_page_looks_for_every_file_of_a_site(site):
    assert on_the_page(site) is None
    (site / "evidence/story.html").write_text("<h1>Never said")
    assert on_the_page(site) == "evidence/story.html was added: the list does not have it"
    (site / "evidence/story.html").unlink()
    script = (site / "evidence/site.json.js").read_text()
    (site / "evidence/site.json.js").write_text(script.replace("(self", "( self", 1))
    assert on_the_page(site) == "site.json.js is no copy"
    (site / "evidence/site.json.js").write_text(script)
    (site / "glossary.html").unlink()
    assert on_the_page(site) == "glossary.html is missing"


@pytest.mark.slow
def test_every_mutation_of_the_evidence_is_refused(site, tmp_path):
    accepted, count = [], 0
    for name, altered in mutations(site / "evidence"):
        count += 1
        folder = tmp_path / "altered"
        shutil.rmtree(folder, ignore_errors=True)
        write_folder(folder, altered)
        if verify(folder)[0] == 0:
            accepted.append(name)
    assert accepted == []
    assert count > 300


def test_what_is_seen_is_read_alike_however_it_is_spaced():
    one = evidence.see(
        "<main data-prisma-text><p>A\n  b</p><p data-prisma-live>live</p><script>x</script></main>"
    )
    other = evidence.see("<main data-prisma-text><p>A b</p></main>")
    assert one == other
    assert one.text == sha256(b"A b").hexdigest()
    assert evidence.see("<p>no region</p>").text == ""


def test_where_a_link_leads_is_part_of_what_is_seen():
    page = '<main data-prisma-text><a href="{}">A</a></main>'
    assert evidence.see(page.format("x.html")) != evidence.see(page.format("y.html"))


def test_text_of_the_account_is_what_the_list_says(site):
    rows = {row["path"]: row for row in json.loads(text(site, "evidence/site.json"))["files"]}
    assert rows[ACCOUNT]["text"] == evidence.see(text(site, ACCOUNT)).text
