"""Witnesses and followed books, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class WitnessRow(Table):
    key = models.CharField(max_length=300, primary_key=True, help_text="its verifier key")
    title = models.TextField(default="")
    seq = models.BigIntegerField()


class BookRow(Table):
    hub = models.CharField(max_length=80, primary_key=True, help_text="its did:key")
    key = models.CharField(max_length=80, help_text="the key in force")
    title = models.TextField(default="")
    seq = models.BigIntegerField()


class ForkRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    hub = models.CharField(max_length=80)
    origin = models.CharField(max_length=120)
    size = models.BigIntegerField()
    notes = models.JSONField(default=list)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("origin", "size")),)
