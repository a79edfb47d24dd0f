"""Tensions, proposals and what was said to them, agreements and their effects; folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class TensionRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    circle = models.UUIDField()
    by = models.CharField(max_length=60)
    words = models.TextField(default="")
    at = models.CharField(max_length=30)
    proposal = models.UUIDField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("circle", "seq")),)


class ProposalRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    circle = models.UUIDField()
    by = models.CharField(max_length=60)
    title = models.TextField(default="")
    why = models.TextField(default="")
    information = models.TextField(default="")
    tension = models.UUIDField(null=True)
    reviews = models.UUIDField(null=True, help_text="the agreement it changes or ends")
    outcome = models.CharField(max_length=12, default="", help_text="changed or ended")
    mode = models.JSONField()
    number = models.IntegerField(default=1, help_text="the wording on the table")
    effects = models.JSONField(default=list)
    until = models.DateField(null=True)
    review = models.DateField(null=True)
    present = models.JSONField(default=list)
    binding = models.BooleanField(default=False)
    spaces = models.JSONField(default=list, help_text="who hears what is said to it")
    at = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default="open", help_text="open, adopted or withdrawn")
    closing = models.TextField(default="", help_text="why it was withdrawn")
    closed_seq = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("circle", "state", "seq")),)


class WordingRow(Table):
    """One wording of a proposal, and who wrote it."""

    seq = models.BigIntegerField(primary_key=True)
    proposal = models.UUIDField()
    number = models.IntegerField()
    by = models.CharField(max_length=60)
    text = models.TextField(default="")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("proposal", "number")),)


class RoundRow(Table):
    """A round was opened. The first one opens with the proposal, under its number."""

    pk = models.CompositePrimaryKey("proposal", "seq")
    proposal = models.UUIDField()
    seq = models.BigIntegerField()
    round = models.CharField(max_length=12)
    number = models.IntegerField()
    at = models.CharField(max_length=30)


class SaidRow(Table):
    """One voice in one round. What an objection says stands here too."""

    seq = models.BigIntegerField(primary_key=True)
    proposal = models.UUIDField()
    person = models.CharField(max_length=60)
    round = models.CharField(max_length=12)
    word = models.CharField(max_length=12)
    number = models.IntegerField()
    words = models.TextField(default="")
    at = models.CharField(max_length=30)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("proposal", "seq")),)


class ObjectionRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    proposal = models.UUIDField()
    person = models.CharField(max_length=60)
    number = models.IntegerField()
    words = models.TextField(default="")
    state = models.CharField(max_length=12, default="open")
    answer = models.TextField(default="")
    answered_by = models.CharField(max_length=60, default="")
    answer_seq = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("proposal", "seq")),)


class AgreementRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    circle = models.UUIDField()
    proposal = models.UUIDField(unique=True)
    number = models.IntegerField()
    title = models.TextField()
    text = models.TextField()
    parties = models.JSONField(default=list, help_text="who gave which word, as recorded at adoption")
    mode = models.JSONField()
    spaces = models.JSONField(default=list)
    until = models.DateField(null=True)
    review = models.DateField()
    at = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default="in_force", help_text="in_force, changed or ended")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("circle", "state", "review")),)


class EffectRow(Table):
    """One thing the hub does for an agreement, once."""

    pk = models.CompositePrimaryKey("agreement", "index")
    agreement = models.UUIDField()
    index = models.IntegerField()
    effect = models.JSONField()
    state = models.CharField(max_length=12, default="waiting", help_text="waiting, done or failed")
    reason = models.TextField(default="")
    values = models.JSONField(default=dict)
    made = models.CharField(max_length=120, default="")
    seq = models.BigIntegerField(null=True)


class AgreementReview(Table):
    seq = models.BigIntegerField(primary_key=True)
    agreement = models.UUIDField()
    by = models.CharField(max_length=60)
    outcome = models.CharField(max_length=12)
    words = models.TextField(default="")
    at = models.CharField(max_length=30)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("agreement", "seq")),)
