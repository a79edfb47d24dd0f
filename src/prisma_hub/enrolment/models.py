"""Applications, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class ApplicationRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    person = models.UUIDField()
    pathway = models.CharField(max_length=80)
    version = models.CharField(max_length=80)
    scope = models.CharField(max_length=120, default="")
    stage = models.CharField(max_length=60)
    state = models.CharField(max_length=12)
    paused = models.BooleanField(default=False)
    since = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("person", "seq")), models.Index(fields=("scope", "state")))


class StepRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    application = models.UUIDField()
    what = models.CharField(max_length=12)
    stage = models.CharField(max_length=60, default="")
    words = models.TextField(default="")
    by = models.UUIDField(null=True)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("application", "seq")),)


class GivenRow(Table):
    """A form answered; the newest of a form counts, the earlier ones stay."""

    seq = models.BigIntegerField(primary_key=True)
    application = models.UUIDField()
    form = models.CharField(max_length=80)
    version = models.CharField(max_length=80)
    answers = models.JSONField(default=dict)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("application", "form")),)


class TickRow(Table):
    pk = models.CompositePrimaryKey("application", "form", "item")
    application = models.UUIDField()
    form = models.CharField(max_length=80)
    item = models.CharField(max_length=60)
    state = models.CharField(max_length=60)
    words = models.TextField(default="")
    seq = models.BigIntegerField()


class AcceptedRow(Table):
    pk = models.CompositePrimaryKey("application", "agreement")
    application = models.UUIDField()
    agreement = models.CharField(max_length=60)
    seq = models.BigIntegerField()
