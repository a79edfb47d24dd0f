"""Whoever guesses at somebody's code makes themselves wait, and not its person on a device of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from prisma_hub.circles import actions as circles
from prisma_hub.identity import actions, devices
from prisma_hub.identity.kept import Account, Tally
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused

Visit = Callable[[Viewer | None], Client]
WRONG = "2222-2222"


@dataclass
class Somebody:
    viewer: Viewer
    name: str
    code: str


@pytest.fixture
def ana(person: Callable[[str], Viewer]) -> Somebody:
    viewer = person("Ana")
    return Somebody(viewer, "Ana", actions.renew_codes(person=viewer.id).code)


@pytest.fixture
def eva(person: Callable[[str], Viewer]) -> Somebody:
    viewer = person("Eva")
    return Somebody(viewer, "Eva", actions.renew_codes(person=viewer.id).code)


def comes_in(browser: Client, who: Somebody, code: str = "") -> bool:
    """Signs in by the page; true where it opened. Signed out again, as on a shared phone."""
    form = {"statement": "0199a000-0000-7000-8000-000000000000", "name": who.name, "code": code or who.code}
    opened = browser.post("/sign-in", form).status_code == 302
    browser.post("/sign-out")
    return opened


def guess(browser: Client, who: Somebody, times: int = 11) -> None:
    assert [comes_in(browser, who, WRONG) for _ in range(times)] == [False] * times


def test_a_stranger_who_guesses_locks_out_strangers_and_not_the_phone_of_its_person(
    visit: Visit, ana: Somebody
) -> None:
    phone, stranger, borrowed = visit(None), visit(None), visit(None)
    assert comes_in(phone, ana)
    guess(stranger, ana)
    assert not comes_in(stranger, ana), "a right guess after too many wrong ones"
    assert not comes_in(borrowed, ana), "a device nobody knows waits with the stranger"
    assert comes_in(phone, ana)
    assert not comes_in(stranger, ana), "that its person came in gives the stranger no new tries"


def test_a_known_device_has_ten_tries_of_its_own(visit: Visit, ana: Somebody) -> None:
    found, phone = visit(None), visit(None)
    for browser in (found, phone):
        assert comes_in(browser, ana)
    assert found.cookies["device"].value != phone.cookies["device"].value
    guess(found, ana)
    assert not comes_in(found, ana)
    assert comes_in(phone, ana) and comes_in(visit(None), ana)


def test_the_seal_of_one_person_serves_no_other(visit: Visit, ana: Somebody, eva: Somebody) -> None:
    phone = visit(None)
    assert comes_in(phone, eva)
    guess(phone, ana, 10)
    guess(visit(None), ana, 1)
    assert not comes_in(phone, ana), "counted with the strangers"
    assert comes_in(phone, eva)


def test_many_share_a_phone(visit: Visit, ana: Somebody, eva: Somebody) -> None:
    phone = visit(None)
    assert comes_in(phone, ana) and comes_in(phone, eva) and comes_in(phone, ana)
    for who in (ana, eva):
        guess(visit(None), who)
        assert comes_in(phone, who)
    assert len(phone.cookies["device"].value.split(".")) == 3


def test_the_last_eight_are_known_and_no_more(ana: Somebody, eva: Somebody) -> None:
    account, other = Account.objects.get(person=ana.viewer.id), Account.objects.get(person=eva.viewer.id)
    kept = devices.known_to("", account)
    for number in range(devices.MOST):
        assert devices.number_of(kept, account) is not None
        other.code = f"of somebody {number}"
        kept = devices.known_to(kept, other)
        assert devices.number_of(kept, other) == kept[:32]
    assert devices.number_of(kept, account) is None


def test_a_new_card_forgets_devices_and_ends_the_waiting(
    visit: Visit, steward: Viewer, ana: Somebody
) -> None:
    phone = visit(None)
    assert comes_in(phone, ana)
    kept = phone.cookies["device"].value
    guess(visit(None), ana)
    ana.code = circles.renew_codes(by=steward, person=ana.viewer.id).code
    assert devices.number_of(kept, Account.objects.get(person=ana.viewer.id)) is None
    assert comes_in(visit(None), ana)


def test_the_recovery_card_opens_while_strangers_guess(ana: Somebody) -> None:
    card = actions.renew_codes(person=ana.viewer.id).recovery
    for _ in range(12):
        with pytest.raises(Refused, match="do not belong together"):
            actions.recover(name="Ana", recovery="2222-2222-2222-2222")
    assert Tally.objects.get(key="recovery cards nobody has").count == 12
    assert actions.recover(name="Ana", recovery=card).person.id == ana.viewer.id
    Tally.objects.filter(key="recovery cards nobody has").update(count=3000)
    with pytest.raises(Refused, match="Too many tries"):
        actions.recover(name="Ana", recovery="2222-2222-2222-2222")


def test_strangers_do_not_use_up_the_tries_of_who_is_signed_in(visit: Visit, ana: Somebody) -> None:
    guess(visit(None), ana)
    actions.check_code(by=ana.viewer, code=ana.code)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "0" * 32,
        "0" * 32 + "." + "0" * 64,
        "x" * 97,
        "." * 9000,
        "0" * 32 + ("." + "0" * 64) * 9,
        "\x00",
        "é",
    ],
)
def test_what_no_device_was_given_counts_as_a_stranger(ana: Somebody, forged: str) -> None:
    account = Account.objects.get(person=ana.viewer.id)
    assert devices.number_of(forged, account) is None
    assert devices.number_of(devices.known_to(forged, account), account) is not None


def test_the_device_cannot_say_whose_it_is(visit: Visit, ana: Somebody) -> None:
    phone = visit(None)
    comes_in(phone, ana)
    cookie = phone.cookies["device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    again = visit(None)
    comes_in(again, ana)
    for told in (ana.viewer.id.hex, str(ana.viewer.id), "ana"):
        assert told not in cookie.value.lower()
    assert not set(cookie.value.split(".")) & set(again.cookies["device"].value.split("."))


def test_who_joins_is_known_on_their_phone_at_once_and_who_leaves_leaves_no_tally(
    visit: Visit, steward: Viewer
) -> None:
    phone = visit(None)
    printed = circles.print_code(by=steward, uses=1, days=1).code
    form = {"statement": "0199a000-0000-7000-8000-000000000001", "name": "Leo", "code": printed}
    assert phone.post("/join", form).url == "/card"
    shown = phone.session["shown once"]
    leo = Somebody(Viewer(), "Leo", shown["code"])
    phone.post("/sign-out")
    guess(visit(None), leo)
    guess(phone, leo, 3)
    assert comes_in(phone, leo)
    guess(phone, leo, 3)
    viewer = actions.sign_in(name="Leo", code=leo.code, device=phone.cookies["device"].value)
    guess(phone, leo, 3)
    actions.leave(by=viewer)
    assert not Tally.objects.filter(key__contains=str(viewer.id)).exists()
