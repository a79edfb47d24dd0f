"""Organisations, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class OrganisationRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    circle = models.UUIDField(unique=True)
    name = models.TextField()
    purpose = models.TextField(default="")
    form = models.CharField(max_length=40)
    agreement = models.UUIDField()
    spaces = models.JSONField(default=list)
    at = models.CharField(max_length=30)
