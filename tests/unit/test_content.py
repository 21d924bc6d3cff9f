"""The knowledge that ships: complete, sourced, dated, and honest about what has changed since."""

import csv
import re
from collections import Counter
from datetime import date

import pytest

from handlers.i18n import TEXTS
from handlers.rendering.entries import render_entry
from knowledge.entries import AnyEntry, Centre, Faq, Knowledge
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import Aspect, Search

_KNOWLEDGE = load_bundle(SHIPPED)
_CENTRES = {centre.id: centre for centre in _KNOWLEDGE.centres}
_PROFILE = [faq for faq in _KNOWLEDGE.faqs if faq.as_of.startswith("2013/14")]
_TODAY = r"[Hh]eute|aufgelöst|[Nn]achfolger|Seit 2021"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return _KNOWLEDGE


def _rows(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _stating(pattern: str) -> list[Faq]:
    """The FAQs of the project profile that hold a fact."""
    return [faq for faq in _PROFILE if re.search(pattern, faq.text)]


def test_nothing_is_missing(knowledge: Knowledge) -> None:
    kinds = ("centres", "offers", "topics", "municipalities")
    assert {kind: len(getattr(knowledge, kind)) for kind in kinds} == {
        "centres": 54,
        "offers": 70,
        "topics": 24,
        "municipalities": 396,
    }
    assert len(knowledge.faqs) >= 200
    assert len(_rows("postal_codes.csv")) == 872


@pytest.mark.parametrize("entry", _KNOWLEDGE.entries, ids=lambda entry: entry.id)
def test_entry_tells_its_source_and_date(entry: AnyEntry) -> None:
    assert entry.source.url or "ohne öffentliche Quelle" in entry.source.name
    assert entry.source.url or "nicht durch eine öffentliche Quelle belegt" in (entry.note or "")
    assert re.search(r"\d{4}|undatiert", entry.as_of)


def test_sources_are_named_as_readers_know_them(knowledge: Knowledge) -> None:
    """An address stands for a name only where the institution behind it is not known."""
    hosts = {
        source.name
        for entry in knowledge.entries
        for source in (entry.source, *entry.further_sources)
        if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", source.name)
    }
    assert hosts <= {
        *("interkulturell.koeln", "leverkusen.com", "lks.nrw.de", "lum.nrw.de", "part-o.de", "pufii.de"),
        *("diskriminierung-melden.nrw", "integrationsratswahlen.nrw"),
        "wir-sind-du.de",
    }


@pytest.mark.parametrize("aspect", [None, *Aspect])
def test_notes_of_editors_are_in_no_answer(knowledge: Knowledge, aspect: Aspect | None) -> None:
    search, mark = Search(Knowledge()), "Nur für die Redaktion."
    for entry in knowledge.entries:
        reply = render_entry(
            entry.model_copy(update={"curation": mark}),
            texts=TEXTS["de"],
            today=date(2026, 11, 23),
            search=search,
            aspect=aspect,
        )
        assert mark not in reply, entry.id


def test_what_has_ended_says_so(knowledge: Knowledge) -> None:
    ended = [offer for offer in knowledge.offers if re.search("ausgelaufen|historisch", offer.status or "")]
    assert len(ended) == 9
    assert [offer.id for offer in ended if not offer.note and not offer.successor] == []


def test_every_faq_and_offer_can_be_found_by_other_words(knowledge: Knowledge) -> None:
    assert [
        entry.id for entry in (*knowledge.offers, *knowledge.faqs) if not entry.synonyms or not entry.keywords
    ] == []


def test_no_two_entries_of_a_kind_share_a_title(knowledge: Knowledge) -> None:
    titles = Counter((entry.kind, entry.title) for entry in knowledge.entries)
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_municipality_has_one_district_with_a_centre(knowledge: Knowledge) -> None:
    by_key = Counter(centre.ags for centre in knowledge.centres)
    assert [town.name for town in knowledge.municipalities if by_key[town.district] != 1] == []
    assert all(town.id.removeprefix("municipality/").startswith("05") for town in knowledge.municipalities)


def test_only_aachen_has_a_second_centre(knowledge: Knowledge) -> None:
    towns = {town.id.removeprefix("municipality/"): town for town in knowledge.municipalities}
    own = {key: centre.id for centre in knowledge.centres if (key := centre.ags) in towns}
    assert own == {"05334002": "centre/aachen-stadt"}
    assert _CENTRES["centre/staedteregion-aachen"].ags == towns["05334002"].district == "05334"


def test_every_centre_has_a_municipality_and_every_municipality_a_postal_code(knowledge: Knowledge) -> None:
    districts = {town.district for town in knowledge.municipalities}
    own = {town.id.removeprefix("municipality/") for town in knowledge.municipalities}
    assert [centre.id for centre in knowledge.centres if centre.ags not in districts | own] == []
    assert [town.name for town in knowledge.municipalities if not town.postal_codes] == []


def test_postal_codes_are_those_of_the_state() -> None:
    rows = _rows("postal_codes.csv")
    assert all(re.fullmatch(r"[345]\d{4}", row["postal_code"]) for row in rows)
    assert len({(row["postal_code"], row["ags"]) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("centre", "contact"),
    [
        (
            "centre/muenster",
            {
                "street": "Bahnhofstraße 8-10",
                "phone": "0251 492-7081",
                "email": "ki-muenster@stadt-muenster.de",
                "stale": False,
            },
        ),
        (
            "centre/oberhausen",
            {
                "street": "Mülheimer Straße 200 (Renate-Weckwerth-Haus)",
                "phone": "0208 825-4451",
                "email": "kommunales-integrationszentrum@oberhausen.de",
                "stale": False,
            },
        ),
        (
            "centre/duisburg",
            {
                "street": "Sonnenwall 73-75",
                "phone": "0203 283-8111",
                "email": "integration@stadt-duisburg.de",
                "stale": True,
            },
        ),
        (
            "centre/kreis-hoexter",
            {"street": "Moltkestraße 12", "phone": "05271 965-3610", "email": "ki@kreis-hoexter.de", "stale": True},
        ),
        (
            "centre/hochsauerlandkreis",
            {"street": None, "phone": "0291 94-1391", "email": "KI@hochsauerlandkreis.de", "stale": True},
        ),
    ],
)
def test_contact_is_that_of_its_source(centre: str, contact: dict[str, str | bool | None]) -> None:
    found = _CENTRES[centre].contact.model_dump()
    assert {name: found[name] for name in contact} == contact


@pytest.mark.parametrize("centre", _KNOWLEDGE.centres, ids=lambda centre: centre.id)
def test_contact_is_of_an_office_and_well_formed(centre: Centre) -> None:
    contact = centre.contact
    assert contact.website or contact.phone or contact.email or contact.note
    assert contact.phone is None or re.fullmatch(r"0\d{2,5} [\d -]+", contact.phone)
    assert contact.email is None or re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", contact.email)


def test_contacts_that_may_be_out_of_date_are_marked(knowledge: Knowledge) -> None:
    stale = {centre.id for centre in knowledge.centres if centre.contact.stale}
    assert len(stale) == 15
    assert {"centre/aachen-stadt", "centre/essen", "centre/wuppertal"} <= stale


@pytest.mark.parametrize(
    "fact",
    [
        *(r"0211 8618-50", r"0211 86185-4444", r"info@mais\.nrw\.de", r"MAIS\b"),
        *(r"0211 5867-40", r"0211 5867-3220", r"poststelle@msw\.nrw\.de", r"MSW\b", r"40190 Düsseldorf"),
        *(r"Ruhrallee 1-3", r"44139 Dortmund", r"02931 825215", r"02931 825230", r"laki@bra\.nrw\.de"),
        *(r"Dezernat 37", r"Mitte 2013", r"Bezirksregierung Arnsberg"),
        *(r"\b47\b", r"\*\*zwei\*\* weitere Standorte"),
        *(r"zwei Lehrkräfte", r"[zZ]wei(\*\*)? sozialpädagogische", r"sozialwissenschaftliche Fachkräfte"),
        *(r"Verwaltungskraft", r"halbe Stelle", r"technisch-organisatorisch"),
        *(r"Gelingen von Integration", r"Transparenz", r"Vernetzung", r"verstetig", r"Kooperation mit den Akteuren"),
        *(r"\bRAA\b", r"KOMM-IN NRW", r"Integration durch Bildung", r"Integration als Querschnittsaufgabe"),
        *(r"\bArbeit\b", r"\bSport\b", r"Gesundheit", r"Wirtschaft", r"Kultur", r"Öffnung der Regeldienste"),
        *(r"Bildungskette", r"Frühe Bildung", r"Schulentwicklung", r"durchgängige sprachliche Bildung"),
        *(r"Übergang von der Schule in den Beruf", r"in Abstimmung mit den fördernden Ministerien", r"Bedarf vor Ort"),
        *(r"Erfahrungsaustausch", r"Konzept", r"[Qq]ualifizier", r"[Pp]rofessionalisier"),
        *(r"Controlling", r"Öffentlichkeitsarbeit"),
    ],
)
def test_fact_of_the_project_profile_is_answered_with_its_date(fact: str) -> None:
    found = _stating(fact)
    assert found
    assert any(re.search(r"2013/14|Mitte 2013", faq.text) for faq in found)
    assert all("steckbrief" in faq.source.name.casefold() for faq in found)


@pytest.mark.parametrize(
    ("fact", "today"),
    [
        (r"0211 8618-50|info@mais\.nrw\.de", "MKJFGFI"),
        (r"0211 5867-40|poststelle@msw\.nrw\.de", "MSB"),
        (r"Integrationsministerium", "MKJFGFI"),
        (r"Schulministerium", "MSB"),
        (r"laki@bra\.nrw\.de", "LaSI und KfI"),
        (r"02931 825215", "LaSI.*KfI"),
        (r"02931 825230", "LaSI und KfI"),
        (r"war das \*\*Dezernat 37\*\*", r"LaSI \(Dezernat 40\) und KfI \(Dezernat 36\)"),
        (r"\*\*Erfahrungsaustausch\*\*", "LaSI und KfI"),
        (r"\*\*47\*\*", r"\*\*54\*\*"),
        (r"zwei Lehrkräfte|Verwaltungskraft", "Grundförderung|KfI"),
    ],
)
def test_what_has_changed_is_named_in_the_same_answer(fact: str, today: str) -> None:
    found = _stating(fact)
    assert found
    assert any(re.search(today, faq.text, re.DOTALL) and re.search(_TODAY, faq.text) for faq in found)


@pytest.mark.parametrize(
    "faq", [faq for faq in _PROFILE if re.search(r"laki@|825215|825230|Ruhrallee|mais\.nrw|msw\.nrw", faq.text)]
)
def test_old_contact_is_never_given_as_if_it_were_todays(faq: Faq) -> None:
    assert "2013/14" in faq.text
    assert re.search(r"aufgelöst|gibt es so nicht mehr|Heute heißt", faq.text)


def test_laki_leads_to_its_successor(knowledge: Knowledge) -> None:
    (laki,) = (offer for offer in knowledge.offers if offer.id == "offer/laki")
    assert laki.successor == "offer/lasi"
    assert re.search("Heute.*LaSI.*KfI", laki.text)


def test_licence_of_the_postal_codes_is_named() -> None:
    text = (SHIPPED / "LICENCES.md").read_text(encoding="utf-8")
    assert "OpenStreetMap contributors" in text
    assert "ODbL" in text
    assert "https://opendatacommons.org/licenses/odbl/" in text


@pytest.mark.parametrize(
    ("file", "licence"),
    [
        ("quarters.csv", "https://creativecommons.org/licenses/by/4.0/"),
        ("elsewhere.txt", "CC BY 4.0"),
        ("frequent_words.txt", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("points.csv", "CC BY 4.0"),
    ],
)
def test_licence_of_every_list_is_named(file: str, licence: str) -> None:
    assert (SHIPPED.parent / "places" / file).is_file()
    _, _, text = (SHIPPED / "LICENCES.md").read_text(encoding="utf-8").partition(f"- **../places/{file}**")
    assert licence in text.partition("\n- **")[0]
