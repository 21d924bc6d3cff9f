"""The curation in the demo's month: members of centres, proposals, marked questions, and feeds that are not read."""

from datetime import timedelta

from bot.cli.demo.people import LENA, Person
from bot.cli.demo.stage import Stage
from bot.settings.announcements import FeedSettings
from bot.system.http.fetch_faults import FetchFault
from handlers.announcements.model.announcement import format_account
from handlers.curation.model.fields import FieldName
from handlers.curation.model.proposals import Proposal

# What is made up needs no web: these feeds are next read long after the demo has ended.
FEEDS = {
    "laki": FeedSettings(url="https://laki.example/termine.ics", name="Termine der LaKI"),
    "land": FeedSettings(url="https://land.example/neues.xml", name="Neues vom Land", send=True),
}
_READ_AGAIN = timedelta(days=30)
# The place of a person, and the centre that they are a member of.
_MEMBERS = ((1, "centre/hagen"), (4, "centre/hagen"), (9, "centre/bochum"))
# The place of a person, the entry's field, and what they propose for it.
_PROPOSED = (
    (8, "centre/duisburg", FieldName.PHONE, "0203 283-0000"),
    (14, "centre/kreis-olpe", FieldName.EMAIL, "ki@kreis-olpe.example"),
)
_MARKED = (
    ("Wer prüft mein Zeugnis aus Syrien?", "offer/anerkennung-abschluesse"),
    ("Wer bezahlt die Fahrtkosten zum Sprachkurs?", "offer/anerkennung-abschluesse"),
)


async def add_members(stage: Stage, people: list[Person]) -> None:
    """Make a few people members of two centres."""
    async with stage.app.database.begin() as unit:
        for place, centre in _MEMBERS:
            await unit.centre_members.grant(people[place].sender, centre, stage.clock())


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
    """Keep questions with the entry that must answer them, as Probe does."""
    async with stage.app.database.begin() as unit:
        for text, entry in _MARKED:
            await unit.test_questions.put(text, entry, format_account(LENA.sender), stage.clock())


async def read_feeds(stage: Stage) -> None:
    """Record that one feed was read and the other can't be, without asking for any."""
    now = stage.clock()
    later = now + _READ_AGAIN
    async with stage.app.database.begin() as unit:
        for feed in FEEDS:
            await unit.feeds.note_read(feed, "", now - timedelta(hours=6))
        await unit.feeds.plan("laki", later, None)
        await unit.feeds.plan("land", later, now - timedelta(hours=5), FetchFault.TIMEOUT)
