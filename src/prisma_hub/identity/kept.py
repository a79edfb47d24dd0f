"""Secrets of people: how they are known again. Nothing of this is in the log."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Account(models.Model):
    """How a member signs in. `handle` is their name, folded, and unique on the hub."""

    person = models.UUIDField(primary_key=True)
    handle = models.CharField(max_length=120, unique=True)
    code = models.CharField(max_length=200, help_text="scrypt of the personal code")
    recovery = models.CharField(max_length=200, help_text="scrypt of the code on the recovery card")
    language = models.CharField(max_length=12, default="en")

    class Meta:
        db_table = "identity_account"


class JoinCode(models.Model):
    """A code that lets people in: so many times, until then, into that scope."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    code = models.CharField(max_length=20, help_text="kept readable: it hangs on the wall")
    by = models.UUIDField()
    scope = models.CharField(max_length=120, null=True)
    uses_left = models.IntegerField()
    expires = models.BigIntegerField()

    class Meta:
        db_table = "identity_join_code"


class StewardLink(models.Model):
    """A link that makes whoever opens it first a steward."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    expires = models.BigIntegerField()

    class Meta:
        db_table = "identity_steward_link"


class AccessToken(models.Model):
    """A word with which a program (git) comes in for a person. Only its hash is here."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    person = models.UUIDField(db_index=True)
    name = models.CharField(max_length=60, help_text="where it is used, in the person's own words")
    made = models.BigIntegerField()
    expires = models.BigIntegerField()
    used = models.BigIntegerField(null=True, help_text="when it last let somebody in, to the hour")

    class Meta:
        db_table = "identity_access_token"


class Tally(models.Model):
    """How often something was tried since `since` (milliseconds since 1970)."""

    key = models.CharField(max_length=200, primary_key=True)
    since = models.BigIntegerField()
    count = models.IntegerField(default=0)

    class Meta:
        db_table = "identity_tally"


class HubSession(AbstractBaseSession):
    """One place somebody is signed in."""

    person = models.UUIDField(null=True, db_index=True)
    agent = models.CharField(max_length=200, default="")
    started = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)

    class Meta:
        db_table = "identity_session"
        constraints = ()

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from prisma_hub.identity.sessions import SessionStore

        return SessionStore


class Passkey(models.Model):
    """The public half of a key with which a device signs somebody in, where the hub has this name."""

    credential = models.BinaryField(max_length=1023, primary_key=True)
    person = models.UUIDField(db_index=True)
    name = models.CharField(max_length=60, help_text="which device it is, in the person's own words")
    host = models.CharField(max_length=253, help_text="the name of the hub it was made for, and works under")
    key = models.BinaryField(max_length=1024, help_text="public key, COSE")
    counter = models.BigIntegerField(help_text="how often it signed, as it says; 0 where it does not count")
    made = models.BigIntegerField()
    used = models.BigIntegerField(null=True)

    class Meta:
        db_table = "identity_passkey"


class SpentChallenge(models.Model):
    """A challenge that a passkey has answered: until it is too old anyway, so that nobody sends it again."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    until = models.BigIntegerField()

    class Meta:
        db_table = "identity_spent_challenge"
