"""Stories, who answered, editions; folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class StoryRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    title = models.TextField(default="")
    of = models.CharField(max_length=120, default="")
    space = models.CharField(max_length=60)
    slug = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    protocol = models.CharField(max_length=80, default="")
    by = models.CharField(max_length=60)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("seq",)), models.Index(fields=("slug",)))


class StoryTick(Table):
    """Something of the completion list that people looked at."""

    pk = models.CompositePrimaryKey("story", "item")
    story = models.UUIDField()
    item = models.CharField(max_length=80)
    done = models.BooleanField()
    seq = models.BigIntegerField()


class StoryReturn(Table):
    """The story was put before those it is about, in a state of its text."""

    seq = models.BigIntegerField(primary_key=True)
    story = models.UUIDField()
    content = models.CharField(max_length=80)
    by = models.CharField(max_length=60)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("story", "seq")),)


class StoryAnswer(Table):
    """What somebody it is about said to it."""

    seq = models.BigIntegerField(primary_key=True)
    story = models.UUIDField()
    person = models.UUIDField()
    via = models.UUIDField(null=True)
    answer = models.CharField(max_length=8)
    content = models.CharField(max_length=80)
    words = models.TextField(default="")
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("story", "seq")), models.Index(fields=("person",)))


class EditionRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    id = models.UUIDField()
    story = models.UUIDField()
    number = models.IntegerField()
    title = models.TextField(default="")
    content = models.CharField(max_length=80)
    pages = models.JSONField(default=list)
    quotes = models.JSONField(default=list)
    by = models.CharField(max_length=60)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("story", "seq")), models.Index(fields=("id",)))


class VoiceRelease(Table):
    """Whether the voice of an entry may be published, as its speaker last said."""

    of = models.BigIntegerField(primary_key=True)
    by = models.CharField(max_length=60)
    yes = models.BooleanField()
    seq = models.BigIntegerField()


class SiteRow(Table):
    """The list of files last published towards a space."""

    space = models.CharField(max_length=60, primary_key=True)
    manifest = models.CharField(max_length=80)
    seq = models.BigIntegerField()
