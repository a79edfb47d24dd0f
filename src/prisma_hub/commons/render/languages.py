"""What a few families of languages call a comment, a string, a word of their own. Data for `colouring`.

Every pattern, once begun, ends with a match: what is left open reaches to the end of its line or of the text.
So no text is looked at twice, however it was made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HASH = r"\#[^\n]*+"
_SLASHES = r"//[^\n]*+|/\*(?s:.*?)(?:\*/|\Z)"
_DASHES = r"--[^\n]*+"
_DOUBLE = r'"(?:[^"\\\n]++|\\.)*+(?:"|\\|(?=\n)|\Z)'
_SINGLE = r"'(?:[^'\\\n]++|\\.)*+(?:'|\\|(?=\n)|\Z)"
_TICKED = r"`(?:[^`\\]++|\\(?s:.))*+(?:`|\\|\Z)"
_LONG = r'"""(?s:.*?)(?:"""|\Z)|' + r"'''(?s:.*?)(?:'''|\Z)"
_CHARACTER = r"'(?:[^'\\\n]|\\[^\n]{1,8})'"
_NUMBER = r"(?<![\w.])\d[\w.]*+"
_WORD = r"[A-Za-z_]\w*+"


@dataclass(frozen=True, slots=True)
class Language:
    """`pattern` has groups named c (comment), s (string), n (number or name), k (always a word of the
    language) and w (one if it is among `words`)."""

    pattern: re.Pattern[str]
    words: frozenset[str] = frozenset()
    folded: bool = False
    """Whether capitals make no difference."""


def _language(comments: str, strings: str, words: str, *, folded: bool = False, more: str = "") -> Language:
    groups = [more, f"(?P<c>{comments})", f"(?P<s>{strings})", f"(?P<n>{_NUMBER})", f"(?P<w>{_WORD})"]
    return Language(
        re.compile("|".join(filter(None, groups)), re.MULTILINE), frozenset(words.split()), folded
    )


_COMMON = (
    "break case catch class const continue default do else enum extends false finally for if import in "
    "interface new null private protected public return static super switch this throw true try void while "
)
_PYTHON = _language(
    _HASH,
    rf"{_LONG}|{_DOUBLE}|{_SINGLE}",
    "and as assert async await break case class continue def del elif else except False finally for from "
    "global if import in is lambda match None nonlocal not or pass raise return True try while with yield",
)
_SCRIPT = _language(
    _SLASHES,
    rf"{_DOUBLE}|{_SINGLE}|{_TICKED}",
    _COMMON
    + "as async await debugger declare delete export from function instanceof let namespace of readonly "
    "typeof type undefined var yield",
)
_C = _language(
    _SLASHES,
    rf"{_DOUBLE}|{_CHARACTER}",
    _COMMON + "abstract as auto async await base bool boolean byte char constexpr data defer delegate delete "
    "double dynamic explicit extern final fn float fun func get go goto guard implements impl inline int "
    "internal is let lock long loop match mod mut namespace nil nullptr object operator out override "
    "package params pub range ref register sealed select self set short signed sizeof string struct "
    "template trait type typedef typename union unsafe unsigned use using val var virtual volatile when "
    "where yield chan map move dyn crate",
    more=r"(?P<k>^[ \t]*+\#[ \t]*+[a-z]++)",
)
_SHELL = _language(
    r"(?<!\S)\#[^\n]*+",
    rf"{_DOUBLE}|'[^']*+(?:'|\Z)",
    "case do done elif else esac exit export fi for function if in local read return set shift source then "
    "trap unset until while sudo cd echo",
    more=r"(?P<k>\$(?:\w++|\{[^{}\n]*+\}?+)?+)",
)
_RUBY = _language(
    _HASH,
    rf"{_DOUBLE}|{_SINGLE}",
    "alias and begin break case class def defined do else elsif end ensure false for if in module next nil "
    "not or raise redo require rescue retry return self super then true undef unless until when while yield "
    "fn function library local repeat NULL TRUE FALSE NA defmodule defp use import",
)
_SQL = _language(
    rf"{_DASHES}|/\*(?s:.*?)(?:\*/|\Z)",
    rf"'[^']*+(?:'|\Z)|{_DOUBLE}",
    "add all alter and as asc begin between by case check column commit constraint create cross default "
    "delete desc distinct drop else end exists false foreign from full group having if in index inner "
    "insert into is join key left like limit not null offset on or order outer primary references returning "
    "right rollback select set table then true union unique update using values view when where with",
    folded=True,
)
_LUA = _language(
    r"--\[\[(?s:.*?)(?:\]\]|\Z)|" + _DASHES + r"|\{-(?s:.*?)(?:-\}|\Z)",
    rf"{_DOUBLE}|{_CHARACTER}",
    "and break case class data deriving do else elseif end false for function goto if import in infix "
    "instance let local module newtype nil not of or qualified repeat return then true type until where "
    "while",
)
_JSON = Language(
    re.compile(
        rf"(?P<c>{_SLASHES})|(?P<k>\"(?:[^\"\\\n]++|\\.)*+\"(?=[ \t]{{0,20}}:))|(?P<s>{_DOUBLE})"
        rf"|(?P<n>-?{_NUMBER})|(?P<w>{_WORD})"
    ),
    frozenset({"true", "false", "null"}),
)
_YAML = Language(
    re.compile(
        rf"(?P<k>^[ \t]*+(?:-[ \t]++)*+[\w.$/-][^\n:\#]{{0,100}}?(?=[ \t]{{0,20}}(?::(?:[ \t\n]|\Z)|=)))"
        rf"|(?P<c>(?:(?<!\S)\#|^;)[^\n]*+)|(?P<s>{_DOUBLE}|{_SINGLE})|(?P<n>{_NUMBER})|(?P<w>{_WORD})"
        r"|(?P<h>^\[[^\n]*+)",
        re.MULTILINE,
    ),
    frozenset({"true", "false", "null", "yes", "no", "on", "off"}),
)
_CSS = Language(
    re.compile(
        rf"(?P<c>/\*(?s:.*?)(?:\*/|\Z))|(?P<s>{_DOUBLE}|{_SINGLE})"
        rf"|(?P<k>@[\w-]++|(?<![\w-])[\w-]{{1,60}}+(?=[ \t]{{0,20}}:[ \t]))"
        rf"|(?P<n>\#[0-9A-Fa-f]{{3,8}}\b|-?{_NUMBER}%?)"
    )
)
_MARKUP = Language(
    re.compile(
        r"(?P<c><!--(?s:.*?)(?:-->|\Z))|(?P<k></?[A-Za-z][\w:.-]*+|/?>)"
        r"|(?P<s>(?<==)(?:\"[^\"<]*+(?:\"|(?=<)|\Z)|'[^'<]*+(?:'|(?=<)|\Z)))"
        r"|(?P<n>&[\w\#]{1,30};)"
    )
)
_DIFF = Language(
    re.compile(r"^(?:(?P<i>\+[^\n]*+)|(?P<d>-[^\n]*+)|(?P<c>(?:@@|diff |index )[^\n]*+))", re.MULTILINE)
)
_TEX = Language(
    re.compile(r"(?P<c>%[^\n]*+)|(?P<k>\\(?:[A-Za-z@]++\*?|[^\n])?+)|(?P<s>\$[^$\n]*+\$?)|(?P<n>[{}]+)")
)

_FAMILIES: tuple[tuple[str, Language], ...] = (
    ("python py python3 pycon starlark", _PYTHON),
    ("javascript js jsx mjs typescript ts tsx", _SCRIPT),
    ("c h cpp c++ cc cs csharp java kotlin kt go golang rust rs swift scala dart php groovy zig", _C),
    ("bash sh shell zsh fish console shell-session powershell ps1 docker dockerfile make makefile", _SHELL),
    ("ruby rb r elixir ex julia jl perl pl crystal", _RUBY),
    ("sql postgresql sqlite mysql", _SQL),
    ("lua haskell hs elm ada", _LUA),
    ("json json5 jsonc", _JSON),
    ("yaml yml toml ini conf cfg properties env dotenv", _YAML),
    ("css scss less sass", _CSS),
    ("html xml svg vue xhtml django jinja handlebars", _MARKUP),
    ("diff patch", _DIFF),
    ("tex latex", _TEX),
)
LANGUAGES: dict[str, Language] = {name: found for names, found in _FAMILIES for name in names.split()}
