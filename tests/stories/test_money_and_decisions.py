"""What was agreed and how money was shared, in a story: as the book has it, and outside without names."""

from decimal import Decimal

from prisma_hub.circles import queries as circles
from prisma_hub.currencies import actions as currencies
from prisma_hub.currencies.types import Rule
from prisma_hub.kernel import evidence, source
from prisma_hub.log import queries as log
from prisma_hub.stories.showing import Reader, draw
from prisma_hub.work import loop
from tests.agreements.walk import MINUTE, adopt, after, open_circle
from tests.currencies.money import fill, open_pool


def test_an_agreement_stands_in_its_own_words_for_those_who_hear_it(steward, person):
    ana = person("Ana")
    circle = open_circle(steward, [ana])
    adopt(ana, circle, [ana], [])
    seq = next(entry.seq for entry in log.entries() if entry.kind == "agreement.made/1")
    text = f"```prisma decision\nentry: entry:{seq}\nshow: both\n```\n"
    found = draw("a.md", text, Reader(circles.visible(ana), False, "en"))
    entry = log.entry(seq)
    assert entry is not None
    shown = {seq: {"said": entry.said, **{f"body.{name}": value for name, value in entry.body.items()}}}
    ties = evidence.see(found.html).ties
    assert {tie.part for tie in ties} >= {"body.title", "body.text.000", "said", "body.review"}
    assert evidence.check_ties([tie for tie in ties if tie.part != "body.review"], shown) == []
    assert found.discloses[seq] >= {"kind", "body.title", "body.text.000"}
    assert draw("a.md", text, Reader(circles.visible_in("public"), True, "en")).html == ""


def test_shares_add_up_and_name_people_only_inside(steward, person):
    ana, eva = person("Anabela"), person("Evangelina")
    circle, pool = open_pool(steward, [ana, eva], ana)
    fill(ana, pool, "100.00")
    round_ = currencies.open_allocation(
        by=ana,
        pool=pool,
        title="The May pool",
        rule=Rule.EQUAL,
        parties=[{"party": ana.ref}, {"party": eva.ref}],
        until=source.current().now_ms() + 24 * 60 * MINUTE,
        amount=Decimal("100.00"),
    )
    seq = next(entry.seq for entry in log.entries() if entry.kind == "allocation.opened/1")
    text = f"```prisma allocation\nentry: entry:{seq}\n```\n"
    open_ = draw("a.md", text, Reader(circles.visible(ana), False, "en"))
    assert "not here, or not for you" in open_.html
    with after(2 * 24 * 60 * MINUTE):
        adopt(
            ana,
            circle,
            [ana, eva],
            [{"do": "allocate", "pool": f"pool:{pool}", "round": f"allocation:{round_}"}],
        )
        loop.run_until_idle()
    inside = draw("a.md", text, Reader(circles.visible(ana), False, "en")).html
    assert "Anabela" in inside
    assert "Evangelina" in inside
    assert inside.count("50.00") == 2
    leaving = draw("a.md", text, Reader(circles.visible(ana), True, "en")).html
    assert "Anabela" not in leaving
    assert leaving.count("50.00") == 2
