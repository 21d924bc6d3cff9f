"""The line of source of an answer: one link, and its date in words."""

from datetime import date

import pytest

from handlers.i18n import TEXTS
from handlers.rendering.origins import describe_as_of, render_origin
from knowledge.entries import Centre, Contact, Source

_SOURCES = (Source(name="Kreis Herford", url="https://example.org/a"), Source(name="RP Online"))


def _centre(*, stale: bool) -> Centre:
    return Centre(
        id="centre/kreis-herford",
        title="KI Kreis Herford",
        text="Zuständig für den Kreis Herford.",
        source=_SOURCES[0],
        further_sources=_SOURCES[1:],
        as_of="2019-05",
        area="Kreis Herford",
        area_kind="Kreis",
        ags="05758",
        regierungsbezirk="Detmold",
        seat="Herford",
        contact=Contact(phone="05221 1234", stale=stale),
    )


@pytest.mark.parametrize(
    ("as_of", "german", "english"),
    [
        ("2019-05", "Mai 2019", "May 2019"),
        ("2023-09-27", "27. September 2023", "27 September 2023"),
        ("2024-03/04", "März/April 2024", "March/April 2024"),
        ("2024-12/2025-01", "Dezember 2024/Januar 2025", "December 2024/January 2025"),
        ("2013/14", "2013/14", "2013/14"),
        ("2024–2026", "2024–2026", "2024–2026"),
        ("2018 (Kontakt); 2024 (Organisation)", "2018", "2018"),
        ("2025-04; undatiert", "April 2025", "April 2025"),
        ("vor 2022", "vor 2022", "before 2022"),
        ("nach 2021, undatiert; 2017", "nach 2021", "after 2021"),
        ("ab 2025", "ab 2025", "2025 or later"),
        ("2025 oder später", "ab 2025", "2025 or later"),
        ("2019-99", "99 2019", "99 2019"),
        ("undatiert", "", ""),
        ("undatiert (nach 2022); 2013", "", ""),
    ],
)
def test_date_is_in_words(as_of: str, german: str, english: str) -> None:
    assert (describe_as_of(as_of, TEXTS["de"]), describe_as_of(as_of, TEXTS["en"])) == (german, english)


@pytest.mark.parametrize(
    ("stale", "line"),
    [
        (False, "*Quelle: [Kreis Herford](<https://example.org/a>) · Stand Mai 2019*"),
        (True, "*Quelle: [Kreis Herford](<https://example.org/a>) · Stand Mai 2019, bitte prüfen*"),
    ],
)
def test_one_source_with_its_date(stale: bool, line: str) -> None:
    assert render_origin(_centre(stale=stale), TEXTS["de"], date(2020, 1, 1)) == line


def test_all_sources_in_full() -> None:
    assert "[Kreis Herford](<https://example.org/a>), RP Online" in render_origin(
        _centre(stale=False), TEXTS["de"], date(2020, 1, 1), in_full=True
    )
