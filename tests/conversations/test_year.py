"""The life of an entry over a year: what everybody around it reads, and that nobody is asked too often.

The service is the one that the composition root builds, with its jobs; only time and the two platforms are the test's.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from handlers.core.events import PlatformName
from knowledge.entries import Centre, CheckedField, Contact, Faq, Source, Visibility
from tests.conversations.virtual_service import Person, World, open_world

BEGIN = datetime(2027, 1, 4, 9, tzinfo=UTC)
EDITOR = "@edith:example.org"
CENTRE, GRANT, LIBRARY = "centre/bochum", "faq/zuschuss", "faq/foerderung"
OLD, NEW, CORRECTED = "0234 910-1", "0234 910-1234", "0234 910-1235"
PHONE, EMAIL, WEBSITE, ADDRESS = "Telefon KI Bochum", "E-Mail KI Bochum", "Website KI Bochum", "Adresse KI Bochum"
AMOUNT = "Wie hoch ist der Zuschuss für Lesefeste?"

_SOURCE = Source(name="Stadt Bochum", url="https://www.bochum.de/ki")
# The time of each value is over in another month.
_CHECKED = {
    "contact.phone": date(2026, 6, 1),
    "contact.email": date(2025, 2, 28),
    "contact.website": date(2025, 4, 11),
    "contact.address": date(2024, 7, 10),
}
RECORDS = (
    Centre(
        id=CENTRE,
        title="KI Bochum",
        text="Das Zentrum der Stadt Bochum.",
        source=_SOURCE,
        as_of="2026-01",
        area="Bochum",
        area_kind="kreisfreie Stadt",
        ags="05911",
        regierungsbezirk="Arnsberg",
        seat="Bochum",
        contact=Contact(
            phone=OLD,
            email="ki@bochum.de",
            website="https://www.bochum.de/ki",
            street="Rathausplatz 1",
            postal_code="44787",
            city="Bochum",
        ),
        checked=tuple(CheckedField(field=name, on=day) for name, day in _CHECKED.items()),
    ),
    Faq(
        id=GRANT,
        title=AMOUNT,
        text="Der Zuschuss beträgt 500 Euro.",
        source=_SOURCE,
        as_of="2026-09",
        owner=CENTRE,
    ),
    Faq(
        id=LIBRARY,
        title="Was fördert die Stadtbücherei?",
        text="Sie fördert Vorlesetage.",
        source=_SOURCE,
        as_of="2026-09",
        owner=CENTRE,
    ),
)

# Messages by words in them.
KINDS = {
    r"gehört jetzt mit deinem Code": "code used",
    r"^Jemand hat hier niemanden erreicht": "nobody reached",
    r"^Stimmt das noch": "field question",
    r"Hast du dort jemanden erreicht": "use check",
    r"korrigiert am": "answer corrected",
    r"^Ich habe diese Antwort berichtigt": "told of correction",
    r"^✏️ Vorschlag": "proposal",
    r"^Dein Vorschlag": "outcome of proposal",
    r"Hier pflegt gerade niemand": "centre silent",
    r"Vertrittst du\?": "asked to deputise",
    r"hat zugesagt": "deputy found",
    r"^\*\*Fragen ohne gute Antwort": "gaps of the week",
}
ALL_YEAR = {
    ("Edith", "code used"): 1,
    ("Edith", "centre silent"): 1,
    ("Edith", "field question"): 1,
    ("Edith", "proposal"): 1,
    ("Edith", "gaps of the week"): 1,
    ("Mia", "code used"): 1,
    ("Mia", "nobody reached"): 1,
    ("Mia", "field question"): 3,
    ("Mia", "proposal"): 2,
    ("Mia", "outcome of proposal"): 1,
    ("Mia", "deputy found"): 1,
    ("Mia", "answer corrected"): 3,
    ("Tom", "nobody reached"): 1,
    ("Tom", "field question"): 3,
    ("Tom", "proposal"): 3,
    ("Tom", "asked to deputise"): 1,
    ("Sam", "use check"): 3,
    ("Sam", "answer corrected"): 5,
    ("Sam", "told of correction"): 5,
    ("Sam", "outcome of proposal"): 1,
    ("Rita", "use check"): 2,
    ("Rita", "answer corrected"): 3,
    ("Rita", "told of correction"): 3,
    ("Rita", "outcome of proposal"): 1,
}


@dataclass(frozen=True, kw_only=True)
class Year:
    """The world, and its people: an editor and an owner on Matrix, a colleague on Telegram, and two who ask."""

    world: World
    edith: Person
    mia: Person
    tom: Person
    sam: Person
    rita: Person

    @property
    def staff(self) -> tuple[Person, Person, Person]:
        return self.edith, self.mia, self.tom

    async def until(self, month: int, day: int, at: time = time(10)) -> None:
        await self.world.until(date(2027, month, day), at)

    async def settle(self) -> None:
        """Let pass what an editor has to correct themselves before others are told."""
        await self.world.later(timedelta(minutes=6))

    def hear_nothing(self) -> None:
        for person in self.world.people:
            assert person.hears() == ""


@pytest.fixture
async def year(tmp_path: Path) -> AsyncIterator[Year]:
    async with open_world(tmp_path, BEGIN, [f"matrix:{EDITOR}"], RECORDS, KINDS) as world:
        yield Year(
            world=world,
            edith=world.enter("Edith", EDITOR),
            mia=world.enter("Mia", "@mia:example.org"),
            tom=world.enter("Tom", "4711"),
            sam=world.enter("Sam", "4712"),
            rita=world.enter("Rita", "@rita:example.org"),
        )


@pytest.mark.slow
async def test_the_life_of_an_entry_over_a_year(year: Year) -> None:
    await find_owners(year)
    await check_a_number_by_use(year)
    await ask_whether_an_address_holds(year)
    await go_unanswered(year)
    await change_a_number(year)
    await take_over_a_proposal(year)
    await deputise_over_summer(year)
    await change_an_amount(year)
    await hide_an_entry(year)
    await end_an_entry(year)
    await look_back(year)
    year.hear_nothing()
    assert year.world.unasked == Counter(ALL_YEAR)


async def test_a_proposal_reaches_whoever_can_be_reached_and_the_others_later(year: Year) -> None:
    await find_owners(year)
    year.world.out_of_reach.add(PlatformName.MATRIX)
    await year.sam.says(f"/aendern {CENTRE} contact.phone\n{NEW}")
    assert "ist unterwegs" in await year.sam.presses("Ja, vorschlagen")
    assert year.mia.hears() == ""
    assert "Vorschlag 1" in year.tom.hears()
    assert "Übernommen." in await year.tom.presses("Übernehmen")
    assert "Dein Vorschlag ist übernommen, danke!" in year.sam.hears()
    year.world.out_of_reach.clear()
    await year.world.later(timedelta(hours=1))
    await year.world.app.outbox.deliver_due()
    assert year.mia.hears().count("Vorschlag 1") == 1
    assert "ist schon übernommen" in await year.mia.presses("Übernehmen")


async def find_owners(year: Year) -> None:
    """The office invites the owner, and she her colleague."""
    code = find_code(await year.edith.says("/mitglied einladen Bochum"))
    assert "Du gehörst jetzt zu **KI Bochum**." in await year.mia.says(code)
    assert year.edith.hears() == (
        "Mia (@mia:example.org) gehört jetzt mit deinem Code zu **KI Bochum**.\n[Wieder entfernen]"
    )
    code = find_code(await year.mia.says("/mitglied einladen"))
    assert "Du gehörst jetzt zu **KI Bochum**." in await year.tom.says(code)
    assert year.mia.hears() == "Tom (4711) gehört jetzt mit deinem Code zu **KI Bochum**.\n[Wieder entfernen]"


def find_code(said: str) -> str:
    found = re.search(r"\*\*([A-Z0-9]{4}-[A-Z0-9]{4})\*\*", said)
    assert found is not None
    return found[1]


FIELD_CHOICES = "[Ja, stimmt]\n[Ändern]\n[Gibt es nicht mehr]\n[Weiß ich nicht]\n[Später]"


async def check_a_number_by_use(year: Year) -> None:
    """Whoever asks for a number is asked the working day after whether it was of use."""
    await year.until(1, 15)
    assert (await year.sam.says(PHONE)).startswith(f"**Telefon: [{OLD}](tel:+492349101)**\nKI Bochum\n")
    await year.until(1, 17)
    year.hear_nothing()
    await year.until(1, 18)
    question = f"Du hast nach **KI Bochum** gefragt: {OLD}\n\nHast du dort jemanden erreicht?"
    assert year.sam.hears() == f"{question}\n[Ja]\n[Nein]\n[Nicht mehr fragen]"
    assert await year.sam.presses("Nein") == "Danke, ich frage die Zuständigen, ob das noch stimmt."
    still = f"Stimmt das noch?\n\n**KI Bochum**, Telefon: {OLD}\nStand 1. Juni 2026\n{FIELD_CHOICES}"
    for owner in (year.mia, year.tom):
        assert owner.hears() == f"Jemand hat hier niemanden erreicht.\n\n{still}"
    assert await year.mia.presses("Später") == "Gut, ich frage in einer Woche noch einmal.\n\nDas war alles."
    await year.until(1, 25, time(9))
    year.hear_nothing()
    await year.until(1, 25)
    assert year.tom.hears() == still
    assert await year.rita.says(PHONE)
    await year.until(1, 26)
    assert year.rita.hears().startswith(question)
    assert await year.rita.presses("Ja") == "Danke! Damit gilt die Angabe als geprüft."
    assert (
        await year.tom.presses("Ja, stimmt") == "Danke! Telefon von **KI Bochum** gilt als geprüft.\n\nDas war alles."
    )
    year.hear_nothing()


async def ask_whether_an_address_holds(year: Year) -> None:
    """After its time the answer marks a value, and one of its owners is asked, on a working day."""
    await year.until(2, 26)
    assert "bitte prüfen" not in await year.sam.says(EMAIL)
    await year.until(2, 28)
    year.hear_nothing()
    await year.until(3, 1)
    assert "\n(Stand 28. Februar 2025, bitte prüfen)\n" in await year.sam.says(EMAIL)
    assert "bitte prüfen" not in await year.sam.says(PHONE)
    question = f"Stimmt das noch?\n\n**KI Bochum**, E-Mail: ki@bochum.de\nStand 28. Februar 2025\n{FIELD_CHOICES}"
    assert year.mia.hears() == question
    assert await year.mia.presses("Später") == "Gut, ich frage in einer Woche noch einmal.\n\nDas war alles."
    await year.until(3, 2)
    assert "Hast du dort jemanden erreicht?" in year.sam.hears()
    await year.until(3, 7)
    year.hear_nothing()
    await year.until(3, 8)
    assert year.tom.hears() == question
    assert "gilt als geprüft" in await year.tom.presses("Ja, stimmt")
    assert "bitte prüfen" not in await year.sam.says(EMAIL)
    await year.settle()
    year.hear_nothing()


async def go_unanswered(year: Year) -> None:
    """What nobody of a centre answers for four weeks goes to the office, which hears of the centre as well."""
    await year.until(4, 12)
    question = "Stimmt das noch?\n\n**KI Bochum**, Website: https://www.bochum.de/ki\nStand 11. April 2025"
    assert year.mia.hears() == f"{question}\n{FIELD_CHOICES}"
    await year.until(5, 8)
    year.hear_nothing()
    await year.until(5, 10)
    assert year.edith.hears() == "\n\n".join(
        (
            "**Hier pflegt gerade niemand:**",
            "- KI Bochum: Seit vier Wochen antwortet niemand auf meine Fragen.",
            "Frag dort nach, wer übernimmt, und schick den Code.\n[Code für KI Bochum]",
            f"{question}\n{FIELD_CHOICES}",
        )
    )
    assert "gilt als geprüft" in await year.edith.presses("Ja, stimmt")
    year.hear_nothing()


async def change_a_number(year: Year) -> None:
    """Answers of the last 30 days are corrected in their place, and who asked is told; what was corrected as well."""
    await year.rita.says(PHONE)
    await year.until(5, 11)
    assert "Hast du dort jemanden erreicht?" in year.rita.hears()
    await year.until(6, 1)
    await year.sam.says(PHONE)
    await year.mia.says("KI Bochum")
    assert await year.mia.says(f"Neue Nummer: {NEW}") == (
        f"**KI Bochum**, Telefon\nBisher: {OLD}\nNeu: {NEW}\n\n"
        "3 Antworten aus den letzten 30 Tagen werden dann berichtigt.\n\n"
        "Soll ich das so speichern?\n[Ja, speichern]\n[Anders schreiben]\n[Abbrechen]"
    )
    assert await year.mia.presses("Ja, speichern") == (
        f"Gespeichert, danke!\n**KI Bochum**, Telefon: {NEW}\n[Rückgängig machen]"
    )
    year.hear_nothing()
    await year.settle()
    assert_corrected(year.sam, NEW, "01.06.2027")
    assert_corrected(year.rita, NEW, "01.06.2027")
    assert "Ich habe" not in year.mia.hears()
    await year.until(6, 2)
    assert "Hast du dort jemanden erreicht?" in year.sam.hears()
    await year.mia.says(f"/aendern {CENTRE} contact.phone")
    await year.mia.says(CORRECTED)
    await year.mia.presses("Ja, speichern")
    await year.settle()
    assert_corrected(year.sam, CORRECTED, "02.06.2027")
    assert_corrected(year.rita, CORRECTED, "02.06.2027")
    await year.until(6, 3, time(9))
    assert await year.mia.presses("Rückgängig machen") == (
        f"Rückgängig gemacht. **KI Bochum**\nTelefon: {CORRECTED} → {NEW}"
    )
    await year.settle()
    assert_corrected(year.sam, NEW, "03.06.2027")
    assert_corrected(year.rita, NEW, "03.06.2027")
    assert "gibt es nichts rückgängig zu machen" in await year.mia.says("/rueckgaengig")
    year.hear_nothing()


def assert_corrected(person: Person, phone: str, day: str) -> None:
    edited, told = person.hears().split("\n\nIch habe ")
    assert edited.startswith(f"**Telefon: [{phone}]")
    assert f"*korrigiert am {day}*" in edited
    assert told == f"diese Antwort berichtigt. KI Bochum: Telefon {phone}."


async def take_over_a_proposal(year: Year) -> None:
    """Somebody proposes a value, the owner takes it over with a sign, and they hear of it."""
    await year.until(7, 1)
    await year.sam.says(EMAIL)
    await year.sam.presses("Mehr")
    await year.sam.presses("Stimmt nicht?")
    await year.sam.presses("E-Mail, bisher ki@bochum.de")
    difference = "**KI Bochum**, E-Mail\nBisher: ki@bochum.de\nNeu: info@ki-bochum.de"
    assert (await year.sam.says("info@ki-bochum.de")).startswith(
        f"{difference}\n\nSoll ich das vorschlagen? KI Bochum entscheidet, und du hörst von mir, was daraus wird."
    )
    thanks = "Danke! Dein Vorschlag zu **KI Bochum** ist unterwegs. Ich sage dir, was daraus wird.\n[Zurückziehen]"
    assert (await year.sam.presses("Ja, vorschlagen")).startswith(thanks)
    for owner in (year.mia, year.tom):
        assert owner.hears() == f"✏️ Vorschlag 1: Stimmt das so?\n\n{difference}\n[Übernehmen]\n[Ablehnen]"
    taken = "**KI Bochum**, E-Mail: info@ki-bochum.de"
    assert await year.mia.reacts("✅", "Vorschlag 1") == f"Übernommen. {taken}\n[Rückgängig machen]"
    assert year.sam.hears() == f"Dein Vorschlag ist übernommen, danke! {taken}"
    assert "ist schon übernommen" in await year.tom.presses("Ablehnen")
    year.hear_nothing()


async def deputise_over_summer(year: Year) -> None:
    """While the owner is away, questions and proposals come to her deputy alone."""
    await year.until(7, 5)
    asked = await year.mia.says("Vertretung bis 15.8.")
    assert asked.startswith("**Bis 15.8.2027 vertritt dich jemand:**\n\n- KI Bochum\n")
    assert "Ich habe Tom (4711) gefragt." in await year.mia.presses("Tom")
    assert year.tom.hears() == (
        "**Mia (@mia:example.org) ist bis 15.8.2027 nicht da.** Vertrittst du?\n\n- KI Bochum\n[Übernehmen]\n[Ablehnen]"
    )
    assert "Bis 15.8.2027 vertrittst du" in await year.tom.presses("Übernehmen")
    assert year.mia.hears() == "Tom (4711) hat zugesagt. Jetzt ist das dort:\n\n- KI Bochum"
    await year.until(7, 12)
    assert year.tom.hears() == (
        "Stimmt das noch?\n\n**KI Bochum**, Adresse: Rathausplatz 1, 44787 Bochum\nStand 10. Juli 2024\n"
        f"{FIELD_CHOICES}"
    )
    await year.tom.presses("Ja, stimmt")
    await year.rita.says(f"/aendern {CENTRE} contact.phone")
    await year.rita.says("0234 910-9")
    await year.rita.presses("Ja, vorschlagen")
    assert "Vorschlag 2" in year.tom.hears()
    assert await year.tom.presses("Ablehnen") == "Abgelehnt: Telefon 0234 910-9"
    assert year.rita.hears() == ("Dein Vorschlag zu **KI Bochum** ist nicht übernommen worden. Telefon: 0234 910-9")
    await year.until(8, 16)
    await year.rita.says(f"/aendern {CENTRE} contact.phone")
    await year.rita.says("0234 910-8")
    await year.rita.presses("Ja, vorschlagen")
    assert "Vorschlag 3" in year.mia.hears()
    assert "Vorschlag 3" in year.tom.hears()
    assert await year.rita.presses("Zurückziehen") == "Zurückgezogen."
    year.hear_nothing()


async def change_an_amount(year: Year) -> None:
    """An owner who knows better than the text proposes it to the office."""
    await year.until(9, 20)
    assert "**Der Zuschuss beträgt 500 Euro.**" in await year.sam.says(AMOUNT)
    await year.until(10, 1)
    assert year.mia.hears() == (
        f"Stimmt das noch?\n\n**{AMOUNT}**, Text: Der Zuschuss beträgt 500 Euro.\nStand September 2026\n"
        "[Ja, stimmt]\n[Ändern]\n[Weiß ich nicht]\n[Später]"
    )
    await year.mia.presses("Ändern")
    assert "LaKI entscheidet" in await year.mia.says("Der Zuschuss beträgt 600 Euro.")
    await year.mia.presses("Ja, vorschlagen")
    assert "Neu: Der Zuschuss beträgt 600 Euro." in year.edith.hears()
    assert "Übernommen." in await year.edith.presses("Übernehmen")
    assert "Dein Vorschlag ist übernommen, danke!" in year.mia.hears()
    await year.settle()
    heard = year.sam.hears()
    assert "**Der Zuschuss beträgt 600 Euro.**" in heard
    assert f"Ich habe diese Antwort berichtigt. Neu ist der Text zu „{AMOUNT}“." in heard
    year.hear_nothing()


async def hide_an_entry(year: Year) -> None:
    """What is for the house alone does not exist on Telegram, and nobody hears that it was hidden."""
    await year.until(10, 4)
    await year.world.save(year.edith, GRANT, visibility=Visibility.INTERNAL)
    await year.settle()
    year.hear_nothing()
    nothing = (
        "Dazu habe ich nichts. Ich kenne die Kommunalen Integrationszentren in NRW, ihre Angebote und ihren Verbund. "
        "Soll ich die Frage an Kolleg*innen weitergeben?\n[Kolleg*innen fragen]"
    )
    for person in (year.sam, year.tom, year.rita):
        assert await person.says(AMOUNT) == nothing
    assert "**Der Zuschuss beträgt 600 Euro.**" in await year.mia.says(AMOUNT)
    await year.until(10, 11)
    assert year.edith.hears().startswith("**Fragen ohne gute Antwort in den letzten sieben Tagen: 3**")
    year.hear_nothing()


async def end_an_entry(year: Year) -> None:
    """An entry that has ended says so, and names what has taken its place."""
    await year.until(11, 15)
    await year.edith.says(f"/aendern {GRANT} valid_until")
    await year.edith.says("30.11.2027")
    assert f"**{AMOUNT}**, Gilt bis: 30.11.2027" in await year.edith.presses("Ja, speichern")
    await year.world.save(year.edith, GRANT, successor=LIBRARY)
    assert "Heute:" not in await year.mia.says(AMOUNT)
    await year.until(12, 1)
    assert (
        "\n\nHeute: Was fördert die Stadtbücherei?\n\n⚠ Diese Angabe galt bis 30.11.2027.\n\n"
        in await year.mia.says(AMOUNT)
    )
    assert await year.mia.says("/pflege") == (
        f"**Das steht an:**\n\n**{AMOUNT}** gilt seit dem 30.11.2027 nicht mehr.\n[Ändern]\n[Ansehen]"
    )
    year.hear_nothing()


async def look_back(year: Year) -> None:
    """The history has every change with author, time, reason and source, and each can be brought back."""
    office, owner, colleague = (f"{person.sender.platform}:{person.sender.id}" for person in year.staff)
    revisions = await year.world.list_revisions(CENTRE)
    assert [(f"{each.at:%d.%m.}", each.author, each.reason) for each in revisions] == [
        ("04.01.", "lotse", None),
        ("26.01.", "lotse", "jemand wurde erreicht"),
        ("08.03.", colleague, "bestätigt"),
        ("10.05.", office, "bestätigt"),
        ("01.06.", owner, "im Chat geändert"),
        ("02.06.", owner, "im Chat geändert"),
        ("03.06.", owner, "rückgängig gemacht"),
        ("01.07.", owner, "Vorschlag 1 übernommen"),
        ("12.07.", colleague, "bestätigt"),
    ]
    revised = await year.world.list_revisions(GRANT)
    assert [(f"{each.at:%d.%m.}", each.author, each.reason) for each in revised] == [
        ("04.01.", "lotse", None),
        ("01.10.", office, "Vorschlag 4 übernommen"),
        ("04.10.", office, None),
        ("15.11.", office, "im Chat geändert"),
        ("15.11.", office, None),
    ]
    assert {each.record.source for each in (*revisions, *revised) if isinstance(each.record, Centre | Faq)} == {_SOURCE}
    assert f"[{NEW}]" in await year.sam.says(PHONE)
    (corrected,) = [each for each in revisions if f"{each.at:%d.%m.}" == "02.06."]
    await year.world.restore(year.edith, CENTRE, corrected)
    assert f"[{CORRECTED}]" in await year.sam.says(PHONE)
    await year.settle()
    assert year.sam.hears().endswith(f"Ich habe diese Antwort berichtigt. KI Bochum: Telefon {CORRECTED}.")
