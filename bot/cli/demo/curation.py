"""The curation in the demo's month: members, checked contacts, proposals, marked questions, feeds that are not read."""

from datetime import date, timedelta

from bot.cli.demo.people import LENA, Person
from bot.cli.demo.stage import Stage
from bot.settings.announcements import FeedSettings
from bot.storage.engine.words import digest_words
from bot.system.http.fetch_faults import FetchFault
from bot.web.base.outcomes import find_outcome
from handlers.announcements.model.announcement import format_account
from handlers.core.feed_items import AppointmentFault, Flaw
from handlers.curation.model.field_questions import FieldQuestion, QuestionState
from handlers.curation.model.fields import FieldName, mark_checked
from handlers.curation.model.handovers import Handover
from handlers.curation.model.proposals import Proposal
from handlers.curation.model.rounds import list_contacts
from handlers.i18n.editing import EDITING
from knowledge.entries import AnyEntry, Centre, Visibility

# What is made up needs no web: these feeds are next read long after the demo has ended.
FEEDS = {
    "laki": FeedSettings(url="https://laki.example/termine.ics", name="Termine der LaKI"),
    "land": FeedSettings(url="https://land.example/neues.xml", name="Neues vom Land", send=True),
}
_FAULTY = (
    AppointmentFault(
        title="Fachtag Mehrsprachigkeit", part="DTSTART", flaw=Flaw.MISSING, link="https://laki.example/termine/fachtag"
    ),
    AppointmentFault(title="Sprechstunde für neue Mitarbeiter*innen", part="RRULE", flaw=Flaw.NEVER),
)
_READ_AGAIN = timedelta(days=30)
_AWAY = timedelta(days=14)
# The place of a person, and the centre that they are a member of.
_MEMBERS = ((1, "centre/hagen"), (4, "centre/hagen"), (9, "centre/bochum"))
# The place of a person, the entry's field, and what they propose for it.
_PROPOSED = (
    (8, "centre/duisburg", FieldName.PHONE, "0203 283-0000"),
    (14, "centre/kreis-olpe", FieldName.EMAIL, "ki@kreis-olpe.example"),
)
# Centres that have confirmed some of their contact details, with how many, and by the place of whom.
_CONFIRMED = (("centre/hagen", 1, 1), ("centre/muenster", 4, 8), ("centre/duisburg", 3, 8), ("centre/bonn", 1, 14))
# Questions that wait for an answer.
_ASKED = (
    (9, "centre/bochum", FieldName.WEBSITE, QuestionState.OPEN),
    (4, "centre/essen", FieldName.ADDRESS, QuestionState.OPEN),
    (14, "centre/kreis-olpe", FieldName.WEBSITE, QuestionState.LATER),
)
_MARKED = (
    ("Wer prüft mein Zeugnis aus Syrien?", "offer/anerkennung-abschluesse"),
    ("Wer bezahlt die Fahrtkosten zum Sprachkurs?", "offer/anerkennung-abschluesse"),
    ("Wer berät bei Rassismus in der Schule?", "offer/servicestellen-antidiskriminierung"),
)

_SILENCED = "Dürfen Vereine den Beamer ausleihen?"


async def add_members(stage: Stage, people: list[Person]) -> None:
    """Make a few people members of two centres."""
    async with stage.app.database.begin() as unit:
        for place, centre in _MEMBERS:
            await unit.centre_members.grant(people[place].sender, centre, stage.clock())


async def confirm_contacts(stage: Stage, people: list[Person]) -> None:
    """Let people confirm contact details in the round, leave two questions open, and one of them be away."""
    now, reason = stage.clock(), EDITING[stage.app.settings.language].reason_confirmed
    async with stage.app.database.begin() as unit:
        for id_, number, place in _CONFIRMED:
            stored = await unit.records.find(id_)
            if stored is not None and isinstance(stored.record, Centre):
                confirmed = _confirm(stored.record, number, now.date())
                author = format_account(people[place].sender)
                await unit.records.save(confirmed, stored.revision, author, now, reason)
        for place, entry, field, state in _ASKED:
            person = people[place].sender
            await unit.field_questions.put(
                FieldQuestion(entry=entry, field=field, person=person, asked_at=now, state=state)
            )
        await unit.centre_members.grant(people[1].sender, "centre/bochum", now, now + _AWAY)
        giver = people[4]
        await unit.handovers.offer(Handover(giver=giver.sender, address=giver.address), None, now + _AWAY)


def _confirm(centre: Centre, number: int, day: date) -> AnyEntry:
    entry: AnyEntry = centre
    for field in list_contacts(centre)[:number]:
        entry = mark_checked(entry, field.name, day)
    return entry


async def propose_values(stage: Stage, people: list[Person]) -> None:
    """Let people propose other contact details; nobody decides about them."""
    async with stage.app.database.begin() as unit:
        for place, entry, field, value in _PROPOSED:
            stored, person = await unit.records.find(entry), people[place]
            if stored is None:
                continue
            proposal = Proposal(
                entry=entry,
                field=field,
                value=value,
                revision=stored.revision,
                proposer=person.sender,
                address=person.address,
                direct=True,
                proposed_at=stage.clock(),
            )
            await unit.proposals.add(proposal)


async def mark_questions(stage: Stage) -> None:
    """Keep questions as Probe does, with the entry that must answer, and silence one that is not for Lotse.

    What is answered otherwise is marked, too.
    """
    search = stage.app.knowledge.search().visible_to(Visibility.PUBLIC)
    async with stage.app.database.begin() as unit:
        for text, entry in _MARKED:
            await unit.test_questions.put(text, entry, format_account(LENA.sender), stage.clock())
            outcome = find_outcome(search, text)
            if not outcome.meets(entry):
                await unit.marks.put(text, outcome.kind, outcome.first, stage.clock())
        await unit.gaps.silence({digest_words(_SILENCED): _SILENCED}, LENA.sender, stage.clock())


async def read_feeds(stage: Stage) -> None:
    """Record that one feed was read, but for some items, and the other can't be, without asking for any."""
    now = stage.clock()
    later = now + _READ_AGAIN
    async with stage.app.database.begin() as unit:
        for feed in FEEDS:
            await unit.feeds.note_read(feed, "", now - timedelta(hours=6))
        await unit.feeds.note_faults("laki", _FAULTY, now - timedelta(hours=6))
        await unit.feeds.plan("laki", later, None)
        await unit.feeds.plan("land", later, now - timedelta(hours=5), FetchFault.TIMEOUT)
