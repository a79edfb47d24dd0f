"""Another name for a page, another space, or an end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import Conflict, FullPage
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as book

from .. import fields
from ..choosing import Choices
from ..forms import Form
from ..messages import tell
from ..ways import takes_forms
from ..who import Asked
from . import addresses
from .reading import room_of
from .where import spaces_to_write_in


class RenameForm(Form):
    to = forms.CharField(
        label=_("New name"),
        max_length=240,
        help_text=_(
            "What its address and links call it. A title written in the text stays. Links are mended."
        ),
    )
    keep_name = forms.BooleanField(
        label=_("It goes on answering to its old name too"),
        required=False,
        help_text=_("The old name becomes another name of the page. Its old address leads here either way."),
    )
    act = forms.CharField(widget=forms.HiddenInput, initial="rename")


class MoveForm(Form):
    space = fields.one_of(_("Where to?"))
    act = forms.CharField(widget=forms.HiddenInput, initial="move")

    def __init__(self, *args: Any, spaces: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("space", spaces)


class LanguageForm(Form):
    lang = forms.ChoiceField(label=_("Which one?"), widget=forms.RadioSelect)
    act = forms.CharField(widget=forms.HiddenInput, initial="language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lang"].choices = settings.LANGUAGES  # type: ignore[attr-defined]


class RemoveForm(Form):
    act = forms.CharField(widget=forms.HiddenInput, initial="remove")


@takes_forms
def place(request: Asked, slug: str, path: str) -> HttpResponse:
    """What one can do with a page as a whole; each says what it leaves behind."""
    space = addresses.space_named(slug)
    queries.insist_write(request.viewer, space)
    page = queries.page(request.viewer, space, path)
    if page is None:
        return _done_before(request, slug, space, path)
    ref = page.info.ref
    spaces = spaces_to_write_in(request.viewer, keep=lambda other: other != ref.space)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    sent = request.POST or None
    rename = RenameForm(sent if act == "rename" else None, initial={"to": queries.stem(ref.path)})
    move = MoveForm(sent if act == "move" else None, spaces=spaces)
    language = LanguageForm(sent if act == "language" else None, initial={"lang": page.info.lang})
    remove = RemoveForm(sent if act == "remove" else None)
    asked = {"rename": rename, "move": move, "language": language, "remove": remove}.get(act)
    if asked is not None and asked.is_valid():
        try:
            return _do(request, page, act, asked.cleaned_data)
        except Refused as no:
            asked.refuse(no, "to" if act == "rename" and no.field == "name" else None)
    room = room_of(request.viewer, ref.space)
    given = {
        "info": page.info,
        "slug": slug,
        "leading": len(queries.backlinks(request.viewer, ref.space, ref.path)),
        "room": room,
        "rename": rename,
        "move": move,
        "language_form": language,
        "remove": remove,
        "back": addresses.of(ref),
        "purges": room.has_history and circles.may(request.viewer, "tend the commons"),
    }
    return render(request, "commons/place.html", given)


def _done_before(request: Asked, slug: str, space: str, path: str) -> HttpResponse:
    """The same form sent twice: whoever pressed the button twice sees what the first press did."""
    sent = RemoveForm(request.POST) if request.method == "POST" else None
    if sent is None or not sent.is_valid():
        raise addresses.not_here()
    if book.said(request.viewer.ref, sent.cleaned_data["statement"]) is None:
        raise addresses.not_here()
    moved = queries.moved_to(request.viewer, space, path)
    return redirect(addresses.of(moved)) if moved else redirect("space", slug)


def _do(request: Asked, page: FullPage, act: str, said: dict[str, Any]) -> HttpResponse:
    by, ref, statement = request.viewer, page.info.ref, said["statement"]
    if act == "language":
        return _say_language(request, page, said)
    if act == "rename":
        return _rename(request, page, said)
    if act == "move":
        moved = actions.move_page(
            by=by, space=ref.space, path=ref.path, to_space=said["space"], statement_id=statement
        )
        return tell(redirect(addresses.of(moved.ref)), gettext("Moved."))
    actions.remove_page(by=by, space=ref.space, path=ref.path, statement_id=statement)
    return _removed(request, page)


def _removed(request: Asked, page: FullPage) -> HttpResponse:
    """Back in its space, with the way to where the page can be put back; a garden may keep nothing of it."""
    info, slug = page.info, queries.slug_of(page.info.space)
    back, title = redirect("space", slug), {"title": info.title}
    if not room_of(request.viewer, info.space).has_history:
        return tell(back, gettext("“%(title)s” was removed. Nothing of it is kept.") % title)
    return tell(
        back,
        gettext("“%(title)s” was removed. Its history stays.") % title,
        address=reverse("page-was", args=(slug, info.seq, info.path)),
        link=gettext("Put it back"),
    )


def _rename(request: Asked, page: FullPage, said: dict[str, Any]) -> HttpResponse:
    ref, to = page.info.ref, _path_named(said["to"])
    if to == ref.path:
        no = Refused("It is called that already.", kept="Nothing was changed.", mend="Write another name.")
        no.field = "name"
        raise no
    done = actions.rename_page(
        by=request.viewer,
        space=ref.space,
        path=ref.path,
        to=to,
        keep_name=said["keep_name"],
        statement_id=said["statement"],
    )
    told = [gettext("Renamed.")]
    now = queries.info(request.viewer, done.ref.space, done.ref.path)
    if now is not None and now.title == page.info.title:
        told.append(
            gettext("Its title, which is written in the text, is still “%(title)s”.") % {"title": now.title}
        )
    if done.pages:
        mended = ngettext(
            "%(n)s page that pointed here was mended.",
            "%(n)s pages that pointed here were mended.",
            done.pages,
        )
        told.append(mended % {"n": done.pages})
    return tell(redirect(addresses.of(done.ref)), " ".join(told))


def _path_named(name: str) -> str:
    try:
        return queries.page_path(name.strip().strip("/"))
    except Refused as no:
        no.field = "name"
        raise


def _say_language(request: Asked, page: FullPage, said: dict[str, Any]) -> HttpResponse:
    info = page.info
    text = queries.in_language(page, said["lang"])
    if text == page.text and info.lang != said["lang"]:
        raise Refused(
            "The front matter of this page cannot be read, so its language cannot be written there.",
            kept="The page is as it was.",
            mend="Mend its first lines, then try again.",
        )
    done = actions.write_page(
        by=request.viewer,
        space=info.space,
        path=info.path,
        text=text,
        base=info.blob,
        summary=gettext("Says which language it is in"),
        statement_id=said["statement"],
    )
    if isinstance(done, Conflict):
        return redirect("edit-page", queries.slug_of(info.space), info.path)
    return tell(redirect(addresses.of(done.ref)), gettext("Saved."))
