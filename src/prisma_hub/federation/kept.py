"""What we saw last of the books we witness. Kept beside the log, where the README says why."""

from django.db import models


class Seen(models.Model):
    """The newest checkpoint of an origin that we signed as a witness."""

    origin = models.CharField(max_length=120, primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.BigIntegerField(help_text="milliseconds since 1970, by our clock")

    class Meta:
        app_label = "prisma_hub"
        db_table = "federation_seen"
