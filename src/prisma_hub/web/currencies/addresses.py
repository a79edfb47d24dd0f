"""Where the pages of money and currencies are."""

from django.urls import path

from . import books, effects, on_journey, pools, practice, sharing

urlpatterns = [
    path("journeys/<uuid:journey>/value", on_journey.value, name="journey-value"),
    path("pools", pools.pools, name="pools"),
    path("pools/new", pools.new, name="new-pool"),
    path("pools/<uuid:pool>", pools.pool, name="pool"),
    path("pools/<uuid:pool>/write/<slug:stage>", pools.step, name="pool-step"),
    path("pools/<uuid:pool>/back/<int:seq>", pools.back, name="pool-back"),
    path("pools/<uuid:pool>/hand", pools.hand, name="hand-pool"),
    path("pools/<uuid:pool>/share", sharing.begin, name="share-out"),
    path("payments/<uuid:payment>/sent", pools.sent, name="payment-sent"),
    path("payments/<uuid:payment>/arrived", pools.arrived, name="payment-arrived"),
    path("allocations/<uuid:round_>", sharing.allocation, name="allocation"),
    path("allocations/<uuid:round_>/points", sharing.points, name="give-points"),
    path("allocations/<uuid:round_>/object", sharing.object_to, name="object-to-allocation"),
    path("allocations/<uuid:round_>/answer/<int:seq>", sharing.answer, name="answer-allocation"),
    path("allocations/<uuid:round_>/adopt", sharing.adopt, name="adopt-allocation"),
    path("allocations/<uuid:round_>/sums.csv", sharing.sums, name="allocation-sums"),
    path("currencies", practice.currencies, name="currencies"),
    path("currencies/<slug:name>", practice.currency, name="currency"),
    path("currencies/<slug:name>/read", practice.read, name="read-measure"),
    path("currencies/<slug:name>/give", practice.give, name="give-currency"),
    path("readings/<int:seq>/confirm", practice.confirm, name="confirm-measure"),
    path("readings/<int:seq>/correct/<slug:name>", practice.correct, name="correct-measure"),
    path("transfers/<uuid:transfer>/<slug:how>", practice.answer, name="answer-transfer"),
    path("ledger.beancount", books.ledger, name="ledger"),
    path("decisions/<uuid:proposal>/pay", effects.pay, name="add-payment"),
    path("decisions/<uuid:proposal>/open-pool", effects.open_pool, name="add-pool"),
]
