"""Forms in which one chooses a circle or a journey: a few are shown, any other is found by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import queries as agreed
from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.commons.types import Saved
from prisma_hub.currencies import queries as pools
from prisma_hub.evaluation import actions as learning
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.log import queries as log
from prisma_hub.practices import actions as practices
from prisma_hub.protocols import actions as protocols
from tests.instruments import adopt
from tests.media import samples
from tests.stories.conftest import TEMPLATE
from tests.web.many import cost, open_circles, open_journeys

Visit = Callable[[Viewer | None], Client]
Person = Callable[[str], Viewer]


@dataclass(frozen=True)
class Form:
    """A form with a choice: where it is, what else is sent with it, and how the choice names a circle."""

    address: str
    field: str
    value: Callable[[UUID], str]
    rest: dict[str, str]
    of_journeys: bool = False


@pytest.fixture
def forms(steward: Viewer, write: Callable[..., Saved]) -> dict[str, Form]:
    adopt("nano")
    write("protocols/short-story.md", TEMPLATE)
    protocols.adopt_starter()
    circles.grant(by=steward, person=steward.person, role="custodian")
    circle = circles.open_circle(by=steward, title="Beginning")
    turn = learning.begin_turn(by=steward, of=circle.space, intention="Learn of it").id
    learning.say_beat(by=steward, turn=turn, beat="next", words="Look again")
    write("spring.md", "# Spring\n\nIt runs.\n")
    practice = practices.open_practice(by=steward, title="Listening", to="hub").id
    space, journey = "circle:{}".format, "journey:{}".format
    say = {"words": "It runs again.", "named": "name", "quote": "ask", "language": "en"}
    pool = {"title": "May", "currency": "EUR", "purpose": "The gauge.", "custodian": str(steward.person)}
    told = {"title": "Second", "template": "short-story"}
    return {
        "say": Form("/say", "hears", space, say),
        "pool": Form("/pools/new", "circle", str, {**pool, "share": ""}),
        "story of": Form("/stories/begin", "of", journey, {**told, "space": "hub"}, of_journeys=True),
        "story with": Form("/stories/begin", "space", space, {**told, "of": ""}),
        "tension": Form(f"/turns/{turn}/land/tension", "circle", str, {"words": "It is dry."}),
        "page": Form(f"/turns/{turn}/land/page", "space", space, {"title": "Dry", "text": "It is."}),
        "place": Form("/commons/public/-/place/spring", "space", space, {"act": "move"}),
        "new page": Form(
            "/commons/hub/-/new", "space", "circle-{}".format, {"text": "It is dry.", "name": "Dry"}
        ),
        "aspect": Form("/aspects/define", "circle", str, {}),
        "practice": Form(
            f"/practices/{practice}/apply", "journey", journey, {"differs": "Outdoors."}, of_journeys=True
        ),
    }


FORMS = ["say", "pool", "story of", "story with", "tension", "page", "place", "new page", "practice"]


def many(form: Form, by: Viewer, titles: list[str], **more: object) -> list[UUID]:
    open_ = open_journeys if form.of_journeys else open_circles
    return open_(by, titles, **{"members": [by], **more})  # type: ignore[arg-type]


def numbered(most: int, least: int = 0) -> list[str]:
    return [f"Round {number:03}" for number in range(least, most)]


def sent(form: Form, **more: str) -> dict[str, object]:
    return {"statement": str(source.current().uuid7()), **form.rest, **more}


def shown(page: str, field: str) -> list[str]:
    """The values a field offers on a page."""
    select = re.search(rf'<select name="{field}".*?</select>', page, re.S)
    if select:
        return re.findall(r'<option value="([^"]*)"', select[0])
    return re.findall(rf'<input type="radio" name="{field}" value="([^"]*)"', page)


def chosen(page: str, field: str) -> list[str]:
    select = re.search(rf'<select name="{field}".*?</select>', page, re.S)
    if select:
        return re.findall(r'<option value="([^"]*)" selected', select[0])
    return re.findall(rf'<input type="radio" name="{field}" value="([^"]*)"[^>]* checked', page)


@pytest.mark.parametrize("name", [*FORMS, "aspect"])
def test_four_hundred_cost_what_ten_do(
    visit: Visit, steward: Viewer, forms: dict[str, Form], name: str
) -> None:
    """Whether there are more than are shown is asked once; nothing else is."""
    form, browser = forms[name], visit(steward)
    costs = []
    for least, most in ((0, 10), (10, 40), (40, 400)):
        many(form, steward, numbered(most, least))
        costs.append(cost(browser, form.address))
    (queries_few, bytes_few), (queries_some, bytes_some), (queries_many, bytes_many) = costs
    assert queries_many == queries_some <= queries_few + 2
    assert bytes_many <= bytes_some * 1.01
    assert bytes_many <= bytes_few + 3000


@pytest.mark.parametrize("name", [*FORMS, "aspect"])
def test_few_are_shown_all_and_nothing_is_to_be_typed(
    visit: Visit, steward: Viewer, forms: dict[str, Form], name: str
) -> None:
    form = forms[name]
    here = many(
        form, steward, numbered(12 if form.of_journeys else 11), members=[] if form.of_journeys else [steward]
    )
    page = visit(steward).get(form.address).text
    assert {form.value(each) for each in here} <= set(shown(page, form.field))
    assert "-named" not in page and 'name="find"' not in page


@pytest.mark.parametrize("name", FORMS)
def test_a_name_is_typed_found_and_chosen(
    visit: Visit, steward: Viewer, forms: dict[str, Form], name: str
) -> None:
    """The button pressed, or the form sent with a name in it: nothing is said yet, what was written stays."""
    form, browser = forms[name], visit(steward)
    here = many(form, steward, ["Água clara", "Clara", *numbered(30)])
    wanted, other = form.value(here[0]), form.value(here[1])
    page = browser.get(form.address).text
    assert wanted not in shown(page, form.field) and len(shown(page, form.field)) <= 17
    before = log.size()
    for pressed in ({"find": form.field}, {}):
        found = browser.post(form.address, sent(form, **{f"{form.field}-named": "AGUA", **pressed}))
        assert found.status_code == 200
        assert chosen(found.text, form.field) == [wanted]
        assert "Found by “AGUA”" in found.text and 'role="alert"' not in found.text
        assert all(value in found.text for value in list(form.rest.values())[:1])
        several = browser.post(form.address, sent(form, **{f"{form.field}-named": "clara", **pressed}))
        assert {wanted, other} <= set(shown(several.text, form.field))
    assert log.size() == before
    answer = browser.post(form.address, sent(form, **{form.field: wanted, f"{form.field}-named": ""}))
    assert answer.status_code == 302 and log.size() > before


@pytest.mark.parametrize("name", FORMS)
def test_what_was_not_shown_may_be_sent_what_one_may_not_know_of_is_refused(
    visit: Visit, steward: Viewer, person: Person, forms: dict[str, Form], name: str
) -> None:
    """Nor is it found, nor its name told."""
    form, eva = forms[name], person("Eva")
    [hidden] = open_journeys(eva, ["canaryxq"], members=[eva], only_cohort=True)
    mine = many(form, steward, numbered(30))
    cohort = next(
        each for each in rights.circles(eva).values() if each.kind == "cohort" and "canary" in each.title
    )
    theirs = form.value(hidden if form.of_journeys else cohort.id)
    browser = visit(steward)
    before = log.size()
    for value in (theirs, form.value(UUID(int=0)), "circle:x", "journey:", "\0", "nonsense", "person:x"):
        answer = browser.post(form.address, sent(form, **{form.field: value}))
        assert answer.status_code == 200 and 'role="alert"' in answer.text
        assert "canaryxq" not in answer.text
    found = browser.post(form.address, sent(form, **{f"{form.field}-named": "canary"}))
    assert "Nothing is called “canary”" in found.text and "canaryxq" not in found.text
    assert log.size() == before
    page = browser.get(form.address).text
    [unseen, *_rest] = [each for each in map(form.value, mine) if each not in shown(page, form.field)]
    assert browser.post(form.address, sent(form, **{form.field: unseen})).status_code == 302


def test_the_button_alone_sends_nothing_and_asks_for_a_name(
    visit: Visit, steward: Viewer, forms: dict[str, Form]
) -> None:
    open_circles(steward, numbered(30), members=[steward])
    form, before = forms["say"], log.size()
    answer = visit(steward).post("/say", sent(form, hears=steward.ref, find="hears"))
    assert "Type the name, or a part of it." in answer.text
    assert log.size() == before


def test_more_than_are_shown_are_said_to_be_more(
    visit: Visit, steward: Viewer, forms: dict[str, Form]
) -> None:
    open_circles(steward, numbered(30), members=[steward])
    answer = visit(steward).post("/say", sent(forms["say"], **{"hears-named": "round"}))
    assert "More than these are called “round”" in answer.text
    assert sum(each.startswith("circle:") for each in shown(answer.text, "hears")) == 12


@pytest.mark.parametrize("name", FORMS)
def test_one_of_many_that_are_called_alike_is_found_by_its_whole_name_or_its_address(
    visit: Visit, steward: Viewer, forms: dict[str, Form], name: str
) -> None:
    form, browser = forms[name], visit(steward)
    [mill, *mills] = many(form, steward, ["Mill", *(f"A mill {number}" for number in range(30))])
    answer = browser.post(form.address, sent(form, **{f"{form.field}-named": "mill"}))
    assert form.value(mill) in shown(answer.text, form.field)
    alike = many(form, steward, ["Mill"] * 20)
    for each in (mill, mills[3], alike[7]):
        where = f"http://hub.example/{'journeys' if form.of_journeys else 'circles'}/{each}"
        for typed in (where, str(each), form.value(each)):
            answer = browser.post(form.address, sent(form, **{f"{form.field}-named": typed}))
            assert chosen(answer.text, form.field) == [form.value(each)]


def test_what_was_chosen_to_be_sent_stays_while_one_looks(
    visit: Visit, steward: Viewer, forms: dict[str, Form]
) -> None:
    """A picture need not be chosen again, and the circle chosen before is still chosen."""
    here = open_circles(steward, ["Old mill", *numbered(30)], members=[steward])
    picture = SimpleUploadedFile("a.png", samples.picture("PNG", (40, 30)), "image/png")
    mill = f"circle:{here[0]}"
    more = {"hears": mill, "hears-named": "round", "find": "hears", "people": "nobody"}
    answer = visit(steward).post("/say", {**sent(forms["say"], **more), "picture": picture})
    kept = re.search(r'name="kept" value="([^"]+)"', answer.text)
    assert kept and chosen(answer.text, "hears") == [mill]
    again = visit(steward).post("/say", sent(forms["say"], hears=mill, kept=kept[1], people="nobody"))
    assert again.status_code == 302


def test_words_go_to_the_circle_one_came_to_last_unless_another_is_meant(
    visit: Visit, steward: Viewer, person: Person, forms: dict[str, Form]
) -> None:
    ana = person("Ana")
    here = open_circles(steward, numbered(30), members=[steward, ana])
    page = visit(ana).get("/say").text
    assert chosen(page, "hears") == [f"circle:{here[-1]}"]
    near = [each for each in shown(page, "hears") if each.startswith("circle:")]
    assert near == [f"circle:{each}" for each in here[:-13:-1]]
    visit(ana).post("/say", sent(forms["say"], hears=f"circle:{here[0]}"))
    page = visit(ana).get("/say").text
    assert chosen(page, "hears") == [f"circle:{here[0]}"]


def test_in_the_name_of_the_place_one_speaks_first(
    visit: Visit, steward: Viewer, forms: dict[str, Form]
) -> None:
    """However many circles one came to since; and it stands there once."""
    place = learning.open_circle_of_the_place(by=steward, title="The place", decides="just-record-it")
    proposal = agreements.propose(
        by=steward, circle=place.id, title="Read", text="As said.", present=[steward.id]
    )
    made = agreed.decision(steward, proposal).agreement  # type: ignore[union-attr]
    for titles in (numbered(5), numbered(40, 5)):
        open_circles(steward, titles, members=[steward])
        page = visit(steward).get(forms["aspect"].address).text
        assert shown(page, "circle")[0] == str(place.id) and shown(page, "circle").count(str(place.id)) == 1
        assert chosen(page, "circle") == [str(place.id)]
        assert shown(page, "agreement") == [f"agreement:{made}"]


def test_money_is_kept_only_where_one_has_the_right(
    visit: Visit, steward: Viewer, person: Person, forms: dict[str, Form]
) -> None:
    """A role for one circle offers that one, however many others one belongs to."""
    ana = person("Ana")
    here = open_circles(steward, numbered(30), members=[ana])
    assert visit(ana).get("/pools/new").status_code == 403
    circles.grant(by=steward, person=ana.person, role="custodian", scope=f"circle:{here[3]}")
    assert shown(visit(ana).get("/pools/new").text, "circle") == [str(here[3])]
    form = forms["pool"]
    refused = visit(ana).post(form.address, sent(form, circle=str(here[4])))
    assert refused.status_code == 200 and not pools.pools(steward)
