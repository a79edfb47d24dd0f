import pytest

from prisma_hub.kernel.canonical import from_b64
from prisma_hub.kernel.note import (
    Checkpoint,
    key_id,
    origin,
    parse_note,
    parse_origin,
    read_checkpoint,
    sign_note,
)
from prisma_hub.kernel.refusal import Refused
from tests.kernel.hub import key

# The example of Go's golang.org/x/mod/sumdb/note, whose format C2SP took over.
NEUMANN = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K"
    "E6RyyBwJnAM=\n"
)
NEUMANN_KEY = from_b64("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
ROOT = bytes(range(32))
LOG = "example.com/log"


def note(size=5, name=LOG, signer="log"):
    return str(Checkpoint(name, size, ROOT).sign(key(signer)))


def test_the_well_known_note_verifies():
    parsed = parse_note(NEUMANN)
    assert str(parsed) == NEUMANN
    assert key_id("PeterNeumann", NEUMANN_KEY).hex() == "c74f20a3"
    parsed.check("PeterNeumann", NEUMANN_KEY)


def test_a_changed_note_is_refused():
    with pytest.raises(Refused, match="is wrong"):
        parse_note(NEUMANN.replace("answer", "question")).check("PeterNeumann", NEUMANN_KEY)


def test_a_checkpoint_is_written_and_read():
    head = Checkpoint(LOG, 5, ROOT)
    assert note().startswith(f"{LOG}\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— {LOG} ")
    assert read_checkpoint(note(), LOG, key("log").public) == head
    assert read_checkpoint(note().encode(), LOG, key("log").public) == head


def test_lines_of_unknown_keys_are_ignored_wherever_they_stand():
    other = note(signer="witness").rpartition("\n\n")[2]
    text, _, own = note().rpartition("\n\n")
    for below in (own + other, other + own, own + "— witness.example AAAAAAA=\n"):
        assert read_checkpoint(f"{text}\n\n{below}", LOG, key("log").public).size == 5


def test_every_line_under_the_hubs_name_and_key_must_verify():
    text, _, own = note().rpartition("\n\n")
    wrong = note(size=6).rpartition("\n\n")[2]
    for below in (own + wrong, wrong + own, wrong):
        with pytest.raises(Refused, match="is wrong"):
            read_checkpoint(f"{text}\n\n{below}", LOG, key("log").public)
    assert read_checkpoint(f"{text}\n\n{own}{own}", LOG, key("log").public).size == 5


def test_a_checkpoint_of_another_log_or_key_is_refused():
    with pytest.raises(Refused, match="not signed by"):
        read_checkpoint(note(name="example.com/other"), LOG, key("log").public)
    with pytest.raises(Refused, match="not signed by"):
        read_checkpoint(note(signer="other"), LOG, key("log").public)
    foreign = str(sign_note(Checkpoint("example.com/other", 5, ROOT).text(), LOG, key("log")))
    with pytest.raises(Refused, match=r"belongs to example\.com/other"):
        read_checkpoint(foreign, LOG, key("log").public)


def test_extension_lines_are_ignored_and_signed_for():
    text = Checkpoint(LOG, 5, ROOT).text() + "more\n"
    signed = str(sign_note(text, LOG, key("log")))
    assert read_checkpoint(signed, LOG, key("log").public) == Checkpoint(LOG, 5, ROOT)
    with pytest.raises(Refused, match="is wrong"):
        read_checkpoint(signed.replace("more", "less"), LOG, key("log").public)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n5\n", "\n05\n"),
        ("\n5\n", "\n+5\n"),
        ("\n5\n", "\n٥\n"),
        ("\n5\n", "\n9007199254740992\n"),
        ("Hh8=\n", "Hh8\n"),
        ("Hh8=\n", "Hh9=\n"),
        ("HR4f", "HR4"),
        ("\nAAEC", "\n\nAAEC"),
    ],
)
def test_a_checkpoint_is_read_only_in_its_exact_form(old, new):
    text = Checkpoint(LOG, 5, ROOT).text()
    with pytest.raises(Refused):
        Checkpoint.parse(text.replace(old, new) if old in text else text[:-3] + "\n")


def test_a_checkpoint_has_three_lines_and_no_empty_one():
    text = Checkpoint(LOG, 5, ROOT).text()
    for wrong in (text[:-1], f"{LOG}\n5\n", "\n" + text, text + "\n", "\n5\n" + text, ""):
        with pytest.raises(Refused, match="a line each"):
            Checkpoint.parse(wrong)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1],
        lambda text: text + "\n",
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("—", "-"),
        lambda text: text.replace("— ", "—  "),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n5", "\n5\t"),
        lambda text: text + "— witness\n",
        lambda text: text + "— witness+1 AAAAAAA=\n",
        lambda text: text + "— wit\u2003ness AAAAAAA=\n",
        lambda text: text + "— witness AAAAAAB=\n",
        lambda text: text + "— witness AAAA\n",
        lambda text: text + "— witness AAAAAAA=\n" * 100,
        lambda text: text.encode() + b"\xff\n",
        lambda text: text.replace("5", "\ud800"),
        lambda text: "",
        lambda text: "\n\n",
    ],
)
def test_what_is_no_note_is_not_read(spoil):
    with pytest.raises(Refused):
        parse_note(spoil(note()))


def test_an_origin_names_the_hub_and_the_epoch():
    did = key("hub").did
    assert origin(did, 3) == f"prisma-hub/{did}/3"
    assert parse_origin(origin(did, 3)) == (did, 3)
    for text in (f"prisma-hub/{did}/0", f"prisma-hub/{did}/03", f"prisma-hub/{did[:-1]}/1", ""):
        with pytest.raises(Refused):
            parse_origin(text)
