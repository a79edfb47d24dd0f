"""Sharing a pool out: the arithmetic on the page, a window for objections, then the circle adopts it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from prisma_hub.agreements import actions as agreements
from prisma_hub.circles import queries as who
from prisma_hub.currencies import actions, queries
from prisma_hub.currencies.types import Allocation, Rule
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.refusal import NotHere, Refused

from ..agreements.forms import PressForm, WordsForm
from ..agreements.words import Names, circle_ref
from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked
from .forms import PointsForm, RoundForm, RuleForm
from .pools import PROCESS, find
from .words import EXPLAINED, RULES, money_of, say_step

DAY = 86_400_000


@takes_forms
def begin(request: Asked, pool: UUID) -> HttpResponse:
    """Open a round: first the rule and who takes part (in the address), then the numbers."""
    found = find(request.viewer, pool)
    circles = [(each.space, each.title) for each in who.circles(request.viewer).values() if not each.closed]
    first = RuleForm(circles, request.GET if "rule" in request.GET else None)
    shown = {"pool": found, "process": PROCESS}
    if not first.is_valid():
        return render(request, "currencies/choose_rule.html", {"form": first, **shown})
    rule = Rule(first.cleaned_data["rule"])
    parties = [(ref, dict(circles)[ref]) for ref in first.cleaned_data["party"]]
    form = RoundForm(rule, parties, found.places, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _open(request.viewer, pool, rule, parties, form.cleaned_data)
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("allocation", round_=made)
    names = [name for _ref, name in parties]
    return render(
        request, "currencies/begin.html", {"form": form, "rule": RULES[rule], "parties": names, **shown}
    )


def _open(
    viewer: Viewer, pool: UUID, rule: Rule, parties: Sequence[tuple[str, str]], said: dict[str, Any]
) -> UUID:
    return actions.open_allocation(
        by=viewer,
        pool=pool,
        title=said["title"],
        rule=rule,
        parties=[_party(viewer, rule, ref, at, said) for at, (ref, _name) in enumerate(parties)],
        until=source.current().now_ms() + said["days"] * DAY,
        amount=said.get("amount"),
        points_each=said.get("points", 0),
        statement_id=said["statement"],
    )


def _party(viewer: Viewer, rule: Rule, ref: str, at: int, said: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"party": ref}
    if rule is Rule.AGREEMENT:
        made["amount"] = text_of(said[f"amount_{at}"])
    if rule is Rule.VERIFIED:
        made["entries"] = queries.verified_of(viewer, uuid_of(ref))
    if rule is Rule.DEMAND:
        made["participation"] = text_of(said[f"participation_{at}"])
        made["demand"] = text_of(said[f"demand_{at}"])
        made["entries"] = _numbers(said[f"entries_{at}"])
    return made


def _numbers(text: str) -> list[int]:
    """`12, 15 entry:17` as numbers of entries."""
    words = text.replace(",", " ").replace("entry:", " ").split()
    wrong = next((each for each in words if not each.isdecimal() or len(each) > 15), None)
    if wrong is not None:
        raise Refused(
            "“%(wrong)s” is not the number of an entry.", mend="Write them like 12, 15.", wrong=wrong
        )
    return sorted({int(each) for each in words})


def _round(viewer: Viewer, round_: UUID) -> Allocation:
    found = queries.allocation(viewer, round_)
    if found is None:
        raise NotHere("There is no such round here.")
    return found


def allocation(request: Asked, round_: UUID) -> HttpResponse:
    """One round: what each would receive, how it comes about, what was said to it."""
    return _show(request, _round(request.viewer, round_))


def _show(request: Asked, found: Allocation, form: PointsForm | None = None) -> HttpResponse:
    viewer = request.viewer
    refs = {*found.parties, circle_ref(found.circle), found.by}
    refs |= {each.by for each in found.concerns} | {each.answered_by for each in found.concerns}
    refs |= {value for step in found.arithmetic.steps for value in step.values.values()}
    names = Names(viewer, refs)
    concerned = queries.is_concerned(viewer, found)
    held = queries.pool(viewer, found.pool)
    gives = concerned and found.rule is Rule.SIGNALS and found.state == "open" and not found.over
    if gives and form is None:
        given = {f"points_{at}": found.my_points.get(ref) for at, ref in enumerate(found.parties)}
        form = PointsForm(_named(found, names), found.points_each, initial=given)
    return render(
        request,
        "currencies/allocation.html",
        {
            "round": found,
            "pool": held,
            "circle": names.of(circle_ref(found.circle)),
            "rule": RULES[found.rule],
            "explained": EXPLAINED[found.rule],
            "total": money_of(found.arithmetic.paid or found.arithmetic.amount, found.places),
            "shares": _shares(found, names),
            "steps": _steps(found, names),
            "concerns": [
                {"concern": each, "who": names.of(each.by), "by": names.of(each.answered_by)}
                for each in found.concerns
            ],
            "waiting": any(each.open for each in found.concerns),
            "concerned": concerned,
            "decides": who.belongs(viewer, circle_ref(found.circle)),
            "points": form if gives else None,
            "press": PressForm(),
            "process": PROCESS,
        },
    )


def _named(found: Allocation, names: Names) -> list[tuple[str, str]]:
    return [(ref, names.of(ref)) for ref in found.parties]


def _shares(found: Allocation, names: Names) -> list[dict[str, Any]]:
    """What each would receive, the largest as the whole width of the drawing."""
    shares = found.arithmetic.shares
    most = max((each.amount for each in shares), default=Decimal(0)) or Decimal(1)
    return [
        {
            "name": names.of(each.party),
            "part": f"{100 * each.amount / most:.1f}",
            "money": money_of(each.amount, found.places),
        }
        for each in shares
    ]


def _steps(found: Allocation, names: Names) -> list[dict[str, Any]]:
    """The arithmetic, line by line, with the entries each line rests on."""
    return [
        {
            "label": say_step(each, names),
            "formula": each.formula,
            "result": "" if each.result is None else text_of(each.result),
            "entries": each.rests_on,
        }
        for each in found.arithmetic.steps
    ]


@only_takes
def points(request: Asked, round_: UUID) -> HttpResponse:
    """Spread one's points."""
    found = _round(request.viewer, round_)
    names = Names(request.viewer, found.parties)
    form = PointsForm(_named(found, names), found.points_each, request.POST)
    if form.is_valid():
        given = {ref: form.cleaned_data[f"points_{at}"] or 0 for at, ref in enumerate(found.parties)}
        try:
            actions.give_points(
                by=request.viewer,
                round_=round_,
                given={ref: number for ref, number in given.items() if number},
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            if not queries.is_concerned(request.viewer, found):
                raise
            form.refuse(no)
        else:
            return tell(redirect("allocation", round_=round_), gettext("Your points are counted."))
    return _show(request, found, form)


@takes_forms
def object_to(request: Asked, round_: UUID) -> HttpResponse:
    """Object, with reasons."""
    found = _round(request.viewer, round_)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.object_to(
                by=request.viewer, round_=round_, words=said["words"], statement_id=said["statement"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(
                redirect("allocation", round_=round_),
                gettext("Kept. Nothing is paid before it has an answer."),
            )
    return render(request, "currencies/object.html", {"form": form, "round": found, "process": PROCESS})


@takes_forms
def answer(request: Asked, round_: UUID, seq: int) -> HttpResponse:
    """The circle answers an objection."""
    found = _round(request.viewer, round_)
    concern = next((each for each in found.concerns if each.seq == seq), None)
    if concern is None:
        raise NotHere("There is no such objection here.")
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer_objection(
                by=request.viewer,
                round_=round_,
                objection=seq,
                words=said["words"],
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("allocation", round_=round_)
    shown = {"form": form, "round": found, "concern": concern, "process": PROCESS}
    return render(request, "currencies/answer.html", shown)


@only_takes
def adopt(request: Asked, round_: UUID) -> HttpResponse:
    """Put it to the circle: a proposal whose effect is to pay out by this arithmetic."""
    found = _round(request.viewer, round_)
    form = PressForm(request.POST)
    if found.state != "open" or not form.is_valid():
        return redirect("allocation", round_=round_)
    names = Names(request.viewer, found.parties)
    lines = [f"{each['name']}: {each['money']} {found.currency}" for each in _shares(found, names)]
    text = gettext("We share out the pool as this round worked it out:") + "\n\n" + "\n".join(lines)
    made = agreements.propose(
        by=request.viewer,
        circle=found.circle,
        title=found.title[:120],
        text=text,
        information=f"/allocations/{round_}",
        effects=[{"do": "allocate", "pool": f"pool:{found.pool}", "round": f"allocation:{round_}"}],
        binding=True,
        statement_id=form.cleaned_data["statement"],
    )
    return redirect("decision", proposal=made)


def sums(request: Asked, round_: UUID) -> HttpResponse:
    """The sums as a file."""
    found = _round(request.viewer, round_)
    refs = set(found.parties) | {v for step in found.arithmetic.steps for v in step.values.values()}
    names = Names(request.viewer, refs)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="allocation-{str(round_)[-12:]}.csv"'
    written = csv.writer(answer)
    written.writerow(["step", "formula", "result", "entries"])
    for each in _steps(found, names):
        entries = " ".join(map(str, each["entries"]))
        written.writerow([_safe(each["label"]), _safe(each["formula"]), each["result"], entries])
    return answer


def _safe(text: str) -> str:
    """Never a formula in somebody's spreadsheet."""
    return "'" + text if text[:1] in "=+-@" else text
