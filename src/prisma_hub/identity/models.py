"""People, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class NameSaid(Table):
    """An entry in which somebody said what they are called: all of them are erased when they leave."""

    seq = models.BigIntegerField(primary_key=True)
    person = models.UUIDField()

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("person",)),)


class Member(Table):
    id = models.UUIDField(primary_key=True)
    name = models.TextField(default="")
    name_seq = models.BigIntegerField(help_text="the entry the name stands in")
    language = models.CharField(max_length=12, default="en")
    joined = models.BigIntegerField(help_text="number of the entry with which they joined")
    left = models.BigIntegerField(null=True)
    guest = models.BooleanField(default=False, help_text="let in for one purpose, not to the hub")


class SealingKey(Table):
    """A key that words were sealed to: one person's, once and for ever, while the key `of` it is bound."""

    key = models.CharField(max_length=80, primary_key=True)
    person = models.UUIDField()
    of = models.CharField(max_length=80, help_text="the key of their own that signed for it")
    seq = models.BigIntegerField()
    at = models.BigIntegerField()
    ended = models.BigIntegerField(null=True, help_text="the entry that unbound the key of their own")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("person",)),)


class KeyOffer(Table):
    """The key with which somebody wants to replace a lost one; the last they offered."""

    person = models.UUIDField(primary_key=True)
    key = models.CharField(max_length=80)
    proof = models.CharField(max_length=90)
    seq = models.BigIntegerField()
    at = models.BigIntegerField()
