"""Where backups were written to, and how far the store was cleared of what was erased."""

from django.db import models


class Place(models.Model):
    """A folder with backups. `told`: the last entry up to which its list names what was erased."""

    folder = models.TextField(primary_key=True)
    told = models.BigIntegerField(default=-1)

    class Meta:
        db_table = "upkeep_place"


class Cleared(models.Model):
    """The last entry up to which the store was cleared of what erasing left behind."""

    only = models.BooleanField(primary_key=True, default=True)
    seq = models.BigIntegerField(default=-1)

    class Meta:
        db_table = "upkeep_cleared"
