"""What is broken and what it may have meant; names that are no links; pages nobody leads to; and mends."""

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions, queries
from prisma_hub.commons.render.mentions import Names, find_mentions, spoken
from prisma_hub.commons.types import LinkReport, Mend, Mended, Proposal, Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.ids import circle
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import queries as log


def page(path):
    return Ref("public", path)


def broken(viewer, **more):
    return [
        (each.link.source.path, each.link.target, each.link.rule, each.proposals)
        for each in queries.broken_links(viewer, **more)
    ]


def mentions(viewer, *paths, space="public"):
    return [(each.words, each.to.path) for each in queries.mentions(viewer, space, paths)]


def text(path, space="public", viewer=ANYBODY):
    return queries.page(viewer, space, path).text


def test_a_broken_link_comes_with_what_it_may_have_meant(write, steward):
    write("leaky-weir.md", "# Leaky weir\n\n## When to build one")
    write("a/notes.md", "A.")
    write("b/notes.md", "B.")
    actions.bring({"img/weir.png": b"\x89PNG"}, by=steward, space="public", origin="import", summary="")
    write(
        "walk.md",
        "[[leaky-wier]], [[notes]], [[leaky-weir#When to build]], ![](img/wier.png), [[zzz]], [[leaky-weir]]",
    )
    when = Proposal(page("leaky-weir.md"), anchor="when-to-build-one")
    assert broken(ANYBODY) == [
        ("walk.md", "leaky-wier", "missing", (Proposal(page("leaky-weir.md"), sure=True),)),
        ("walk.md", "notes", "ambiguous", (Proposal(page("a/notes.md")), Proposal(page("b/notes.md")))),
        ("walk.md", "leaky-weir#When to build", "path", (when,)),
        ("walk.md", "img/wier.png", "missing", (Proposal(page("img/weir.png")),)),
        ("walk.md", "zzz", "missing", ()),
    ]  # fmt: skip
    write("day-2.md", "[[day-1]] and [[otter-day-2]]")
    assert [each[3][0].sure for each in broken(ANYBODY, path="day-2.md")] == [False, False]
    assert queries.reports(ANYBODY)["public"] == LinkReport(
        links=8, broken=5, ambiguous=1, parts=1, orphans=4
    )


def test_a_name_a_page_once_had_is_a_sure_proposal(write, steward):
    write("soil/silt.md", "# What rivers carry")
    actions.rename_page(by=steward, space="public", path="soil/silt.md", to="earth/mud")
    write("soil/old-copy.md", "[[soil/silt]] and [there](silt.md)")
    sure = (Proposal(page("earth/mud.md"), sure=True),)
    assert [each[3] for each in broken(ANYBODY)] == [sure, sure]


def test_chosen_mends_are_one_commit_and_leave_the_rest_alone(write, steward):
    write("leaky-weir.md", "# Leaky weir\n\n## When to build one")
    write(
        "one.md",
        "[[leaky-wier|so]], `[[leaky-wier]]`, [x](leaky-wier.md#why), [[leaky-weir#When to build]], [[zzz]]",
    )
    write("two/deep.md", "A leaky weir holds. [far](../leaky-wier.md)")
    size = log.size()
    weir = page("leaky-weir.md")
    mended = actions.mend_links(
        by=steward,
        space="public",
        mends=[
            Mend("one.md", weir, target="leaky-wier"),
            Mend("one.md", weir, target="leaky-wier.md#why"),
            Mend("one.md", weir, target="leaky-weir#When to build", anchor="when-to-build-one"),
            Mend("two/deep.md", weir, target="../leaky-wier.md"),
            Mend("two/deep.md", weir, words="leaky weir"),
        ],
    )
    assert mended == Mended(page("one.md"), 2, 5)
    assert text("one.md") == (
        "[[leaky-weir|so]], `[[leaky-wier]]`, [x](leaky-weir.md#why), "
        "[[leaky-weir#when-to-build-one]], [[zzz]]\n"
    )
    assert text("two/deep.md") == "A [leaky weir](../leaky-weir.md) holds. [far](../leaky-weir.md)\n"
    assert len({log.entry(seq).body["commit"] for seq in range(size, log.size())}) == 1


def test_a_mend_that_came_too_late_changes_nothing_and_says_so(write, steward, person):
    ana = person("Ana")
    base = write("weir.md", "[[silty]]").blob
    write("silt.md", "# Silt")
    write("weir.md", "Otherwise.", base=base)
    size = log.size()
    chosen = [Mend("weir.md", page("silt.md"), target="silty")]
    with pytest.raises(Refused, match="no longer"):
        actions.mend_links(by=steward, space="public", mends=chosen)
    with pytest.raises(Refused, match="chosen"):
        actions.mend_links(by=steward, space="public", mends=[])
    with pytest.raises(NotAllowed):
        actions.mend_links(by=ana, space="public", mends=chosen)
    assert log.size() == size


def test_names_in_the_text_are_proposed_as_links_where_the_page_has_none(write, steward):
    write("leaky-weir.md", "---\naliases: [Açude]\n---\n# Leaky weir")
    write("otter.md", "# Otter\n\nOtter likes otters.")
    write("term/place.md", "---\nkind: term\n---\n# Place")
    write(
        "walk.md",
        "# Otter walk\n\nA LEAKY WEIR, an acude, the otter. `otter` [otter here](x) this place."
        "\n\n%% leaky weir %%",
    )
    assert mentions(ANYBODY, "walk.md") == [("LEAKY WEIR", "leaky-weir.md"), ("otter", "otter.md")]
    write("linked.md", "[[otter]] and again otter.")
    assert mentions(ANYBODY, "linked.md", "otter.md") == []
    info = queries.info(ANYBODY, "public", "leaky-weir.md")
    assert [(each.source.path, each.words) for each in queries.named_on(ANYBODY, info)] == [
        ("walk.md", "LEAKY WEIR")
    ]


def test_a_mention_becomes_a_link_in_the_manner_of_its_page(write, steward):
    write("leaky-weir.md", "# Leaky weir")
    write("a.md", "The leaky weir, the leaky weir.")
    write("b.md", "| leaky weir | b |\n| --- | --- |\n| a | b |\n")
    mends = [Mend(path, page("leaky-weir.md"), words="leaky weir") for path in ("a.md", "b.md")]
    actions.mend_links(by=steward, space="public", mends=mends)
    assert text("a.md") == "The [[leaky weir]], the leaky weir.\n"
    assert text("b.md").startswith("| [leaky weir](leaky-weir.md) | b |")


def test_pages_nobody_leads_to(write, steward, person):
    ana = person("Ana")
    write("index.md", "[[weir]]")
    write("weir.md", "[[weir]]")
    write("alone.md", "[[weir]]")
    write("hidden-lead.md", "[[weir]]")
    write("diary.md", "[[hidden-lead]]", by=ana, space=ana.ref)
    assert [each.path for each in queries.orphans(ANYBODY)] == ["alone.md", "hidden-lead.md"]
    assert [each.path for each in queries.orphans(ana, space="public")] == ["alone.md"]


def test_nothing_is_proposed_or_counted_that_one_may_not_read(write, steward, person):
    ana, eva = person("Ana"), person("Eva")
    elders = circle(circles.open_circle(by=steward, title="Elders").id)
    circles.admit(by=steward, circle=elders.removeprefix("circle:"), person=ana.person)
    write("songline.md", "# Songline", by=ana, space=elders)
    write("plan.md", "[[songlin]] and a songline.", by=ana, space="hub")
    write("mine.md", "[[songlin]] and a songline.", by=ana, space=ana.ref)
    assert broken(eva) == [("plan.md", "songlin", "missing", ())]
    assert mentions(eva, "plan.md", space="hub") == mentions(ana, "plan.md", space="hub") == []
    assert mentions(ana, "mine.md", space=ana.ref) == [("songline", "songline.md")]
    assert mentions(eva, "mine.md", space=ana.ref) == []
    assert queries.reports(eva)["hub"] == LinkReport(links=1, broken=1, ambiguous=0, parts=0, orphans=1)
    info = queries.info(ana, elders, "songline.md")
    assert [each.source.path for each in queries.named_on(ana, info)] == ["mine.md"]


def test_mentions_keep_to_words_and_sentences():
    names = Names()
    for name in ("Leaky weir", "Leaky", "weir", "Água viva", "It", "Co-design", "Silt. Mud"):
        names.add(name, name)
    text = "A leaky\nweir, a LEAKY-weir; agua viva. Codesign co design it silt. Mud\n\nweirs *weir*"
    assert [each.words for each in find_mentions(text, [names])] == [
        "leaky", "weir", "LEAKY-weir", "agua viva", "co design",
    ]  # fmt: skip
    names.remove("Leaky weir", "Leaky weir")
    assert [each.words for each in find_mentions("A leaky weir", [names])] == ["leaky", "weir"]
    assert names.lengths["leaky"] == {1: 1}
    assert spoken("Água-Viva!") == ("agua", "viva")


def test_names_are_looked_for_in_time_on_a_page_of_nothing_but_comments():
    names = Names()
    names.add("Stone weir", "weir.md")
    text = "%%é, said of no stone weir%% the stone weir %%x%% " * 40_000
    found = find_mentions(text, [names])
    assert [(each.words, text.encode()[each.start : each.end]) for each in found] == [
        ("stone weir", b"stone weir")
    ]
