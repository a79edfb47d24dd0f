"""Pools: one page on which a funder, too, reads what was promised, paid, unspent, and on what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from prisma_hub.circles import queries as who
from prisma_hub.currencies import actions, queries
from prisma_hub.currencies.types import Payment, Pool, Receipt, Stage
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.media.types import Media

from .. import fields, offers, outside
from ..agreements.forms import PressForm, WordsForm
from ..agreements.words import Names, circle_ref
from ..forms import Form
from ..messages import tell
from ..timeline.telling import media_address
from ..ways import only_takes, takes_forms
from ..who import Asked
from .forms import HandForm, PoolForm, SentForm, StepForm
from .words import PAYMENT, STAGES, money, precision

PROCESS = "evaluating"
RIGHT = "keep money in trust"


def pools(request: Asked) -> HttpResponse:
    """Every pool the viewer may see."""
    found = queries.pools(request.viewer)
    names = Names(request.viewer, [circle_ref(each.circle) for each in found])
    rows = [
        {
            "pool": each,
            "circle": names.of(circle_ref(each.circle)),
            "unspent": money(each.totals.unspent, each.places, each.currency),
        }
        for each in found
    ]
    shown = {"rows": rows, "may_open": _may_open(request.viewer), "process": PROCESS}
    return render(request, "currencies/pools.html", shown)


def on_the_front(request: HttpRequest) -> outside.Section | None:
    """Pools everybody may see, on the hub's front page."""
    found = queries.public_pools()
    rows = [(each, money(each.totals.unspent, each.places, each.currency)) for each in found[:6]]
    return outside.Section("currencies/front.html", {"pools": rows}, "pools") if rows else None


def _may_open(viewer: Viewer) -> bool:
    """Whether there is a circle the viewer belongs to and may keep money for."""
    return viewer.person is not None and bool(who.mine(viewer, most=1, right=RIGHT)[0])


@takes_forms
def new(request: Asked) -> HttpResponse:
    """Open a pool for a circle one belongs to."""
    if not _may_open(request.viewer):
        who.insist(request.viewer, RIGHT)
    initial = {"custodian": str(request.viewer.person)}
    where = offers.my_circles(request.viewer, lambda each: str(each.id), right=RIGHT)
    form = PoolForm(where, people.everybody(request.viewer), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.open_pool(
                by=request.viewer,
                circle=UUID(said["circle"]),
                title=said["title"],
                currency=said["currency"],
                places=precision(said["currency"]),
                purpose=said["purpose"],
                terms=said["terms"],
                funder=said["funder"],
                custodian=UUID(said["custodian"]),
                share=said["share"],
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("pool", pool=made), gettext("The pool is open."))
    return render(request, "currencies/new_pool.html", {"form": form, "process": PROCESS})


def find(viewer: Viewer, pool: UUID) -> Pool:
    found = queries.pool(viewer, pool)
    if found is None:
        raise NotHere("There is no such pool here.")
    return found


def pool(request: Asked, pool: UUID) -> HttpResponse:
    """One pool: totals, payments, receipts."""
    found, viewer = find(request.viewer, pool), request.viewer
    names = Names(viewer, _refs(found))
    custodian = viewer.person is not None and viewer.ref == found.custodian
    belongs = who.belongs(viewer, circle_ref(found.circle))
    shown = {
        "pool": found,
        "totals": [(STAGES[each], _money(found, getattr(found.totals, each.value))) for each in Stage],
        "unspent": _money(found, found.totals.unspent),
        "free": found.totals.received - found.totals.decided,
        "bar": _bar(found),
        "circle": names.of(circle_ref(found.circle)),
        "custodian": names.of(found.custodian),
        "payments": [_payment(found, each, names, viewer) for each in found.payments],
        "receipts": [_receipt(found, each, names, custodian) for each in reversed(found.receipts)],
        "rounds": queries.allocations(viewer, pool),
        "is_custodian": custodian,
        "belongs": belongs,
        "may_hand": custodian or who.may(viewer, "tend the hub"),
        "process": PROCESS,
    }
    return render(request, "currencies/pool.html", shown)


def _money(found: Pool, units: int) -> str:
    return money(units, found.places, found.currency)


def _refs(found: Pool) -> set[str]:
    refs = {circle_ref(found.circle), found.custodian}
    return refs | {each.to for each in found.payments} | {each.by for each in found.receipts}


def _bar(found: Pool) -> list[dict[str, Any]]:
    """Each step as part of what was promised, for a drawing."""
    whole = max(found.totals.promised, 1)
    return [
        {
            "name": STAGES[each],
            "part": f"{100 * getattr(found.totals, each.value) / whole:.1f}",
            "money": _money(found, getattr(found.totals, each.value)),
        }
        for each in Stage
    ]


def _payment(found: Pool, each: Payment, names: Names, viewer: Viewer) -> dict[str, Any]:
    theirs = viewer.person is not None and (each.to == viewer.ref or who.belongs(viewer, each.to))
    mine = viewer.person is not None and viewer.ref == found.custodian
    return {
        "payment": each,
        "to": names.of(each.to),
        "money": _money(found, each.amount),
        "state": PAYMENT[each.stage],
        "can_send": mine and each.stage is Stage.DECIDED,
        "arrived": PressForm() if theirs and each.stage is Stage.SENT else None,
    }


def _receipt(found: Pool, each: Receipt, names: Names, custodian: bool) -> dict[str, Any]:
    wrong = custodian and each.stage in (Stage.PROMISED, Stage.RECEIVED)
    return {
        "receipt": each,
        "stage": STAGES[each.stage],
        "by": names.of(each.by),
        "money": _money(found, each.amount),
        "pictures": [media_address(one, "small") for one in each.media if one.is_picture],
        "can_take_back": wrong and not each.taken_back and each.amount > 0,
    }


def pictures(request: Asked, form: Form) -> list[Media]:
    """The picture a form came with, kept."""
    upload = form.cleaned_data.get("picture")
    return [fields.keep(upload, "picture")] if upload else []


STEPS: dict[str, Callable[..., None]] = {"promised": actions.promise, "received": actions.receive}


@takes_forms
def step(request: Asked, pool: UUID, stage: str) -> HttpResponse:
    """Write down a promise, or what came in."""
    does = STEPS.get(stage)
    if does is None:
        raise Http404
    found = find(request.viewer, pool)
    form = StepForm(found.places, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            does(
                by=request.viewer,
                pool=pool,
                amount=said["amount"],
                who=said["who"],
                reference=said["reference"],
                words=said["words"],
                media=pictures(request, form),
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("pool", pool=pool), gettext("Kept in the book."))
    shown = {"form": form, "pool": found, "stage": stage, "process": PROCESS}
    return render(request, "currencies/step.html", shown)


@takes_forms
def back(request: Asked, pool: UUID, seq: int) -> HttpResponse:
    """Take a step out of the totals that was written down wrongly."""
    found = find(request.viewer, pool)
    receipt = next((each for each in found.receipts if each.seq == seq), None)
    if receipt is None:
        raise Http404
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.take_back(
                by=request.viewer, pool=pool, step=seq, words=said["words"], statement_id=said["statement"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("pool", pool=pool), gettext("Taken out of the sums. Both stay in the book."))
    shown = {"form": form, "pool": found, "money": _money(found, receipt.amount), "process": PROCESS}
    return render(request, "currencies/back.html", shown)


@takes_forms
def hand(request: Asked, pool: UUID) -> HttpResponse:
    """Somebody else keeps the money from now on."""
    found = find(request.viewer, pool)
    form = HandForm(people.everybody(request.viewer), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.hand_pool(
            by=request.viewer,
            pool=pool,
            custodian=UUID(said["custodian"]),
            statement_id=said["statement"],
        )
        return tell(redirect("pool", pool=pool), gettext("Handed on. Everybody sees it."))
    return render(request, "currencies/hand.html", {"form": form, "pool": found, "process": PROCESS})


@takes_forms
def sent(request: Asked, payment: UUID) -> HttpResponse:
    """The custodian sent what was decided."""
    known = queries.payment(request.viewer, payment)
    if known is None:
        raise NotHere("There is no such payment here.")
    found = find(request.viewer, known[1])
    form = SentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.send(
                by=request.viewer,
                payment=payment,
                reference=said["reference"],
                words=said["words"],
                media=pictures(request, form),
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(
                redirect("pool", pool=found.id),
                gettext("Kept in the book. They are asked to say when it has come."),
            )
    names = Names(request.viewer, [known[0].to])
    shown = {"to": names.of(known[0].to), "money": _money(found, known[0].amount), "process": PROCESS}
    return render(request, "currencies/sent.html", {"form": form, "pool": found, **shown})


@only_takes
def arrived(request: Asked, payment: UUID) -> HttpResponse:
    """Those who were to get it say that it has come."""
    form = PressForm(request.POST)
    if not form.is_valid():
        return redirect("pools")
    statement = form.cleaned_data["statement"]
    actions.confirm_arrival(by=request.viewer, payment=payment, statement_id=statement)
    known = queries.payment(request.viewer, payment)
    return tell(
        redirect("pool", pool=known[1]) if known else redirect("pools"),
        gettext("Thank you. It is in the book."),
    )
