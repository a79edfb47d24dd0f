"""What templates can say: icons, moments, sizes, numbers, people's words, refusals."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from babel.units import format_unit
from django import template
from django.forms import BoundField, Form
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from prisma_hub.kernel import source, text
from prisma_hub.kernel.refusal import Refused

register = template.Library()

Moment = datetime | date | int | str

ENGLISH = Locale("en", "GB")


@lru_cache(maxsize=64)
def _locale(code: str | None) -> Locale:
    """The language's own locale; English for one that Unicode's tables do not know.

    English is the one in which the day comes before the month, as in the other three languages.
    """
    if code in (None, "", "en"):
        return ENGLISH
    try:
        return Locale.parse(str(code).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ENGLISH


def locale() -> Locale:
    """The locale of the language this page is in."""
    return _locale(get_language())


# == Icons ==


@register.simple_tag(takes_context=True)
def icon(context: template.Context, name: str, kind: str = "") -> SafeString:
    """A drawn sign from `static/icons.svg`; `kind` may be small, inline or tint. It never stands alone:
    a word, or an `aria-label` on what holds it, says the same.

    A page that carries the signs in itself (`signs` in its context: a file from a stick may not load parts of
    another) refers to its own.
    """
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {kind}" if kind else "",
        "" if context.get("signs") else static("icons.svg"),
        f"i-{name}" if context.get("signs") else name,
    )


@register.filter
def sigil(name: str) -> str:
    """The first letter of a name, for the round mark beside it; a dot where the name is gone."""
    return str(name).strip()[:1] or "·"


# == Moments ==


def _local(moment: Moment) -> datetime:
    """Any way we write a moment, as local time of the hub."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    elif isinstance(moment, int):
        moment = datetime.fromtimestamp(moment / 1000, UTC)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=timezone.get_current_timezone())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(timezone.get_current_timezone())


def _near(at: datetime) -> str:
    """Today the time, yesterday said so, this year without the year."""
    now = _local(source.current().now_ms())
    time = format_time(at, "short", locale=locale())
    if at.date() == now.date():
        return time
    if at.date() == now.date() - timedelta(days=1):
        return gettext("yesterday, %(time)s") % {"time": time}
    if at.year == now.year:
        return format_skeleton("MMMd", at, locale=locale())
    return format_date(at, "medium", locale=locale())


def moment_text(moment: Moment, form: str = "") -> str:
    """`form`: empty for day and time; `day`, `date`, `short`, `time`, `near` for parts of it."""
    at = _local(moment)
    if form == "near":
        return _near(at)
    if form == "time":
        return format_time(at, "short", locale=locale())
    if form in ("day", "date"):
        return format_date(at, "full" if form == "day" else "long", locale=locale())
    if form == "short":
        return format_skeleton("MMMd", at, locale=locale())
    return f"{format_date(at, 'medium', locale=locale())}, {format_time(at, 'short', locale=locale())}"


@register.filter
def moment(value: Moment | None, form: str = "") -> str:
    """`{{ entry.at|moment }}`: 14 May 2026, 20:10, as a `<time>` in the hub's zone and the page's language.

    Takes milliseconds since 1970, an ISO instant, a date, a datetime. A day without a time stays that day
    (`form` then wants to be day, date or short).
    """
    if value is None or value == "":
        return ""
    whole_day = isinstance(value, date) and not isinstance(value, datetime)
    whole_day = whole_day or (isinstance(value, str) and len(value) == 10)
    if whole_day and isinstance(value, str):
        value = date.fromisoformat(value)
    at = _local(value)
    written = at.date().isoformat() if whole_day else at.astimezone(UTC).isoformat(timespec="seconds")
    said = moment_text(value, form or ("date" if whole_day else ""))
    return format_html('<time datetime="{}">{}</time>', written.replace("+00:00", "Z"), said)


@register.filter
def on_day(value: Moment) -> str:
    """The day of a moment, in words alone: for a `<time>` that says more."""
    return moment_text(value, "date")


@register.filter
def duration(seconds: float) -> str:
    """Seconds as 1:12, or 1:02:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.inclusion_tag("parts/voice.html")
def voice(address: str, who: str, seconds: float | None = None, peaks: Sequence[int] = ()) -> dict[str, Any]:
    """A sound to listen to. `peaks`: up to 44 loudnesses from 1 to 28, drawn as its wave; else a line.

    Without a script it is a link to the sound, which every phone can play.
    """
    tops = list(peaks)[:44] or [1] * 44
    step = 216 / max(len(tops) - 1, 1)
    strokes = "".join(f"M{3 + step * at:.1f} {16 - high / 2:g}v{high}" for at, high in enumerate(tops))
    return {
        "address": address,
        "who": who,
        "seconds": seconds,
        "strokes": strokes,
        "mark": f"v{hash_of(address)}",
    }


def hash_of(address: str) -> str:
    """A short name that is the same for the same address, fit for an id."""
    return hashlib.sha256(address.encode()).hexdigest()[:10]


# == Numbers ==


@register.filter
def number(value: Decimal | int | str | None, places: int | None = None) -> str:
    """An exact number in the page's language. All its digits, or at least and at most `places` of them."""
    if value is None or value == "":
        return ""
    exact = Decimal(value)
    with localcontext() as room:  # what was said once is drawn for ever, however many digits it has
        room.prec = 28 + len(f"{exact:f}") + (places or 0)
        if places is None:
            return format_decimal(exact, locale=locale(), decimal_quantization=False)
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(exact, pattern, locale=locale())


_IN_A_SUM = re.compile(r"(?<![\w.,-])[0-9]+(?:\.[0-9]+)?(?![\w.,-])")


@register.filter
def in_a_sum(formula: str) -> str:
    """The numbers of a line of arithmetic in the page's language."""
    return _IN_A_SUM.sub(lambda found: number(found[0]), formula)


@register.filter
def bytes_size(size: int) -> str:
    """1,234,567 as 1.2 MB, the way a phone says it."""
    for step, unit in ((10**9, "gigabyte"), (10**6, "megabyte"), (10**3, "kilobyte")):
        if size >= step:
            places = 0 if unit == "kilobyte" else 1
            exact = round(Decimal(size) / step, places)
            return format_unit(exact, f"digital-{unit}", "short", locale=locale())
    return format_unit(size, "digital-byte", "long", locale=locale())


# == Words ==


@register.filter
def weight(name: str) -> int:
    """Bytes of a static file as it travels."""
    from prisma_hub.web import assets  # brings what serves and compresses files; a site is drawn without

    return assets.weight(name)


@register.filter
def paragraphs(words: str) -> SafeString:
    """What a person wrote, as paragraphs; every sign of it shown, none of it obeyed."""
    shown = ((_lines(piece),) for piece in text.paragraphs(str(words)))
    return format_html_join("\n", "<p>{}</p>", shown)


def _lines(piece: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in piece.split("\n")))


@register.filter
def said(no: Refused, part: str = "reason") -> str:
    """One sentence of a refusal in the page's language: its reason, what was kept, how to mend it."""
    sentence = str(getattr(no, part))
    return gettext(sentence) % in_words(no.values) if sentence else ""


WRITTEN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?")
"""A day or a moment, as the house writes it to itself."""


def in_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """What fills a sentence, its days and moments in the reader's language and the hub's zone."""
    return {name: _in_words(value) for name, value in values.items()}


def _in_words(value: Any) -> Any:
    if not isinstance(value, str) or not WRITTEN.fullmatch(value):
        return value
    try:
        return moment_text(date.fromisoformat(value), "date") if len(value) == 10 else moment_text(value)
    except ValueError:  # it only looks like one
        return value


@register.filter
def localised(words: Mapping[str, str] | None) -> str:
    """What a protocol says in several languages, in the page's own; else in English, else in any it has."""
    if not words:
        return ""
    code = (get_language() or "en").partition("-")[0]
    return words.get(code) or words.get("en") or next(iter(words.values()), "")


# == Forms ==


@register.filter
def kind(field: BoundField) -> str:
    """How `parts/field.html` draws a field: hidden, choices, choice, voice, file or text."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "choice"
    if isinstance(widget, FileInput):
        accepts = str(widget.attrs.get("accept", ""))
        return "voice" if accepts.startswith("audio/") and "," not in accepts else "file"
    return "text"


@register.filter
def why(field: BoundField) -> str:
    """Why a question is asked, from the form's `why`."""
    return str(getattr(field.form, "why", {}).get(field.name, ""))


@register.filter
def optional(field: BoundField) -> bool:
    """Whether a question may be left open. Of several ways to say one thing (`either` of the form) none is
    called optional: one of them is wanted."""
    return not field.field.required and field.name not in getattr(field.form, "either", ())


@register.filter
def wrong(form: Form) -> int:
    """How many answers want another look."""
    return len(form.errors)


@register.filter
def first_id(field: BoundField) -> str:
    """The id of what one presses or fills first in a field."""
    return f"{field.auto_id}_0" if kind(field) == "choices" else str(field.id_for_label or field.auto_id)
