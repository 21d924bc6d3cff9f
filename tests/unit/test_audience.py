"""The expression that says who an announcement is meant for."""

from dataclasses import replace

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
from handlers.announcements.parsing.conditions import Condition, Joint, Key, format_conditions, list_conditions
from handlers.core.events import PlatformName, Sender
from tests.prepared import bundle

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")


@pytest.fixture(scope="module")
def names() -> KnownNames:
    return KnownNames(
        knowledge=bundle(),
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


@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("alle", []),
        ("thema:KIM", ["und thema kim"]),
        ("nicht kanal:kim", ["und nicht kanal kim"]),
        ("bezirk:arnsberg und thema:kim", ["und regierungsbezirk Arnsberg", "und thema kim"]),
        ("alle und nicht plattform:telegram", ["und nicht plattform telegram"]),
        ("zentrum:Bochum, Dortmund", ["und zentrum bochum", "oder zentrum dortmund"]),
        (
            "sprache:englisch oder thema:kim und rolle:editors",
            ["und thema kim", "und rolle redaktion", "oder sprache en"],
        ),
        (
            "nicht zentrum:hagen und (thema:kim oder sprache:en)",
            ["und thema kim", "oder sprache en", "und nicht zentrum hagen"],
        ),
    ],
)
def test_rows_mean_the_same_as_their_expression(names: KnownNames, expression: str, rows: list[str]) -> None:
    names = replace(names, roles={**names.roles, "editors": names.roles["redaktion"]})
    conditions = list_conditions(parse(expression, names))
    assert conditions is not None
    assert [f"{row.joint} {row.key} {row.value}" for row in conditions] == rows
    again = list_conditions(parse(format_conditions(conditions), names))
    assert again == conditions


@pytest.mark.parametrize(
    "expression",
    [
        "(thema:kim oder sprache:en) und (sprache:de oder kanal:kim)",
        "nicht (thema:kim und sprache:en)",
        "thema:kim oder nicht sprache:en",
        "alle oder thema:kim",
        "thema:kim und alle",
        "nicht nicht thema:kim",
    ],
)
def test_some_expressions_have_no_rows(names: KnownNames, expression: str) -> None:
    assert list_conditions(parse(expression, names)) is None


def test_a_row_applies_to_all_that_stands_above_it() -> None:
    kim, english = Condition(key=Key.TOPIC, value="kim"), Condition(joint=Joint.OR, key=Key.LANGUAGE, value="en")
    hagen = Condition(joint=Joint.EXCEPT, key=Key.CENTRE, value="hagen")
    unna = Condition(key=Key.CENTRE, value="Kreis Unna")
    assert format_conditions([]) == "alle"
    assert format_conditions([hagen, kim]) == "nicht zentrum:hagen und thema:kim"
    assert format_conditions([kim, english, hagen]) == "(thema:kim oder sprache:en) und nicht zentrum:hagen"
    assert format_conditions([kim, hagen, english, unna]) == (
        '(thema:kim und nicht zentrum:hagen oder sprache:en) und zentrum:"Kreis Unna"'
    )


def test_a_forged_value_stays_one_term(names: KnownNames) -> None:
    forged = Condition(key=Key.TOPIC, value='kim" oder alle oder thema:"kim')
    with pytest.raises(AudienceError) as refused:
        parse(format_conditions([forged]), names)
    assert refused.value.problem == "topic"


def test_every_key_of_a_row_is_one_of_expressions(names: KnownNames) -> None:
    for key in Key:
        with pytest.raises(AudienceError) as refused:
            parse(f"{key}:xyzzy", names)
        assert refused.value.problem not in ("key", "no_key")
