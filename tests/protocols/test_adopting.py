"""A protocol is drafted by anyone, adopted by right, kept for ever, and let go of."""

import hashlib
from itertools import pairwise

import pytest
import rfc8785
import yaml

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions as commons
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.ids import circle
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current as here
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.protocols import actions, queries
from prisma_hub.protocols.types import Change, Difference
from tests.protocols.conftest import WORRIES
from tests.starter.reading import STARTER


def test_what_is_said_once_and_referred_to_is_the_same_version_as_what_is_said_twice(put):
    again = "{name: near, type: choices, of: *those}"
    shared = WORRIES.replace("of: about", "of: &those [water, fire]")
    shared = shared.replace("{name: sign, type: photo}", again)
    twice = shared.replace("&those ", "").replace("*those", "[water, fire]")
    assert (put(shared).problems, put(shared).version) == ((), put(twice).version)


def test_a_version_is_the_hash_of_the_blocks_canonical_json_whatever_stands_around_it(put):
    due = "sha256:" + hashlib.sha256(rfc8785.dumps(yaml.safe_load(WORRIES))).hexdigest()
    first = put()
    assert (first.version, first.problems) == (due, ())
    titles = "title: {en: Worries, es: Preocupaciones}"
    reordered = "# a remark\ntitle:\n  es: Preocupaciones\n  en: Worries"
    rewritten = put(WORRIES.replace(titles, reordered))
    assert (rewritten.version, rewritten.text_hash) == (due, first.text_hash)


def test_adopted_it_is_a_channel_at_once_and_the_block_is_in_the_log(adopt, person):
    version = adopt()
    channels = queries.channels(person("Ana"), "journey")
    assert [(each.name, each.version, each.title["es"]) for each in channels] == [
        ("worries", version, "Preocupaciones")
    ]
    assert queries.channels(person("Eva"), "team") == []
    entry = log.entry(channels[0].seq)
    assert entry.body["block"] == yaml.safe_load(WORRIES)
    assert entry.to == ("public",)
    assert replay.differences() == []


def test_only_who_has_the_right_adopts(put, person):
    draft = put()
    with pytest.raises(Refused, match="may not do this"):
        actions.adopt(by=person("Ana"), space=draft.space, path=draft.path, version=draft.version)
    with pytest.raises(Refused, match="Sign in"):
        actions.adopt(by=ANYBODY, space=draft.space, path=draft.path, version=draft.version)
    assert queries.adopted(person("Eva")) == []


def test_what_changed_since_one_looked_is_not_adopted(put, steward):
    seen = put()
    put(WORRIES.replace("maximum: 3", "maximum: 5"))
    with pytest.raises(Refused, match="changed since you looked"):
        actions.adopt(by=steward, space=seen.space, path=seen.path, version=seen.version)


def test_from_a_garden_or_a_page_one_cannot_see_nothing_is_adopted(put, steward, person):
    ana = person("Ana")
    draft = put(space=ana.ref, by=ana)
    with pytest.raises(Refused, match="no protocol on this page"):
        actions.adopt(by=steward, space=draft.space, path=draft.path, version=draft.version)
    circles.grant(by=steward, person=ana.person, role="steward")
    with pytest.raises(Refused, match="your garden is yours alone"):
        actions.adopt(by=ana, space=draft.space, path=draft.path, version=draft.version)


def test_a_circles_protocol_is_seen_in_that_circle_only(put, steward, person):
    elders = circles.open_circle(by=steward, title="Elders").id
    draft = put(space=circle(elders))
    actions.adopt(by=steward, space=draft.space, path=draft.path, version=draft.version)
    assert [each.name for each in queries.channels(steward, "journey")] == ["worries"]
    for viewer in (person("Ana"), ANYBODY):
        assert queries.channels(viewer, "journey") == []
        assert queries.current(viewer, "worries") is None
        assert queries.protocol(viewer, draft.version) is None
        assert queries.versions(viewer, "worries") == []


def test_one_journeys_version_stands_before_the_hubs_there_and_only_there(adopt, steward):
    hubs = adopt()
    journey = f"journey:{here().uuid7()}"
    theirs = adopt(WORRIES.replace("maximum: 3", "maximum: 7"), scope=journey)
    assert [each.version for each in queries.channels(steward, "journey", journey)] == [theirs]
    assert [each.version for each in queries.channels(steward, "journey")] == [hubs]
    assert queries.current(steward, "worries", journey).version == theirs


def test_retired_it_takes_nothing_new_and_old_records_stay_readable(adopt, steward):
    version = adopt()
    actions.retire(by=steward, name="worries")
    assert queries.channels(steward, "journey") == []
    assert not queries.protocol(steward, version).in_force
    assert (
        queries.Readers([version], "es").read(version, {"worry": "The well"})[0].label == "¿Qué te preocupa?"
    )
    assert replay.differences() == []


def test_a_version_outlives_its_page(adopt, steward):
    version = adopt()
    commons.remove_page(by=steward, space="public", path="protocols/worries.md")
    assert queries.form_for(version, "en").title == "Worries"


def test_before_adopting_one_sees_what_it_adds_drops_renames_and_changes(adopt, put, steward):
    adopt()
    new = put(
        WORRIES.replace("{name: worry,", "{name: trouble,")
        .replace("{name: sign, type: photo}", "{name: since, type: date}")
        .replace("maximum: 3", "maximum: 5")
        .replace("to: cohort", "to: team")
        .replace("[water,", "[water, air,")
    )
    assert queries.change(steward, new) == Difference(
        adds=("since",),
        drops=("sign",),
        renames=(("worry", "trouble"),),
        changes=(
            Change("weight", "range", "1 … 3", "1 … 5"),
            Change("about", "options", "water, land", "water, air, land"),
        ),
        besides=("to",),
    )
    assert queries.change(steward, put()).nothing


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("kind: spell\n", "kind: “spell” is none of"),
        (WORRIES.replace("type: photo", "type: hologram"), "hologram"),
        (WORRIES.replace("{name: sign, type: photo}", "{name: worry, type: photo}"), "stands there 2 times"),
        (WORRIES.replace("of: about", "of: nowhere"), "not among its lists"),
        (WORRIES.replace("maximum: 3", "maximum: 300"), "to a larger one"),
        (WORRIES.replace("maximum: 3", "maximum: 1"), "to a larger one"),
        (WORRIES.replace('"24.5"', "24.5"), "fraction"),
        ("- just\n- a list\n", "not a list of names"),
        ("kind: [\n", "could not"),
        ("kind: &x [*x]\n", "reference"),
        (
            "a: &a [1]\n"
            + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefgh")),
            "reference",
        ),
        (WORRIES + "---\nkind: channel\n", "rule"),
    ],
)
def test_a_block_that_does_not_hold_says_why_and_is_not_adopted(put, steward, block, why):
    draft = put(block)
    assert draft.problems, draft
    assert any(why in each for each in draft.problems) or why == "could not", draft.problems
    with pytest.raises(Refused, match="cannot be adopted yet"):
        actions.adopt(by=steward, space=draft.space, path=draft.path, version=draft.version)


def test_the_starters_protocols_are_adopted_once_by_the_hub(hub, steward):
    commons.plant_starter()
    assert queries.drafts(ANYBODY) == sorted(queries.drafts(ANYBODY), key=lambda each: each.path)
    assert [each.problems for each in queries.drafts(ANYBODY) if each.problems] == []
    adopted = actions.adopt_starter()
    assert len(adopted) == len(list((STARTER / "protocols").glob("*.md")))
    assert {each.by for each in queries.adopted(ANYBODY)} == {"hub"}
    assert {each.name for each in queries.channels(ANYBODY, "journey")} >= {
        "daily-field-note",
        "sense-of-place",
    }
    actions.retire(by=steward, name="nano")
    assert actions.adopt_starter() == []
    assert replay.differences() == []
