"""Where backups were written to and which, and how far the store was cleared of what was erased."""

from django.db import models


class Place(models.Model):
    """A folder with backups. `told`: the last entry up to which its list names what was erased."""

    folder = models.TextField(primary_key=True)
    told = models.BigIntegerField(default=-1)

    class Meta:
        db_table = "upkeep_place"


class Cleared(models.Model):
    """The last entry up to which the store was cleared of what erasing left behind. `large`: the same for
    large tables of PostgreSQL, which are cleared at night."""

    only = models.BooleanField(primary_key=True, default=True)
    seq = models.BigIntegerField(default=-1)
    large = models.BigIntegerField(default=-1)

    class Meta:
        db_table = "upkeep_cleared"


class Made(models.Model):
    """A backup that was written, and read again whole. `planned`: the hub made it by itself, and removes it.
    `here`: it lay there when the hub looked last."""

    number = models.BigAutoField(primary_key=True)
    folder = models.TextField()
    name = models.TextField()
    at = models.BigIntegerField()
    size = models.BigIntegerField()
    locked = models.BooleanField()
    planned = models.BooleanField()
    here = models.BooleanField(default=True)

    class Meta:
        db_table = "upkeep_made"


class Tried(models.Model):
    """The last time the hub set out to make a backup by itself, and what came of it: the name of a damage and
    where it is, or nothing. `ended` is empty while it is at it, and where it was broken off."""

    only = models.BooleanField(primary_key=True, default=True)
    began = models.BigIntegerField()
    ended = models.BigIntegerField(null=True)
    problem = models.TextField(default="")
    where = models.TextField(default="")
    same_disk = models.BooleanField(default=False)

    class Meta:
        db_table = "upkeep_tried"
