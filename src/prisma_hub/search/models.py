"""Which entries changed who hears others; folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class Rehearing(Table):
    """Entry `seq` changed who may hear entry `of`: shared, withdrawn, hidden. Until the index has come so
    far, it is not asked who hears `of`."""

    pk = models.CompositePrimaryKey("seq", "of")
    seq = models.BigIntegerField()
    of = models.BigIntegerField()
