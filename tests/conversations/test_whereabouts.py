"""Shared places, and centres as cards for the phone."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from handlers.core.events import LocationReceived
from handlers.core.messages import ContactCard, Message, Venue

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk


async def share(talk: "Talk", latitude: float, longitude: float, *, addressed: bool = True) -> list[Message]:
    written = talk.received("", addressed=addressed)
    event = LocationReceived(
        id=written.id,
        at=talk.now,
        address=written.address,
        sender=talk.sender,
        message=written.message,
        text="",
        direct=talk.direct,
        addressed=addressed,
        latitude=latitude,
        longitude=longitude,
    )
    return await talk.to(event)


@pytest.mark.parametrize(
    ("latitude", "longitude", "centre"),
    [
        (51.4785, 7.2234, "centre/bochum"),  # the main station
        (50.8850, 7.0600, "centre/koeln"),  # Porz, nearer to other towns than to the middle of its own
        (51.1950, 8.5300, "centre/hochsauerlandkreis"),  # Winterberg
        (52.2136, 7.0246, "centre/kreis-borken"),  # Gronau, at the border
    ],
)
async def test_a_place_leads_to_the_centre_in_charge(
    talk: "Talk", latitude: float, longitude: float, centre: str
) -> None:
    (said,) = await share(talk, latitude, longitude)
    assert said.text.startswith("Für diesen Ort ist zuständig:")
    assert said.subject is not None
    assert said.subject.entries == (centre,)
    (follow_up,) = await talk.say("und die Webseite?")
    assert follow_up.subject is not None
    assert follow_up.subject.entries[0] == centre


async def test_where_two_are_in_charge_both_are_offered(talk: "Talk") -> None:
    (said,) = await share(talk, 50.7747, 6.0839)
    assert said.text.startswith("Für diesen Ort kommen mehrere Zentren in Frage:\n")
    assert [choice.says for choice in said.choices] == [
        "/eintrag centre/aachen-stadt",
        "/eintrag centre/staedteregion-aachen",
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(52.2730, 8.0620), (51.3704, 6.1724), (50.5750, 7.2300), (52.2215, 6.8937)],
    ids=["Osnabrück", "Venlo", "Remagen", "Enschede"],
)
async def test_beyond_the_border_the_nearest_centre_is_offered(talk: "Talk", latitude: float, longitude: float) -> None:
    (said,) = await share(talk, latitude, longitude)
    assert said.text.startswith("Dieser Ort liegt nicht in Nordrhein-Westfalen.")
    assert len(said.choices) == 1


@pytest.mark.parametrize(("latitude", "longitude"), [(48.85, 2.35), (52.52, 13.40), (0.0, 0.0), (-90.0, 180.0)])
async def test_far_away_is_said_to_be_outside(talk: "Talk", latitude: float, longitude: float) -> None:
    (said,) = await share(talk, latitude, longitude)
    assert said.text.startswith("Dieser Ort liegt nicht in Nordrhein-Westfalen.")
    assert said.choices == ()


async def test_a_place_that_is_not_meant_for_lotse_is_left_alone(talk: "Talk") -> None:
    assert await share(talk, 51.4785, 7.2234, addressed=False) == []


async def test_a_centre_comes_with_what_a_phone_can_take_up(talk: "Talk") -> None:
    (said,) = await talk.say("KI Duisburg")
    contact, *_ = said.cards
    assert isinstance(contact, ContactCard)
    assert contact.phone == "+492032838111"
    assert contact.email == "integration@stadt-duisburg.de"
    (phone,) = await talk.say("Telefon KI Duisburg")
    assert [type(card) for card in phone.cards] == [ContactCard]
    (email,) = await talk.say("E-Mail KI Duisburg")
    assert email.cards == ()


async def test_an_address_comes_with_a_place_on_the_map(talk: "Talk") -> None:
    (said,) = await talk.say("Adresse KI Bonn")
    (venue,) = said.cards
    assert isinstance(venue, Venue)
    assert "Bonn" in venue.address
    assert "Mitte des Postleitzahlgebiets" in venue.address
    assert (round(venue.latitude), round(venue.longitude)) == (51, 7)


async def test_among_others_there_are_no_cards(talk: "Talk") -> None:
    (said,) = await replace(talk, direct=False).say("Telefon KI Duisburg")
    assert said.cards == ()
