"""Sealed words, by number; folded from the log. What was sealed stays there."""

from django.db import models

from prisma_hub.log.derived import Table


class SealedRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    by = models.CharField(max_length=60)
    reply_to = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("reply_to",)),)


class SealedTo(Table):
    """Somebody who can open it: those it was sealed to, whoever is said to hear it later."""

    pk = models.CompositePrimaryKey("seq", "person")
    seq = models.BigIntegerField()
    person = models.UUIDField()

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("person", "seq")),)
