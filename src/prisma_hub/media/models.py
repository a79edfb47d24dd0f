"""Which entry holds which media; folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class Use(Table):
    pk = models.CompositePrimaryKey("seq", "sha256")
    seq = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("sha256",)),)
