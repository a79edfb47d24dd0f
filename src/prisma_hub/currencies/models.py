"""The ledger and what moves in it; folded from the log. Amounts are integers of the smallest unit."""

from django.db import models

from prisma_hub.log.derived import Table


class PostingRow(Table):
    """One line of a movement. The lines of one entry add up to zero in each currency."""

    pk = models.CompositePrimaryKey("seq", "line")
    seq = models.BigIntegerField()
    line = models.IntegerField()
    account = models.CharField(max_length=120)
    currency = models.CharField(max_length=40)
    amount = models.BigIntegerField()

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("account", "currency")),)


class MovementRow(Table):
    """When a movement was, and of which kind its entry is."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)
    at = models.CharField(max_length=30)
    places = models.IntegerField()


class BalanceRow(Table):
    """What an account holds of a currency: the sum of its lines."""

    pk = models.CompositePrimaryKey("account", "currency")
    account = models.CharField(max_length=120)
    currency = models.CharField(max_length=40)
    amount = models.BigIntegerField(default=0)


class PoolRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    circle = models.UUIDField()
    title = models.TextField()
    purpose = models.TextField(default="")
    terms = models.TextField(default="")
    funder = models.TextField(default="")
    currency = models.CharField(max_length=40)
    places = models.IntegerField()
    custodian = models.CharField(max_length=60)
    agreement = models.UUIDField(null=True)
    spaces = models.JSONField(default=list)
    at = models.CharField(max_length=30)
    promised = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    decided = models.BigIntegerField(default=0)
    sent = models.BigIntegerField(default=0)
    received_by_them = models.BigIntegerField(default=0)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("circle",)),)


class ReceiptRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    pool = models.UUIDField()
    stage = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    by = models.CharField(max_length=60)
    who = models.TextField(default="")
    words = models.TextField(default="")
    reference = models.TextField(default="")
    media = models.JSONField(default=list)
    payment = models.UUIDField(null=True)
    at = models.CharField(max_length=30)
    taken_back = models.BooleanField(default=False)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("pool", "seq")),)


class PaymentRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    pool = models.UUIDField()
    to = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    words = models.TextField(default="")
    agreement = models.UUIDField(null=True)
    stage = models.CharField(max_length=20, default="decided")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("pool", "seq")), models.Index(fields=("to",)))


class AllocationRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    pool = models.UUIDField()
    title = models.TextField()
    by = models.CharField(max_length=60)
    rule = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    parties = models.JSONField()
    points = models.IntegerField(default=0)
    until = models.CharField(max_length=30)
    spaces = models.JSONField(default=list)
    at = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default="open")
    agreement = models.UUIDField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("pool", "seq")),)


class PointsRow(Table):
    """The points one voice spread in one round: its latest word."""

    pk = models.CompositePrimaryKey("round", "voice")
    round = models.UUIDField()
    voice = models.CharField(max_length=60)
    given = models.JSONField()
    seq = models.BigIntegerField()


class AllocationObjection(Table):
    seq = models.BigIntegerField(primary_key=True)
    round = models.UUIDField()
    by = models.CharField(max_length=60)
    words = models.TextField(default="")
    answer = models.TextField(default="")
    answered_by = models.CharField(max_length=60, default="")
    answer_seq = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("round", "seq")),)


class ThanksRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    currency = models.CharField(max_length=40)
    by = models.CharField(max_length=60)
    to = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    period = models.CharField(max_length=20)
    words = models.TextField(default="")
    at = models.CharField(max_length=30)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("currency", "by", "period")), models.Index(fields=("currency", "to")))


class MeasureRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    currency = models.CharField(max_length=40)
    version = models.CharField(max_length=80)
    by = models.CharField(max_length=60)
    value = models.CharField(max_length=80)
    was = models.CharField(max_length=80, default="")
    unit = models.CharField(max_length=20)
    day = models.DateField(null=True)
    words = models.TextField(default="")
    answers = models.JSONField(default=dict)
    media = models.JSONField(default=list)
    at = models.CharField(max_length=30)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("currency", "seq")),)


class MeasureConfirmation(Table):
    pk = models.CompositePrimaryKey("reading", "by")
    reading = models.BigIntegerField()
    by = models.CharField(max_length=60)
    seq = models.BigIntegerField()


class TransferRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    currency = models.CharField(max_length=40)
    places = models.IntegerField()
    sender = models.CharField(max_length=60)
    receiver = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    words = models.TextField(default="")
    state = models.CharField(max_length=12, default="proposed")
    at = models.CharField(max_length=30)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("receiver", "state")), models.Index(fields=("sender", "state")))
