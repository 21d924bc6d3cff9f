"""The directory of all centres and offers."""

import re
from datetime import date

import pytest

from bot.printing.directory import render_directory
from bot.printing.pdf import CannotPrint, can_print, write_pdf
from knowledge.entries import Knowledge, Visibility
from knowledge.search import Search
from tests.prepared import bundle

_TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return bundle()


@pytest.fixture(scope="module")
def page(shipped: Knowledge) -> str:
    return render_directory(Search(shipped), "LaKI", _TODAY)


def test_every_centre_and_offer_is_in_it_once(page: str, shipped: Knowledge) -> None:
    anchors = re.findall(r'<article id="([^"]+)">', page)
    assert sorted(anchors) == sorted(each.id.replace("/", "-") for each in (*shipped.centres, *shipped.offers))


def test_every_place_leads_to_the_centre_in_charge(page: str, shipped: Knowledge) -> None:
    index = page.partition('id="orte"')[2]
    assert len(re.findall(r"<li>", index)) == len(shipped.municipalities)
    assert '<a class="to-page" href="#centre-ennepe-ruhr-kreis">Hattingen</a>' in index
    letters = re.findall(r"<h3>(\w)</h3>", index)
    assert letters == sorted(letters)
    assert "Ö" not in letters


def test_all_that_is_referred_to_is_there(page: str) -> None:
    assert {*re.findall(r'href="#([^"]+)"', page)} <= {*re.findall(r'id="([^"]+)"', page)}


def test_it_is_one_german_page_that_loads_nothing(page: str) -> None:
    assert page.startswith('<!DOCTYPE html>\n<html lang="de">')
    assert "hyphens: auto" in page
    assert not re.search(r"<(script|img|link|iframe)|url\(|@import", page)


def test_a_title_stands_once_and_what_is_known_below(page: str) -> None:
    article = page.partition('<article id="centre-bochum">')[2].partition("</article>")[0]
    assert article.count("Kommunales Integrationszentrum Bochum") == 1
    assert "Web:" in article
    assert "Quelle:" in article


def test_hostile_text_stays_text(shipped: Knowledge) -> None:
    hostile = shipped.offers[0].model_copy(
        update={"title": "<script>alert(1)</script>", "text": "<img src=x> **fett**"}
    )
    page = render_directory(Search(Knowledge(centres=shipped.centres, offers=(hostile,))), "<b>LaKI</b>", _TODAY)
    assert not re.search(r"<script|<img|<b>", page)
    assert "<strong>fett</strong>" in page


def test_what_a_reader_may_not_read_is_left_out(shipped: Knowledge) -> None:
    secret = shipped.offers[0].model_copy(update={"title": "Geheim", "visibility": Visibility.INTERNAL})
    known = Knowledge(centres=shipped.centres, offers=(secret, *shipped.offers[1:]))
    assert "Geheim" in render_directory(Search(known), "LaKI", _TODAY)
    assert "Geheim" not in render_directory(Search(known.visible_to(Visibility.PUBLIC)), "LaKI", _TODAY)


async def test_a_pdf_is_written_or_it_says_what_is_missing() -> None:
    page = "<!DOCTYPE html><html lang=de><p>Seite <img src='file:///etc/hostname'></p>"
    if can_print():
        assert (await write_pdf(page)).startswith(b"%PDF")
    else:
        with pytest.raises(CannotPrint, match="extra `print`"):
            await write_pdf(page)
