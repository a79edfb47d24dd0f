"""Every sentence a person may read, found in templates and Python, and whether it is translated.

python -m tests.translations.find          lists what is missing, by language
python -m tests.translations.find --add    also adds it, empty, to the right text file
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.template import Engine, engines
from django.template.base import FilterExpression, Node, Template, Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation
from django.utils.functional import Promise

from prisma_hub.upkeep import catalogue

HOUSE = Path(__file__).parents[2] / "src" / "prisma_hub"
TEMPLATES = HOUSE / "web" / "templates"
LANGUAGES = ("es", "pt", "fr")
PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "pt": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}
# Name of a call: where its sentences stand (message, plural, context), as numbers of its arguments.
CALLS: dict[str, tuple[int, int | None, int | None]] = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "later": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
}


REFUSALS = ("Refused", "NotAllowed", "NotHere")


@dataclass(frozen=True, order=True)
class Message:
    """One sentence to translate."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


@dataclass(frozen=True, order=True)
class Found:
    """A sentence, the room it belongs to and the file it stands in."""

    room: str
    message: Message
    place: str


@cache
def everything() -> list[Found]:
    """Every sentence of the house, each once per place; the face first, for others share it."""
    return sorted({*_in_python(), *_in_templates()}, key=lambda found: (found.room != "web", found))


def _room(parts: tuple[str, ...]) -> str:
    """The room a file belongs to: its folder, or the folder a page or command is named for; else the face."""
    first, *rest = parts
    if first in ("web", "cli", "chat") and rest:
        name = Path(rest[0]).stem
        return name if (HOUSE / name).is_dir() and name not in ("web", "locale", "migrations") else first
    return first if (HOUSE / first).is_dir() else "web"


# == Python ==


def _in_python() -> Iterator[Found]:
    for file in sorted(HOUSE.rglob("*.py")):
        place = file.relative_to(HOUSE)
        for message in python_messages(file.read_text()):
            yield Found(_room(place.parts), message, str(place))


def python_messages(source: str) -> Iterator[Message]:
    """The sentences in a piece of Python: gettext calls, `later`, and what a `Refused` says."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in REFUSALS:
            yield from _of_refusal(node)
        elif name in CALLS:
            yield from _of_call(node, *CALLS[name])


def _of_refusal(node: ast.Call) -> Iterator[Message]:
    said = [*node.args[:3], *(key.value for key in node.keywords if key.arg in ("reason", "kept", "mend"))]
    for argument in said:
        yield from (Message(text) for text in _texts(argument) if text)


def _of_call(node: ast.Call, text: int, plural: int | None, context: int | None) -> Iterator[Message]:
    def at(number: int | None) -> list[str]:
        return _texts(node.args[number]) if number is not None and number < len(node.args) else []

    for one in at(text):
        yield Message(one, "".join(at(plural)[:1]), "".join(at(context)[:1]))


def _texts(node: ast.expr) -> list[str]:
    """The texts an argument may be: a constant, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return []


# == Templates ==


def _in_templates() -> Iterator[Found]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    for file in sorted(TEMPLATES.rglob("*")):
        if file.suffix in (".html", ".txt", ".svg", ".xml"):
            place = file.relative_to(TEMPLATES)
            room = place.parts[0] if (HOUSE / place.parts[0]).is_dir() else "web"
            for message in template_messages(file.read_text(), engine):
                yield Found(room, message, f"web/templates/{place}")


def template_messages(source: str, engine: Engine) -> Iterator[Message]:
    """The sentences in a template: translate, blocktranslate and `_("…")`, as Django's compiler sees them."""
    with translation.override("en"):
        yield from _walk(list(Template(source, engine=engine).nodelist), set())


def _walk(thing: Any, seen: set[int]) -> Iterator[Message]:
    if not isinstance(thing, list | tuple | dict):  # those are made on the way, and their ids come again
        if id(thing) in seen:
            return
        seen.add(id(thing))
    if isinstance(thing, TranslateNode):
        yield from _of_translate(thing)
    elif isinstance(thing, BlockTranslateNode):
        yield _of_block(thing)
        yield from _walk([thing.countervar, thing.extra_context], seen)
    elif isinstance(thing, FilterExpression):
        yield from _of_expression(thing)
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from _walk(one, seen)
    elif isinstance(thing, dict):
        yield from _walk(list(thing.values()), seen)
    elif isinstance(thing, Node) or type(thing).__module__.startswith("django.template"):
        yield from _walk(
            [value for name, value in vars(thing).items() if name not in ("origin", "token")], seen
        )


def _context(expression: FilterExpression | None) -> str:
    return "" if expression is None else str(expression.resolve({}))  # type: ignore[arg-type]


def _of_translate(node: TranslateNode) -> Iterator[Message]:
    var = node.filter_expression.var
    literal = var.literal if isinstance(var, Variable) else var
    if isinstance(literal, str):
        yield Message(literal.replace("%", "%%"), "", _context(node.message_context))


def _of_block(node: BlockTranslateNode) -> Message:
    singular = node.render_token_list(node.singular)[0]
    plural = node.render_token_list(node.plural)[0] if node.plural else ""
    return Message(singular, plural, _context(node.message_context))


def _of_expression(expression: FilterExpression) -> Iterator[Message]:
    arguments = [value for _filter, args in expression.filters for _lookup, value in args]
    for value in (expression.var, *arguments):
        if isinstance(value, Promise):  # `_("…")`: lazy, and English has no catalogue
            yield Message(str(value))


# == Catalogues ==


def kept(language: str) -> dict[tuple[str, str], list[tuple[Path, Any]]]:
    """What the text files of a language hold: by context and text, the file and babel's message."""
    held: dict[tuple[str, str], list[tuple[Path, Any]]] = {}
    for file in sorted((catalogue.OURS / language).glob("*.po")):
        for message in catalogue.read(file, language):
            if message.id:
                text = message.id[0] if isinstance(message.id, list | tuple) else message.id
                held.setdefault((message.context or "", text), []).append((file, message))
    return held


def missing(language: str) -> tuple[list[Found], list[Found]]:
    """Sentences with no entry at all, and sentences whose entries are empty."""
    held = kept(language)
    absent: dict[tuple[str, str], Found] = {}
    empty: dict[tuple[str, str], Found] = {}
    for found in everything():
        entries = held.get(found.message.key, [])
        if not entries:
            absent.setdefault(found.message.key, found)
        elif not all(done(message) for _file, message in entries):
            empty.setdefault(found.message.key, found)
    return list(absent.values()), list(empty.values())


def done(message: Any) -> bool:
    """Whether babel's message is translated, in every form it needs."""
    if message.fuzzy:
        return False
    plural = isinstance(message.id, list | tuple)
    return (
        all(message.string) if plural and isinstance(message.string, list | tuple) else bool(message.string)
    )


def _quoted(text: str) -> str:
    return (
        '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
    )


def entry(found: Found) -> str:
    """An empty entry, as it stands in a text file."""
    message = found.message
    lines = [f"#: {found.place}"]
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines += [f"msgid_plural {_quoted(message.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
    else:
        lines.append('msgstr ""')
    return "\n".join(lines) + "\n"


def add(language: str) -> int:
    """Append what has no entry, each to the file of the first room that says it; says how many."""
    absent, _empty = missing(language)
    for found in absent:
        file = catalogue.OURS / language / f"{found.room}.po"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                'msgid ""\nmsgstr ""\n'
                f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
                '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
                f'"Plural-Forms: {PLURALS[language]}\\n"\n'
            )
        with file.open("a") as opened:
            opened.write("\n" + entry(found))
    return len(absent)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prisma_hub.settings")
    django.setup()
    left = 0
    for language in LANGUAGES:
        if "--add" in sys.argv[1:]:
            print(f"{language}: {add(language)} added")
        absent, empty = missing(language)
        left += len(absent) + len(empty)
        for state, these in (("no entry", absent), ("empty", empty)):
            for found in these:
                print(f"{language} {found.room}: {state}: {found.message.text}  ({found.place})")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
