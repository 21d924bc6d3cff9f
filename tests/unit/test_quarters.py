"""Quarters of the cities, and municipalities of other Länder."""

import pytest

from knowledge.places.quarters import StandsAlone, load_names_elsewhere, load_quarters
from knowledge.search import FindingKind, Search
from knowledge.text import split_words
from tests.prepared import bundle
from tests.unit.conftest import answer_to, entries_in


@pytest.mark.parametrize(
    ("place", "centre"),
    [
        *(("Duisburg-Marxloh", "duisburg"), ("Dortmund-Hörde", "dortmund"), ("Köln-Kalk", "koeln")),
        *(
            ("Bonn Tannenbusch", "bonn"),
            ("Essen-Steele", "essen"),
            ("Essen-Werden", "essen"),
            ("Köln-Mülheim", "koeln"),
        ),
        *(("Dortmund-Wickede", "dortmund"), ("Bochum-Werne", "bochum"), ("Düsseldorf-Oberkassel", "duesseldorf")),
        *(("Bonn-Oberkassel", "bonn"), ("Hamm-Heessen", "hamm"), ("Gelsenkirchen-Buer", "gelsenkirchen")),
        *(("Wuppertal Elberfeld", "wuppertal"), ("Mülheim-Styrum", "muelheim-an-der-ruhr"), ("Herne/Wanne", "herne")),
        *(("Mönchengladbach-Rheydt", "moenchengladbach"), ("Münster Hiltrup", "muenster"), ("Bottrop-Boy", "bottrop")),
        *(("Leverkusen – Opladen", "leverkusen"), ("Duisburg (Marxloh)", "duisburg"), ("Hörde, Dortmund", "dortmund")),
        *(
            ("Köln, Stadtteil Kalk", "koeln"),
            ("Duisburg-Unbekanntdorf", "duisburg"),
            ("Krefeld-Nord", "krefeld"),
            ("Köln Nord", "koeln"),
        ),
        *(("Wattenscheid", "bochum"), ("Porz", "koeln"), ("Bad Godesberg", "bonn"), ("Sennestadt", "bielefeld")),
        *(("Hohenlimburg", "hagen"), ("Neersen", "kreis-viersen"), ("Niederbachem", "rhein-sieg-kreis")),
    ],
)
@pytest.mark.parametrize("question", ["{}", "Wer ist für {} zuständig?", "Wen rufe ich in {} an?", "KI {}"])
def test_quarter_leads_to_the_centre_of_its_city(search: Search, question: str, place: str, centre: str) -> None:
    answer = answer_to(question.format(place), search)
    assert (answer.finding.kind, entries_in(answer)) == (FindingKind.ANSWER, [centre]), answer.finding.reasons


@pytest.mark.parametrize(
    "question",
    [
        *(
            "in Kalk",
            "KI Kalk",
            "Stadtteil Kalk",
            "Köln Kalk",
            "Kalk, Köln",
            "Veedel Kalk",
            "Wohnort Kalk",
            "das KI in Kalk",
        ),
        *(
            "Wer ist für Kalk zuständig?",
            "Zuständigkeit Kalk",
            "Wer hilft im Stadtteil Wahn?",
        ),
        *("Ortsteil Poll", "Stadtteil Höhenberg", "KI Höhenberg"),
    ],
)
def test_a_quarter_that_is_an_ordinary_word_is_found_where_a_place_is_hinted_at(search: Search, question: str) -> None:
    assert entries_in(answer_to(question, search)) == ["koeln"]


@pytest.mark.parametrize(
    "question",
    [
        *(
            "Kalk",
            "Was hilft gegen Kalk?",
            "Kalk im Wasserkocher entfernen",
            "Wie werde ich Kalk los?",
            "Wer hat Kalk?",
        ),
        *("Im Stadtteil werden Kurse angeboten", "Was das KI weiß", "Wahn", "Wer kümmert sich um Kalk?"),
    ],
)
def test_a_quarter_that_is_an_ordinary_word_is_none_where_the_word_is_meant(search: Search, question: str) -> None:
    assert answer_to(question, search).finding.kind is not FindingKind.ANSWER


@pytest.mark.parametrize(
    ("place", "centre"),
    [
        *(
            ("Köln Hinterossendorf", "koeln"),
            ("Duisburg Obermühlfeld", "duisburg"),
            ("Siegen Geisweid", "kreis-siegen"),
        ),
        *(("Essen Hinterwaldhausen", "essen"), ("Neuss Unterweiler", "rhein-kreis-neuss"), ("Aachen Walheim", "")),
    ],
)
@pytest.mark.parametrize("question", ["{}", "Wer ist für {} zuständig?", "Wen rufe ich in {} an?", "KI {}"])
def test_a_quarter_that_is_not_listed_leads_to_the_centre_of_the_city_before_it(
    search: Search, question: str, place: str, centre: str
) -> None:
    answer = answer_to(question.format(place), search)
    if centre:
        assert (answer.finding.kind, len(entries_in(answer))) == (FindingKind.ANSWER, 1)
        assert centre.rsplit("-", maxsplit=1)[-1] in entries_in(answer)[0]
    else:
        assert set(entries_in(answer)) == {"aachen-stadt", "staedteregion-aachen"}


@pytest.mark.parametrize(
    "question", ["Köln Frühstücksbrett", "Bonn Hundesteuerbescheid", "Köln Xqzwv", "Duisburg Weltherrschaft"]
)
def test_another_word_behind_a_city_is_no_quarter(search: Search, question: str) -> None:
    assert answer_to(question, search).finding.kind is FindingKind.NONE


@pytest.mark.parametrize(
    ("place", "centre"),
    [
        *(("Kamen Heeren", "kreis-unna"), ("Kamen Methler", "kreis-unna"), ("Kamen-Heeren", "kreis-unna")),
        *(("Unna Königsborn", "kreis-unna"), ("Unna Massen", "kreis-unna"), ("Ahlen Vorhelm", "kreis-warendorf")),
        *(("Lünen Gahmen", "kreis-unna"), ("Kamen Südkamen", "kreis-unna"), ("Hilden Trupelum", "kreis-mettmann")),
        *(("Rheine Wadelum", "kreis-steinfurt"), ("Köln Düsseldorff", ""), ("Halle Westfahlen", "kreis-guetersloh")),
    ],
)
@pytest.mark.parametrize("question", ["{}", "Wer ist für {} zuständig?", "Wer hilft in {}?", "KI {}"])
def test_a_name_that_nobody_has_listed_belongs_to_the_city_before_it(
    search: Search, question: str, place: str, centre: str
) -> None:
    answer = answer_to(question.format(place), search)
    expected = [centre] if centre else ["duesseldorf", "koeln"]
    assert (answer.finding.kind, sorted(entries_in(answer))) == (FindingKind.ANSWER, expected), answer.finding.reasons


@pytest.mark.parametrize(
    ("message", "offered"),
    [
        ("Kalk", ["Köln-Kalk"]),
        ("kalk?", ["Köln-Kalk"]),
        ("Oberkassel", ["Bonn-Oberkassel", "Düsseldorf-Oberkassel"]),
        ("Steele", ["Essen-Steele"]),
        ("Holthausen", []),
        ("Kalk entfernen", []),
        ("Wald", []),
    ],
)
def test_a_message_that_is_the_name_of_a_quarter_alone_is_asked_about(
    search: Search, message: str, offered: list[str]
) -> None:
    answer = answer_to(message, search)
    assert answer.finding.kind is FindingKind.NONE
    assert [choice.label for choice in answer.choices if "-" in choice.label] == offered
    assert ("Meinst du" in answer.reply) == bool(offered)


def test_an_ordinary_word_alone_means_no_quarter(search: Search) -> None:
    finding = answer_to("Ende", search).finding
    assert (finding.perhaps, finding.kind is FindingKind.ANSWER) == ((), False)


def test_decomposed_umlauts_make_no_difference(search: Search) -> None:
    assert entries_in(answer_to("Wer hilft in Dortmund-Ho\u0308rde?", search)) == ["dortmund"]


def test_every_quarter_is_found_beside_its_town(search: Search) -> None:
    knowledge = search.knowledge
    centres = {centre.ags: centre.id for centre in knowledge.centres}
    towns = {town.id[-8:]: town for town in knowledge.municipalities}
    assert {quarter.ags for quarter in load_quarters()} <= set(towns)
    for quarter in load_quarters():
        town = towns[quarter.ags]
        found = {match.entry.id for match in search.find(f"KI {town.name.split(' (')[0]}-{quarter.name}").matches}
        assert found == {centres[key] for key in (quarter.ags, town.district) if key in centres}, quarter


@pytest.mark.parametrize(
    ("name", "town"),
    [
        *(("Altenbüren", "Brilon"), ("Dreierwalde", "Hörstel"), ("Birgte", "Hörstel"), ("Neersen", "Willich")),
        *(("Ließem", "Wachtberg"), ("Pech", "Wachtberg"), ("Niederbachem", "Wachtberg"), ("Rath-Anhoven", "Wegberg")),
    ],
)
def test_village_near_a_border_belongs_to_its_own_municipality(search: Search, name: str, town: str) -> None:
    names = {municipality.id[-8:]: municipality.name for municipality in search.knowledge.municipalities}
    assert {names[quarter.ags] for quarter in load_quarters() if quarter.name == name} == {town}


def test_every_quarter_that_stands_alone_leads_to_one_town_or_to_a_choice(search: Search) -> None:
    for quarter in load_quarters():
        if quarter.alone is StandsAlone.YES:
            assert search.find(f"KI {quarter.name}").kind in {FindingKind.ANSWER, FindingKind.CHOICES}, quarter


@pytest.mark.parametrize("name", ["Kalk", "Oberkassel", "Holthausen", "Innenstadt", "Hafen", "Borbeck"])
def test_name_that_several_quarters_or_an_ordinary_word_have_is_no_place_alone(search: Search, name: str) -> None:
    assert answer_to(name, search).finding.kind is FindingKind.NONE


def test_name_of_several_quarters_is_asked_about(search: Search) -> None:
    answer = answer_to("KI Oberkassel", search)
    assert answer.finding.kind is FindingKind.CHOICES
    assert set(entries_in(answer)) == {"duesseldorf", "bonn"}


@pytest.mark.parametrize(
    ("place", "centres"), [("Köln-Bonn", ["koeln", "bonn"]), ("Bochum/Herne", ["bochum", "herne"])]
)
def test_two_cities_in_one_are_two(search: Search, place: str, centres: list[str]) -> None:
    assert entries_in(answer_to(f"KI {place}", search)) == centres


def test_matter_written_with_a_city_stays_the_matter(search: Search) -> None:
    assert "offer/griffbereit" in entries_in(answer_to("Köln-Griffbereit", search))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        *(("Halle (Saale)", "Halle (Saale)"), ("Hagen a.T.W.", "Hagen a.T.W."), ("Frankfurt", "Frankfurt")),
        *(("Mülheim-Kärlich", "Mülheim-Kärlich"), ("Hagen am Teutoburger Wald", "Hagen am Teutoburger Wald")),
        *(("Frankfurt am Main", "Frankfurt am Main"), ("Frankfurt (Oder)", "Frankfurt (Oder)"), ("Kassel", "Kassel")),
        *(("Essen (Oldenburg)", "Essen (Oldenburg)"), ("Oberhausen-Rheinhausen", "Oberhausen-Rheinhausen")),
        *(("Neunkirchen (Saar)", "Neunkirchen (Saar)"), ("Hamm (Sieg)", "Hamm (Sieg)"), ("Osnabrück", "Osnabrück")),
        *(("Rhede (Ems)", "Rhede (Ems)"), ("Steinheim am Main", "Steinheim am Main"), ("Bayern", "Bayern")),
        *(
            ("Freiburg im Breisgau", "Freiburg im Breisgau"),
            ("Hagen ATW", "Hagen ATW"),
            ("Halle/Saale", "Halle (Saale)"),
        ),
        *(("Münster in Hessen", "Dieser Ort"), ("Lichtenau in Sachsen", "Dieser Ort")),
    ],
)
@pytest.mark.parametrize("question", ["{}", "Wer ist für {} zuständig?", "KI {}", "Gibt es ein KI in {}?"])
def test_place_in_another_land_is_named_as_such(search: Search, question: str, place: str, name: str) -> None:
    answer = answer_to(question.format(place), search)
    assert answer.finding.kind is FindingKind.NONE
    assert not answer.finding.matches
    assert "liegt nicht in NRW" in answer.reply
    assert answer.reply.replace("\\", "").replace("**", "").startswith(f"{name} liegt nicht in NRW")


@pytest.mark.parametrize(
    ("question", "centre"),
    [
        *(
            ("Halle (Westf.)", "kreis-guetersloh"),
            ("Halle Westfalen KI", "kreis-guetersloh"),
            ("Halle", "kreis-guetersloh"),
        ),
        *(("KI Hagen", "hagen"), ("Hennef (Sieg)", "rhein-sieg-kreis"), ("Neunkirchen", "siegen-wittgenstein")),
        *(("Wetter (Ruhr)", "ennepe-ruhr-kreis"), ("KI Mühlheim an der Ruhr", "muelheim-an-der-ruhr")),
        ("Ich ziehe von Frankfurt nach Köln, welches KI?", "koeln"),
    ],
)
def test_place_here_is_found_beside_its_namesakes(search: Search, question: str, centre: str) -> None:
    assert entries_in(answer_to(question, search)) == [centre]


@pytest.mark.parametrize("question", ["wohnung in hamburg", "Wer hilft bei Regen?", "Was tun bei Worms im Hof"])
def test_other_matters_are_not_answered_with_where_a_place_lies(search: Search, question: str) -> None:
    assert "liegt nicht in NRW" not in answer_to(question, search).reply


def test_what_lies_elsewhere_is_kept_apart_from_names_here() -> None:
    towns = {tuple(split_words(town.name)) for town in bundle().municipalities}
    assert {name for name in load_names_elsewhere() if tuple(split_words(name)) in towns} == set()
