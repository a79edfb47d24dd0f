"""From text files to what gettext reads."""

import gettext
from pathlib import Path

import pytest

from prisma_hub.upkeep import catalogue

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
)


def spoken(folder: Path, language: str) -> gettext.NullTranslations:
    return gettext.translation("django", folder, [language])


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "ours"
    (home / "fr").mkdir(parents=True)
    (home / "fr" / "web.po").write_text(
        HEAD + '\nmsgid "Today"\nmsgstr "Aujourd’hui"\n\nmsgid "One day"\nmsgid_plural "%(n)s days"\n'
        'msgstr[0] "Un jour"\nmsgstr[1] "%(n)s jours"\n\nmsgid "Left out"\nmsgstr ""\n'
    )
    (home / "fr" / "circles.po").write_text(HEAD + '\nmsgctxt "month"\nmsgid "May"\nmsgstr "Mai"\n')
    monkeypatch.setattr(catalogue, "OURS", home)
    return home


def test_all_rooms_speak_as_one(ours: Path, tmp_path: Path) -> None:
    assert catalogue.compile_into(tmp_path / "out") == ["fr"]
    french = spoken(tmp_path / "out", "fr")
    assert french.gettext("Today") == "Aujourd’hui"
    assert french.ngettext("One day", "%(n)s days", 0) == "Un jour"
    assert french.ngettext("One day", "%(n)s days", 2) == "%(n)s jours"
    assert french.pgettext("month", "May") == "Mai"
    assert french.gettext("Left out") == "Left out"


def test_only_what_changed_is_made_again(ours: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    catalogue.compile_into(out)
    assert catalogue.compile_into(out) == []
    (ours / "fr" / "circles.po").write_text(HEAD + '\nmsgid "Circle"\nmsgstr "Cercle"\n')
    assert catalogue.compile_into(out) == ["fr"]
    assert spoken(out, "fr").gettext("Circle") == "Cercle"


def test_a_hub_adds_a_language_and_mends_one_of_ours(ours: Path, tmp_path: Path) -> None:
    own = tmp_path / "languages"
    own.mkdir()
    (own / "ca.po").write_text(HEAD + '\nmsgid "Today"\nmsgstr "Avui"\n')
    (own / "fr.po").write_text(HEAD + '\nmsgid "Today"\nmsgstr "Ce jour"\n')
    assert catalogue.compile_into(tmp_path / "out", own) == ["fr", "ca"]
    assert spoken(tmp_path / "out", "ca").gettext("Today") == "Avui"
    assert spoken(tmp_path / "out", "fr").gettext("Today") == "Ce jour"
    assert spoken(tmp_path / "out", "fr").pgettext("month", "May") == "Mai"


def test_a_torn_file_is_said_by_name(ours: Path, tmp_path: Path) -> None:
    (ours / "fr" / "web.po").write_text(HEAD + '\nmsgid "Today"\nmsgstring "x"\n')
    with pytest.raises(ValueError, match=r"web\.po"):
        catalogue.compile_into(tmp_path / "out")


def test_in_french_no_line_begins_with_a_sign(ours: Path, tmp_path: Path) -> None:
    (ours / "fr" / "log.po").write_text(
        HEAD + '\nmsgid "a"\nmsgstr "Qui : « moi » ? Oui ; à 5 %%, prix : 3"\n'
    )
    (ours / "es").mkdir()
    (ours / "es" / "log.po").write_text(HEAD + '\nmsgid "a"\nmsgstr "tal : cual"\n')
    catalogue.compile_into(tmp_path / "out")
    french = spoken(tmp_path / "out", "fr").gettext("a")
    assert french == "Qui~: «~moi~»~? Oui~; à 5~%%, prix~: 3".replace("~", "\N{NO-BREAK SPACE}")
    assert spoken(tmp_path / "out", "es").gettext("a") == "tal : cual"
