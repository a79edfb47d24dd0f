"""The log as it is kept. With the commons, the only tables that cannot be made again.

The derived half of the app lives in this folder, so each table says that it belongs to the kept half.
"""

from django.db import models


class Line(models.Model):
    """One statement with its receipt.

    `parts` is JSON, one item per part in statement order: `[name, value]` while the secret lives,
    `[salt, name, value]` after other parts were erased, and the part's hash (base64url) once erased.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField(help_text="milliseconds since 1970, never less than the line before")
    epoch = models.IntegerField()
    own_key = models.BooleanField(help_text="whether the speaker's own key answers for it (custody)")
    statement = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)
    said_once = models.BinaryField(max_length=32, unique=True, help_text="hash of speaker and id")
    kind = models.CharField(max_length=80, null=True)
    secret = models.BinaryField(max_length=32, null=True)
    signature = models.BinaryField(max_length=64, null=True)
    key = models.BinaryField(max_length=32, null=True)
    parts = models.TextField()

    class Meta:
        app_label = "prisma_hub"
        db_table = "log_line"


class Node(models.Model):
    """A complete subtree hash of height 8, 16, 24, …: what the upper tiles are made of."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField(help_text="in tiles: 1 stands for 256 lines, 2 for 65,536")
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        app_label = "prisma_hub"
        db_table = "log_node"


class Top(models.Model):
    """The one row that says where the log stands; taking it is taking the pen."""

    only = models.BooleanField(primary_key=True, default=True)
    hub = models.CharField(max_length=80)
    key = models.CharField(max_length=80, help_text="the did:key in force: that of the newest rotation")
    epoch = models.IntegerField(default=1)
    size = models.BigIntegerField(default=0)
    at = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    note = models.TextField(default="")

    class Meta:
        app_label = "prisma_hub"
        db_table = "log_top"


class Checkpoint(models.Model):
    """Checkpoints remembered: one per full tile and each one that left the house."""

    pk = models.CompositePrimaryKey("epoch", "size")
    epoch = models.IntegerField()
    size = models.BigIntegerField()
    note = models.TextField()

    class Meta:
        app_label = "prisma_hub"
        db_table = "log_checkpoint"


class Cosignature(models.Model):
    """A witness' line under one of our checkpoints, which was checked when it was taken in."""

    pk = models.CompositePrimaryKey("epoch", "size", "witness")
    epoch = models.IntegerField()
    size = models.BigIntegerField()
    witness = models.CharField(max_length=300, help_text="its verifier key (c2sp.org/signed-note)")
    line = models.TextField()
    at = models.BigIntegerField(help_text="seconds since 1970, by the witness' clock")

    class Meta:
        app_label = "prisma_hub"
        db_table = "log_cosignature"


class Derivation(models.Model):
    """By which code the derived tables were made, and how each of them is shaped."""

    only = models.BooleanField(primary_key=True, default=True)
    fingerprint = models.CharField(max_length=64, default="")
    shapes = models.JSONField(default=dict, help_text="by table: its columns, each with its type")

    class Meta:
        app_label = "prisma_hub"
        db_table = "log_derivation"


class Anew(models.Model):
    """The derived tables in the making: under which names, by which code, and how far."""

    only = models.BooleanField(primary_key=True, default=True)
    prefix = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    folded = models.BigIntegerField(default=0, help_text="entries from the first that are in them")

    class Meta:
        app_label = "prisma_hub"
        db_table = "log_anew"


class Overtaken(models.Model):
    """An entry that was erased while tables were in the making, and may be in them as it was."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=80, help_text="what it was")

    class Meta:
        app_label = "prisma_hub"
        db_table = "log_overtaken"
