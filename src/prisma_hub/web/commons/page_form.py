"""What is asked of whoever writes a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles.types import HUB, PUBLIC
from prisma_hub.commons import queries
from prisma_hub.commons.types import MAX_FILE, MAX_TEXT, SpaceOfPages
from prisma_hub.identity.types import Viewer

from .. import fields, offers
from ..choosing import Choices
from ..forms import Form
from . import addresses
from .where import spaces_to_write_in

_TEXT = {"rows": 24, "spellcheck": "true"}
NOT_YET = {"preview", "add", "discard"}
"""Buttons that save no page: they work before it has a name or words."""


HOW_TO_WRITE = (
    (_("A heading, a smaller one"), "# Weir\n\n## How it is built"),
    (_("Bold, slanted, marked"), "**bold** *slanted* ==marked=="),
    (
        _("A link, and one with other words"),
        "[[weir]]\n[[weir|the old weir]]\n[our map](https://example.org)",
    ),
    (
        _("A list, a numbered one, one to tick"),
        "- stones\n- willow\n\n1. dig\n2. fill\n\n- [ ] to do\n- [x] done",
    ),
    (_("A table"), "| Stream | Depth |\n| --- | --- |\n| Upper | 30 cm |\n| Lower | 80 cm |"),
    (
        _("A callout; other words for NOTE: TIP, WARNING, EXAMPLE, QUESTION"),
        "> [!NOTE] What to bring\n> Boots and water.",
    ),
    (_("One that opens when it is touched"), "> [!TIP]- More on this\n> It stays shut at first."),
    (_("A formula in a line, and one by itself"), "It falls by $h^2$.\n\n$$\nv = \\sqrt{2gh}\n$$"),
    (_("A footnote"), "As they say.[^1]\n\n[^1]: On the walk in May."),
    (_("Words quoted"), "> It slows water."),
)
"""What stands beside the text: what it is, and how it is written."""


class PageForm(Form):
    text = forms.CharField(
        label=_("Text"),
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs=_TEXT),
        help_text=_("Plain text. # makes a heading, [[another page]] a link, - a list."),
    )
    summary = forms.CharField(label=_("What did you change?"), max_length=300, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    file = forms.FileField(
        label=_("A picture, a sound, a PDF"),
        required=False,
        help_text=_("Up to 25 MB. Place and camera are taken out of pictures."),
        widget=forms.FileInput(attrs={"data-limit": MAX_FILE, "data-too-large": _("too large to keep here")}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and not self.saves:
            for name in ("text", "name"):
                self.fields.get(name, self.fields["text"]).required = False
        if self.is_bound and self.files.get("file"):
            self.fields["text"].required = False  # a picture is something to say

    @property
    def saves(self) -> bool:
        return not self.data.keys() & NOT_YET

    def anew(self, **initial: Any) -> PageForm:
        """The same form, asked again."""
        return PageForm(initial=initial)


class NewPageForm(PageForm):
    """Asks also where the page is to lie, of `spaces`, where there is a choice."""

    space = fields.one_of(_("Where is it to lie?"))
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("Folders are written with a slash: places/the old mill"),
    )
    draft = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
    field_order = ("space", "name", "text", "summary")

    def __init__(self, *args: Any, spaces: Choices | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spaces = spaces
        del self.fields["summary"]  # all of it is new
        if spaces is None or len([*spaces.first, *spaces.last, *spaces.some("", 2)[0]]) < 2:
            del self.fields["space"]
            return
        self.fields["space"].required = self.saves or "add" in self.data  # a file goes where the page goes
        self.offer("space", spaces)

    def anew(self, **initial: Any) -> PageForm:
        return NewPageForm(initial=initial, spaces=self.spaces)


def to_begin_in(viewer: Viewer) -> Choices:
    """Where a new page may lie, each space by its name in addresses, and with who reads what lies there."""
    return spaces_to_write_in(
        viewer,
        value=queries.slug_of,
        meant=queries.space_of,
        told=_who_reads,
        told_among_many=lambda circle: _read_by_circle(offers.in_words(circle)),
    )


def _who_reads(space: SpaceOfPages) -> str:
    name = addresses.name_of(space)
    if space.space == PUBLIC:
        return gettext("%(place)s: anybody can find, read and copy it, for ever") % {"place": name}
    if space.space == HUB:
        return gettext("%(place)s: all its members read it and can write on it") % {"place": name}
    if space.label == "my garden":
        return gettext("%(place)s: only you read it") % {"place": name}
    return _read_by_circle(name)


def _read_by_circle(name: str) -> str:
    return gettext("%(place)s. Only this circle reads it and can write on it") % {"place": name}
