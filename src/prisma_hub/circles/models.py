"""Circles, seats, roles, and what may be heard; folded from the log."""

from django.db import models

from prisma_hub.circles.types import Lasting
from prisma_hub.log.derived import Table


class HouseRow(Table):
    """What the hub says of itself now; one row, or none."""

    seq = models.BigIntegerField(primary_key=True)
    purpose = models.TextField(default="")
    keeper = models.TextField(default="")
    reach = models.TextField(default="")


class CircleRow(Table):
    id = models.UUIDField(primary_key=True)
    title = models.TextField()
    purpose = models.TextField(default="")
    mandate = models.JSONField(default=dict)
    decides = models.CharField(max_length=80, default="", help_text="way of deciding, by name")
    kind = models.CharField(max_length=40, default="", help_text="cohort, team, board, … or empty")
    scope = models.CharField(max_length=120, null=True)
    opened = models.BigIntegerField()
    closed = models.BigIntegerField(null=True)
    name = models.TextField(default="", help_text="the title folded, to be found and put in order by")
    space = models.CharField(max_length=60, default="", help_text="circle:<its id>, as seats name it")
    within = models.CharField(max_length=120, default="", help_text="the journey it lies in; empty: none")

    class Meta(Table.Meta):
        indexes = (
            models.Index(fields=("closed", "name", "opened")),
            models.Index(fields=("closed", "opened")),
            models.Index(fields=("scope",)),
            models.Index(fields=("space",)),
            models.Index(fields=("kind", "scope", "opened")),
        )


class Seat(Table):
    """A person belongs to a space (`hub`, or `circle:<uuid>`) since an entry."""

    pk = models.CompositePrimaryKey("space", "person")
    space = models.CharField(max_length=60)
    person = models.UUIDField()
    since = models.BigIntegerField()
    until = models.DateField(null=True, help_text="the last day they belong to it; null: open-ended")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("person", "since")),)


class RoleRow(Table):
    """Scope is empty for a role that holds everywhere on the hub."""

    pk = models.CompositePrimaryKey("person", "role", "scope")
    person = models.UUIDField()
    role = models.CharField(max_length=40)
    scope = models.CharField(max_length=120, default="")
    since = models.BigIntegerField()
    until = models.DateField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("scope", "role")),)


class Voice(Table):
    """Whose words an entry holds, on what terms, and whether they may still be heard."""

    seq = models.BigIntegerField(primary_key=True)
    by = models.CharField(max_length=60)
    withdrawn = models.BigIntegerField(null=True, help_text="the entry with which the speaker took it back")
    hidden = models.BigIntegerField(null=True, help_text="the entry with which it was hidden")
    hidden_by = models.CharField(max_length=60, default="")
    hidden_reason = models.TextField(default="")
    erase_at = models.BigIntegerField(null=True, help_text="when withdrawn words go, milliseconds")
    named = models.CharField(max_length=12, default="", help_text="name or unnamed; empty: not asked")
    quote = models.CharField(max_length=12, default="", help_text="yes, ask or no; empty: not asked")
    ai = models.BooleanField(default=False)
    until = models.DateField(null=True)
    follows = models.BigIntegerField(null=True, help_text="heard where, and as long as, that entry is")
    personal = models.BooleanField(default=False, help_text="whether who leaves takes anything of it along")
    left = models.BigIntegerField(null=True, help_text="the entry with which its speaker left; it is to go")
    sort = models.CharField(max_length=16, default="", help_text="as what it is kept; empty: stands")
    given = models.IntegerField(default=0, help_text="when the hub got it, in days since 1970")
    ends = models.DateField(null=True, help_text="the last day its speaker wants it kept")
    ends_said = models.BigIntegerField(null=True, help_text="the entry in which they said so")

    class Meta(Table.Meta):
        indexes = (
            models.Index(fields=("sort", "given")),
            models.Index(fields=("ends",)),
            models.Index(fields=("by", "ends"), condition=models.Q(ends__isnull=False), name="mine_ending"),
            models.Index(fields=("by", "sort", "given"), condition=~models.Q(sort=""), name="mine_kept"),
            models.Index(fields=("left",)),
            models.Index(fields=("by", "seq")),
            models.Index(fields=("erase_at",)),
            models.Index(fields=("follows",)),
        )


class Hearing(Table):
    """An entry may be heard in a space."""

    pk = models.CompositePrimaryKey("seq", "space")
    seq = models.BigIntegerField()
    space = models.CharField(max_length=60)
    since = models.IntegerField(null=True, help_text="days since 1970; null: since it was said")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("space", "seq")),)


class Lying(Table):
    """What the house said of a circle or a role in a journey, with where it was said. It is heard no further
    than the journey itself, whichever way that turns."""

    seq = models.BigIntegerField(primary_key=True)
    opened = models.BigIntegerField(help_text="the entry that opened the journey")
    spaces = models.TextField(default="", help_text="to whom it was said, parted by blanks")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("opened",)),)


class Block(Table):
    pk = models.CompositePrimaryKey("by", "person")
    by = models.UUIDField()
    person = models.UUIDField()


class Suspension(Table):
    person = models.UUIDField(primary_key=True)
    reason = models.TextField(default="")
    seq = models.BigIntegerField()


class LastingRow(Table):
    """How long a sort is kept. `scope` is empty for the hub, else a circle's space."""

    pk = models.CompositePrimaryKey("scope", "sort")
    scope = models.CharField(max_length=60, default="")
    sort = models.CharField(max_length=16)
    months = models.IntegerField(null=True, help_text="null: kept")
    said = models.BigIntegerField(null=True, help_text="the entry that said so")
    next_months = models.IntegerField(null=True, help_text="shorter, from `next_from` on")
    next_from = models.DateField(null=True)
    next_said = models.BigIntegerField(null=True)
    newest = models.BigIntegerField(help_text="the entry in which somebody last spoke of it")
    reason = models.TextField(default="")

    def told(self) -> Lasting:
        coming = (self.next_months, self.next_from, self.next_said)
        return Lasting(self.months, self.said, *coming, self.newest, self.reason)
