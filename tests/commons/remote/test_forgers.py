"""Who comes to the door with something else than their own good token, and asks for what is not there."""

from __future__ import annotations

import base64
import gzip
import hashlib
import struct
import zlib

import pytest
from django.test import Client
from django.utils.http import urlencode

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions, branches, repositories
from prisma_hub.commons.kept import Clone
from prisma_hub.commons.models import PageVersion, Repository
from prisma_hub.commons.remote import quarantine
from prisma_hub.identity import actions as identity
from prisma_hub.identity.kept import AccessToken, Tally
from prisma_hub.kernel import source
from prisma_hub.web import git as door

NOTHING = "0" * 40
UPLOAD, RECEIVE = "git-upload-pack", "git-receive-pack"


def _token(viewer, days=30):
    return identity.make_token(by=viewer, name="a laptop", days=days).secret


def _with(secret, name="me"):
    said = base64.b64encode(f"{name}:{secret}".encode()).decode()
    return {"HTTP_AUTHORIZATION": f"Basic {said}"}


def _refs(secret=None, slug="hub", service=UPLOAD, client=None, **more):
    headers = _with(secret) if secret is not None else {}
    return (client or Client()).get(
        f"/git/{slug}.git/info/refs?{urlencode({'service': service})}", **headers, **more
    )


def _post(secret, body, slug="hub", service=RECEIVE, kind=None, **more):
    return Client().post(
        f"/git/{slug}.git/{service}",
        data=body,
        content_type=kind or f"application/x-{service}-request",
        **(_with(secret) if secret is not None else {}),
        **more,
    )


def _body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _ask(old, new, pack=b"", ref="refs/heads/main"):
    line = f"{old} {new} {ref}\0 report-status side-band-64k\n".encode()
    return f"{len(line) + 4:04x}".encode() + line + b"0000" + pack


@pytest.fixture
def ana(person, write):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    return ana


@pytest.fixture
def head(ana):
    return Repository.objects.get(space="hub").head


def test_nobody_without_a_token_and_nobody_with_a_wrong_one(ana):
    for secret in (None, "", "nonsense", "VE35-SRSK-VE35-SRSK-VE35-SRSK"):
        answer = _refs(secret)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    for said in ("Basic !!!", "Basic", "Bearer " + _token(ana), "Basic " + "A" * 9000):
        answer = Client().get("/git/hub.git/info/refs?service=" + UPLOAD, HTTP_AUTHORIZATION=said)
        assert answer.status_code == 401
    assert _refs("wrong", slug="public").status_code == 401


def test_a_good_token_whatever_name_stands_before_it_and_however_it_is_typed(ana):
    secret = _token(ana)
    for typed in (secret, secret.lower(), secret.replace("-", " ")):
        assert _refs(typed).status_code == 200
    assert Client().get(f"/git/hub.git/info/refs?service={UPLOAD}", **_with(secret, "ñ")).status_code == 200


def test_a_token_that_was_ended_is_over_or_whose_person_left_or_was_suspended(ana, steward, monkeypatch):
    ended, late, left = _token(ana), _token(ana), _token(ana)
    [one] = [each for each in AccessToken.objects.all() if bytes(each.digest) == _digest(ended)]
    identity.end_token(by=ana, token=bytes(one.digest).hex())
    assert _refs(ended).status_code == 401
    AccessToken.objects.filter(digest=_digest(late)).update(expires=source.current().now_ms() - 1)
    assert _refs(late).status_code == 401
    circles.suspend(by=steward, person=ana.id, reason="an example")
    assert _refs(left).status_code == 401
    circles.restore(by=steward, person=ana.id)
    assert _refs(left).status_code == 200
    circles.leave_hub(by=ana)
    assert _refs(left).status_code == 401
    assert AccessToken.objects.count() == 0


def _digest(secret):
    from prisma_hub.identity import codes

    return codes.digest(secret)


def test_a_new_card_ends_every_token(ana):
    secret = _token(ana)
    identity.renew_codes(person=ana.id)
    assert _refs(secret).status_code == 401


def test_nobody_ends_the_token_of_somebody_else(ana, person):
    secret = _token(ana)
    identity.end_token(by=person("Eva"), token=_digest(secret).hex())
    assert _refs(secret).status_code == 200


def test_only_a_hash_of_a_token_is_kept(ana):
    secret = _token(ana)
    row = AccessToken.objects.values().get()
    assert secret not in str(row)
    assert secret.replace("-", "") not in str(row)


def test_a_space_one_may_not_read_answers_as_one_that_is_not_there(ana, person, steward):
    eva = person("Eva")
    team = circles.open_circle(by=steward, title="Water team")
    secret = _token(eva)
    there = [f"circle-{team.id}", f"person-{ana.id}"]
    nowhere = [f"circle-{eva.id}", f"person-{team.id}", "network", "nowhere", "hub-x", "circle-x"]

    def told(slug, secret):
        answers = [_refs(secret, slug), _refs(secret, slug, service=RECEIVE), _refs(secret, slug, service="")]
        answers += [_post(secret, b"0000", slug, each) for each in (UPLOAD, RECEIVE)]
        return [(each.status_code, _body(each), sorted(each.headers.items())) for each in answers]

    for known in (secret, None):
        said = [told(slug, known) for slug in there + nowhere]
        assert all(each == said[0] for each in said)
        assert {status for status, *_ in said[0]} == {404 if known else 401}


def test_a_cookie_opens_nothing(ana, visit):
    client = visit(ana)
    assert _refs(client=client).status_code == 401
    answer = client.post(
        f"/git/hub.git/{RECEIVE}", data=b"0000", content_type=f"application/x-{RECEIVE}-request"
    )
    assert answer.status_code == 401


def test_nothing_but_gits_three_addresses_is_there(ana):
    secret = _with(_token(ana))
    for path in (
        "HEAD",
        "config",
        "hooks/pre-receive",
        "objects/info/packs",
        "info/refs/",
        "packed-refs",
        "refs/heads/main",
        "objects/info/alternates",
        f"objects/{NOTHING[:2]}/{NOTHING[2:]}",
        "git-upload-archive",
        "incoming/x",
    ):
        for method in ("get", "post", "put", "delete"):
            answer = getattr(Client(), method)(f"/git/hub.git/{path}", **secret)
            assert answer.status_code == 404, path
    for path in (
        "/git/../hub.git/info/refs",
        "/git/..%2fhub.git/info/refs",
        "/git/hub.git/../keys/hub.key",
        "/git/%2e%2e.git/info/refs",
        "/git/hub%00.git/info/refs",
        "/git/",
    ):
        assert Client().get(path, **secret).status_code == 404, path
    assert _refs(_token(ana), service="git-upload-archive").status_code == 403
    assert _refs(_token(ana), service="").status_code == 403
    assert Client().put(f"/git/hub.git/{RECEIVE}", **secret).status_code == 405
    assert _post(_token(ana), b"0000", kind="text/plain").status_code == 403


def test_what_no_branch_leads_to_cannot_be_asked_for(ana, head, steward, write):
    """An object that nothing names, and one of another space: `want` is answered for the branch alone."""
    loose = repositories.commit(
        "hub",
        [repositories.Edit("lost.md", b"canarylostxq")],
        head=None,
        author=repositories.Author("x", "x"),
        message="x",
        at_ms=0,
    )
    write("elsewhere.md", "# Elsewhere\n")
    other = Repository.objects.get(space="public").head
    for wanted in (loose.commit, loose.blobs["lost.md"], other):
        line = f"want {wanted} side-band-64k ofs-delta\n".encode()
        body = f"{len(line) + 4:04x}".encode() + line + b"0000" + b"0009done\n"
        for more in ({}, {"HTTP_GIT_PROTOCOL": "version=2"}):
            answer = _post(_token(ana), body, service=UPLOAD, **more)
            assert (answer.status_code, b"PACK" in _body(answer)) == (404, False)
    assert _refs(_token(ana)).status_code == 200
    line = f"want {head} side-band-64k ofs-delta\n".encode()
    body = f"{len(line) + 4:04x}".encode() + line + b"0000" + b"0009done\n"
    assert b"PACK" in _body(_post(_token(ana), body, service=UPLOAD))


def _pack(*objects, count=None, torn=0, crc=True):
    data = b"PACK" + struct.pack(">II", 2, len(objects) if count is None else count) + b"".join(objects)
    data += hashlib.sha1(data).digest() if crc else b"\0" * 20
    return data[: len(data) - torn] if torn else data


def _object(kind, content):
    size, first = len(content), (kind << 4) | (len(content) & 15)
    size >>= 4
    head = b""
    while size:
        head += bytes([first | 128])
        first, size = size & 127, size >> 7
    return head + bytes([first]) + zlib.compress(content)


def _on_missing_base():
    """A delta on an object that nobody has."""
    return bytes([(7 << 4) | 4]) + b"\xab" * 20 + zlib.compress(b"\x04\x04\x04abcd"[:4])


def _everything():
    folder = repositories.folder("hub")
    return sorted(str(each) for each in folder.rglob("*") if each.is_file())


@pytest.mark.parametrize("with_git", [True, False])
def test_torn_and_hostile_packs_leave_nothing_behind(ana, head, with_git, monkeypatch):
    if not with_git:
        monkeypatch.setenv("PATH", "")
    secret, new = _token(ana), "a" * 40
    evil = f"tree {'b' * 40}\nauthor x <x@hub> 0 +0000\ncommitter x <x@hub> 0 +0000\n\nx\n".encode()
    name = hashlib.sha1(b"commit %d\0" % len(evil) + evil).hexdigest()
    tree = b"100644 ../../keys/hub.key\0" + b"c" * 20
    bodies = [
        b"0000",
        b"zzzz",
        b"0004",
        b"fff0abc",
        b"0032" + b"x" * 46 + b"0000",
        _ask(head, new),
        _ask(head, new, b"PACK"),
        _ask(head, new, _pack(torn=5)),
        _ask(head, new, _pack(crc=False)),
        _ask(head, new, _pack(count=4_000_000_000)),
        _ask(head, new, _pack(_on_missing_base())),
        _ask(head, name, _pack(_object(1, evil))),
        _ask(head, new, _pack(_object(2, tree))),
        _ask(head, name, _pack(_object(1, evil), _object(2, b"\xff" * 99))),
        _ask(head, head[:-1], b""),
        _ask("../x", new),
        _ask(head, new, _pack(), ref="refs/heads/../../config"),
        _ask(head, new, _pack(), ref="refs/heads/main\n"),
    ]
    before = (_everything(), head, PageVersion.objects.count())
    for body in bodies:
        answer = _post(secret, body)
        assert answer.status_code == 200, body[:80]
        assert b"unpack ok\n" not in answer.content or b"ng refs/heads" in answer.content, body[:80]
    after = (_everything(), Repository.objects.get(space="hub").head, PageVersion.objects.count())
    assert before == after


def _commit_on(viewer, head, tree):
    """A commit with this tree on top of the branch: its bytes, its name."""
    who = branches.author_of(viewer).line.decode()
    said = f"tree {tree}\nparent {head}\nauthor {who} 1 +0000\ncommitter {who} 1 +0000\n\nx\n".encode()
    return said, _name("commit", said).hex()


def _name(kind, content):
    return hashlib.sha1(f"{kind} {len(content)}\0".encode() + content).digest()


def _pushed(ana, head, root, objects):
    commit, tip = _commit_on(ana, head, root.hex())
    return _post(_token(ana), _ask(head, tip, _pack(*objects, _object(1, commit)))).content


def _nested(inner, deep, wide):
    """A folder that holds `wide` times a folder that holds … `inner`."""
    objects, tree = [_object(2, inner)], inner
    for _ in range(deep):
        tree = b"".join(b"40000 %c\0" % (97 + n) + _name("tree", tree) for n in range(wide))
        objects.append(_object(2, tree))
    return _name("tree", tree), objects


def test_folders_without_end_and_without_a_file_are_not_walked(ana, head):
    """Forty folders, each of which holds the next one twice: walked, they would keep a thread for years."""
    before = (_everything(), head, PageVersion.objects.count())
    assert b"is broken" in _pushed(ana, head, *_nested(b"", 40, 2))
    file = b"x\n"
    inner = b"100644 a.md\0" + _name("blob", file)
    root, objects = _nested(inner, 40, 2)
    assert b"A push can change" in _pushed(ana, head, root, [_object(3, file), *objects])
    root, objects = _nested(inner, 30_000, 1)
    assert b"is broken" in _pushed(ana, head, root, [_object(3, file), *objects])
    assert before == (_everything(), Repository.objects.get(space="hub").head, PageVersion.objects.count())


@pytest.mark.parametrize(
    "header", ["gpgsig ana@example.org", "encoding ana@example.org", "x-note some words"]
)
def test_no_address_hides_in_the_head_of_a_commit(ana, head, header):
    root = _name("tree", b"")
    said = _commit_on(ana, head, root.hex())[0].replace(b"\n\nx", f"\n{header}\n\nx".encode())
    pushed = _ask(head, _name("commit", said).hex(), _pack(_object(2, b""), _object(1, said)))
    assert b"may hold an e-mail address" in _post(_token(ana), pushed).content


def test_a_space_may_be_emptied_by_a_push(ana, head):
    root, objects = _name("tree", b""), [_object(2, b"")]
    assert b"ok refs/heads/main" in _pushed(ana, head, root, objects)
    assert PageVersion.objects.order_by("-seq").first().action == "removed"


def test_one_page_under_a_thousand_names_is_not_read_a_thousand_times(ana, head):
    page = b"[[b]] " * 100_000
    tree = b"".join(b"100644 p%04d.md\0" % n + _name("blob", page) for n in range(900))
    answer = _pushed(ana, head, _name("tree", tree), [_object(3, page), _object(2, tree)])
    assert "The pages of a push can have 25 megabytes together." in answer.decode()
    assert Repository.objects.get(space="hub").head == head


def test_a_full_disk_is_not_laid_to_whoever_pushed():
    full = quarantine.why_not(b"fatal: write error: No space left on device\n")
    assert full.reason == "The disk of this hub is full, or cannot be written."
    torn = quarantine.why_not(b"fatal: early EOF\n")
    assert torn.reason == "What arrived is broken, or was cut off on the way."


def test_a_small_body_that_unpacks_without_end_is_stopped(ana, head, monkeypatch):
    monkeypatch.setattr(door, "MOST_ASKED", 100_000)
    monkeypatch.setattr(door, "MOST_PUSHED", 100_000)
    bomb = gzip.compress(b"0" * 50_000_000)
    secret = _token(ana)
    assert _post(secret, bomb, service=UPLOAD, HTTP_CONTENT_ENCODING="gzip").status_code == 403
    answer = _post(secret, _ask(head, "a" * 40) + b"0" * 300_000, HTTP_CONTENT_ENCODING="")
    assert b"megabytes" in answer.content
    assert _post(secret, b"no gzip", service=UPLOAD, HTTP_CONTENT_ENCODING="gzip").status_code == 403


def test_wrong_tokens_are_counted_and_right_ones_still_pass(ana):
    Tally.objects.create(key="tokens nobody has", since=source.current().now_ms(), count=3000)
    answer = _refs("wrong")
    assert answer.status_code == 403
    assert b"Too many tries" in answer.content
    assert _refs(_token(ana)).status_code == 200


def test_who_left_leaves_no_trace_of_what_they_cloned(ana, clone):
    from prisma_hub.work import loop

    clone(ana, "hub")
    assert Clone.objects.count() == 1
    circles.leave_hub(by=ana)
    loop.run_until_idle()
    assert Clone.objects.count() == 0


def test_the_same_push_again_changes_nothing(ana, clone, head):
    copy = clone(ana, "hub")
    copy.write("new.md", "# New\n")
    copy.commit()
    tip = copy.git("rev-parse", "HEAD").said.strip()
    assert copy.push().code == 0
    count = PageVersion.objects.count()
    answer = _post(_token(ana), _ask(head, tip))
    assert b"ok refs/heads/main" in answer.content
    later = actions.write_page(by=ana, space="hub", path="more.md", text="# More\n")
    assert later
    answer = _post(_token(ana), _ask(head, tip))
    assert b"ng refs/heads/main" in answer.content
    assert PageVersion.objects.count() == count + 1


def test_a_body_that_only_trickles_is_cut_off(ana, head, monkeypatch):
    monkeypatch.setattr(door, "_BEGIN_S", 0)
    monkeypatch.setattr(door, "_SLOWEST", 10**12)
    answer = _post(_token(ana), _ask(head, "a" * 40) + b"x" * 100_000)
    assert (answer.status_code, b"cut off on the way" in answer.content) == (403, True)


def test_strangers_who_hold_the_line_keep_no_member_from_git(ana, head, write, monkeypatch):
    monkeypatch.setattr(door, "_PATIENCE_S", 0.01)
    write("open.md", "# Open\n")
    for _ in range(2):
        assert door._STRANGERS.acquire(blocking=False)
    try:
        answer = _post(None, b"0000", slug="public", service=UPLOAD)
        told = b"ERR Several people are fetching or pushing just now." in answer.content
        assert (answer.status_code, told) == (200, True), "in words that git shows; of a number it shows none"
        assert _post(_token(ana), _ask(head, head)).status_code == 200
    finally:
        for _ in range(2):
            door._STRANGERS.release()


def test_an_answer_lets_its_turn_go_also_when_nobody_reads_it(ana, head):
    assert _refs(_token(ana)).status_code == 200
    line = f"want {head} side-band-64k ofs-delta\n".encode()
    body = f"{len(line) + 4:04x}".encode() + line + b"0000" + b"0009done\n"
    for _ in range(5):
        for let_go in _post(_token(ana), body, service=UPLOAD)._resource_closers:
            let_go()
    assert b"PACK" in _body(_post(_token(ana), body, service=UPLOAD))
