"""Journeys, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class JourneyRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    title = models.TextField()
    question = models.TextField(default="")
    begins = models.DateField(help_text="T0, the first day of the intensive")
    preset = models.CharField(max_length=80, default="")
    plan = models.JSONField()
    cohort = models.UUIDField()
    keepers = models.UUIDField()
    closed = models.BigIntegerField(null=True)
    ending = models.TextField(default="", help_text="the words it was closed with")
    name = models.TextField(default="", help_text="the title folded, to be found by")
    scope = models.CharField(max_length=60, default="", help_text="journey:<its id>")
    cohort_space = models.CharField(
        max_length=60, default="", help_text="circle:<its cohort>, as seats name it"
    )

    class Meta(Table.Meta):
        indexes = (
            models.Index(fields=("begins", "seq")),
            models.Index(fields=("closed", "begins", "seq")),
            models.Index(fields=("seq",)),
            models.Index(fields=("scope",)),
            models.Index(fields=("cohort_space",)),
        )


class PhaseRow(Table):
    """Where a phase stands; a phase without a row waits."""

    pk = models.CompositePrimaryKey("journey", "phase")
    journey = models.UUIDField()
    phase = models.CharField(max_length=60)
    state = models.CharField(max_length=12)
    seq = models.BigIntegerField()


class ReviewRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    journey = models.UUIDField()
    phase = models.CharField(max_length=60)
    what = models.CharField(max_length=12, help_text="passed or reopened")
    by = models.UUIDField(null=True)
    people = models.JSONField(default=list)
    words = models.TextField(default="")
    seen = models.JSONField(default=list)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("journey", "phase")),)


class FallowRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    journey = models.UUIDField()
    first = models.DateField()
    last = models.DateField()
    why = models.TextField(default="")
    by = models.UUIDField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("journey", "first")),)


class SessionRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    journey = models.UUIDField()
    title = models.TextField()
    begins = models.CharField(max_length=24)
    minutes = models.IntegerField(default=60)
    arc = models.CharField(max_length=60, default="")
    place = models.TextField(default="")
    intention = models.TextField(default="")
    cancelled = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("journey", "begins")), models.Index(fields=("begins",)))


class TeamRow(Table):
    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    journey = models.UUIDField()
    circle = models.UUIDField()
    told = models.BigIntegerField(help_text="the entry of its newest description")
    name = models.TextField()
    text = models.TextField(default="")

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("journey", "seq")),)


class TeamState(Table):
    """Every description a team ever gave of itself."""

    seq = models.BigIntegerField(primary_key=True)
    team = models.UUIDField()
    name = models.TextField()
    text = models.TextField(default="")
    by = models.UUIDField(null=True)
    at = models.CharField(max_length=24)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("team", "seq")),)


class TeamSeat(Table):
    pk = models.CompositePrimaryKey("team", "person")
    team = models.UUIDField()
    person = models.UUIDField()
    state = models.CharField(max_length=8, help_text="asked, yes or no")
    seq = models.BigIntegerField()

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("person",)),)
