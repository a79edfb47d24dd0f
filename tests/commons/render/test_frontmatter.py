from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.types import FrontMatter


def test_plain_properties_are_read_as_words() -> None:
    text = "---\ntitle: A place\nlang: no\ndraft: true\nempty:\n---\nBody"
    data = {"title": "A place", "lang": "no", "draft": True, "empty": None}
    assert split(text) == FrontMatter(data, "Body", "title: A place\nlang: no\ndraft: true\nempty:\n")


def test_dates_and_times_stay_as_written() -> None:
    dates = "day: 2024-03-01\nat: 12:30\ntagged: !!timestamp 2024-03-01\n"
    assert split(f"---\n{dates}n: 7\nx: 1.5\nzero: 007\n---\n").data == {
        "day": "2024-03-01",
        "at": "12:30",
        "tagged": "2024-03-01",
        "n": 7,
        "x": 1.5,
        "zero": "007",
    }


def test_the_fast_path_reads_what_yaml_reads() -> None:
    plain = "a: one two\nb: Größe (alt)\nc: true\nd: null\ne: No\n"
    by_yaml = split(f"---\n{plain}f: [x]\n---\n").data
    assert split(f"---\n{plain}---\n").data | {"f": ["x"]} == by_yaml


def test_what_does_not_parse_is_kept_and_named() -> None:
    assert split("---\ntitle: [open\n---\nBody\n") == FrontMatter(
        {},
        "Body\n",
        "title: [open\n",
        "The properties cannot be read in line 3: did not find expected ',' or ']'.",
    )


def test_aliases_are_not_followed() -> None:
    bomb = "---\na: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9)) + "---\n"
    error = split(bomb).error
    assert error == "The properties repeat parts by reference (&name, *name), which a hub does not follow."


def test_deep_nesting_is_refused_with_a_sentence() -> None:
    deep = split("---\na: " + "[" * 50_000 + "\n---\n")
    assert deep.error == "The properties are nested more than 20 deep."


def test_a_tag_makes_nothing_of_a_value_that_json_could_not_hold() -> None:
    said = 'a: !!float .nan\nb: !!int 0x1F\nc: !!bool maybe\nd: 1.0e999\ne: "x\\0y"\nf: !!str 7\n'
    kept = {"a": ".nan", "b": "0x1F", "c": "maybe", "d": "1.0e999", "e": "x\ufffdy", "f": "7"}
    assert split(f"---\n{said}---\n").data == kept
    for tagged in ("!!set {x, y}", "!!binary aGk=", "!!omap [x: 1]", "{!!binary aGk=: 1}"):
        found = split(f"---\na: {tagged}\n---\nBody")
        assert (found.data, found.body) == ({}, "Body")
        assert (found.error or "").startswith("The properties cannot be read in line 2: could not determine")


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    for text in ("---\nFoo\n---\nBar", "---\nno end", "--- \nx", "----\na: b\n---\n"):
        assert split(text) == FrontMatter({}, text, "")
