"""The keys of the hub and of its people, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class KeyOfHub(Table):
    seq = models.BigIntegerField(primary_key=True, help_text="the entry that brought it")
    at = models.BigIntegerField()
    did = models.CharField(max_length=80, help_text="empty of the first: it is the hub's own")
    next = models.CharField(max_length=43, help_text="what was promised with it about the key to follow")


class BoundKey(Table):
    """A key that was bound to a person: once, and to nobody else ever after."""

    key = models.CharField(max_length=80, primary_key=True)
    person = models.UUIDField()
    bound = models.BigIntegerField(help_text="number of the entry that bound it")
    at = models.BigIntegerField()
    via = models.CharField(max_length=60, default="", help_text="the steward before whom it was replaced")
    unbound = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True, help_text="when it was unbound")
    released = models.BooleanField(default=False, help_text="whether it signed its own end")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("person", "bound")),)
