"""The expression that says who an announcement is meant for."""

import pytest

from handlers.announcements.model.audience import (
    Accounts,
    And,
    Everyone,
    InCentres,
    InChannels,
    InLanguage,
    Not,
    OnPlatform,
    Or,
    SubscribedTo,
    mentioned_topics,
)
from handlers.announcements.parsing.audience import AudienceError, KnownNames, parse
from handlers.core.events import PlatformName, Sender
from knowledge.loader import SHIPPED, load_bundle

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")


@pytest.fixture(scope="module")
def names() -> KnownNames:
    return KnownNames(
        knowledge=load_bundle(SHIPPED),
        roles={"redaktion": (ANNA,), "admin": ()},
        platforms=(PlatformName.MATRIX, PlatformName.TELEGRAM),
    )


def test_every_key(names: KnownNames) -> None:
    assert parse("alle", names) == Everyone()
    assert parse("zentrum:bochum", names) == InCentres(centres=frozenset({"centre/bochum"}))
    assert parse('zentrum:"Kreis Unna"', names) == InCentres(centres=frozenset({"centre/kreis-unna"}))
    assert parse("ki:Köln", names) == parse("zentrum:Koeln", names)
    assert parse("topic:kim", names) == SubscribedTo(topic="kim")
    assert parse("kanal:KIM", names) == InChannels(topic="kim")
    assert parse("rolle:Redaktion", names) == Accounts(senders=(ANNA,))
    assert parse("plattform:matrix", names) == OnPlatform(platform=PlatformName.MATRIX)
    assert parse("sprache:englisch", names) == InLanguage(language="en")


@pytest.mark.parametrize("quoted", ["„Kreis Unna“", "“Kreis Unna”", "'Kreis Unna'", "‚Kreis Unna‘", "»Kreis Unna«"])
def test_quotes_as_phones_set_them(names: KnownNames, quoted: str) -> None:
    assert parse(f"zentrum:{quoted} und alle", names) == parse('zentrum:"Kreis Unna" und alle', names)


@pytest.mark.parametrize(
    "listed", ["zentrum:bochum, zentrum:dortmund", "zentrum:Bochum, Dortmund", "zentrum: bochum; „Dortmund“,"]
)
def test_commas_alone_mean_or(names: KnownNames, listed: str) -> None:
    assert parse(listed, names) == parse("zentrum:bochum oder zentrum:dortmund", names)


@pytest.mark.parametrize(
    "mixed",
    [
        "zentrum:bochum, zentrum:dortmund und thema:kim",
        "zentrum:bochum, nicht thema:kim",
        "(zentrum:bochum, zentrum:dortmund)",
        "zentrum:bochum zentrum:dortmund, alle",
    ],
)
def test_commas_beside_words_are_refused(names: KnownNames, mixed: str) -> None:
    with pytest.raises(AudienceError) as refused:
        parse(mixed, names)
    assert refused.value.problem == "comma"


def test_a_district_holds_its_centres(names: KnownNames) -> None:
    audience = parse("Regierungsbezirk:arnsberg", names)
    assert isinstance(audience, InCentres)
    assert "centre/bochum" in audience.centres
    assert "centre/koeln" not in audience.centres


def test_words_bind_as_in_a_sentence(names: KnownNames) -> None:
    kim, matrix, english = (
        SubscribedTo(topic="kim"),
        OnPlatform(platform=PlatformName.MATRIX),
        InLanguage(language="en"),
    )
    assert parse("thema:kim plattform:matrix", names) == And(parts=(kim, matrix))
    assert parse("thema:kim und plattform:matrix", names) == And(parts=(kim, matrix))
    assert parse("sprache:en oder thema:kim und plattform:matrix", names) == Or(
        parts=(english, And(parts=(kim, matrix)))
    )
    assert parse("(sprache:en or thema:kim) and not plattform:matrix", names) == And(
        parts=(Or(parts=(english, kim)), Not(part=matrix))
    )
    assert parse("nicht nicht alle", names) == Not(part=Not(part=Everyone()))


def test_topics_that_are_left_out_are_not_named(names: KnownNames) -> None:
    assert mentioned_topics(parse("thema:kim und nicht thema:arbeit-wirtschaft", names)) == {"kim"}


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
def test_what_is_refused(names: KnownNames, expression: str, kind: str, nearest: str) -> None:
    with pytest.raises(AudienceError) as refused:
        parse(expression, names)
    assert refused.value.problem == kind
    assert not nearest or refused.value.nearest == nearest
