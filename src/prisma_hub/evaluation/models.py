"""Turns, frames, aspects, perspectives; folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class TurnRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    of = models.CharField(max_length=120)
    journey = models.CharField(max_length=120, default="")
    spaces = models.JSONField(help_text="who may hear, as it was begun")
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("of", "seq")), models.Index(fields=("journey", "seq")))


class BeatRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    turn = models.UUIDField()
    beat = models.CharField(max_length=12)
    words = models.TextField(default="")
    evidence = models.JSONField(default=list)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("turn", "seq")),)


class LandingRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    turn = models.UUIDField()
    way = models.CharField(max_length=12)
    where = models.CharField(max_length=400)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("turn", "seq")), models.Index(fields=("where",)))


class FrameRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    journey = models.CharField(max_length=120)
    number = models.IntegerField()
    values = models.JSONField()
    baseline = models.TextField(default="")
    how = models.TextField(default="")
    agreement = models.CharField(max_length=120, default="")
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("journey", "seq")),)


class AspectRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    circle = models.UUIDField()


class DefinitionRow(Table):
    """Every wording an aspect ever had."""

    seq = models.BigIntegerField(primary_key=True)
    aspect = models.UUIDField()
    number = models.IntegerField()
    title = models.TextField()
    words = models.TextField()
    whose = models.TextField(default="")
    evidence = models.TextField(default="")
    scale = models.JSONField(null=True)
    base = models.CharField(max_length=64, default="")
    norm = models.CharField(max_length=64, default="")
    decided = models.TextField(default="")
    agreement = models.CharField(max_length=120, default="")
    since = models.CharField(max_length=10, help_text="the day it was said")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("aspect", "seq")),)


class QuestionRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    journey = models.CharField(max_length=120, default="")
    of = models.CharField(max_length=120, default="")
    words = models.TextField(default="")
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("journey", "seq")), models.Index(fields=("of", "seq")))


class AskingRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    on = models.CharField(max_length=120)
    of = models.CharField(max_length=120, default="")
    who = models.CharField(max_length=120)
    relation = models.CharField(max_length=20)
    until = models.CharField(max_length=10, default="")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("on", "seq")),)


class PerspectiveRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    id = models.UUIDField()
    on = models.CharField(max_length=120)
    of = models.CharField(max_length=120, default="")
    author = models.CharField(max_length=120, help_text="for whom it is said: a person, a circle")
    relation = models.CharField(max_length=20)
    definition = models.BigIntegerField(null=True)
    value = models.CharField(max_length=64, default="")
    words = models.TextField(default="")
    context = models.TextField(default="")
    evidence = models.JSONField(default=list)
    day = models.CharField(max_length=10)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("on", "seq")), models.Index(fields=("of", "seq")))


class SaidBackRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    to = models.BigIntegerField()
    words = models.TextField(default="")
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("to", "seq")),)


class MandateRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    journey = models.CharField(max_length=120)
    circle = models.UUIDField()
    by = models.UUIDField(help_text="the host who granted it")
    who = models.TextField(default="")
    behalf = models.TextField(default="")
    person = models.UUIDField(null=True)
    begins = models.CharField(max_length=10)
    ends = models.CharField(max_length=10)
    stages = models.JSONField(default=list)
    artefacts = models.JSONField(default=list)
    gives = models.TextField(default="")
    back = models.CharField(max_length=10)
    taken = models.BigIntegerField(null=True)
    declared = models.TextField(default="")
    ended = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("journey", "seq")), models.Index(fields=("person",)))


class NotedRow(Table):
    """An entry was read under a mandate."""

    seq = models.BigIntegerField(primary_key=True)
    mandate = models.UUIDField()
    of = models.BigIntegerField()
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("mandate", "of")),)


class RemarkRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    mandate = models.UUIDField()
    way = models.CharField(max_length=12)
    of = models.CharField(max_length=120, default="")
    decision = models.CharField(max_length=12, default="")
    words = models.TextField(default="")
    terms = models.TextField(default="")
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("mandate", "seq")), models.Index(fields=("of",)))


class SheetRow(Table):
    """An instrument filled in. The answers stay in the log."""

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    instrument = models.CharField(max_length=80)
    of = models.CharField(max_length=120)
    journey = models.CharField(max_length=120, default="")
    spaces = models.JSONField(help_text="who may hear, as it was filled in")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("of", "instrument", "seq")), models.Index(fields=("journey",)))


class LineRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    sheet = models.UUIDField()
    part = models.CharField(max_length=60)
    grounds = models.JSONField(default=list)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("sheet", "seq")),)


class OutcomeRow(Table):
    """What followed from a line of an instrument."""

    seq = models.BigIntegerField(primary_key=True)
    line = models.UUIDField()
    words = models.TextField(default="")
    evidence = models.JSONField(default=list)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("line", "seq")),)
