"""Money as an effect of a decision: paying from a pool, opening one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext

from prisma_hub.circles import queries as who
from prisma_hub.currencies import queries
from prisma_hub.identity import queries as people
from prisma_hub.kernel.exact import text_of

from ..agreements import propose
from ..ways import takes_forms
from ..who import Asked
from .forms import OpenPoolForm, PayForm


@takes_forms
def pay(request: Asked, proposal: UUID) -> HttpResponse:
    """Have the hub set a payment aside when the proposal is adopted."""
    viewer, found = request.viewer, propose.find(request.viewer, proposal)
    pools = queries.pools(viewer, circle=found.brief.circle)
    persons = [(each.ref, each.name) for each in people.everybody(viewer)]
    circles = [(each.space, each.title) for each in who.circles(viewer).values() if not each.closed]
    names = [(f"pool:{each.id}", f"{each.title}, {each.currency}") for each in pools]
    initial = {"number": found.number}
    form = PayForm(names, [*circles, *persons], request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        paid_from = next(each for each in pools if f"pool:{each.id}" == said["pool"])
        if said["amount"] <= 0 or round(said["amount"], paid_from.places) != said["amount"]:
            form.add_error("amount", gettext("This is no amount of this currency."))
            return propose.show_effect(request, form, found)
        effect = {
            "do": "pay",
            "pool": said["pool"],
            "to": said["to"],
            "amount": text_of(said["amount"]),
            "currency": paid_from.currency,
        }
        return propose.add(request, form, found, effect)
    return propose.show_effect(request, form, found)


@takes_forms
def open_pool(request: Asked, proposal: UUID) -> HttpResponse:
    """Have the hub open a pool when the proposal is adopted."""
    viewer, found = request.viewer, propose.find(request.viewer, proposal)
    initial = {"number": found.number, "custodian": viewer.ref}
    form = OpenPoolForm(people.everybody(viewer), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        effect = {"do": "open_pool", "circle": f"circle:{found.brief.circle}"}
        effect |= {name: said[name] for name in ("purpose", "currency", "custodian", "terms") if said[name]}
        return propose.add(request, form, found, effect)
    return propose.show_effect(request, form, found)
