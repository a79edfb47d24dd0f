"""Files people asked for, each forgotten after some days (not in a backup: they are asked for again); and the
day on which the hub last looked what is over."""

from django.db import models


class Everything(models.Model):
    """A person's file. `numbers`: the entries in it, eight bytes each; when one is erased, the file goes."""

    person = models.UUIDField(primary_key=True)
    id = models.UUIDField(unique=True, help_text="its name in the folder and in its address")
    language = models.CharField(max_length=12)
    asked = models.BigIntegerField(help_text="milliseconds since 1970")
    made = models.BigIntegerField(null=True)
    tries = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    numbers = models.BinaryField(default=b"")

    class Meta:
        db_table = "keeping_everything"


class LookedAt(models.Model):
    """The day on which the hub last looked what is over: a clock that jumps is known by it."""

    only = models.BooleanField(primary_key=True, default=True)
    day = models.DateField()
    asked = models.BooleanField(default=False, help_text="whether the house was asked which day it is")

    class Meta:
        db_table = "keeping_looked_at"
