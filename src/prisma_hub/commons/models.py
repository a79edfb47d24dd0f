"""Pages as the log has them: which file, in which version, in which space. What they say is in git."""

from django.db import models

from prisma_hub.log.derived import Table


class Repository(Table):
    """Where the branch of a space's repository belongs."""

    space = models.CharField(max_length=60, primary_key=True)
    head = models.CharField(max_length=40)
    seq = models.BigIntegerField(help_text="the entry that named this commit")


class Garden(Table):
    """Whether the owner of a garden wants its history kept."""

    space = models.CharField(max_length=60, primary_key=True)
    keeps = models.BooleanField()
    seq = models.BigIntegerField()


class Purge(Table):
    """The history of a space was begun anew; `path` names the file whose past went, empty for all of it."""

    seq = models.BigIntegerField(primary_key=True)
    space = models.CharField(max_length=60)
    path = models.TextField(default="")
    by = models.CharField(max_length=60)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("space", "seq")),)


class PageRow(Table):
    """A file as it stands now."""

    pk = models.CompositePrimaryKey("space", "path")
    space = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    seq = models.BigIntegerField()
    commit = models.CharField(max_length=40)
    blob = models.CharField(max_length=40)
    size = models.BigIntegerField()
    title = models.TextField(default="")
    by = models.CharField(max_length=60)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("seq",)),)


class PageVersion(Table):
    """A file as it was from one entry on. `blob` is empty where it was removed."""

    seq = models.BigIntegerField(primary_key=True)
    space = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    commit = models.CharField(max_length=40)
    action = models.CharField(max_length=12)
    blob = models.CharField(max_length=40, default="")
    size = models.BigIntegerField(default=0)
    title = models.TextField(default="")
    summary = models.TextField(default="")
    was = models.TextField(default="")
    origin = models.CharField(max_length=20, default="")
    by = models.CharField(max_length=60)
    at = models.CharField(max_length=24)
    author = models.TextField(default="", help_text="who wrote it elsewhere, by name")
    written = models.CharField(max_length=24, default="", help_text="when it was written elsewhere")

    class Meta(Table.Meta):
        indexes = (
            models.Index(fields=("space", "path", "seq")),
            models.Index(fields=("space", "seq")),
            models.Index(fields=("space", "was")),
        )
