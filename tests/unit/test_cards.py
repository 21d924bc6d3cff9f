"""Answers as cards: the first line, what belongs to it, one line of source, choices."""

from collections.abc import Mapping
from datetime import date

import pytest

from handlers.faq.rendering import RenderedAnswer, compose_answer, render_details, render_finding
from knowledge.entries import Centre, Contact, ContactPoint, Faq, Knowledge, Offer, Source
from knowledge.finding import Finding, FindingKind, Match
from knowledge.search import Language, Search
from knowledge.search.asked_value import detect_asked_value
from knowledge.text import split_words

_TODAY = date(2026, 11, 23)
_SOURCE = Source(name="Land NRW", url="https://example.org/richtlinie")


def _offer(text: str, **fields: str) -> Offer:
    offer = Offer(id="offer/lesepaten", title="Lesepatenschaften", text=text, source=_SOURCE, as_of="2025-04")
    return offer.model_copy(update=fields)


def _faq(title: str, text: str, **fields: str) -> Faq:
    faq = Faq(id="faq/lesepaten", title=title, text=text, source=_SOURCE, as_of="2025-04")
    return faq.model_copy(update=fields)


def _centre(**contact: object) -> Centre:
    return Centre(
        id="centre/bochum",
        title="Kommunales Integrationszentrum Bochum",
        text="Zuständig für Bochum.",
        synonyms=("KI Bochum",),
        source=_SOURCE,
        as_of="2025-04",
        area="Stadt Bochum",
        area_kind="kreisfreie Stadt",
        ags="05911",
        regierungsbezirk="Arnsberg",
        seat="Bochum",
        opened="2013-06",
        focus=("Sport", "Sprache"),
        contact=Contact.model_validate(contact),
    )


def _ask(question: str, centre: Centre) -> RenderedAnswer:
    return compose_answer(question, search=Search(Knowledge.from_records([centre])), today=_TODAY, language="de")


def _present(question: str, entry: Offer | Faq, language: Language = "de") -> RenderedAnswer:
    """Return the answer to a question that has led to this entry."""
    found = Match(entry=entry, score=1.0)
    finding = Finding(kind=FindingKind.ANSWER, matches=(found,), asked=detect_asked_value(split_words(question)))
    return render_finding(finding, language, search=Search(Knowledge.from_records([entry])), today=_TODAY)


def _lines(answer: RenderedAnswer) -> list[str]:
    return answer.reply.replace("\\", "").split("\n")


_PATEN = _offer(
    "Ehrenamtliche lesen mit Kindern. Das Land zahlt **500 Euro** je Gruppe. Anträge gehen bis 31. Januar ans Land.",
    target_group="Kinder bis 10 Jahre",
    status="aktuell",
)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Was sind Lesepatenschaften?", "**Lesepatenschaften**"),
        ("Wie viel Geld gibt es für Lesepatenschaften?", "**Das Land zahlt 500 Euro je Gruppe.**"),
        ("bis wann antrag lesepatenschaften", "**Anträge gehen bis 31. Januar ans Land.**"),
        ("Für wen sind Lesepatenschaften?", "**Für wen: Kinder bis 10 Jahre**"),
        ("Gibt es die Lesepatenschaften noch?", "**Status: aktuell**"),
        ("Lesepatenschaften telefonnummer", "**Eine Telefonnummer habe ich nicht.**"),
        ("An welche Mail schicke ich etwas zu Lesepatenschaften?", "**Eine E-Mail-Adresse habe ich nicht.**"),
        ("Welche Adresse haben die Lesepatenschaften?", "**Eine Adresse habe ich nicht.**"),
        ("Wer leitet die Lesepatenschaften?", "**Wer es leitet, weiß ich nicht.**"),
        ("Seit wann gibt es Lesepatenschaften?", "**Ein Datum kenne ich nicht.**"),
        ("Wie lange dauern Lesepatenschaften?", "**Wie lange es dauert, weiß ich nicht.**"),
        ("Wie viele Lesepatenschaften gibt es?", "**Eine Zahl kenne ich nicht.**"),
        ("Lesepatenschaften Öffnungszeiten", "**Wann dort jemand erreichbar ist, weiß ich nicht.**"),
    ],
)
def test_what_was_asked_for_is_in_the_first_line(question: str, first: str) -> None:
    assert _lines(_present(question, _PATEN))[0].startswith(first)


def test_what_is_known_follows_what_is_not() -> None:
    first, title, empty, *rest = _lines(_present("Lesepatenschaften telefonnummer", _PATEN))
    assert (first, title, empty) == ("**Eine Telefonnummer habe ich nicht.**", "Lesepatenschaften", "")
    assert rest[0].startswith("Ehrenamtliche lesen")
    assert rest[-1] == "*Quelle: [Land NRW](<https://example.org/richtlinie>) · Stand April 2025, bitte prüfen*"


def test_answer_to_a_question_leads_with_its_first_sentence() -> None:
    faq = _faq("Wer schult Lesepaten?", "Das **KI** schult sie. Es dauert zwei Tage.")
    assert _lines(_present("Wer schult Lesepaten?", faq))[:4] == [
        "**Das KI schult sie.**",
        "Wer schult Lesepaten?",
        "",
        "Es dauert zwei Tage.",
    ]


@pytest.mark.parametrize("text", ["Ja. Kreise dürfen es.", "**Nein**, nur Kreise.", "Ja, aber nur Kreise."])
def test_yes_and_no_stand_below_the_question_they_answer(text: str) -> None:
    faq = _faq("Dürfen Kreise Lesepaten beantragen?", text)
    reply = _lines(_present("Dürfen Gemeinden Lesepaten beantragen?", faq))
    assert reply[:3] == ["**Dürfen Kreise Lesepaten beantragen?**", "", text]


def test_question_for_permission_leads_with_the_rule() -> None:
    text = "Landesförderung für Lesepaten seit 2013. Es gibt 500 Euro. Antragsberechtigt sind nur Kreise."
    reply = _lines(_present("Kann auch ein Verein Lesepatenschaften beantragen?", _offer(text)))
    assert reply[0] == "**Antragsberechtigt sind nur Kreise.**"


def test_question_for_a_duty_leads_with_the_rule() -> None:
    text = "Landesförderung für Lesepaten seit 2013. Ein Konzept für Lesepaten ist Voraussetzung."
    reply = _lines(_present("Brauchen wir für Lesepaten ein Konzept?", _offer(text)))
    assert reply[0] == "**Ein Konzept für Lesepaten ist Voraussetzung.**"


def test_field_that_leads_is_not_repeated() -> None:
    reply = _present("Für wen sind Lesepatenschaften?", _PATEN).reply
    assert reply.count("Kinder bis 10 Jahre") == 1


def test_what_has_ended_leads_with_its_end() -> None:
    offer = _offer("**Ausgelaufen Ende 2024.** Landesprogramm für Kinder.", status="ausgelaufen (Ende 2024)")
    assert _lines(_present("Gibt es die Lesepatenschaften noch?", offer))[0] == "**Ausgelaufen Ende 2024.**"


def test_sentence_too_long_for_a_first_line_stays_below_the_title() -> None:
    text = "Das KI schult sie " + "und schult sie " * 25 + "immer."
    assert (
        _lines(_present("Wer schult Lesepaten?", _faq("Wer schult Lesepaten?", text)))[0] == "**Wer schult Lesepaten?**"
    )


@pytest.mark.parametrize(("language", "title"), [("de", "Lesepatenschaften"), ("en", "Reading mentors")])
def test_headline_is_in_the_language_of_the_reply(language: Language, title: str) -> None:
    offer = _PATEN.model_copy(update={"title_en": "Reading mentors"})
    answer = _present("Lesepatenschaften", offer, language)
    assert _lines(answer)[0] == f"**{title}**"


def test_long_offers_keep_their_facts_for_details() -> None:
    offer = _offer("Ehrenamtliche lesen mit Kindern. " * 14, target_group="Kinder")
    answer = _present("Lesepatenschaften", offer)
    assert "Für wen" not in answer.reply
    assert [choice.label for choice in answer.choices] == ["Mehr", "Kolleg*innen fragen"]
    search = Search(Knowledge.from_records([offer]))
    assert "Für wen: Kinder" in render_details(offer, "de", search=search, today=_TODAY).reply


def test_contact_leads_with_the_phone() -> None:
    centre = _centre(
        phone="0234 910-1", email="ki@example.org", street="Weg 1", postal_code="44777", city="Bochum", website="https://www.example.org/ki/kontakt"
    )  # fmt: skip
    assert _lines(_ask("KI Bochum", centre)) == [
        "**Kommunales Integrationszentrum Bochum**",
        "Telefon: [0234 910-1](tel:+492349101)",
        "E-Mail: [ki@example.org](mailto:ki@example.org)",
        "Adresse: Weg 1, 44777 Bochum",
        "Web: [example.org](<https://www.example.org/ki/kontakt>)",
        "",
        "*Quelle: [Land NRW](<https://example.org/richtlinie>) · Stand April 2025*",
    ]


_OFFICE = ContactPoint(name="Zentrale", phone="0234 910-0")


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        (
            {"website": "https://example.org"},
            "Nicht hinterlegt: Telefon, E-Mail, Adresse. Frag über die Webseite nach.",
        ),
        (
            {"website": "https://example.org", "administration": _OFFICE},
            "Nicht hinterlegt: Telefon, E-Mail, Adresse. Weiterverbinden kann: Zentrale: [0234 910-0](tel:+492349100).",
        ),
        ({"phone": "0234 910-1"}, "Nicht hinterlegt: E-Mail, Adresse, Web."),
        ({}, "Kontaktdaten sind für Kommunales Integrationszentrum Bochum nicht hinterlegt."),
    ],
)
def test_what_is_not_on_file_is_said_in_one_line(contact: Mapping[str, object], line: str) -> None:
    assert line in _lines(_ask("KI Bochum", _centre(**contact)))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("KI Bochum telefon", "**Telefon: [0234 910-1](tel:+492349101)**"),
        ("KI Bochum mail", "**Eine E-Mail-Adresse ist für Kommunales Integrationszentrum Bochum nicht hinterlegt.**"),
        ("Seit wann gibt es das KI Bochum?", "**Eröffnet: Juni 2013**"),
        ("Welche Schwerpunkte hat das KI Bochum?", "**Schwerpunkte: Sport; Sprache**"),
        ("In welchem Regierungsbezirk liegt das KI Bochum?", "**Regierungsbezirk: Arnsberg**"),
        ("Wer leitet das KI Bochum?", "**Wer es leitet, weiß ich nicht.**"),
        ("KI Bochum Öffnungszeiten", "**Wann dort jemand erreichbar ist, weiß ich nicht.**"),
        ("Für welche Städte ist das KI Bochum zuständig?", "**Zuständig für: Stadt Bochum**"),
    ],
)
def test_detail_of_a_centre_comes_first(question: str, first: str) -> None:
    assert _lines(_ask(question, _centre(phone="0234 910-1")))[0] == first


def test_persons_in_charge_are_among_the_contact_details_and_can_be_asked_for() -> None:
    centre = _centre(phone="0234 910-1", persons="Erika Muster (Leitung)")
    told = "Ansprechpersonen: Erika Muster (Leitung) (Stand April 2025, bitte prüfen)"
    assert told in _lines(_ask("KI Bochum", centre))
    assert _lines(_ask("Wer leitet das KI Bochum?", centre))[0] == "**Ansprechpersonen: Erika Muster (Leitung)**"


def test_unknown_detail_of_a_centre_leaves_its_contact() -> None:
    assert "Telefon: [0234 910-1](tel:+492349101)" in _lines(
        _ask("Wer leitet das KI Bochum?", _centre(phone="0234 910-1"))
    )


def test_further_offices_and_the_rest_of_a_note_are_among_the_details() -> None:
    offices = [ContactPoint(name=f"Büro {name}", phone="0234 910-3") for name in "ABC"]
    note = "Vor einem Besuch anrufen, denn das KI zieht um. Wohin, entscheidet der Rat der Stadt erst im Frühjahr 2027."
    centre = _centre(website="https://example.org", parts=offices, note=note)
    card = "\n".join(_lines(_ask("KI Bochum", centre)))
    assert ("Büro B" in card, "Büro C" in card) == (True, False)
    assert ("das KI zieht um." in card, "im Frühjahr" in card) == (True, False)
    search = Search(Knowledge.from_records([centre]))
    details = render_details(centre, "de", search=search, today=_TODAY).reply.replace("\\", "")
    assert "Büro C" in details
    assert f"Hinweis: {note}" in details


def test_profile_of_a_centre_is_among_the_details() -> None:
    centre = _centre(phone="0234 910-1")
    answer = _ask("KI Bochum", centre)
    assert not {"Eröffnet", "Schwerpunkte", "Zuständig"} & {line.partition(":")[0] for line in _lines(answer)}
    assert "/mehr centre/bochum" in [choice.says for choice in answer.choices]
    search = Search(Knowledge.from_records([centre]))
    reply = render_details(centre, "de", search=search, today=_TODAY).reply.replace("\\", "")
    assert "Schwerpunkte: Sport; Sprache\nEröffnet: Juni 2013" in reply


def test_entries_that_may_be_meant_are_choices_and_no_answer() -> None:
    others = [_faq(f"Wer schult Lesepaten in Teil {number}?", "Das KI.", id=f"faq/teil-{number}") for number in "abcd"]
    matches = tuple(Match(entry=each, score=1.0) for each in (*others,))
    search = Search(Knowledge.from_records(others))
    finding = Finding(kind=FindingKind.CHOICES, matches=matches)
    answer = render_finding(finding, "de", search=search, today=_TODAY)
    assert answer.reply == "Meinst du …?"
    assert [choice.label for choice in answer.choices] == [
        *(f"Wer schult Lesepaten in Teil {number}?" for number in "abc"),
        "Kolleg*innen fragen",
    ]
