"""Where the work loop stands, and what it must try again."""

from django.db import models


class Cursor(models.Model):
    """The last entry whose reactions have run or been noted as failed."""

    only = models.BooleanField(primary_key=True, default=True)
    seq = models.BigIntegerField(default=-1)

    class Meta:
        db_table = "work_cursor"


class Failed(models.Model):
    """A reaction that failed, tried again when `due` (milliseconds since 1970) has come."""

    seq = models.BigIntegerField()
    reaction = models.CharField(max_length=160)
    tries = models.IntegerField(default=1)
    due = models.BigIntegerField()
    problem = models.TextField()

    class Meta:
        db_table = "work_failed"
        constraints = (models.UniqueConstraint(fields=("seq", "reaction"), name="one_failure_per_reaction"),)


class Due(models.Model):
    """When a thing done by the clock was last done."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "work_due"
