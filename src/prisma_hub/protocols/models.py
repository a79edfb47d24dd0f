"""Versions of protocols and what is in force where, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class ProtocolVersion(Table):
    """Immutable: the version is the hash of the block."""

    version = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    block = models.JSONField()
    page = models.TextField(default="")
    lineage = models.CharField(max_length=80, default="")
    seq = models.BigIntegerField(help_text="the entry that adopted it first")
    by = models.CharField(max_length=60)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("name", "seq")),)


class ProtocolInForce(Table):
    """Scope is empty for the whole hub."""

    pk = models.CompositePrimaryKey("name", "scope")
    name = models.CharField(max_length=120)
    scope = models.CharField(max_length=120, default="")
    version = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    where = models.CharField(
        max_length=20, default="", help_text="what its records belong to: journey, team, …"
    )
    seq = models.BigIntegerField()

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("kind", "scope")),)
