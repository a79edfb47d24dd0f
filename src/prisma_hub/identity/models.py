"""People, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class Member(Table):
    id = models.UUIDField(primary_key=True)
    name = models.TextField(default="")
    name_seq = models.BigIntegerField(help_text="the entry the name stands in")
    language = models.CharField(max_length=12, default="en")
    joined = models.BigIntegerField(help_text="number of the entry with which they joined")
    left = models.BigIntegerField(null=True)
    guest = models.BooleanField(default=False, help_text="let in for one purpose, not to the hub")
