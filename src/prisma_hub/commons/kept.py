"""What pages say, read from git and kept for finding: a cache. It may be emptied at any time, and is then
read again from the repositories; no backup needs it. Drafts are the exception, and who took
copies: they are kept."""

import json

from django.db import models

UNREAD = "unread"
"""In the place of a problem with the front matter: the reader failed, and the page is kept as its text."""


class Reading(models.Model):
    """A page in one version, read. `words` is its plain text, passage by passage: as text,
    because a site takes it as it stands."""

    space = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    seq = models.BigIntegerField()
    commit = models.CharField(max_length=40, default="")
    blob = models.CharField(max_length=40)
    by = models.CharField(max_length=60, default="")
    at = models.CharField(max_length=24, default="")
    size = models.BigIntegerField(default=0)
    title = models.TextField()
    lang = models.CharField(max_length=20, default="")
    translation_of = models.CharField(max_length=400, default="")
    group = models.CharField(max_length=400, default="", help_text="the page all its translations share")
    kind = models.CharField(max_length=60, default="")
    protocol = models.CharField(max_length=120, default="")
    description = models.TextField(default="")
    data = models.JSONField(default=dict, help_text="front matter")
    problem = models.TextField(default="", help_text="why the front matter cannot be read")
    aliases = models.JSONField(default=list)
    anchors = models.JSONField(default=list)
    components = models.JSONField(default=list)
    words = models.TextField(default="", help_text="JSON of its passages: anchor, heading, words")

    class Meta:
        db_table = "commons_reading"
        constraints = (models.UniqueConstraint(fields=("space", "path"), name="one_reading_per_page"),)
        indexes = (
            models.Index(fields=("seq",), name="commons_reading_seq"),
            models.Index(fields=("kind",), name="commons_reading_kind"),
            models.Index(fields=("space", "group"), name="commons_reading_group"),
            models.Index(fields=("protocol",), name="commons_reading_protocol"),
        )

    @property
    def passages(self) -> list[list[str]]:
        found: list[list[str]] = json.loads(self.words) if self.words else []
        return found


class Body(models.Model):
    """A page read, ready to be rendered (render/keeping.py): only its links are looked at again."""

    space = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    seq = models.BigIntegerField()
    blob = models.CharField(max_length=40)
    kept = models.TextField()

    class Meta:
        db_table = "commons_body"
        constraints = (models.UniqueConstraint(fields=("space", "path"), name="one_body_per_page"),)
        indexes = (models.Index(fields=("seq",), name="commons_body_seq"),)


class Tagged(models.Model):
    """A page carries a tag; nested tags are written with `/`."""

    space = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    seq = models.BigIntegerField()
    tag = models.CharField(max_length=200)

    class Meta:
        db_table = "commons_tagged"
        indexes = (
            models.Index(fields=("tag",), name="commons_tagged_tag"),
            models.Index(fields=("space", "path"), name="commons_tagged_page"),
        )


class Reference(models.Model):
    """A link as written on a page, and where it leads today.

    `rule` says how it was found (render/resolve.py), or is `missing` or `ambiguous`. `key` and `other_key`
    are the last words of its target: only a page that goes by such a name can change where it leads.
    """

    space = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    seq = models.BigIntegerField()
    position = models.IntegerField()
    target = models.TextField()
    label = models.TextField(default="")
    kind = models.CharField(max_length=10)
    context = models.TextField(default="")
    key = models.CharField(max_length=400)
    other_key = models.CharField(max_length=400)
    rule = models.CharField(max_length=20, default="")
    to_space = models.CharField(max_length=60, default="")
    to_path = models.CharField(max_length=400, default="")
    anchor = models.CharField(max_length=400, default="")
    part_missing = models.BooleanField(default=False)
    found = models.BigIntegerField(default=-1, help_text="the last change there was when this was found so")

    class Meta:
        db_table = "commons_reference"
        indexes = (
            models.Index(fields=("space", "path", "position"), name="commons_reference_from"),
            models.Index(fields=("to_space", "to_path"), name="commons_reference_to"),
            models.Index(fields=("key",), name="commons_reference_key"),
            models.Index(fields=("other_key",), name="commons_reference_other"),
            models.Index(fields=("rule",), name="commons_reference_rule"),
            models.Index(fields=("found",), name="commons_reference_found"),
        )


class Shelf(models.Model):
    """How far the log was followed, and by which code pages were read."""

    only = models.BooleanField(primary_key=True, default=True)
    seq = models.BigIntegerField(default=-1)
    commit = models.CharField(max_length=40, default="")
    reader = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "commons_shelf"


class Draft(models.Model):
    """What somebody typed on a page and has not saved, so that nothing typed is lost."""

    person = models.UUIDField()
    space = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    base = models.CharField(max_length=40, default="")
    name = models.CharField(max_length=200, default="", help_text="of a page not yet begun")
    text = models.TextField()
    at = models.BigIntegerField(help_text="milliseconds since 1970")

    class Meta:
        db_table = "commons_draft"
        constraints = (models.UniqueConstraint(fields=("person", "space", "path"), name="one_draft_each"),)


class Clone(models.Model):
    """Who took a copy of a space away, by which token, and how far it went: to tell them when its
    history is purged. A token that was ended stays here: the copy is still out there."""

    token = models.CharField(max_length=64)
    person = models.UUIDField()
    space = models.CharField(max_length=60)
    seq = models.BigIntegerField(help_text="the entry that named the newest commit in it")
    at = models.BigIntegerField(help_text="when it was last fetched, milliseconds since 1970")

    class Meta:
        db_table = "commons_clone"
        constraints = (models.UniqueConstraint(fields=("token", "space"), name="one_clone_per_token"),)
        indexes = (models.Index(fields=("space",), name="commons_clone_space"),)
