"""Agendas and runs, folded from the log."""

from django.db import models

from prisma_hub.log.derived import Table


class AgendaRow(Table):
    """The agenda of a session as it stands."""

    session = models.UUIDField(primary_key=True)
    opened = models.BigIntegerField(help_text="the entry that says who hears it")
    within = models.CharField(max_length=120)
    seq = models.BigIntegerField()


class AgendaState(Table):
    """Every state an agenda ever had, and the one undoing returns to."""

    seq = models.BigIntegerField(primary_key=True)
    session = models.UUIDField()
    agenda = models.JSONField()
    how = models.CharField(max_length=24, default="")
    back = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("session", "seq")),)


class RunRow(Table):
    session = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    block = models.CharField(max_length=40)
    since = models.CharField(max_length=24)
    began = models.CharField(max_length=24)
    ended = models.CharField(max_length=24, null=True)


class ActualRow(Table):
    """A block that ran, from when to when."""

    seq = models.BigIntegerField(primary_key=True)
    session = models.UUIDField()
    block = models.CharField(max_length=40)
    since = models.CharField(max_length=24)
    until = models.CharField(max_length=24, null=True)

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("session", "seq")),)


class AttendanceRow(Table):
    seq = models.BigIntegerField(primary_key=True)
    session = models.UUIDField()
    person = models.UUIDField()

    class Meta(Table.Meta):
        indexes = (models.Index(fields=("session", "person")), models.Index(fields=("person",)))
