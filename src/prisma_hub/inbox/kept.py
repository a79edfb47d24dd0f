"""What people were told, and how far they have read. Not in the log: reading is nobody's business."""

from django.db import models


class Told(models.Model):
    """One letter to one person, about entry `seq`. (`seq`, `index`) is told to a person once."""

    person = models.UUIDField()
    seq = models.BigIntegerField(db_index=True)
    index = models.CharField(max_length=60)
    text = models.CharField(max_length=300, help_text="message id")
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=300)
    at = models.BigIntegerField()
    read_at = models.BigIntegerField(null=True)
    waits = models.BooleanField(default=False)

    class Meta:
        db_table = "inbox_told"
        constraints = (models.UniqueConstraint(fields=("person", "seq", "index"), name="told_once"),)
        indexes = (
            models.Index(fields=("person", "read_at"), name="inbox_unread"),
            models.Index(fields=("person", "id"), name="inbox_latest"),
        )


class Look(models.Model):
    """How far a person had seen the log when they last came (`since`), and how far now (`upto`)."""

    person = models.UUIDField(primary_key=True)
    since = models.BigIntegerField(default=-1)
    upto = models.BigIntegerField(default=-1)
    at = models.BigIntegerField(default=0)

    class Meta:
        db_table = "inbox_look"
