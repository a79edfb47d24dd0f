"""What stands where, for finding: a cache. It may be emptied at any time and is then made again from what the
commons read. No backup needs it.

Every space and language has a drawer of its own: what a drawer says (counts, words, corrections) says
nothing of another one.
"""

from django.db import models


class Drawer(models.Model):
    """The pages of one space in one language. `pages` counts its cards."""

    space = models.CharField(max_length=60)
    lang = models.CharField(max_length=3)
    pages = models.IntegerField(default=0)

    class Meta:
        db_table = "search_drawer"
        constraints = (models.UniqueConstraint(fields=("space", "lang"), name="one_drawer_each"),)


class Card(models.Model):
    """A page in the index: what it may be narrowed by, and the ids of its words (eight bytes each), by which
    it is taken out again. `folder` and `tags` are folded; tags lie between `|`."""

    id = models.BigIntegerField(primary_key=True, help_text="counted by `Followed.cards`")
    drawer = models.ForeignKey(Drawer, models.CASCADE, db_index=False)
    space = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    seq = models.BigIntegerField()
    title = models.TextField(help_text="folded")
    folder = models.CharField(max_length=400)
    kind = models.CharField(max_length=60)
    tags = models.TextField()
    day = models.DateField(null=True)
    words = models.BinaryField()

    class Meta:
        db_table = "search_card"
        constraints = (models.UniqueConstraint(fields=("space", "path"), name="one_card_per_page"),)
        indexes = (
            models.Index(fields=("drawer", "kind"), name="search_card_kind"),
            models.Index(fields=("seq",), name="search_card_seq"),
        )


class Term(models.Model):
    """A word of a drawer, what its forms share, and on how many pages it stands. The word is bytes, which
    every database sorts alike."""

    id = models.BigIntegerField(primary_key=True, help_text="counted by `Followed.terms`")
    drawer = models.ForeignKey(Drawer, models.CASCADE, db_index=False)
    word = models.BinaryField()
    stem = models.CharField(max_length=40)
    head = models.CharField(max_length=4)
    tail = models.CharField(max_length=4)
    pages = models.IntegerField(default=0)

    class Meta:
        db_table = "search_term"
        constraints = (models.UniqueConstraint(fields=("drawer", "word", "stem"), name="one_term_each"),)
        indexes = (
            models.Index(fields=("drawer", "stem"), name="search_term_stem"),
            models.Index(fields=("drawer", "head"), name="search_term_head"),
            models.Index(fields=("drawer", "tail"), name="search_term_tail"),
        )


class Posting(models.Model):
    """On which of 256 pages a word stands, and what it weighs there: two bytes for each, by id."""

    pk = models.CompositePrimaryKey("term", "block")
    term = models.ForeignKey(Term, models.CASCADE, db_index=False)
    block = models.IntegerField()
    pages = models.BinaryField()

    class Meta:
        db_table = "search_posting"


class Followed(models.Model):
    """How far the log was followed, in which reading of the commons, and by which code."""

    only = models.BooleanField(primary_key=True, default=True)
    seq = models.BigIntegerField(default=-1)
    commit = models.CharField(max_length=40, default="")
    reader = models.CharField(max_length=130, default="")
    cards = models.BigIntegerField(default=0, help_text="the id of the newest card")
    terms = models.BigIntegerField(default=0, help_text="the id of the newest term")

    class Meta:
        db_table = "search_followed"


class SaidWord(models.Model):
    """A word that was said in a language, what its forms share, and in how many entries it stands. Words of
    names begin with `=`, marks (where heard, of which kind, on which day) with `@`."""

    id = models.BigIntegerField(primary_key=True, help_text="counted by `SaidUpto.words`")
    word = models.BinaryField()
    lang = models.CharField(max_length=3)
    stem = models.CharField(max_length=40)
    head = models.CharField(max_length=4)
    tail = models.CharField(max_length=4)
    entries = models.IntegerField(default=0)

    class Meta:
        db_table = "search_said_word"
        constraints = (models.UniqueConstraint(fields=("word", "lang", "stem"), name="one_said_word_each"),)
        indexes = (
            models.Index(fields=("stem",), name="search_said_stem"),
            models.Index(fields=("head",), name="search_said_head"),
            models.Index(fields=("tail",), name="search_said_tail"),
        )


class SaidShelf(models.Model):
    """In which entries of a shelf of 16,384 numbers a word stands (`rules.shelves`)."""

    pk = models.CompositePrimaryKey("word", "shelf")
    word = models.ForeignKey(SaidWord, models.CASCADE, db_index=False)
    shelf = models.IntegerField()
    numbers = models.BinaryField()

    class Meta:
        db_table = "search_said_shelf"


class SaidEntry(models.Model):
    """The ids of an entry's words, by which it is taken out again."""

    seq = models.BigIntegerField(primary_key=True)
    words = models.BinaryField()

    class Meta:
        db_table = "search_said_entry"


class SaidUpto(models.Model):
    """Up to which entry the log was read for finding, and by which code."""

    only = models.BooleanField(primary_key=True, default=True)
    seq = models.BigIntegerField(default=-1)
    reader = models.CharField(max_length=130, default="")
    words = models.BigIntegerField(default=0, help_text="the id of the newest word")

    class Meta:
        db_table = "search_said_upto"
