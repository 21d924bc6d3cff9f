"""Audiences as rows of conditions, each of which narrows or widens all that stands above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.announcements.model.audience import (
    ALL,
    Accounts,
    And,
    Audience,
    Everyone,
    InCentres,
    InChannels,
    InLanguage,
    Not,
    OnPlatform,
    Or,
    SubscribedTo,
)
from handlers.announcements.parsing import ROLE_NAMES

MOST_CONDITIONS = 30
_PLAIN = re.compile(r"[\w-]+")
_QUOTES = re.compile("[\"'`´„“”»«‚‘’›‹]")


class Joint(StrEnum):
    """The joint of a condition to those above it."""

    AND = "und"
    OR = "oder"
    EXCEPT = "und nicht"


class Key(StrEnum):
    """The subject of a condition, as expressions name it."""

    TOPIC = "thema"
    CENTRE = "zentrum"
    DISTRICT = "regierungsbezirk"
    ROLE = "rolle"
    PLATFORM = "plattform"
    CHANNEL = "kanal"
    LANGUAGE = "sprache"


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One row: readers to whom this value of the key applies, or does not; an empty value is not chosen yet."""

    joint: Joint = Joint.AND
    key: Key
    value: str = ""


def format_conditions(conditions: Sequence[Condition]) -> str:
    """Return the expression that means these conditions; without any it means everyone."""
    expression, has_or = "", False
    for condition in conditions:
        term = _format_term(condition)
        if not expression:
            expression = f"nicht {term}" if condition.joint is Joint.EXCEPT else term
            continue
        is_or = condition.joint is Joint.OR
        above = f"({expression})" if has_or and not is_or else expression
        expression, has_or = f"{above} {condition.joint} {term}", is_or
    return expression or ALL


def _format_term(condition: Condition) -> str:
    value = _QUOTES.sub("", condition.value)
    return f"{condition.key}:{value}" if _PLAIN.fullmatch(value) else f'{condition.key}:"{value}"'


def list_conditions(audience: Audience) -> Sequence[Condition] | None:
    """Return the rows that mean an audience; None if it takes an expression."""
    match audience:
        case Everyone():
            return ()
        case And(parts=parts):
            return _list_joined(parts, Joint.AND)
        case Or(parts=parts):
            return _list_joined(parts, Joint.OR)
        case _:
            condition = _describe(audience, Joint.AND)
            return None if condition is None else (condition,)


def _list_joined(parts: Sequence[Audience], joint: Joint) -> Sequence[Condition] | None:
    """Return rows for parts of which one at most is joined itself; its rows stand above the others."""
    first, *others = sorted(parts, key=lambda part: not isinstance(part, And | Or))
    above = list_conditions(first)
    rows = [_describe(part, joint) for part in others]
    below = [row for row in rows if row is not None]
    if above is None or len(below) < len(rows) or (joint is Joint.OR and not above):
        return None
    return (*above, *below)


def _describe(audience: Audience, joint: Joint) -> Condition | None:
    """Return the row of one term; None if a row can't say it."""
    if isinstance(audience, Not):
        told = None if joint is Joint.OR or isinstance(audience.part, Not) else _describe(audience.part, joint)
        return told and replace(told, joint=Joint.EXCEPT)
    key, value = _name_term(audience)
    return Condition(joint=joint, key=key, value=value) if key else None


def _name_term(audience: Audience) -> tuple[Key | None, str]:
    named: tuple[Key | None, str] = (None, "")
    match audience:
        case SubscribedTo(topic=topic):
            named = (Key.TOPIC, topic)
        case InChannels(topic=topic):
            named = (Key.CHANNEL, topic)
        case InCentres(district=district) if district:
            named = (Key.DISTRICT, district)
        case InCentres(centres=centres):
            named = (Key.CENTRE, min(centres).removeprefix("centre/"))
        case Accounts(role=role):
            named = (Key.ROLE, next((names[0] for names in ROLE_NAMES if role in names), role))
        case OnPlatform(platform=platform):
            named = (Key.PLATFORM, platform)
        case InLanguage(language=language):
            named = (Key.LANGUAGE, language)
    return named
