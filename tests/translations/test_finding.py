"""The finder sees what gettext will be asked for: no more, no less."""

from typing import Any

from django.template import engines

from .find import Found, Message, _room, entry, python_messages, template_messages


def in_template(source: str) -> list[Message]:
    backend: Any = engines["django"]
    return list(template_messages(source, backend.engine))


def test_plain_and_in_context() -> None:
    source = '{% translate "Come in" %}{% translate "May" context "month" %}'
    assert in_template(source) == [Message("Come in"), Message("May", "", "month")]


def test_a_block_with_a_count() -> None:
    source = (
        "{% blocktranslate trimmed count n=people|length with place=place.name %}\n"
        "  One person in {{ place }}\n{% plural %}\n  {{ n }} people in {{ place }}\n{% endblocktranslate %}"
    )
    assert in_template(source) == [Message("One person in %(place)s", "%(n)s people in %(place)s")]


def test_inside_filters_includes_and_conditions() -> None:
    source = (
        '{% if open %}{% for one in many %}{{ one|default:_("nobody") }}{% endfor %}{% endif %}'
        '{% include "parts/notice.html" with text=_("Kept.") %}{% if word == _("yes") %}x{% endif %}'
        '{% with a=b %}{% block main %}{% translate "Within" as said %}{% endblock %}{% endwith %}'
    )
    assert sorted(in_template(source)) == [
        Message("Kept."),
        Message("Within"),
        Message("nobody"),
        Message("yes"),
    ]


def test_a_percent_sign_is_doubled_as_django_does() -> None:
    assert in_template('{% translate "100% ours" %}') == [Message("100%% ours")]


def test_a_variable_is_not_a_sentence() -> None:
    assert in_template("{% translate label %}{{ label }}") == []


def test_python_calls_choices_and_refusals() -> None:
    source = (
        'a = _("One"); b = translation.gettext("Two"); c = ngettext("%(n)s day", "%(n)s days", n)\n'
        'd = pgettext("month", "May"); e = later("Three" if x else "Four"); f = other("not this")\n'
        "g = _(word)\n"
        'raise Refused("It is late.", kept="All is kept.", mend="Come back.", name="not this either")\n'
    )
    assert sorted(python_messages(source)) == [
        Message("%(n)s day", "%(n)s days"),
        Message("All is kept."),
        Message("Come back."),
        Message("Four"),
        Message("It is late."),
        Message("May", "", "month"),
        Message("One"),
        Message("Three"),
        Message("Two"),
    ]


def test_a_page_belongs_to_the_room_it_is_named_for() -> None:
    assert _room(("web", "identity.py")) == "identity"
    assert _room(("web", "frame.py")) == "web"
    assert _room(("circles", "rules.py")) == "circles"


def test_an_empty_entry_is_quoted() -> None:
    found = Found("web", Message('Say "yes"\nor no', "many", "here"), "web/frame.py")
    assert entry(found) == (
        "#: web/frame.py\n"
        'msgctxt "here"\n'
        'msgid "Say \\"yes\\"\\nor no"\n'
        'msgid_plural "many"\n'
        'msgstr[0] ""\nmsgstr[1] ""\n'
    )
