"""Places, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class PlaceRow(Table):
    id = models.UUIDField(primary_key=True)
    opened = models.BigIntegerField()
    name = models.TextField()
    told = models.BigIntegerField(null=True, help_text="the entry of its newest description")
    words = models.JSONField(default=dict)


class MemoryRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    place = models.UUIDField()
    when = models.TextField(default="")
    year = models.IntegerField(null=True)
    words = models.TextField(default="")
    by = models.UUIDField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("place", "year")),)


class CaretakerRow(Table):
    pk = models.CompositePrimaryKey("place", "person")
    place = models.UUIDField()
    person = models.UUIDField()
    words = models.TextField(default="")
    seq = models.BigIntegerField()
