"""A small hub in which one unique word is said in every space, and who may hear each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.conf import settings
from django.test import Client

from prisma_hub.agreements import actions as deciding
from prisma_hub.agreements.types import Round, Word
from prisma_hub.care import actions as care
from prisma_hub.circles import actions as circles
from prisma_hub.circles import events as spoken
from prisma_hub.currencies import actions as currencies
from prisma_hub.identity.kept import Passkey
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as presets
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log import actions as saying
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry
from prisma_hub.media import actions as media
from prisma_hub.timeline import actions
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop
from tests.instruments import adopt
from tests.media import samples
from tests.sealed.sealing import Keyed
from tests.sealed.sealing import say as seal

MEMBERS = frozenset({"speaker", "mate", "member", "steward", "trust", "bo", "una"})
EVERYBODY = MEMBERS | {"suspended", "outside"}


@dataclass
class World:
    """`viewers` by kind; `words` with the kinds of viewers who may hear each.

    `nameless`: words of `una`, which nobody else may find together with her name or id.
    """

    viewers: dict[str, Viewer]
    team: str
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    nameless: list[str] = field(default_factory=list)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    """Ids of what is known to some only, and by which kinds of viewers."""
    hashes: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    """The log as it was last read: one asks it for every pattern of an address."""

    def read(self) -> None:
        self.entries = list(log.entries())

    def word(self, of: str, heard_by: frozenset[str] | set[str]) -> str:
        """A word nobody would say otherwise, and who may hear it."""
        made = f"canary{of}xq"
        self.words[made] = frozenset(heard_by)
        return made


def browser_of(viewer: Viewer) -> Client:
    """A browser in which this viewer is signed in; a view that breaks answers 500 instead of raising."""
    client = Client(raise_request_exception=False)
    if viewer.person is not None:
        session = client.session
        session["person"] = str(viewer.person)
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def build(steward: Viewer, person: Callable[[str], Viewer]) -> World:
    names = {
        "speaker": "Ana", "mate": "Eva", "member": "Leo", "trust": "Tomasa", "bo": "Bo", "una": "Unaxqname",
        "suspended": "Sol",
    }  # fmt: skip
    viewers = {kind: person(name) for kind, name in names.items()}
    viewers |= {"steward": steward, "outside": ANYBODY}
    team = circles.open_circle(by=steward, title="Water team")
    for kind in ("speaker", "mate", "una"):
        circles.admit(by=steward, circle=team.id, person=viewers[kind].person)
    circles.grant(by=steward, person=viewers["trust"].person, role="trust")
    world = World(viewers, team.space)
    say_everything(world)
    circles.suspend(by=steward, person=viewers["suspended"].person, reason="an example")
    circles.block(by=viewers["member"], person=viewers["bo"].person)
    loop.run_until_idle()
    return world


def say_everything(world: World) -> None:
    _in_every_space(world)
    _taken_back_and_hidden(world)
    _between_two(world)
    _nameless(world)
    _decided_and_shared(world)
    _named_for_oneself(world)
    _sealed(world)
    _among_a_cohort(world)


def say(
    world: World, text: str, *spaces: str, by: str = "speaker", named: bool = True, **more: object
) -> int:
    consent = Consent(spaces=spaces, named=named)
    entry = actions.contribute(by=world.viewers[by], text=text, consent=consent, **more)  # type: ignore[arg-type]
    return entry.seq


def _in_every_space(world: World) -> None:
    circle = {"speaker", "mate", "una", "steward"}
    for of, spaces, heard_by in (
        ("me", (), {"speaker"}),
        ("circle", (world.team,), circle),
        ("hub", ("hub",), MEMBERS),
        ("network", ("network",), MEMBERS),
        ("public", ("public",), EVERYBODY),
    ):
        word = world.word(of, heard_by)
        picture = media.keep(BytesIO(samples.picture("PNG", (40 + len(of), 32))))
        voice = media.keep(BytesIO(samples.wav(len(of))))
        file = media.keep(
            BytesIO(samples.TEXT + word.encode()), name=f"{world.word(of + 'file', heard_by)}.txt"
        )
        world.hashes += [picture.sha256, voice.sha256, file.sha256]
        seq = say(
            world, word, *spaces, media=[picture, voice, file], channel=world.word(of + "channel", heard_by)
        )
        by = world.viewers["speaker"]
        actions.correct(by=by, seq=seq, text=word + " again", why=world.word(of + "why", heard_by))
        actions.transcribe(by=by, seq=seq, text=world.word(of + "spoken", heard_by))
    say(world, world.word("blocked", MEMBERS - {"member"}), "hub", by="bo")
    say(world, world.word("blocking", MEMBERS - {"bo"}), "hub", by="member")


def _taken_back_and_hidden(world: World) -> None:
    speaker, steward = world.viewers["speaker"], world.viewers["steward"]
    for of in ("withdrawn", "hidden", "narrowed", "erased"):
        only = {"speaker"} if of != "erased" else set()
        seq = say(world, world.word(of, only), "hub")
        actions.correct(by=speaker, seq=seq, text=world.word(of + "again", only))
        if of == "hidden":
            circles.hide(by=steward, seq=seq, reason="an example")
        elif of == "narrowed":
            circles.share(by=speaker, seq=seq, spaces=[speaker.ref])
        else:
            circles.withdraw(by=speaker, seq=seq, now=of == "erased")


def _between_two(world: World) -> None:
    speaker, mate = world.viewers["speaker"], world.viewers["mate"]
    seq = say(world, "the spring", "hub")
    two = {"speaker", "mate"}
    actions.attest(by=mate, seq=seq, way="thanked", words=world.word("thanks", two))
    actions.attest(by=mate, seq=seq, way="questioned", words=world.word("asked", two), private=True)
    told = {"speaker", "trust"}
    voice = media.keep(BytesIO(samples.wav(9)))
    world.hashes.append(voice.sha256)
    concern = care.raise_concern(
        by=speaker,
        whom=[world.viewers["trust"].person],
        text=world.word("concern", told),
        media=[voice],
        seq=seq,
    )
    care.answer(by=world.viewers["trust"], concern=concern.seq, text=world.word("answer", told))


def _named_for_oneself(world: World) -> None:
    """What a passkey is called concerns nobody else."""
    only, whose = world.word("passkey", {"speaker"}), world.viewers["speaker"].id
    Passkey.objects.create(
        credential=b"of a phone", person=whose, name=only, host="testserver", key=b"", counter=0, made=1
    )


def _nameless(world: World) -> None:
    """Una says things without her name, and things happen to them."""
    una, mate = world.viewers["una"], world.viewers["mate"]
    for of, space in (("unnamedteam", world.team), ("unnamedhub", "hub"), ("unnamedpublic", "public")):
        heard = {world.team: {"speaker", "mate", "una", "steward"}, "hub": MEMBERS, "public": EVERYBODY}[
            space
        ]
        word = world.word(of, heard)
        world.nameless.append(word)
        seq = say(world, word, space, by="una", named=False)
        actions.correct(by=una, seq=seq, text=word + " better")
        actions.attest(by=mate, seq=seq, way="witnessed", words="so it was", relation="cousin")
        actions.attest(by=mate, seq=seq, way="thanked", words="for this")
        say(
            world,
            "an answer",
            *([space] if space != "public" else ["hub"]),
            by="una",
            named=False,
            reply_to=seq,
        )


def _sealed(world: World) -> None:
    """What two seal to each other nobody hears from the hub, they themselves neither: it opens elsewhere."""
    speaker, mate = (Keyed(name, world.viewers[name]).sealable() for name in ("speaker", "mate"))
    first = seal(world.word("sealed", set()), speaker, mate)
    seal(world.word("sealedanswer", set()), mate, speaker, reply_to=first.seq)


def _among_a_cohort(world: World) -> None:
    """A journey said to its cohort alone, and every circle that is opened for it."""
    steward, mate = world.viewers["steward"], world.viewers["mate"]
    inside = {"speaker", "mate", "steward"}
    adopt("nano")
    preset = presets.preset(steward, "nano")
    named = {"title": world.word("journey", inside), "question": world.word("question", inside)}
    journey = journeys.open_journey(by=steward, begins=date(2026, 6, 1), preset=preset, to="cohort", **named)
    for kind in ("speaker", "mate"):
        circles.admit(by=steward, circle=journey.cohort, person=world.viewers[kind].id)
    circles.admit(by=steward, circle=journey.keepers, person=mate.id)
    circles.grant(by=steward, person=mate.id, role="host", scope=journey.scope)
    circles.end_role(by=steward, person=mate.id, role="host", scope=journey.scope)
    circles.give_mandate(by=steward, circle=journey.keepers, mandate={"text": world.word("mandate", inside)})
    lasts = world.word("lastingcohort", inside)
    circles.set_lasting(by=steward, sort="words", months=5, reason=lasts, circle=journey.cohort)
    team = journeys.form_team(by=mate, journey=journey, name=world.word("named", inside), asked=[mate.id])
    journeys.join_team(by=mate, team=team)
    circles.leave(by=mate, circle=journey.keepers)
    purpose = world.word("purpose", inside)
    inner = circles.open_circle(
        by=steward, title=world.word("inner", inside), purpose=purpose, scope=journey.scope
    )
    guests = circles.open_circle(
        by=None, title=journey.title, scope=journey.cohort_space, kind="guests", statement_id=None
    )
    before = saying.say(  # as it was said before such circles were told to nobody else: to the whole hub
        spoken.OPENED,
        by=steward.ref,
        scope=journey.scope,
        body={"title": world.word("before", inside), "purpose": world.word("beforepurpose", inside)},
    )
    mandate = {"text": world.word("beforemandate", inside)}
    saying.say(spoken.MANDATED, by=steward.ref, scope=f"circle:{before.id}", body={"mandate": mandate})
    circles.admit(by=steward, circle=before.id, person=steward.id)
    made = (journey.id, journey.cohort, journey.keepers, team.id, team.circle, inner.id, guests.id, before.id)
    for each in made:
        world.ids[str(each)] = frozenset(inside)


def _decided_and_shared(world: World) -> None:
    """What a circle is told, proposes, and holds in common; thanks between two."""
    speaker, mate = world.viewers["speaker"], world.viewers["mate"]
    circle, inside = uuid_of(world.team), {"speaker", "mate", "una", "steward"}
    deciding.name_tension(by=speaker, circle=circle, words=world.word("tension", inside))
    proposal = deciding.propose(
        by=speaker,
        circle=circle,
        title=world.word("proposal", inside),
        text=world.word("wording", inside),
        why=world.word("reason", inside),
    )
    deciding.open_next_round(by=mate, proposal=proposal, seen=Round.PRESENT)
    deciding.speak(
        by=mate,
        proposal=proposal,
        number=1,
        round_=Round.CLARIFY,
        word=Word.SPEAK,
        words=world.word("voice", inside),
    )
    circles.grant(by=world.viewers["steward"], person=speaker.id, role="custodian", scope=world.team)
    for of, where, heard_by in (("lastinghere", circle, inside), ("lasting", None, MEMBERS)):
        reason, steward = world.word(of, heard_by), world.viewers["steward"]
        circles.set_lasting(by=steward, sort="words", months=6 if where else 24, reason=reason, circle=where)
    for of, share, heard_by in (("pool", "", inside), ("publicpool", "public", EVERYBODY)):
        pool = currencies.open_pool(
            by=speaker,
            circle=circle,
            title=world.word(of, heard_by),
            currency="EUR",
            purpose=world.word(of + "purpose", heard_by),
            share=share,
        )
        giver = world.word(of + "giver", heard_by)
        currencies.promise(by=speaker, pool=pool, amount=Decimal(5), who=giver)
