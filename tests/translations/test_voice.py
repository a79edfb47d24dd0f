"""Each language speaks to people in one voice: whoever reads two pages is not called by two names."""

from __future__ import annotations

import re

import pytest

from prisma_hub.commons.render import wording
from tests.translations.find import HOUSE

VOICES = {
    "es": r"usted|vosotr[oa]s|vuestr[oa]s?|ordenador(?:es)?|m[óo]vil(?:es)?|ficheros?",
    "fr": r"tu|toi|ton|ta|tes|te|t[’'](?=[aeéiouyh])"
    r"|(?-i:Fais|Écris|Choisis|Prends|Mets|Dis|Lis|Va|Ouvre|Laisse|Emporte|Retire|Regarde|Tape)",
    "pt": r"tu|contigo|teus?|tuas?|tens|podes|queres|fazes|dizes|vês|sabes|deves|estás|ouves|escreves"
    r"|ficheiros?|ecrãs?|telemóve(?:l|is)|registos?|equipas?|utilizador\w*|palavras?-passe|contactos?|factos?"
    r"|toda a gente|(?:está|estão|estar) a \w+[aei]r",
}
"""Words of another voice than ours: Spanish says *tú* and *ustedes*, French *vous*, Portuguese is Brazilian
and says *você*."""


def sentences(language: str) -> list[tuple[str, str]]:
    said = []
    for file in sorted((HOUSE / "locale" / language).glob("*.po")):
        text = file.read_text(encoding="utf-8").replace('"\n"', "")
        said += [(file.name, each) for each in re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', text, re.M)]
    for file in sorted((HOUSE / "starter" / language).rglob("*.md")):
        said += [(file.name, each) for each in file.read_text(encoding="utf-8").splitlines()]
    return said + [("wording.py", wording.say(each, language)) for each in wording._SENTENCES]


@pytest.mark.parametrize("language", VOICES)
def test_a_language_has_one_voice(language: str) -> None:
    other = re.compile(rf"(?<![\w%(])(?:{VOICES[language]})(?!\w)", re.IGNORECASE)
    found = [f"{file}: {each}" for file, each in sentences(language) if other.search(each)]
    assert found == []
