"""The few sentences a rendered page says itself, in the languages a hub speaks from the start."""

from __future__ import annotations

from typing import Final

_LANGUAGES: Final = ("en", "es", "pt", "fr")

_SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "table": ("Table", "Tabla", "Tabela", "Tableau"),
    "footnotes": ("Notes", "Notas", "Notas", "Notes"),
    "back": ("Back to the text", "Volver al texto", "Voltar ao texto", "Revenir au texte"),
    "missing": (
        "No page of this name was found",
        "No se encontró ninguna página con este nombre",
        "Nenhuma página com este nome foi encontrada",
        "Aucune page de ce nom n’a été trouvée",
    ),
    "begin": (
        "No page of this name: begin it",
        "Ninguna página con este nombre: empezarla",
        "Nenhuma página com este nome: começá-la",
        "Aucune page de ce nom : la commencer",
    ),
    "missing media": (
        "This file was not found",
        "No se encontró este archivo",
        "Este arquivo não foi encontrado",
        "Ce fichier n’a pas été trouvé",
    ),
    "missing section": (
        "The page is there, this part of it is not",
        "La página existe, esta parte no",
        "A página existe, esta parte não",
        "La page existe, mais pas cette partie",
    ),
    "ambiguous": (
        "Several pages go by this name",
        "Varias páginas llevan este nombre",
        "Várias páginas têm este nome",
        "Plusieurs pages portent ce nom",
    ),
    "task open": ("to do", "por hacer", "a fazer", "à faire"),
    "task done": ("done", "hecho", "feito", "fait"),
    "unsafe": (
        "This address is not opened from here",
        "Esta dirección no se abre desde aquí",
        "Este endereço não se abre a partir daqui",
        "Cette adresse ne s’ouvre pas d’ici",
    ),
    "loop": (
        "This page is already shown above",
        "Esta página ya se muestra arriba",
        "Esta página já aparece acima",
        "Cette page est déjà affichée plus haut",
    ),
    "component": (
        "A part this hub does not know how to show",
        "Una parte que este hub no sabe mostrar",
        "Uma parte que este hub não sabe mostrar",
        "Une partie que ce hub ne sait pas afficher",
    ),
    "too large": (
        "This page is too large to be shown as a page. Its beginning follows as plain text; "
        "the file is kept whole.",
        "Esta página es demasiado grande para mostrarse como página. Sigue su comienzo como texto simple; "
        "el archivo se conserva entero.",
        "Esta página é grande demais para ser mostrada como página. Segue o seu começo como texto simples; "
        "o arquivo fica guardado inteiro.",
        "Cette page est trop grande pour être affichée comme page. Son début suit en texte simple ; "
        "le fichier est gardé entier.",
    ),
    "unread": (
        "The hub could not read this page as a page; the fault is the program’s. Its beginning follows as "
        "plain text; the file is kept whole.",
        "El hub no pudo leer esta página como página; el fallo es del programa. Sigue su comienzo como texto "
        "simple; el archivo se conserva entero.",
        "O hub não conseguiu ler esta página como página; a falha é do programa. Segue o seu começo como "
        "texto simples; o arquivo fica guardado inteiro.",
        "Le hub n’a pas pu lire cette page comme page ; la faute est au programme. Son début suit en texte "
        "simple ; le fichier est gardé entier.",
    ),
    "front matter": (
        "The properties of this page are kept as text, because they could not be read.",
        "Las propiedades de esta página se conservan como texto, porque no se pudieron leer.",
        "As propriedades desta página ficam guardadas como texto, porque não puderam ser lidas.",
        "Les propriétés de cette page sont gardées en texte, car elles n’ont pas pu être lues.",
    ),
}

_CALLOUTS: Final[dict[str, tuple[str, str, str, str]]] = {
    "note": ("Note", "Nota", "Nota", "Note"),
    "abstract": ("Summary", "Resumen", "Resumo", "Résumé"),
    "info": ("Info", "Información", "Informação", "Info"),
    "todo": ("To do", "Por hacer", "A fazer", "À faire"),
    "tip": ("Tip", "Consejo", "Dica", "Conseil"),
    "important": ("Important", "Importante", "Importante", "Important"),
    "success": ("Done", "Logrado", "Feito", "Réussi"),
    "question": ("Question", "Pregunta", "Pergunta", "Question"),
    "warning": ("Warning", "Atención", "Atenção", "Attention"),
    "caution": ("Caution", "Cuidado", "Cuidado", "Prudence"),
    "failure": ("Failure", "Fallo", "Falha", "Échec"),
    "danger": ("Danger", "Peligro", "Perigo", "Danger"),
    "bug": ("Bug", "Error", "Erro", "Bogue"),
    "example": ("Example", "Ejemplo", "Exemplo", "Exemple"),
    "quote": ("Quote", "Cita", "Citação", "Citation"),
}


def say(sentence: str, lang: str | None) -> str:
    return _SENTENCES[sentence][_column(lang)]


def callout_title(name: str, kind: str, lang: str | None) -> str:
    """The title of a callout that has none: its kind in the page's language, or the author's own word."""
    words = _CALLOUTS.get(name) or _CALLOUTS.get(kind if name != kind and kind != "note" else name)
    return words[_column(lang)] if words else name.replace("-", " ").capitalize()


def _column(lang: str | None) -> int:
    short = (lang or "en")[:2].lower()
    return _LANGUAGES.index(short) if short in _LANGUAGES else 0
