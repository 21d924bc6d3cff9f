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
from knowledge.sentences import iterate_sentences
from tests.unit.conftest import answer_to

_KNOWLEDGE = load_bundle(SHIPPED)
_CENTRES = {centre.id: centre for centre in _KNOWLEDGE.centres}
_PROFILE = [faq for faq in _KNOWLEDGE.faqs if faq.as_of.startswith("2013/14")]
_KOMM_AN = [entry for entry in _KNOWLEDGE.entries if entry.id.startswith(("offer/komm-an", "faq/komm-an"))]
_DATE = r"undatiert|((vor|nach|ab) )?\d{4}(-\d{2}(-\d{2})?|/\d{2}|–\d{4})?"
_CURATION = (
    r"[Ll]aut (eigener )?(Quelle|Förderdatenbank|oh-)|Gründungsjahr|Allgemeinwissen|nicht (durch .*)?belegt|"
    r"nicht übernommen|gefundenen|lagen (beim Erstellen )?nicht vor|vermutlich veraltet|vor Nutzung prüfen|"
    r"(Stand|Förderperiode) prüfen"
)
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
    assert len(knowledge.faqs) >= 185
    assert len(_rows("postal_codes.csv")) == 872


@pytest.mark.parametrize("entry", _KNOWLEDGE.entries, ids=lambda entry: entry.id)
def test_entry_tells_its_source_and_date(entry: AnyEntry) -> None:
    assert any(source.url for source in (entry.source, *entry.further_sources))
    assert re.search(r"\d{4}|undatiert", entry.as_of)


def test_sources_are_named_as_readers_know_them(knowledge: Knowledge) -> None:
    """An address stands for a name only where the institution behind it is not known."""
    sources = [source for entry in knowledge.entries for source in (entry.source, *entry.further_sources)]
    hosts = {source.name for source in sources if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", source.name)}
    assert hosts <= {"interkulturell.koeln", "part-o.de", "diskriminierung-melden.nrw"}
    assert [source.name for source in sources if re.search(r"https?:|\(über |Allgemeinwissen", source.name)] == []
    assert max(len(source.name) for source in sources) <= 90
    assert [source.url for source in sources if re.search(r"//test\.|\.dev\.|publicplan", source.url or "")] == []


def test_one_address_has_one_name(knowledge: Knowledge) -> None:
    names: dict[str, set[str]] = {}
    for entry in knowledge.entries:
        for source in (entry.source, *entry.further_sources):
            if source.url:
                names.setdefault(source.url, set()).add(source.name)
    assert {address: found for address, found in names.items() if len(found) > 1} == {}


@pytest.mark.parametrize("entry", _KNOWLEDGE.entries, ids=lambda entry: entry.id)
def test_date_is_one_that_a_reader_reads(entry: AnyEntry) -> None:
    assert re.fullmatch(_DATE, entry.as_of)
    if isinstance(entry, Centre):
        points = (*entry.contact.parts, entry.contact.administration)
        assert [point.as_of for point in points if point and point.as_of and not re.fullmatch(_DATE, point.as_of)] == []


@pytest.mark.parametrize("entry", _KNOWLEDGE.entries, ids=lambda entry: entry.id)
def test_what_editors_note_stands_in_their_own_field(search: Search, entry: AnyEntry) -> None:
    shown = render_entry(entry, texts=TEXTS["de"], today=date(2026, 11, 23), search=search)
    assert re.findall(_CURATION, shown) == []


@pytest.mark.parametrize("faq", _KNOWLEDGE.faqs, ids=lambda faq: faq.id)
def test_answer_begins_with_a_sentence_that_stands_alone(faq: Faq) -> None:
    """The first sentence leads the answer, above its title: a list needs a line before it, a pronoun a noun."""
    first = next(iterate_sentences(faq.text))
    assert not faq.text.startswith("-")
    assert re.search(r"[.:]$", first.rstrip("*“)"))
    assert not re.match(r"\W*(Er|Sie|Ihm|Ihr|Es (?!gibt|waren))\b", first)


@pytest.mark.parametrize("entry", [*_KNOWLEDGE.offers, *_KNOWLEDGE.faqs], ids=lambda entry: entry.id)
def test_answer_fits_a_phone(entry: AnyEntry) -> None:
    assert len(entry.text) <= 550


@pytest.mark.parametrize("aspect", [None, *Aspect])
def test_notes_of_editors_are_in_no_answer(knowledge: Knowledge, search: Search, aspect: Aspect | None) -> None:
    mark = "Nur für die Redaktion."
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
    assert len(ended) == 10
    assert [offer.id for offer in ended if not offer.note and not offer.successor] == []


@pytest.mark.parametrize(
    ("entry", "facts"),
    [
        (
            "offer/komm-an-nrw",
            [r"Früheres Landesprogramm", r"Seit \*\*2025\*\*", r"Ehrenamt im Kontext von Prävention"],
        ),
        ("faq/komm-an-ende", [r"^\*\*Nein\.\*\*", r"2025"]),
        ("faq/komm-an-antrag", [r"ihr KI", r"Nachfolger „Ehrenamt im Kontext von Prävention“"]),
        ("faq/beendete-programme", [r"KOMM-AN NRW", r"30\. Juni 2020"]),
        ("faq/komm-an-teil-1-historisch", [r"58\.000 Euro"]),
        ("offer/ausschuss-chancengerechtigkeit", [r"frühere Integrationsrat", r"\*\*2025\*\*", r"\*\*5\.000\*\*"]),
        ("faq/integrationsrat-neuer-name", [r"^\*\*Ausschuss für Chancengerechtigkeit und Integration\*\*"]),
        ("offer/integrationskurse", [r"\*\*2026\*\* lässt das BAMF niemanden freiwillig zu \(§ 44 Abs\. 4 AufenthG\)"]),
        ("faq/integrationskurs-stopp-2026", [r"^\*\*Nein\.\*\*", r"§ 44 Abs\. 4", r"9\. Februar 2026"]),
        ("faq/integrationskurs-stopp-folgen", [r"§ 44 Abs\. 1", r"§ 44a", r"selbst zahlen"]),
        ("faq/integrationsagenturen-zahlen", [r"\*\*172\*\*", r"\*\*44\*\*", r"\*\*42\*\*"]),
        ("faq/grundfoerderung-richtlinie", [r"3\. April 2025", r"löst die vom 10\. März 2023 ab"]),
        ("offer/einwanderung-gestalten", [r"30\. Juni 2020"]),
        ("faq/seiteneinstieg-schulpflicht", [r"Zuweisung", r"Landesunterkunft"]),
        ("faq/ifkuf-frist", [r"31\. Januar", r"13\. November 2025"]),
    ],
)
def test_newer_source_counts(entry: str, facts: list[str]) -> None:
    (found,) = (each for each in _KNOWLEDGE.entries if each.id == entry)
    assert [fact for fact in facts if not re.search(fact, found.text, re.MULTILINE)] == []


@pytest.mark.parametrize("entry", _KOMM_AN, ids=lambda entry: entry.id)
def test_whatever_is_said_of_komm_an_leads_to_its_successor(entry: AnyEntry) -> None:
    assert entry.successor == "offer/ehrenamt-praevention"


@pytest.mark.parametrize(
    "entry",
    [
        "ausbildungsduldung",
        "chancen-aufenthalt-ende",
        "einbuergerung-dauer",
        "paragraf-25a",
        "wohnsitzauflage-aufheben",
    ],
)
def test_single_case_of_residence_law_is_left_to_those_in_charge(entry: str) -> None:
    (found,) = (faq for faq in _KNOWLEDGE.faqs if faq.id == f"faq/{entry}")
    assert re.search(
        r"Einzelfall sind die (Ausländer|Einbürgerungs)behörde oder eine Beratungsstelle da\.", found.note or ""
    )


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Was ist Griffbereit?", "offer/griffbereit"),
        ("griffbereit", "offer/griffbereit"),
        ("Was ist griffbereitMINI?", "offer/griffbereit-mini"),
        ("wieviele lehrkräfte bekommt ein KI vom land", "faq/lehrkraefte-je-zentrum"),
        ("wer bewilligt die fördermittel", "offer/kfi"),
        ("Wofür ist das KfI da?", "offer/kfi"),
        ("Was ist ein Berufssprachkurs?", "offer/berufssprachkurse"),
    ],
)
def test_new_entries_take_no_question_from_those_it_belongs_to(search: Search, question: str, entry: str) -> None:
    assert answer_to(question, search).finding.matches[0].entry.id == entry


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
        ("centre/ennepe-ruhr-kreis", {"street": "Hauptstraße 92", "postal_code": "58332", "stale": False}),
        ("centre/krefeld", {"street": "Hansastraße 32", "postal_code": "47799", "stale": False}),
        ("centre/kreis-guetersloh", {"street": "Herzebrocker Straße 140", "postal_code": "33334", "stale": False}),
        ("centre/kreis-steinfurt", {"email": "integration@kreis-steinfurt.de", "phone": None}),
        ("centre/kreis-warendorf", {"street": None, "email": None}),
        ("centre/kreis-mettmann", {"email": None}),
        ("centre/remscheid", {"street": None}),
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


@pytest.mark.parametrize(
    ("centre", "name", "values"),
    [
        ("kreis-borken", "Sprachmittlerpool", ("02861 681-4377", "sprachmittlerpool@kreis-borken.de")),
        ("kreis-borken", "Kreisverwaltung Borken, Zentrale", ("02861 681-100", None)),
        ("kreis-olpe", "Kreisverwaltung Olpe, Zentrale", ("02761 81-0", "info@kreis-olpe.de")),
        ("bonn", "KIM, Koordinierende Stelle", ("0228 77-2810", "kim@bonn.de")),
        ("muelheim-an-der-ruhr", "Seiteneinsteigerberatung (Schulplatzvermittlung)", ("0208 455-4775", None)),
        ("duesseldorf", "Seiteneinsteigerberatung", ("0211 89-24077", "ki-beratung@duesseldorf.de")),
        (
            "moenchengladbach",
            "Pool für Laiensprachmittlung",
            ("02161 25-53784", "ki-sprachenpool@moenchengladbach.de"),
        ),
    ],
)
def test_number_of_a_part_is_not_that_of_the_centre(
    centre: str, name: str, values: tuple[str | None, str | None]
) -> None:
    contact = _CENTRES[f"centre/{centre}"].contact
    points = {point.name: (point.phone, point.email) for point in (*contact.parts, contact.administration) if point}
    assert points[name] == values
    assert contact.phone not in {phone for phone, _ in points.values() if phone}


@pytest.mark.parametrize("centre", _KNOWLEDGE.centres, ids=lambda centre: centre.id)
def test_number_of_a_part_is_well_formed(centre: Centre) -> None:
    for point in (*centre.contact.parts, centre.contact.administration):
        if point:
            assert point.phone or point.email or point.street
            assert point.phone is None or re.fullmatch(r"0\d{2,5} [\d -]+", point.phone)
            assert point.email is None or re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", point.email)


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


def test_licences_name_every_class_of_sources() -> None:
    text = (SHIPPED / "LICENCES.md").read_text(encoding="utf-8")
    _, _, classes = text.partition("Their sources are of these classes:")
    named = ("official works", "ministries", "associations", "newspapers", "copies of public documents", "curation")
    assert [name for name in named if name not in classes] == []


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
