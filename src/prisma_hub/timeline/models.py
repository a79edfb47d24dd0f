"""Contributions and what belongs to them; folded from the log. Words stay in the log."""

from django.db import models

from prisma_hub.log.derived import Table


class ContributionRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    id = models.UUIDField()
    by = models.CharField(max_length=60)
    via = models.CharField(max_length=60, default="")
    scope = models.CharField(max_length=120, default="")
    channel = models.CharField(max_length=120, default="")
    language = models.CharField(max_length=12, default="")
    voice = models.BooleanField(default=False)
    picture = models.BooleanField(default=False)
    file = models.BooleanField(default=False)
    words = models.BooleanField(default=False)
    work = models.BooleanField(default=False)
    accepted = models.BigIntegerField(null=True, help_text="entry in which recorded words were accepted")

    class Meta(Table.Meta):
        indexes = (
            models.Index(fields=("by", "seq")),
            models.Index(fields=("scope", "seq")),
            models.Index(fields=("id",)),
        )


class AboutRow(Table):
    """A contribution names something: a person, a place, a page, an entry it replies to."""

    pk = models.CompositePrimaryKey("seq", "ref")
    seq = models.BigIntegerField()
    ref = models.CharField(max_length=240)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("ref", "seq")),)


class FollowRow(Table):
    """A correction or transcript of a contribution."""

    seq = models.BigIntegerField(primary_key=True)
    of = models.BigIntegerField()
    what = models.CharField(max_length=12, help_text="corrected, transcribed")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("of", "seq")),)


class AttestationRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    of = models.BigIntegerField()
    by = models.CharField(max_length=60)
    way = models.CharField(max_length=12)
    private = models.BooleanField(default=False)
    shown = models.BigIntegerField(null=True, help_text="entry in which the receiver lets others hear it")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("of", "seq")), models.Index(fields=("by", "seq")))
