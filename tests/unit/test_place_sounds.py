"""Names of places in other scripts, found by their sound."""

import pytest

from knowledge.languages.sounds import PlaceSounds
from knowledge.languages.spelling import split_tokens
from tests.prepared import bundle


@pytest.fixture(scope="module")
def sounds() -> PlaceSounds:
    knowledge = bundle()
    seats = [centre.seat for centre in knowledge.centres]
    return PlaceSounds([*(town.name for town in knowledge.municipalities), *seats])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Дортмунд", "Dortmund"),
        ("Дортмунді", "Dortmund"),
        ("Эссене", "Essen"),
        ("Бохуме", "Bochum"),
        ("Дуйсбург", "Duisburg"),
        ("Дюссельдорф", "Düsseldorf"),
        ("Вуппертале", "Wuppertal"),
        ("Гельзенкірхен", "Gelsenkirchen"),
        ("Хаген", "Hagen"),
        ("Гаген", "Hagen"),
        ("Мюнстер", "Münster"),
        ("Білефельд", "Bielefeld"),
        ("Крефельде", "Krefeld"),
        ("Мюльхайм", "Mülheim an der Ruhr"),
        ("Оберхаузен", "Oberhausen"),
        ("Ремшайд", "Remscheid"),
        ("Леверкузен", "Leverkusen"),
        ("Бонн", "Bonn"),
        ("Реклингхаузен", "Recklinghausen"),
        ("دورتموند", "Dortmund"),
        ("إيسن", "Essen"),
        ("بوخوم", "Bochum"),
        ("بدورتموند", "Dortmund"),
        ("دوسلدورف", "Düsseldorf"),
        ("هاغن", "Hagen"),
        ("فوبرتال", "Wuppertal"),
        ("دويسبورغ", "Duisburg"),
        ("غيلسنكيرشن", "Gelsenkirchen"),
        ("بيليفيلد", "Bielefeld"),
        ("مونستر", "Münster"),
    ],
)
def test_a_name_is_found_by_its_sound(sounds: PlaceSounds, written: str, name: str) -> None:
    (token,) = split_tokens(written)
    assert sounds.find(token) == name


@pytest.mark.parametrize(
    "word",
    ["погода", "квартира", "документы", "завтра", "помогите", "дитина", "вчитель", "الطقس", "كتاب", "سيارة", "مدينة"],
)
def test_an_ordinary_word_is_no_place(sounds: PlaceSounds, word: str) -> None:
    (token,) = split_tokens(word)
    assert sounds.find(token) is None
