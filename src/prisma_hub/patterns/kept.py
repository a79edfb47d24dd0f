"""Addresses that bring an agenda into a calendar: whoever holds one sees what its maker may see."""

from django.db import models


class CalendarLink(models.Model):
    digest = models.BinaryField(max_length=32, primary_key=True)
    person = models.UUIDField(db_index=True)
    scope = models.CharField(max_length=120, help_text="journey:<uuid> or session:<uuid>")
    made = models.BigIntegerField(help_text="milliseconds since 1970")

    class Meta:
        db_table = "patterns_calendar_link"
