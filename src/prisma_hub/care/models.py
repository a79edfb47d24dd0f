"""Concerns and answers, by number; folded from the log. What was said stays there."""

from django.db import models

from prisma_hub.log.derived import Table


class ConcernRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    by = models.CharField(max_length=60)


class AnswerRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    concern = models.BigIntegerField()

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("concern",)),)
