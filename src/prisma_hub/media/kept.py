"""Which files lie in the folder of media, and since when they were last brought."""

from django.db import models


class File(models.Model):
    sha256 = models.CharField(max_length=64, primary_key=True)
    type = models.CharField(max_length=40)
    size = models.BigIntegerField()
    brought = models.BigIntegerField(db_index=True, help_text="milliseconds since 1970")

    class Meta:
        db_table = "media_file"
