"""Practices, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class PracticeRow(Table):
    id = models.UUIDField(primary_key=True)
    opened = models.BigIntegerField()
    title = models.TextField()
    domain = models.TextField(default="")
    rhythm = models.TextField(default="")
    patterns = models.JSONField(default=list)


class PracticeSeat(Table):
    pk = models.CompositePrimaryKey("practice", "person")
    practice = models.UUIDField()
    person = models.UUIDField()
    part = models.CharField(max_length=12)
    seq = models.BigIntegerField()


class AppliedRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    practice = models.UUIDField()
    journey = models.CharField(max_length=60)
    differs = models.TextField(default="")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("practice",)), models.Index(fields=("journey",)))


class InquiryRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    practice = models.UUIDField()
    question = models.TextField()
    words = models.TextField(default="")
    by = models.UUIDField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("practice", "seq")),)


class TriedRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    inquiry = models.UUIDField()
    where = models.TextField(default="")
    tried = models.TextField(default="")
    learned = models.TextField(default="")
    by = models.UUIDField(null=True)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("inquiry", "seq")),)
