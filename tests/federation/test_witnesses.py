"""Witnesses on both sides: whose lines stand below our checkpoints, and what we sign of others' books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.kernel.hub import key
from tests.verifier.program import load_program

from prisma_hub.circles import queries as circles
from prisma_hub.federation import actions, events, queries
from prisma_hub.federation.kept import Seen
from prisma_hub.federation.types import Forked, NotContinued, NotCosigned, NotItsKey, NotOurSize, UnknownBook
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.inbox import queries as inbox
from prisma_hub.kernel import merkle
from prisma_hub.kernel.note import Checkpoint, parse_note
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import SigningKey
from prisma_hub.kernel.tiles import Proof
from prisma_hub.kernel.witnessing import Ask, Witness, cosign
from prisma_hub.log import actions as log
from prisma_hub.log import audit, proofs, replay
from prisma_hub.log import evidence as gathering
from prisma_hub.log import queries as book
from prisma_hub.log.kept import Cosignature
from prisma_hub.work import loop

WITNESS = Witness("witness.example/one", key("witness").public)
ELSEWHERE = str(Checkpoint("example.com/elsewhere", 3, bytes(32)).sign(key("elsewhere")))


@dataclass
class OtherHub:
    """Another hub, as a witness sees it: a key, and a book that grows."""

    signer: SigningKey = field(default_factory=lambda: key("another hub"))
    leaves: list[bytes] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"prisma-hub/{self.signer.did}/1"

    def grow(self, count: int, seed: bytes = b"entry") -> OtherHub:
        first = len(self.leaves)
        self.leaves += [merkle.leaf_hash(seed + n.to_bytes(2, "big")) for n in range(first, first + count)]
        return self

    def note(self, origin: str = "", signer: SigningKey | None = None) -> str:
        checkpoint = Checkpoint(origin or self.origin, len(self.leaves), merkle.root(self.leaves))
        return str(checkpoint.sign(signer or self.signer))

    def asks(self, old: int) -> Ask:
        proof = merkle.consistency_proof(self.leaves, old) if old else []
        return Ask(old, proof, self.note())


@pytest.fixture
def other(hub: object) -> OtherHub:
    found = OtherHub().grow(5)
    actions.follow_book(hub=found.signer.did, title="Upper valley")
    return found


def line_of(note: str, at: int = 1_800_000_000, name: str = WITNESS.name, seed: str = "witness") -> str:
    return cosign(parse_note(note).text, name, key(seed), at).line()


def grow(steward: Viewer, count: int) -> None:
    for _ in range(count):
        log.say(events.LEFT, by="hub", body={"hub": "did:key:z6Mk"})


def test_a_witness_line_stands_below_the_checkpoint_it_signed_and_no_other(steward: Viewer) -> None:
    actions.name_witness(key=WITNESS.vkey(), title="The house on the hill")
    note = Ask.parse(actions.ask()).note
    assert actions.take_in(line_of(note)) == [(WITNESS.name, book.size())]
    served = Client().get("/log/checkpoint").content.decode()
    assert served == note + line_of(note)
    assert WITNESS.signed_at(parse_note(served)) == 1_800_000_000
    assert gathering.gather({})["checkpoint"].decode() == served
    (shown,) = queries.witnesses(ANYBODY)
    assert (shown.witness, shown.title, shown.size) == (WITNESS, "The house on the hill", book.size())
    assert shown.at == "2027-01-15T08:00:00.000Z"
    grow(steward, 1)
    assert Client().get("/log/checkpoint").content.decode() == proofs.checkpoint()
    assert WITNESS.name not in proofs.checkpoint()
    assert list(audit.findings()) == []


def test_a_proof_to_keep_is_made_under_the_checkpoint_that_was_witnessed(steward: Viewer) -> None:
    actions.name_witness(key=WITNESS.vkey())
    note = Ask.parse(actions.ask()).note
    witnessed = book.size()
    grow(steward, 3)
    actions.take_in(line_of(note))
    kept, size = proofs.proof_to_keep(2)
    assert (size, WITNESS.signed_at(parse_note(kept.checkpoint))) == (witnessed, 1_800_000_000)
    page = load_program()
    known = page.Known(log.hub_did())
    assert page.verify_proof(kept.text(), gathering.line(2, size=size), known)
    newer, size = proofs.proof_to_keep(witnessed + 1)
    assert (size, newer) == (book.size(), proofs.proof(witnessed + 1))
    assert Proof.parse(Client().get("/log/2.tlog-proof").content.decode()) == kept


def test_the_next_request_goes_on_from_what_the_witness_signed_last(steward: Viewer) -> None:
    actions.name_witness(key=WITNESS.vkey())
    first = Ask.parse(actions.ask())
    assert (first.old, first.proof) == (0, ())
    actions.take_in(line_of(first.note))
    grow(steward, 5)
    then, now = first.checkpoint(), Ask.parse(actions.ask())
    assert now.old == then.size
    holds = merkle.verify_consistency(
        now.old, now.checkpoint().size, now.proof, then.root, now.checkpoint().root
    )
    assert holds
    assert Ask.parse(actions.ask(old=0)).old == 0
    with pytest.raises(Refused, match="not that long"):
        actions.ask(old=10_000)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (lambda note: line_of(note, seed="a forger"), "None of these lines is by a witness this hub knows"),
        (lambda note: line_of(note, name="elsewhere.example"), "None of these lines is by a witness"),
        (lambda note: line_of(note.replace("\n", "\n0", 1)), "witness witness.example/one fits none of our"),
        (lambda note: line_of(note)[:-9] + "AAAAAAA=\n", "witness witness.example/one fits none of our"),
        (
            lambda note: line_of(note) + line_of(ELSEWHERE),
            "witness witness.example/one fits none of our",
        ),
        (lambda note: note, "None of these lines is by a witness"),
        (lambda note: "hello", "is not the signature line of a note"),
        (lambda note: "", "signature"),
    ],
)
def test_what_is_not_a_known_witness_true_line_is_refused_by_name(
    steward: Viewer, lines: Callable[[str], str], sentence: str
) -> None:
    """One false line, and nothing that came with it is kept."""
    actions.name_witness(key=WITNESS.vkey())
    note = Ask.parse(actions.ask()).note
    with pytest.raises(Refused, match=sentence):
        actions.take_in(lines(note))
    assert not Cosignature.objects.exists()


def test_lines_of_strangers_are_left_aside(steward: Viewer) -> None:
    actions.name_witness(key=WITNESS.vkey())
    note = Ask.parse(actions.ask()).note
    actions.take_in(note + line_of(note, name="elsewhere.example") + line_of(note))
    assert proofs.checkpoint() == note + line_of(note)


def test_a_dismissed_witness_is_not_heard_any_more(steward: Viewer) -> None:
    actions.name_witness(key=WITNESS.vkey())
    note = Ask.parse(actions.ask()).note
    actions.dismiss_witness(key=WITNESS.vkey())
    assert queries.witnesses(ANYBODY) == []
    with pytest.raises(Refused, match="None of these lines"):
        actions.take_in(line_of(note))
    with pytest.raises(Refused, match="knows no such witness"):
        actions.dismiss_witness(key=WITNESS.vkey())
    with pytest.raises(Refused, match="Which witness is asked"):
        actions.ask()


def test_a_hub_is_no_witness_of_itself(hub: object) -> None:
    with pytest.raises(Refused, match="no witness of its own book"):
        actions.name_witness(key=log.hub_did())
    with pytest.raises(Refused, match="no witness of its own book"):
        actions.follow_book(hub=log.hub_did())


def test_the_log_checks_the_lines_it_keeps(steward: Viewer) -> None:
    actions.name_witness(key=WITNESS.vkey())
    note = Ask.parse(actions.ask()).note
    actions.take_in(line_of(note))
    Cosignature.objects.update(line=line_of(ELSEWHERE))
    sentence = f"The signature of witness witness.example/one under the checkpoint of size {book.size()}"
    assert [str(each) for each in audit.findings()] == [f"{sentence} does not hold."]


def test_as_a_witness_we_sign_what_goes_on_from_what_we_saw(other: OtherHub) -> None:
    us = Witness.parse(queries.our_key())
    assert us == Witness.parse(log.hub_did())
    for old, count in ((0, 0), (5, 7), (12, 0), (12, 300)):
        note = other.grow(count).note()
        line = actions.cosign_book(other.asks(old).text())
        assert us.signed_at(parse_note(note + line)) is not None
    (seen,) = queries.books(ANYBODY)
    assert (seen.hub, seen.title, seen.size) == (other.signer.did, "Upper valley", 312)
    assert book.size() == 2, "what we sign is no entry: two hubs would never come to rest"


def forged(other: OtherHub) -> dict[str, tuple[type[NotCosigned], Ask | str]]:
    """Requests a witness must refuse, after it has seen 5 entries; the book has 9."""
    good = other.asks(5)
    stranger = OtherHub(key("a stranger")).grow(9)
    return {
        "not a request": (NotCosigned, "hello"),
        "a book we do not follow": (UnknownBook, stranger.asks(5)),
        "no origin of a hub": (UnknownBook, Ask(5, good.proof, other.note("example.com/log"))),
        "signed by somebody else": (NotItsKey, Ask(5, good.proof, other.note(signer=key("a stranger")))),
        "a signature of another size": (NotItsKey, Ask(5, good.proof, good.note.replace("\n9\n", "\n8\n"))),
        "larger than its book": (NotCosigned, Ask(10, good.proof, good.note)),
        "from the beginning": (NotOurSize, other.asks(0)),
        "from elsewhere": (NotOurSize, other.asks(6)),
        "no proof": (NotContinued, Ask(5, (), good.note)),
        "half a proof": (NotContinued, Ask(5, good.proof[:-1], good.note)),
        "a proof too long": (NotContinued, Ask(5, (*good.proof, good.proof[0]), good.note)),
        "a proof of noughts": (NotContinued, Ask(5, (bytes(32),) * len(good.proof), good.note)),
        "another past": (NotContinued, OtherHub().grow(4).grow(5, b"other").asks(5)),
    }


def test_as_a_witness_we_refuse_whatever_does_not_go_on(other: OtherHub) -> None:
    actions.cosign_book(other.asks(0).text())
    other.grow(4)
    for name, (kind, request) in forged(other).items():
        with pytest.raises(NotCosigned) as no:
            actions.cosign_book(request if isinstance(request, str) else request.text())
        assert (name, type(no.value)) == (name, kind)
    assert Seen.objects.get().size == 5
    assert queries.forks(ANYBODY) == []


def test_at_its_address_each_refusal_has_the_status_of_the_standard(other: OtherHub) -> None:
    client = Client(enforce_csrf_checks=True)

    def post(body: str) -> tuple[int, str, str]:
        answer = client.post("/log/add-checkpoint", body, content_type="text/plain")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        return answer.status_code, answer.headers["Content-Type"], answer.content.decode()

    status, kind, line = post(other.asks(0).text())
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    assert Witness.parse(log.hub_did()).signed_at(parse_note(other.note() + line)) is not None
    other.grow(4)
    expected = {
        "not a request": 400,
        "a book we do not follow": 404,
        "no origin of a hub": 404,
        "signed by somebody else": 403,
        "a signature of another size": 403,
        "larger than its book": 400,
        "from the beginning": 409,
        "from elsewhere": 409,
        "no proof": 422,
        "half a proof": 422,
        "a proof too long": 422,
        "a proof of noughts": 422,
        "another past": 422,
    }
    found = {}
    for name, (_, request) in forged(other).items():
        found[name] = post(request if isinstance(request, str) else request.text())
    assert {name: status for name, (status, _, _) in found.items()} == expected
    assert found["from elsewhere"][1:] == ("text/x.tlog.size", "5\n")
    assert post("x" * 70_000)[0] == 413
    assert client.get("/log/add-checkpoint").status_code == 405
    assert client.get("/log/add-checkpoint").headers["Allow"] == "POST"


def test_two_roots_for_one_size_are_an_alarm_people_read(
    other: OtherHub, steward: Viewer, visit: Callable[[Viewer | None], Client]
) -> None:
    actions.cosign_book(other.asks(0).text())
    fork = OtherHub().grow(3).grow(2, b"other")
    padded = Ask(5, (), fork.note() + line_of(fork.note(), name="words.of.a.stranger"))
    for _ in range(2):
        with pytest.raises(Forked, match="Two roots for one size and epoch"):
            actions.cosign_book(padded.text())
    assert Client().post("/log/add-checkpoint", padded.text(), content_type="text/plain").status_code == 409
    (alarm,) = queries.forks(ANYBODY)
    assert (alarm.title, alarm.size, alarm.notes) == ("Upper valley", 5, (other.note(), fork.note()))
    page = unescape(visit(None).get("/witnesses").content.decode())
    assert "Upper valley has signed two different books of 5 entries." in page
    assert other.note() in page
    assert fork.note() in page
    assert "words.of.a.stranger" not in page
    loop.run_until_idle()
    told = [str(each.text) for each in inbox.letters(steward)]
    assert any("signed two different books" in text for text in told), told
    assert circles.holders("tend the hub") == [steward.person]
    actions.cosign_book(other.grow(1).asks(5).text())
    assert replay.differences() == []


def test_a_book_we_left_is_remembered(other: OtherHub) -> None:
    actions.cosign_book(other.asks(0).text())
    actions.leave_book(hub=other.signer.did)
    with pytest.raises(UnknownBook):
        actions.cosign_book(other.asks(5).text())
    with pytest.raises(Refused, match="follows no such book"):
        actions.leave_book(hub=other.signer.did)
    actions.follow_book(hub=other.signer.did)
    with pytest.raises(NotOurSize):
        actions.cosign_book(other.asks(0).text())


def test_a_hub_that_changed_its_key_is_followed_under_the_new_one(other: OtherHub) -> None:
    renewed = key("its next key")
    note = other.note(signer=renewed)
    with pytest.raises(NotItsKey):
        actions.cosign_book(Ask(0, (), note).text())
    actions.follow_book(hub=other.signer.did, key=renewed.did)
    assert actions.cosign_book(Ask(0, (), note).text())


def test_the_page_costs_the_same_for_one_and_for_three(
    steward: Viewer,
    visit: Callable[[Viewer | None], Client],
) -> None:
    def cost() -> int:
        client = visit(steward)
        client.get("/witnesses")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/witnesses").status_code == 200
        return len(found)

    def one_more(number: int) -> None:
        actions.name_witness(key=key(f"witness {number}").did, title=f"Witness {number}")
        actions.follow_book(hub=key(f"hub {number}").did, title=f"Hub {number}")

    one_more(0)
    first = cost()
    one_more(1)
    one_more(2)
    assert cost() == first <= 20


def test_after_a_rotation_a_hub_signs_under_its_new_key(other: OtherHub) -> None:
    before = queries.our_key()
    log.rotate_key()
    us = Witness.parse(queries.our_key())
    assert us.vkey() != before
    assert us.name == Witness.parse(before).name
    line = actions.cosign_book(other.asks(0).text())
    assert us.signed_at(parse_note(other.note() + line)) is not None
    assert Witness.parse(before).signed_at(parse_note(other.note() + line)) is None
