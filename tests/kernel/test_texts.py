import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import fold, in_address, paragraphs, slug, truncate


def test_folding_forgets_case_accents_and_forms():
    assert fold("Às Águas — STRAßE ﬁn Ñandú") == "as aguas — strasse fin nandu"
    assert fold("e\u0301") == fold("é") == fold("É")


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_nothing_is_left_of_marks(text):
    assert not any(unicodedata.combining(sign) for sign in fold(text))


@given(st.text(st.characters(codec="utf-8")))
def test_an_address_is_encoded_as_the_library_does(path):
    assert in_address(path) == quote(path)


def test_half_a_sign_has_no_address():
    with pytest.raises(UnicodeEncodeError):
        in_address("a\ud800")


def test_a_slug_holds_letters_of_any_script():
    assert slug("La Minga: ¿quién decide?") == "la-minga-quien-decide"
    assert slug("Ñande Reko — 2026") == "nande-reko-2026"
    assert slug("Сад и дом") == "сад-и-дом"
    assert slug("!?") == ""


def test_a_long_slug_ends_with_a_word():
    assert slug("one two three", 8) == "one-two"
    assert slug("one two three", 7) == "one-two"
    assert slug("abcdefghij", 4) == "abcd"


@given(st.text(), st.integers(1, 100))
def test_a_slug_is_safe_in_an_address(text, longest):
    name = slug(text, longest)
    assert len(name) <= longest
    assert all(letter.isalnum() for letter in name.replace("-", ""))
    assert not name.startswith("-") and not name.endswith("-") and "--" not in name


def test_a_cut_falls_between_words_and_never_through_a_sign():
    assert truncate("We planted trees", 100) == "We planted trees"
    assert truncate("We  planted\ntrees", 12) == "We planted…"
    assert truncate("abcdefghij", 5) == "abcd…"
    assert truncate("aaae\u0301bbb", 5) == "aaa…"
    assert truncate("aa👩\u200d🌾bbbb", 5) == "aa…"
    assert truncate("\u0301" * 9, 3) == "…"


@given(st.text(), st.integers(1, 50))
def test_a_cut_text_is_short_enough(text, longest):
    assert len(truncate(text, longest)) <= longest


@given(st.text())
def test_paragraphs_are_whole_and_none_is_empty(text):
    pieces = paragraphs(text)
    assert all(piece and piece == piece.strip() for piece in pieces)
    assert paragraphs("\n\n".join(pieces)) == pieces


def test_a_refusal_says_what_happened_what_was_kept_and_what_to_do():
    refused = Refused("%(n)s are too many.", kept="Two are kept.", mend="Take one.", n=3)
    assert str(refused) == "3 are too many. Two are kept. Take one."
    spanish = {
        "%(n)s are too many.": "%(n)s son demasiados.",
        "Two are kept.": "Dos quedan.",
        "Take one.": "Toma uno.",
    }
    assert refused.sentence(spanish.__getitem__) == "3 son demasiados. Dos quedan. Toma uno."
    assert str(Refused("100%")) == "100%"
    with pytest.raises(Refused):
        raise refused
