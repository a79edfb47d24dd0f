"""Writing a page in the browser: a plain field, a look before saving, and a choice where two clash.

Everything here works without a script; `static/writing.js` makes it quicker, with the answers of `helping`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import Added, Begun, Conflict, FullPage, Ref, Saved
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as book

from ..forms import LIVE
from ..messages import tell
from ..ways import takes_forms
from ..who import Asked
from . import addresses, begun, helping, meanwhile
from .page_form import HOW_TO_WRITE, NewPageForm, PageForm, to_begin_in
from .reading import room_of


@takes_forms
def edit(request: Asked, slug: str, path: str) -> HttpResponse:
    """Change a page. The text and the version it began from travel with the form."""
    space = addresses.space_named(slug)
    queries.insist_write(request.viewer, space)
    page = queries.page(request.viewer, space, path)
    if page is None:
        return _no_longer_there(request, slug, Ref(space, path))
    ref, title = page.info.ref, page.info.title
    more = _of_a_translation(request, page)
    if request.method != "POST":
        kept = queries.my_draft(request.viewer, ref)
        first = (
            {"text": kept.text, "base": kept.base} if kept else {"text": page.text, "base": page.info.blob}
        )
        if kept and kept.base != page.info.blob:
            more["since"] = meanwhile.since(request, ref, kept.base)
        return _form(request, slug, ref, PageForm(initial=first), title=title, kept=kept, **more)
    form = _sent(request)
    if "still-right" in request.POST and form.is_valid():
        return _still_right(request, slug, page, form, more)
    return _send(request, slug, ref, form, title=title, **more)


def _sent(request: Asked) -> PageForm:
    """What was written, or chosen place by place where two clashed."""
    sent = request.POST
    if "places" not in sent:
        return PageForm(sent, request.FILES)
    carried = ("statement", "base", "summary", "preview")
    return PageForm(
        {name: sent[name] for name in carried if name in sent} | {"text": meanwhile.settled(sent)}
    )


def _no_longer_there(request: Asked, slug: str, old: Ref) -> HttpResponse:
    """The page was renamed, moved or taken away while somebody wrote on it: what they wrote goes along. It is
    saved by itself only where the same people read it as before."""
    viewer = request.viewer
    there = queries.moved_to(viewer, old.space, old.path)
    if there is not None and there.space == old.space and request.method == "POST":
        return edit(request, slug, there.path)
    if not queries.history(viewer, old.space, old.path):
        raise addresses.not_here()
    may = there is not None and queries.may_write(viewer, there.space)
    if there is not None and may:
        onward, where = reverse("edit-page", args=(queries.slug_of(there.space), there.path)), there
        said = gettext("This page was moved while you wrote. Your words are kept as a draft, not saved yet.")
    else:
        name = old.path.removesuffix(".md")
        onward, where = f"{reverse('new-page', args=(slug,))}?{urlencode({'name': name})}", old
        said = gettext(
            "This page was taken away while you wrote. Your words are kept as a draft; saving begins it anew."
        )
    form = _sent(request)
    if request.method != "POST" or not form.is_valid():
        return redirect(onward)
    _keep(request, where, form.cleaned_data)
    return tell(redirect(onward), said)


@takes_forms
def new(request: Asked, slug: str) -> HttpResponse:
    """Begin a page; with `?of=` and `?to=` a translation of another one."""
    space = addresses.space_named(slug)
    queries.insist_write(request.viewer, space)
    title, ref, translation = gettext("A new page"), Ref(space, ""), _translation(request, space)
    # A translation lies beside its source.
    spaces = None if translation else to_begin_in(request.viewer)
    if request.method != "POST":
        drafts = begun.begun(request, slug, space)
        kept, first = drafts.kept, {"name": request.GET.get("name", ""), "space": slug}
        if translation is not None:
            first = {"name": queries.stem(translation.path), "text": translation.text}
        if kept is not None:  # where it was to lie is not kept with it, and is not guessed
            first = {"name": kept.name or first["name"] or begun.name_of(kept), "text": kept.text}
        form = NewPageForm(initial=first | {"draft": drafts.place}, spaces=spaces)
        return _form(request, slug, ref, form, title=title, kept=kept, begun=drafts)
    asked = NewPageForm(request.POST, request.FILES, spaces=spaces)
    path, valid = "", asked.is_valid()
    if valid and asked.saves:
        try:
            path = queries.page_path(asked.cleaned_data["name"].strip().strip("/"))
        except Refused as no:
            asked.refuse(no, "name")
    there = str(asked.cleaned_data.get("space") or slug)
    if path and _is_taken(request, Ref(addresses.space_named(there), path), asked):
        asked.refuse(queries.taken(path))
    target, draft = Ref(addresses.space_named(there), path), Ref(space, begun.sent_from(request))
    return _send(request, there, target, asked, title=title, path="", draft=draft)


def _is_taken(request: Asked, ref: Ref, form: PageForm) -> bool:
    """Whether a page of this very name stands there, which is not the one this form made when it was sent
    before."""
    there = queries.info(request.viewer, ref.space, ref.path)
    if there is None or there.path != ref.path:
        return False
    return book.said(request.viewer.ref, form.cleaned_data["statement"]) is None


def _throw_away(request: Asked, ref: Ref) -> None:
    actions.drop_draft(by=request.viewer, space=ref.space, path=ref.path)


def _translation(request: Asked, space: str) -> Begun | None:
    of, to = request.GET.get("of", "").replace("\0", ""), request.GET.get("to", "")
    page = queries.page(request.viewer, space, of) if of else None
    return queries.begin_translation(page, to) if page and to in queries.tongues_left(page) else None


def _of_a_translation(request: Asked, page: FullPage) -> dict[str, Any]:
    """What changed in its source since, where it fell behind."""
    since = queries.source_since(request.viewer, page)
    if since is None:
        return {}
    source, lines = since
    return {"source": source, "source_address": addresses.of(source.ref), "source_lines": lines}


def _still_right(
    request: Asked, slug: str, page: FullPage, form: PageForm, more: dict[str, Any]
) -> HttpResponse:
    ref, said = page.info.ref, form.cleaned_data
    try:
        actions.still_right(
            by=request.viewer,
            space=ref.space,
            path=ref.path,
            base=said["base"],
            statement_id=said["statement"],
        )
    except Refused as no:
        form.refuse(no)
        return _form(request, slug, ref, form, title=page.info.title, **more)
    return tell(redirect(addresses.of(ref)), gettext("Noted: this translation says what its source says."))


def _send(request: Asked, slug: str, ref: Ref, form: PageForm, *, title: str, **more: Any) -> HttpResponse:
    if not form.is_valid():
        return _not_saved(request, slug, ref, form, title=title, **more)
    said = form.cleaned_data
    if "discard" in request.POST:
        _throw_away(request, _draft_of(ref, more))
        return tell(redirect(addresses.of(ref)), gettext("What you had not saved is thrown away."))
    if "preview" in request.POST:
        return _look(request, slug, ref, form, title=title, **more)
    try:
        if "add" in request.POST:
            return _add(request, slug, ref, form, title=title, **more)
        if said["file"] is not None:
            _put_at_the_end(request, ref, form)
        done = actions.write_page(
            by=request.viewer,
            space=ref.space,
            path=ref.path,
            text=said["text"],
            base=said["base"],
            summary=said.get("summary", ""),
            statement_id=said["statement"],
        )
    except Refused as no:
        form.refuse(no)
        return _not_saved(request, slug, ref, form, title=title, **more)
    if not said["base"] and not (isinstance(done, Conflict) and _draft_of(ref, more) == done.ref):
        _throw_away(request, _draft_of(ref, more))  # saved, or kept under its name
    if isinstance(done, Conflict):
        return _clash(request, slug, done, said, title)
    return tell(redirect(addresses.of(done.ref)), _what_was_saved(done, said["file"] is not None))


def _not_saved(request: Asked, slug: str, ref: Ref, form: PageForm, **more: Any) -> HttpResponse:
    """The form again, with why. What was typed is kept as a draft: who leaves now finds it."""
    typed = helping.DraftForm(form.data)
    if typed.is_valid() and "places" not in request.POST:  # of a choice the draft stays as it was
        with suppress(Refused):  # who may not write there is told so already
            _keep(request, _draft_of(ref, more), typed.cleaned_data)
    return _form(request, slug, ref, form, **more)


def _look(request: Asked, slug: str, ref: Ref, form: PageForm, **more: Any) -> HttpResponse:
    """The text as it will look: the part alone for a script, else on the form."""
    said = form.cleaned_data
    shown = queries.show(
        request.viewer, ref, said["text"], addresses.of, tag_address=addresses.of_tag, words=False
    )
    if LIVE in request.headers:
        return render(request, "commons/will_look.html", {"shown": shown})
    if "places" not in request.POST:  # a look at a choice: what was written stays kept as it was
        _keep(request, _draft_of(ref, more), said)
    return _form(request, slug, ref, form, shown=shown, **more)


def _draft_of(ref: Ref, more: dict[str, Any]) -> Ref:
    """What is typed on a page not yet begun is kept where it was begun, wherever it is to lie."""
    return cast(Ref, more.get("draft", ref))


def _keep(request: Asked, ref: Ref, said: dict[str, Any]) -> None:
    typed = {"text": said["text"], "base": said["base"], "name": said.get("name", "")}
    actions.keep_draft(by=request.viewer, space=ref.space, path=ref.path, **typed)


def _add(request: Asked, slug: str, ref: Ref, form: PageForm, **more: Any) -> HttpResponse:
    """Lay a file beside the pages and show it at the end of the text, which is not saved yet."""
    said = form.cleaned_data
    if said["file"] is None:
        form.add_error("file", gettext("Choose a file first."))
        return _form(request, slug, ref, form, **more)
    added = helping.keep_file(request, ref, said["file"], said["statement"])
    text = _with_file(said["text"], added)
    _keep(request, _draft_of(ref, more), said | {"text": text})
    again = form.anew(**{**said, "text": text, "file": None, "statement": source.current().uuid7()})
    return _form(request, slug, ref, again, added=added, **more)


def _with_file(text: str, added: Added) -> str:
    return f"{text.rstrip()}\n\n{added.text}\n".lstrip()


def _put_at_the_end(request: Asked, ref: Ref, form: PageForm) -> None:
    """A file was chosen and the page is being saved: both at once. The form holds it, should saving fail."""
    said = form.cleaned_data
    file_id = derived_id(said["statement"], "file", said["statement"].int >> 80)
    said["text"] = _with_file(said["text"], helping.keep_file(request, ref, said["file"], file_id))
    form.data = dict(form.data.items()) | {"text": said["text"]}


def _what_was_saved(done: Saved, with_file: bool) -> str:
    if done.merged:
        return gettext("Saved, together with what somebody else wrote meanwhile.")
    if with_file:
        return gettext("Saved. The file stands at the end of the page.")
    return gettext("Nothing was different, so nothing was saved.") if done.unchanged else gettext("Saved.")


def _clash(request: Asked, slug: str, done: Conflict, said: dict[str, Any], title: str) -> HttpResponse:
    """A choice for each place where both wrote, and below it a form that begins with both."""
    form = PageForm(initial={"text": done.both, "base": done.base, "summary": said.get("summary", "")})
    more = {
        "clash": meanwhile.clash_form(done, said.get("summary", "")),
        "places": meanwhile.to_choose(done),
        "since": meanwhile.since(request, done.ref, said["base"]),
        "action": reverse("edit-page", args=(slug, done.ref.path)),
    }
    return _form(request, slug, done.ref, form, title=title, status=409, **more)


def _form(
    request: Asked, slug: str, ref: Ref, form: PageForm, *, title: str, status: int = 200, **more: Any
) -> HttpResponse:
    room = room_of(request.viewer, ref.space)
    given = {
        "form": form,
        "title": title,
        "room": room,
        "room_name": addresses.name_of(room),
        "back": addresses.of(ref) if ref.path else addresses.of(Ref(ref.space, "")),
        "slug": slug,
        "draft_slug": queries.slug_of(_draft_of(ref, more).space),
        "path": ref.path,
        "how_to_write": HOW_TO_WRITE,
        **more,
    }
    return render(request, "commons/edit.html", given, status=status)
