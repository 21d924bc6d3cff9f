"""The expression that says who an announcement is meant for."""

import pytest

from handlers.announcements.model.audience import (
    Accounts,
    AudienceError,
    Both,
    Either,
    Everyone,
    InChannels,
    InLanguage,
    Names,
    Not,
    OfCentres,
    OnPlatform,
    OnTopic,
    topics_of,
    understood,
)
from handlers.core.events import PlatformName, Sender
from knowledge.loader import SHIPPED, load_bundle

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(knowledge=load_bundle(SHIPPED), roles={"redaktion": (ANNA,), "admin": ()})


def test_every_key(names: Names) -> None:
    assert understood("alle", names) == Everyone()
    assert understood("zentrum:bochum", names) == OfCentres(centres=frozenset({"centre/bochum"}))
    assert understood('zentrum:"Kreis Unna"', names) == OfCentres(centres=frozenset({"centre/kreis-unna"}))
    assert understood("ki:Köln", names) == understood("zentrum:Koeln", names)
    assert understood("topic:kim", names) == OnTopic(topic="kim")
    assert understood("kanal:KIM", names) == InChannels(topic="kim")
    assert understood("rolle:Redaktion", names) == Accounts(senders=(ANNA,))
    assert understood("plattform:matrix", names) == OnPlatform(platform=PlatformName.MATRIX)
    assert understood("sprache:englisch", names) == InLanguage(language="en")


@pytest.mark.parametrize("quoted", ["„Kreis Unna“", "“Kreis Unna”", "'Kreis Unna'", "‚Kreis Unna‘", "»Kreis Unna«"])
def test_quotes_as_phones_set_them(names: Names, quoted: str) -> None:
    assert understood(f"zentrum:{quoted} und alle", names) == understood('zentrum:"Kreis Unna" und alle', names)


@pytest.mark.parametrize(
    "listed", ["zentrum:bochum, zentrum:dortmund", "zentrum:Bochum, Dortmund", "zentrum: bochum; „Dortmund“,"]
)
def test_commas_alone_mean_or(names: Names, listed: str) -> None:
    assert understood(listed, names) == understood("zentrum:bochum oder zentrum:dortmund", names)


@pytest.mark.parametrize(
    "mixed",
    [
        "zentrum:bochum, zentrum:dortmund und thema:kim",
        "zentrum:bochum, nicht thema:kim",
        "(zentrum:bochum, zentrum:dortmund)",
        "zentrum:bochum zentrum:dortmund, alle",
    ],
)
def test_commas_beside_words_are_refused(names: Names, mixed: str) -> None:
    with pytest.raises(AudienceError) as refused:
        understood(mixed, names)
    assert refused.value.kind == "comma"


def test_a_district_holds_its_centres(names: Names) -> None:
    audience = understood("Regierungsbezirk:arnsberg", names)
    assert isinstance(audience, OfCentres)
    assert "centre/bochum" in audience.centres
    assert "centre/koeln" not in audience.centres


def test_words_bind_as_in_a_sentence(names: Names) -> None:
    kim, matrix, english = OnTopic(topic="kim"), OnPlatform(platform=PlatformName.MATRIX), InLanguage(language="en")
    assert understood("thema:kim plattform:matrix", names) == Both(parts=(kim, matrix))
    assert understood("thema:kim und plattform:matrix", names) == Both(parts=(kim, matrix))
    assert understood("sprache:en oder thema:kim und plattform:matrix", names) == Either(
        parts=(english, Both(parts=(kim, matrix)))
    )
    assert understood("(sprache:en or thema:kim) and not plattform:matrix", names) == Both(
        parts=(Either(parts=(english, kim)), Not(part=matrix))
    )
    assert understood("nicht nicht alle", names) == Not(part=Not(part=Everyone()))


def test_topics_that_are_left_out_are_not_named(names: Names) -> None:
    assert topics_of(understood("thema:kim und nicht thema:arbeit-wirtschaft", names)) == {"kim"}


@pytest.mark.parametrize(
    ("expression", "kind", "nearest"),
    [
        ("regierungsbezirk:Arnsbreg", "district", "Arnsberg"),
        ("zentrum:Bochun", "centre", "bochum"),
        ("thema:kimm", "topic", "kim"),
        ("rolle:redakteur", "role", "redaktion"),
        ("plattform:signal", "platform", ""),
        ("sprache:fr", "language", ""),
        ("zentrun:bochum", "key", "zentrum"),
        ("bochum", "no_key", ""),
        ("", "empty", ""),
        ("alle und", "unfinished", ""),
        ("(alle", "unclosed", ""),
        ("alle)", "unexpected", ""),
        ("oder", "no_key", ""),
        ("thema:", "unfinished", ""),
        ('thema:"kim', "unexpected", ""),
        ("(" * 150 + "alle" + ")" * 150, "too_long", ""),
        ("alle " * 500, "too_long", ""),
    ],
)
def test_what_is_refused(names: Names, expression: str, kind: str, nearest: str) -> None:
    with pytest.raises(AudienceError) as refused:
        understood(expression, names)
    assert refused.value.kind == kind
    assert not nearest or refused.value.nearest == nearest
