"""Words, their forms, their errors, their weights: pure."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prisma_hub.search.rules.asking import MOST_WORDS, words_of
from prisma_hub.search.rules.excerpts import LENGTH, excerpt, mark
from prisma_hub.search.rules.folding import _LETTERS, LONGEST, asked_forms, fold, forms, places, tokens
from prisma_hub.search.rules.language import language_of
from prisma_hub.search.rules.postings import pack, pack_ids, unpack, unpack_ids
from prisma_hub.search.rules.ranking import Heard, best, score
from prisma_hub.search.rules.spelling import allowed, distance, head, meant, near, tail
from prisma_hub.search.rules.stemming import stem
from prisma_hub.search.rules.weighing import HEAVIEST, Text, weigh
from prisma_hub.search.types import Piece

WORDS = some.text(alphabet="abcdeéñ", min_size=4, max_size=14).map(fold)


@given(some.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def _folded_as_a_whole(text):
    plain = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)


@pytest.mark.parametrize("between", ["", "a", "K\u0301", "e\u0345\u093c", "=\u0338", "\u1112\u1161"])
def test_signs_folded_one_by_one_are_the_text_folded_as_a_whole(between):
    """Every sign there is, among its neighbours, beside letters of ASCII and beside marks."""
    signs = [chr(sign) for sign in range(0x110000) if not 0xD800 <= sign < 0xE000]
    for at in range(0, len(signs), 512):
        text = between.join(signs[at : at + 512])
        assert fold(text) == _folded_as_a_whole(text)


_TAKEN_APART = (
    "aKe=Σßσςé\u0301\u0323\u0327\u0338\u0345\u0344\u093c\u05b0\u064b\u0653\u0f73\u3099"
    "か\u1112\u1161\u11ab한İıﬁ½Å´ΐǆ\u2126"
)


@given(some.text(alphabet=_TAKEN_APART, max_size=12) | some.text(max_size=40))
def test_marks_on_any_letter_in_any_order_are_folded_as_in_the_whole_text(text):
    assert fold(text) == _folded_as_a_whole(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Évaluação", "evaluacao"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("ΛΌΓΟΣ", "λογοσ"),
        ("λόγος", "λογοσ"), ("Ёлка", "елка"), ("المَاء", "الماء"), ("हिन्दी", "हिन्दी"), ("한국", "한국"),
        ("ﬁn", "fin"), ("İstanbul", "istanbul"), ("Œuvre", "oeuvre"), ("がく", "がく"),
    ],
)  # fmt: skip
def test_case_and_accents_are_forgiven_and_signs_that_are_letters_stay(written, folded):
    assert fold(written) == folded


@given(some.text(max_size=200))
def test_every_word_stands_where_it_is_said_to(text):
    kept = [token for token in tokens(text) if forms(token)]
    found = places(text, {form for token in kept for form in forms(token)})
    assert [token for *_, token in found] == kept
    assert all(text.replace("_", " ")[begin:end] == token for begin, end, token in found)


@given(some.lists(some.text(alphabet="abAÉéñ_ 水木ß\u0301", max_size=8), max_size=8))
def test_a_word_stands_where_a_form_of_it_is_among_those_looked_for(pieces):
    text = " ".join(pieces)
    wanted = {form for token in tokens(text)[::2] for form in forms(token)}
    among = [token for token in tokens(text) if wanted & set(forms(token))]
    assert [token for *_, token in places(text, wanted)] == among


@given(some.text(max_size=60))
def test_what_is_looked_for_is_among_what_is_kept(text):
    for token in tokens(text):
        kept = forms(token)
        assert all(len(word) <= LONGEST for word in kept)
        if kept:
            assert set(asked_forms(token)) <= set(kept)


def test_scripts_that_part_no_words_are_kept_in_pairs():
    assert forms("知識庫") == ("知識", "識庫", "庫")
    assert asked_forms("知識庫") == ("知識", "識庫")
    assert asked_forms("水") == ("水",)
    assert forms("iPhone手機") == ("iphone", "手機", "機")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "practices", "practice"), ("en", "facilitating", "facilitators"),
        ("es", "evaluación", "evaluaciones"), ("es", "decidiendo", "decidir"),
        ("pt", "avaliação", "avaliações"), ("pt", "decidindo", "decidir"),
        ("fr", "évaluation", "évaluations"), ("fr", "continuellement", "continuelle"),
    ],
)  # fmt: skip
def test_forms_of_a_word_share_their_stem(language, one, other):
    assert stem(one, language) == stem(other, language)


def test_other_languages_are_left_as_they_are():
    assert stem("Häuser", "de") == "hauser"


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("pt-BR", "", "pt"),
        ("", "We see that the river is not what it was when they came to the valley.", "en"),
        ("", "El agua que llega a la casa es de los vecinos y no se vende.", "es"),
        ("", "A água que chega não é nossa, mas do vale e de quem cuida dele.", "pt"),
        ("", "L’eau qui arrive dans la maison est à nous et ne se vend pas.", "fr"),
        ("", "Вода приходит в дом", ""),
        ("", "", ""),
        ("[", "", ""),
    ],
)
def test_a_page_that_does_not_say_its_language_is_heard(said, text, language):
    assert language_of(said, tokens(text)) == language


@given(WORDS, some.data())
def test_one_error_anywhere_is_within_one(word, data):
    at = data.draw(some.integers(0, len(word) - 1))
    letter = data.draw(some.sampled_from("abcx"))
    for wrong in (
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ):
        assert distance(word, wrong, 1) <= 1
        assert distance(wrong, word, 1) == distance(word, wrong, 1)


@given(WORDS, WORDS)
def test_distance_is_the_same_both_ways_and_nothing_only_to_itself(one, other):
    assert distance(one, other, 2) == distance(other, one, 2)
    assert (distance(one, other, 2) == 0) == (one == other)


@given(WORDS, some.data())
def test_a_word_with_one_error_is_looked_for_where_the_right_one_is(word, data):
    at = data.draw(some.integers(0, len(word) - 1))
    wrong = word[:at] + data.draw(some.sampled_from("abcx")) + word[at + 1 :]
    heads, tails = near(wrong)
    assert head(word) in heads or tail(word) in tails
    if allowed(wrong) and wrong != word:
        assert meant(wrong, {word: 3, "zzzzzzzz": 9}) == ((word,), 1)


def test_the_commonest_of_the_nearest_is_meant():
    known = {"water": 3, "waters": 9, "wafer": 5, "stone": 99}
    assert meant("watre", known) == (("water",), 1)
    assert meant("wazer", known) == (("wafer", "water"), 1)
    assert meant("wat", known) == ((), 0)
    assert meant("2031", {"2032": 4}) == ((), 0)


def test_a_name_weighs_more_than_a_tag_that_more_than_a_heading_and_a_shared_name_less():
    text = Text(["River", "Long valley"], ["stone"], "", [("how", "Bridges", "Boats, boats.")], "en")
    language, weights = weigh(text)
    heavy = sorted(weights.items(), key=lambda each: (-each[1], each[0]))
    assert language == "en"
    assert [word for (word, _), _ in heavy] == ["river", "long", "valley", "boats", "stone", "bridges"]


@given(some.lists(some.text(max_size=40), max_size=6))
def test_weights_stay_in_a_byte(texts):
    passages = [("a", text, text) for text in texts]
    _, weights = weigh(Text(texts, texts, "", passages))
    assert all(1 <= weight <= HEAVIEST for weight in weights.values())


@given(some.dictionaries(some.integers(0, 255), some.integers(1, 255)), some.sets(some.integers(0, 2**60)))
def test_what_is_packed_is_unpacked(weights, ids):
    assert unpack(pack(weights)) == weights
    assert unpack_ids(pack_ids(ids)) == sorted(ids)


@given(some.text(max_size=5000))
def test_any_question_is_a_few_words(text):
    asked = words_of(text)
    assert len(asked) <= MOST_WORDS
    assert len({each.word for each in asked}) == len(asked)
    assert sum(each.begins for each in asked) <= 1
    assert not asked or any(each.required for each in asked)


def test_small_words_are_wished_for_where_there_are_others():
    assert [(each.word, each.begins, each.required) for each in words_of("the water of")] == [
        ("water", False, True), ("of", True, False),
    ]  # fmt: skip
    assert [each.word for each in words_of("to be or not to be")] == ["to", "be", "or", "not"]


def test_pages_with_every_word_come_alone_and_else_those_with_most():
    one, other = Heard(), Heard()
    one.add({1: 100, 2: 50}, 10)
    other.add({2: 50, 3: 90}, 10)
    assert score([one, other], 10)[0].keys() == {2}
    third = Heard()
    third.add({4: 200}, 10)
    scores, partly = score([one, other, third], 10)
    assert (scores.keys(), partly) == ({2}, True)


def test_the_best_include_all_that_score_like_the_last():
    assert sorted(best({1: 5, 2: 4, 3: 4, 4: 1}, 2)) == [1, 2, 3]


def test_an_excerpt_is_the_passage_that_says_most_and_marks_it():
    passages = [
        ("", "", "Nothing here."),
        ("how", "How to", "word " * 100 + "The Évaluation of water. " + "x " * 90),
    ]
    (anchor, *_), pieces = excerpt(passages, [{"evaluation"}, {"water"}])
    assert anchor == "how"
    assert [piece.text for piece in pieces if piece.marked] == ["Évaluation", "water"]
    assert sum(len(piece.text) for piece in pieces) <= LENGTH + 4
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")


def test_pairs_of_signs_are_marked_as_one_stretch():
    assert mark("我們分享河水", [{"分享"}, {"享河"}]) == (
        Piece("我們"), Piece("分享河", marked=True), Piece("水"),
    )  # fmt: skip


@given(
    some.text(max_size=3000), some.lists(some.sets(some.text(min_size=1, max_size=4), max_size=3), max_size=3)
)
def test_marking_loses_no_sign(text, words):
    assert "".join(piece.text for piece in mark(text, words)) == text


def _apart(one: str, other: str) -> int:
    """Optimal string alignment as it is defined."""
    rows = [[max(i, j) for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            differs = one[i - 1] != other[j - 1]
            ways = [rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + differs]
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                ways.append(rows[i - 2][j - 2] + 1)
            rows[i][j] = min(ways)
    return rows[-1][-1]


@given(some.text("abc", max_size=9), some.text("abc", max_size=9), some.integers(1, 2))
def test_distance_is_what_it_is_defined_to_be(one, other, most):
    assert distance(one, other, most) == min(_apart(one, other), most + 1)
