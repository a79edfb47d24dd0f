"""What leaves the log can be checked by anybody."""

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.kernel import evidence, merkle
from prisma_hub.kernel.note import origin
from prisma_hub.kernel.signing import public_of
from prisma_hub.kernel.tiles import parse_entry_bundle
from prisma_hub.log import actions as log
from prisma_hub.log import audit, proofs, queries
from prisma_hub.log import evidence as gathering
from prisma_hub.log.kept import Checkpoint, Line, Node


def grow(steward, count):
    for number in range(count):
        circles.open_circle(by=steward, title=f"Circle {number}")


def test_every_entry_is_proven_and_no_other(steward):
    grow(steward, 4)
    head = queries.head()
    bundle = parse_entry_bundle(proofs.tile(f"tile/entries/000.p/{head.size}"))
    for seq in range(head.size):
        proof = proofs.proof(seq)
        proof.check(bundle[seq], origin(head.hub, head.epoch), public_of(head.hub))
        with pytest.raises(Exception, match="not in the record book"):
            proof.check(bundle[seq - 1], origin(head.hub, head.epoch), public_of(head.hub))


def test_full_tiles_enter_the_tile_above(steward):
    grow(steward, 150)
    assert queries.size() > 256
    leaves = [bytes(leaf) for leaf in Line.objects.order_by("seq").values_list("leaf", flat=True)]
    assert [bytes(node.hash) for node in Node.objects.all()] == [merkle.root(leaves[:256])]
    assert Checkpoint.objects.filter(size=256).exists()
    assert queries.head().root == merkle.root(leaves)
    old = merkle.root(leaves[:100])
    between = proofs.consistency(100, len(leaves))
    assert merkle.verify_consistency(100, len(leaves), between, old, merkle.root(leaves))
    assert list(audit.findings()) == []


def test_the_log_notices_changed_words_and_receipts(steward):
    line = Line.objects.order_by("seq").last()
    line.parts = line.parts.replace("steward", "emperor")
    line.save()
    assert [str(each) for each in audit.findings()] == [
        f"The words of entry {line.seq} are not those that were kept."
    ]
    Line.objects.filter(seq=1).update(at=1)
    assert any("receipt of entry 1" in str(each) for each in audit.findings())


def test_a_missing_entry_is_named(steward):
    Line.objects.filter(seq=1).delete()
    assert [str(each) for each in audit.findings()] == ["Entry 1 is missing."]


def test_evidence_shows_what_was_chosen_and_no_more(person, steward):
    person("Anazanzaraquil")
    files = gathering.gather({1: {"kind"}, 2: {"kind", "said"}})
    report = evidence.check_evidence(files["hub.json"], files["checkpoint"], files["entries.jsonl"])
    assert report.ok, report.findings
    shown = {entry.seq: {part.name for part in entry.parts.values()} for entry in report.entries}
    assert shown == {0: {"kind", "body.name", "body.next"}, 1: {"kind"}, 2: {"kind", "said"}}
    assert b"Anazanzaraquil" not in b"".join(files.values())


def test_erased_parts_stay_out_of_evidence(person, steward):
    person("Ana")
    joined = queries.size() - 1
    log.erase(joined, right="speaker")
    files = gathering.gather({joined: {"kind", "body.name"}})
    report = evidence.check_evidence(files["hub.json"], files["checkpoint"], files["entries.jsonl"])
    assert report.ok, report.findings
    assert {part.name for part in report.entries[-1].parts.values()} == {"kind"}


def test_damage_is_found_in_every_stretch(steward, monkeypatch):
    """Stretches are checked by themselves: what joins them is held too."""
    monkeypatch.setattr(audit, "LONG", 4)
    grow(steward, 6)
    assert list(audit.findings()) == []
    changed = [line for line in Line.objects.order_by("seq") if "Circle" in line.parts]
    for line in changed:
        Line.objects.filter(seq=line.seq).update(parts=line.parts.replace("Circle", "Square"))
    found = [str(each) for each in audit.findings()]
    assert found == [f"The words of entry {line.seq} are not those that were kept." for line in changed]
    Line.objects.filter(seq=8).update(at=1)
    found = [str(each) for each in audit.findings()]
    assert "Entry 8 is dated before the one before it." in found
    assert "The receipt of entry 8 was changed." in found
    Line.objects.filter(seq=8).delete()
    assert [str(each) for each in audit.findings()][-1] == "Entry 8 is missing."


def test_a_log_cut_short_is_noticed(steward):
    grow(steward, 3)
    Line.objects.order_by("seq").last().delete()
    assert [str(each) for each in audit.findings()] == [f"Entry {queries.size() - 1} is missing."]
