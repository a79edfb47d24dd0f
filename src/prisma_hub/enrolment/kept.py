"""What somebody typed and has not sent: theirs alone, never in the log."""

from django.db import models


class FormDraft(models.Model):
    """Answers not sent yet, of one person to one form of one application."""

    application = models.UUIDField()
    form = models.CharField(max_length=80)
    person = models.UUIDField(db_index=True)
    answers = models.JSONField(default=dict)
    at = models.BigIntegerField(help_text="when it was kept, milliseconds since 1970")

    class Meta:
        db_table = "enrolment_form_draft"
        constraints = (models.UniqueConstraint(fields=("application", "form"), name="one_draft_per_form"),)
