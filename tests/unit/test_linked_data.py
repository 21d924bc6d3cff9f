"""Entries as JSON-LD with the words of schema.org."""

import json
from datetime import date
from typing import Any

from knowledge.entries import Centre, Contact, ContactPoint, Faq, Offer, Source
from knowledge.linked_data import write_linked_data
from tests.prepared import bundle

_SOURCE = Source(name="Stadt", url="https://example.org")
_CONTACT = Contact(street="Weg 1", postal_code="44787", city="Bochum", phone="0234 1", website="https://bochum.de")


def _centre(contact: Contact) -> Centre:
    return Centre(
        id="centre/bochum",
        title="KI Bochum",
        text="Text",
        source=_SOURCE,
        as_of="2025",
        area="Stadt Bochum",
        area_kind="kreisfreie Stadt",
        ags="05911",
        regierungsbezirk="Arnsberg",
        seat="Bochum",
        contact=contact,
    )


def _graph(*entries: Centre | Offer | Faq) -> list[dict[str, Any]]:
    document = json.loads(write_linked_data(entries))
    assert document["@context"] == "https://schema.org"
    graph: list[dict[str, Any]] = document["@graph"]
    return graph


def test_a_centre_is_an_organization() -> None:
    (node,) = _graph(_centre(_CONTACT))
    assert "Organization" in node["@type"]
    assert (node["@id"], node["name"], node["telephone"]) == ("#centre/bochum", "KI Bochum", "0234 1")
    assert node["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Weg 1",
        "postalCode": "44787",
        "addressLocality": "Bochum",
        "addressCountry": "DE",
    }
    assert node["subjectOf"] == [
        {"@type": "CreativeWork", "name": "Stadt", "url": "https://example.org", "temporal": "2025"}
    ]


def test_details_that_are_known_to_be_dated_are_left_out() -> None:
    (node,) = _graph(_centre(_CONTACT.model_copy(update={"stale": True})))
    assert not {"telephone", "address", "email"} & set(node)
    assert node["url"] == "https://bochum.de"


def test_persons_in_charge_are_left_out() -> None:
    named = _centre(_CONTACT.model_copy(update={"persons": "Erika Muster (Leitung)"}))
    assert b"Erika Muster" not in write_linked_data([named])


def test_offices_of_a_centre_are_contact_points() -> None:
    part = ContactPoint(name="Sprachenpool", phone="0234 2")
    (node,) = _graph(_centre(_CONTACT.model_copy(update={"parts": (part,)})))
    assert node["contactPoint"] == [{"@type": "ContactPoint", "contactType": "Sprachenpool", "telephone": "0234 2"}]


def test_notes_of_the_editors_are_left_out() -> None:
    assert b"geheim" not in write_linked_data([_centre(_CONTACT).model_copy(update={"curation": "geheim"})])


def test_an_offer_is_a_service() -> None:
    offer = Offer(
        id="offer/a", title="A", text="B", source=_SOURCE, as_of="2025", target_group="Kitas", offered_by="KI"
    )
    (node,) = _graph(offer)
    assert node["@type"] == "Service"
    assert node["audience"] == {"@type": "Audience", "audienceType": "Kitas"}
    assert node["provider"] == {"@type": "Organization", "name": "KI"}


def test_faqs_are_one_page_of_questions() -> None:
    faq = Faq(
        id="faq/a", title="A?", text="B", source=_SOURCE, as_of="2025", about="offer/a", valid_until=date(2027, 3, 31)
    )
    (page,) = _graph(faq, faq.model_copy(update={"id": "faq/b"}))
    assert page["@type"] == "FAQPage"
    assert [question["@id"] for question in page["mainEntity"]] == ["#faq/a", "#faq/b"]
    question = page["mainEntity"][0]
    assert (question["@type"], question["name"], question["about"]) == ("Question", "A?", {"@id": "#offer/a"})
    answer = question["acceptedAnswer"]
    assert (answer["@type"], answer["text"], answer["expires"]) == ("Answer", "B", "2027-03-31")


def test_every_entry_that_ships_is_there() -> None:
    shipped = bundle()
    graph = _graph(*shipped.entries)
    assert len(graph) == len(shipped.centres) + len(shipped.offers) + 1
    assert len(graph[-1]["mainEntity"]) == len(shipped.faqs)
