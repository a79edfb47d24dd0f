"""Saying something, and everything else that is said about words: the forms and what they set off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, BinaryIO, ClassVar, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prisma_hub.circles import actions as circle_actions
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import Space
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_reference, is_scope
from prisma_hub.kernel.refusal import Refused
from prisma_hub.media import actions as media
from prisma_hub.media.types import LARGEST, Media
from prisma_hub.timeline import actions, queries
from prisma_hub.timeline.types import Consent, Contribution, Measure

from ..forms import Form
from ..messages import tell
from ..who import Asked
from .telling import ACTIONS, title

TOO_LARGE = _("That is more than this hub takes at once.")
NAMED = [("unnamed", _("without my name")), ("name", _("with my name"))]
QUOTES = [("ask", _("ask me first")), ("yes", _("yes")), ("no", _("no"))]


def space_choices(viewer: Viewer) -> list[tuple[str, str]]:
    return [(each.space, _in_words(each)) for each in circles.spaces_of(viewer)]


def _in_words(space: Space) -> str:
    return gettext(space.label) % {"name": space.name} if space.name else gettext(space.label)


def file_field(label: Any, accept: str, largest: str, **more: Any) -> forms.FileField:
    """A file to choose; how large it may be is told before it travels."""
    attrs = {"accept": accept, "data-limit": str(LARGEST[largest]), "data-too-large": TOO_LARGE, **more}
    return forms.FileField(label=label, required=False, widget=forms.FileInput(attrs=attrs))


def words_field(label: Any, *, rows: int = 4, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=400_000, widget=forms.Textarea(attrs={"rows": rows})
    )


def day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class Terms(Form):
    """Who may hear, and on what terms. Simple to give, finer on wish."""

    hears = forms.ChoiceField(label=_("Who may hear it?"), widget=forms.RadioSelect)
    named = forms.ChoiceField(label=_("How are you named?"), choices=NAMED, widget=forms.RadioSelect)
    quote = forms.ChoiceField(
        label=_("May it be quoted in a story?"), choices=QUOTES, widget=forms.RadioSelect
    )
    ai = forms.BooleanField(label=_("The AI on this hub’s own machine may read it"), required=False)
    until = day_field(_("Until which day may others hear it?"))
    why: ClassVar = {
        "hears": _("Only you can let more people hear it later, and you can take it back at any time."),
        "quote": _("You are asked again before anything is published."),
    }

    def __init__(
        self, *args: Any, viewer: Viewer, consent: Consent, more: tuple[str, ...] = (), **rest: Any
    ) -> None:
        initial = {
            "hears": _one(consent.spaces),
            "named": "name" if consent.named else "unnamed",
            "quote": consent.quote,
            "ai": consent.ai,
            "until": consent.until,
        } | rest.pop("initial", {})
        super().__init__(*args, initial=initial, **rest)
        known = space_choices(viewer)
        if len(consent.spaces) > 1:
            known.insert(0, (_one(consent.spaces), gettext("those who hear it now")))
        self.fields["hears"].choices = known  # type: ignore[attr-defined]

    def consent(self) -> Consent:
        said = self.cleaned_data
        return Consent(
            spaces=tuple(said["hears"].split()),
            named=said["named"] == "name",
            quote=said["quote"],
            ai=said["ai"],
            until=said["until"].isoformat() if said["until"] else None,
        )


def _one(spaces: tuple[str, ...]) -> str:
    return " ".join(spaces)


class SayForm(Terms):
    """What one says. The terms come after; the rest only on wish."""

    voice = file_field(_("Speak"), "audio/*", "voice", capture="microphone")
    words = words_field(_("Or write"))
    picture = file_field(_("Or show a picture"), "image/*", "picture")
    shows = forms.CharField(label=_("What does the picture show?"), max_length=400, required=False)
    people = forms.ChoiceField(
        label=_("Who is in the picture?"),
        choices=[("nobody", _("nobody one could recognise")), ("agreed", _("people who said yes to it"))],
        widget=forms.RadioSelect,
        required=False,
    )
    file = file_field(_("A file: PDF or plain text"), ".pdf,.txt,.md,application/pdf,text/plain", "file")
    link = forms.CharField(label=_("A page on the web"), max_length=2000, required=False)
    when = forms.CharField(
        label=_("When was it?"), help_text=_("As you say it: “about 1950”, “before the dam”."),
        max_length=200, required=False,
    )  # fmt: skip
    action = forms.ChoiceField(
        label=_("Was it work, or something made or given?"),
        choices=[("", _("neither")), *ACTIONS.items()],
        required=False,
    )
    quantity = forms.CharField(label=_("How much?"), max_length=40, required=False)
    unit = forms.CharField(
        label=_("Of what?"), help_text=_("Hours, kilograms, meals."), max_length=40, required=False
    )
    resource = forms.CharField(label=_("What was it?"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=_("In which language?"), choices=[("", _("another one")), *settings.LANGUAGES], required=False
    )
    spoken_by = forms.ChoiceField(label=_("Whose words are they?"), required=False)
    field_order = ("voice", "words", "picture", "shows", "people", "hears", "named")
    why: ClassVar = {
        **Terms.why,
        "people": _("A face belongs to the one who wears it. Ask first, and ask children’s parents too."),
        "spoken_by": _("Words you write down for somebody wait until they accept them as theirs."),
    }

    def __init__(self, *args: Any, viewer: Viewer, scope: str | None = None, **rest: Any) -> None:
        super().__init__(*args, viewer=viewer, **rest)
        self.initial.setdefault("language", get_language())
        if circles.may(viewer, "write down for others", scope):
            others = [
                (str(each.id), each.name) for each in identity.everybody(viewer) if each.id != viewer.person
            ]
            self.fields["spoken_by"].choices = [("", _("my own")), *others]  # type: ignore[attr-defined]
        else:
            del self.fields["spoken_by"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("picture") and not said.get("people"):
            self.add_error("people", _("Say who is in the picture."))
        return said

    def measure(self) -> Measure | None:
        said = self.cleaned_data
        if not said["quantity"] and not said["action"]:
            return None
        return Measure(said["action"] or "work", said["quantity"], said["unit"], said["resource"])

    def kept_media(self) -> list[Media]:
        """Keep what was chosen. A refusal names the field it is about."""
        said = self.cleaned_data
        found = []
        for name in ("voice", "picture", "file"):
            if said.get(name):
                kept = keep(said[name], name)
                about = {"alt": said["shows"].strip(), "people": said["people"]} if kept.is_picture else {}
                found.append(replace(kept, **about))
        return found


def keep(upload: UploadedFile, field: str) -> Media:
    try:
        return media.keep(cast(BinaryIO, upload), name=upload.name or "")
    except Refused as no:
        no.field = field  # type: ignore[attr-defined]
        raise


def say(request: Asked) -> HttpResponse:
    """The one large button: speak, write or show."""
    circles.insist_member(request.viewer)
    where = _where(request)
    form = SayForm(
        request.POST or None,
        request.FILES or None,
        viewer=request.viewer,
        scope=where["scope"],
        consent=actions.narrow_consent(request.viewer, where["scope"], where["reply_to"]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            seq = _say(request, form, where)
        except Refused as no:
            form.refuse(no, getattr(no, "field", None))
        else:
            return tell(
                redirect("entry", seq=seq), gettext("Kept. You can correct it or take it back at any time.")
            )
    return render(request, "timeline/say.html", {"form": form, "process": "enacting", **where})


def _where(request: Asked) -> dict[str, Any]:
    """Where it belongs, from the address: `reply`, `scope`, `about`, `protocol`, `channel`."""
    asked = request.GET
    reply, scope = asked.get("reply", ""), asked.get("scope", "")
    to = int(reply) if reply.isdecimal() and len(reply) < 16 else None
    replied = (
        queries.contribution(request.viewer, queries.contribution_of(to) or to) if to is not None else None
    )
    return {
        "reply_to": to if replied else None,
        "replied": replied,
        "replied_title": title(replied) if replied else "",
        "scope": scope if is_scope(scope) else None,
        "about": [each for each in asked.getlist("about") if is_reference(each)][:10],
    }


def _say(request: Asked, form: SayForm, where: dict[str, Any]) -> int:
    said = form.cleaned_data
    spoken_by = said.get("spoken_by")
    entry = actions.contribute(
        by=request.viewer,
        text=said["words"],
        media=form.kept_media(),
        consent=form.consent(),
        scope=where["scope"],
        about=where["about"],
        reply_to=where["reply_to"],
        measure=form.measure(),
        link=said["link"],
        when=said["when"],
        language=said["language"],
        spoken_by=UUID(spoken_by) if spoken_by else None,
        statement_id=said["statement"],
    )
    return entry.seq


class CorrectForm(Form):
    words = words_field(_("As it should be"), rows=6, required=True)
    reason = forms.CharField(label=_("What was different?"), max_length=2000, required=False)


class TranscriptForm(Form):
    words = words_field(_("What is spoken"), rows=10, required=True)
    language = SayForm.base_fields["language"]
    right = forms.BooleanField(label=_("This is what was spoken, word for word"), required=False)


class AcceptForm(Form):
    voice = file_field(_("Their yes, spoken aloud"), "audio/*", "voice", capture="microphone")


class AttestForm(Form):
    way = forms.ChoiceField(
        label=_("What can you say about it?"),
        choices=[
            ("witnessed", _("I was there, or saw it")),
            ("thanked", _("Thank you")),
            ("verified", _("I checked it")),
            ("questioned", _("I have a question")),
        ],
        widget=forms.RadioSelect,
    )
    words = words_field(_("In your words"), rows=3)
    relation = forms.CharField(
        label=_("How are you related to each other and to this?"), max_length=400, required=False
    )
    private = forms.BooleanField(label=_("Ask only them, privately"), required=False)
    why: ClassVar = {
        "relation": _("In a village everybody is kin. It is shown, and never turned into a number."),
    }


Act = Callable[[Asked, int, Any], str]


def _form_page(form_type: type[Form], template: str, act: Act) -> Callable[[Asked, int], HttpResponse]:
    """A page with one form about one contribution; what it does, and what is told afterwards."""

    def page(request: Asked, seq: int) -> HttpResponse:
        circles.insist_member(request.viewer)
        given = queries.contribution(request.viewer, seq)
        if given is None:
            raise actions.not_here()
        initial = {"words": _proposed(given, form_type), "language": given.language}
        form = form_type(request.POST or None, request.FILES or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                told = act(request, seq, form)
            except Refused as no:
                form.refuse(no, getattr(no, "field", None))
            else:
                return tell(redirect("entry", seq=seq), told)
        return render(
            request, f"timeline/{template}.html", {"form": form, "given": given, "title": title(given)}
        )

    return page


def _proposed(given: Contribution, form_type: type[Form]) -> str:
    if form_type is CorrectForm:
        return given.text
    return given.transcript.text if form_type is TranscriptForm and given.transcript else ""


def _correct(request: Asked, seq: int, form: Form) -> str:
    said = form.cleaned_data
    actions.correct(
        by=request.viewer, seq=seq, text=said["words"], why=said["reason"], statement_id=said["statement"]
    )
    return gettext("Corrected. What you said first is kept beside it.")


def _transcribe(request: Asked, seq: int, form: Form) -> str:
    said = form.cleaned_data
    actions.transcribe(
        by=request.viewer,
        seq=seq,
        text=said["words"],
        language=said["language"],
        right=said["right"],
        statement_id=said["statement"],
    )
    return gettext("Kept beside the voice.")


def _accept(request: Asked, seq: int, form: Form) -> str:
    spoken = form.cleaned_data["voice"]
    actions.accept(
        by=request.viewer,
        seq=seq,
        aloud=keep(spoken, "voice") if spoken else None,
        statement_id=form.cleaned_data["statement"],
    )
    return gettext("Accepted.")


def _attest(request: Asked, seq: int, form: Form) -> str:
    said = form.cleaned_data
    actions.attest(
        by=request.viewer,
        seq=seq,
        way=said["way"],
        words=said["words"],
        relation=said["relation"],
        private=said["private"],
        statement_id=said["statement"],
    )
    return gettext("Kept. They hear it first.")


correct = _form_page(CorrectForm, "correct", _correct)
transcript = _form_page(TranscriptForm, "transcript", _transcribe)
accept = _form_page(AcceptForm, "accept", _accept)
attest = _form_page(AttestForm, "attest", _attest)


class Pressed(Form):
    """A button that says something: only the id of what it says."""


def _pressed(request: Asked) -> UUID:
    form = Pressed(request.POST)
    if not form.is_valid():
        raise Refused("This form has grown old.", mend="Open the page anew and press again.")
    found: UUID = form.cleaned_data["statement"]
    return found


@require_POST
def thank(request: Asked, seq: int) -> HttpResponse:
    actions.attest(by=request.viewer, seq=seq, way="thanked", statement_id=_pressed(request))
    return tell(redirect("entry", seq=seq), gettext("Kept. They hear it first."))


@require_POST
def show(request: Asked, seq: int) -> HttpResponse:
    """Let others hear thanks I was given."""
    entry = actions.show_thanks(by=request.viewer, seq=seq, statement_id=_pressed(request))
    of = queries.contribution_of(entry.body["seq"])
    return tell(redirect("entry", seq=of), gettext("Others can read it now."))


def share(request: Asked, seq: int) -> HttpResponse:
    """Say anew who may hear one's words, and on what terms."""
    circles.insist_member(request.viewer)
    given = queries.contribution(request.viewer, seq)
    if given is None or not given.mine:
        raise actions.not_here()
    terms = given.terms
    consent = Consent(
        spaces=tuple(circles.heard_in([seq]).get(seq, [])),
        named=terms.named == "name",
        quote=terms.quote or "ask",
        ai=terms.ai,
        until=terms.until,
    )
    form = Terms(request.POST or None, viewer=request.viewer, consent=consent)
    if request.method == "POST" and form.is_valid():
        try:
            _share(request, seq, form)
        except Refused as no:
            form.refuse(no)
        else:
            return tell(
                redirect("entry", seq=seq), gettext("Changed. It holds from now on, everywhere in this hub.")
            )
    return render(request, "timeline/share.html", {"form": form, "given": given, "title": title(given)})


def _share(request: Asked, seq: int, form: Terms) -> None:
    wanted = form.consent()
    circle_actions.share(
        by=request.viewer,
        seq=seq,
        spaces=wanted.spaces,
        named="name" if wanted.named else "unnamed",
        quote=wanted.quote,
        ai=wanted.ai,
        until=wanted.until,
        statement_id=form.cleaned_data["statement"],
    )


def withdraw(request: Asked, seq: int) -> HttpResponse:
    """Take one's words back: what that means is said before."""
    circles.insist_member(request.viewer)
    given = queries.contribution(request.viewer, seq)
    if given is None or not given.mine:
        raise actions.not_here()
    if request.method == "POST":
        now = request.POST.get("now") == "1"
        circle_actions.withdraw(by=request.viewer, seq=seq, now=now, statement_id=_pressed(request))
        if now:
            return tell(redirect("timeline"), gettext("Erased. Only that somebody said something stays."))
        back = reverse("return", args=(seq,))
        return tell(
            redirect("entry", seq=seq),
            gettext("Taken back. Nobody else hears it from now on."),
            address=back,
            link=gettext("Give it back"),
            post=True,
        )
    return render(
        request,
        "timeline/withdraw.html",
        {"form": Pressed(), "given": given, "title": title(given), "days": circle_actions.GRACE_DAYS},
    )


@require_POST
def return_words(request: Asked, seq: int) -> HttpResponse:
    circle_actions.return_words(by=request.viewer, seq=seq)
    return tell(redirect("entry", seq=seq), gettext("Your words can be heard again."))


urlpatterns = [
    path("say", say, name="say"),
    path("entry/<int:seq>/correct", correct, name="correct"),
    path("entry/<int:seq>/transcript", transcript, name="transcript"),
    path("entry/<int:seq>/accept", accept, name="accept"),
    path("entry/<int:seq>/attest", attest, name="attest"),
    path("entry/<int:seq>/thank", thank, name="thank"),
    path("entry/<int:seq>/share", share, name="share"),
    path("entry/<int:seq>/withdraw", withdraw, name="withdraw"),
    path("entry/<int:seq>/return", return_words, name="return"),
    path("attestation/<int:seq>/show", show, name="show-thanks"),
]
